"""What a platform file offers: streams, each a generator of pages."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from collectors import querying
from collectors.access import Access
from collectors.errors import (
    Blocked,
    Disabled,
    Empty,
    Gone,
    Interrupted,
    Malformed,
    NotFound,
    NoToken,
    Refused,
    StreamStopped,
    Unreachable,
)  # fmt: skip
from collectors.quiet import Watch
from collectors.replies import Reply
from collectors.session import Session
from collectors.targets import Target
from collectors.trails import Trail
from collectors.transport import STOPPED
from warehouse.answers import Answer
from warehouse.archive import without_secrets
from warehouse.columns import CommitColumns
from warehouse.records import Record
from warehouse.state import Validator


@dataclass(frozen=True, slots=True)
class Page:
    """What one answer brought. `answer` None: a 304, nothing new.

    `asked` is the address whose earlier answers, by whatever token, no longer hold; `validator`
    is what to remember of this one.

    `also` names further streams the records belong to (one list may feed two). `cursor` is where
    to go on once this page is stored; None leaves it. `unread` counts items of the list that
    could not become a record, after a 304 those of the answer that still holds. `commits` stand
    beside the records; reading them anew costs no request. `settled`: stored, with all before it,
    ahead of anything that is read next.
    """

    answer: Answer | None
    records: Sequence[Record] = ()
    commits: CommitColumns | None = None
    items: int = 0
    cursor: Mapping[str, Any] | None = None
    asked: str | None = None
    validator: Validator | None = None
    quota_left: int | None = None
    also: tuple[str, ...] = ()
    unread: int = 0
    within: Within | None = None
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Within:
    """Things read whole again: rows of `table` whose `column` is one of `values` and whose key is
    not among `keys` are closed, as far as this stream brought them."""

    table: str
    column: str
    values: tuple[str, ...]
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a stream that ran to its end stands: None everywhere means complete; `as_before`: as it
    stood, for nothing has moved.

    `sweep` holds the keys seen by a full listing; what is not among them is closed, in the
    stream's own table and in those of `also_swept`; `own_swept` are further tables of which only
    the rows this stream brought are closed. `unread` counts items of pages read in
    earlier runs that could not become a record.
    """

    expected: int | None = None
    code: str | None = None
    reason: str | None = None
    sweep: frozenset[str] | None = None
    also_swept: tuple[str, ...] = ()
    own_swept: tuple[str, ...] = ()
    as_before: bool = False
    unread: int = 0


Pages = Generator[Page, None, Ending]


@dataclass(slots=True)
class Context:
    """One stream of one repository: how to ask, and what is known of the repository so far.

    `facts` and `ended` are shared by the streams of a repository; `visited` are the URLs asked.
    `held` is how many rows the stream has brought so far, `platform_id` the number by which the
    platform knew the repository when it was last read; `stood`: the stream was complete then.
    `trail` is what of the reading is archived.
    """

    target: Target
    session: Session
    access: Access
    api: str
    web: str
    mirrors: Path
    trail: Trail
    stream: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)
    held: int = 0
    platform_id: str | None = None
    visited: set[str] = field(default_factory=set)
    stood: bool = False

    def of_stream(self, name: str, held: int, trail: Trail) -> Context:
        return replace(self, stream=name, held=held, visited=set(), trail=trail)

    @property
    def repo_id(self) -> str:
        return self.target.repo_id

    @property
    def cursor(self) -> dict[str, Any]:
        """Where this stream stood when its last page was stored."""
        return self.session.state.cursor(self.repo_id, self.stream)

    def now(self) -> datetime:
        """The time of the last answer, before the first one that of the beginning."""
        return self.trail.at

    def get(
        self, url: str, *, headers: Mapping[str, str] | None = None,
        accept: str = "application/json",
    ) -> Reply:  # fmt: skip
        """One answer. Raises what stops a stream, and `Malformed` for an address elsewhere."""
        if not url.startswith(f"{self.api}/"):
            raise Malformed(
                f"{without_secrets(url)} 不在配置的平台地址 {self.api} 之下：不去问它。"
            )
        self.visited.add(url)
        scope = (self.repo_id, self.stream)
        with self._told():
            return self.session.get(
                url, self.access, scope, self.trail, headers=headers, accept=accept
            )

    def query(self, name: str, variables: Mapping[str, object], *, patient: bool) -> Reply:
        """The answer to the GraphQL query in `queries/<name>.graphql`.

        Raises what `get` raises, `NoToken`, and `TooHeavy` unless `patient`.
        """
        if not self.access.has_token:
            raise NoToken(
                f"{self.access.name} 只向带令牌的请求提供这些数据："
                f"请设置环境变量 {self.access.token_env} 后再运行。"
            )
        url, body = querying.request(self.api, name, variables)
        with self._told():
            return self.session.post(url, self.access, body, self.trail, patient=patient)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except StreamStopped as error:
            stopped = Interrupted(STOPPED) if self.session.stop() else error
            self.trail.stopped(stopped)
            raise stopped from None

    def page(
        self, reply: Reply, records: Sequence[Record], items: int, *,
        cursor: Mapping[str, Any] | None = None, also: tuple[str, ...] = (),
        memo: Mapping[str, Any] | None = None, unread: int = 0,
    ) -> Page:  # fmt: skip
        """The page of a reply; `memo` is what a 304 for the same URL shall tell again."""
        return Page(
            reply.answer, records, items=items,
            asked=None if reply.answer is None else reply.url,
            validator=self._validator(reply, memo or {}),
            quota_left=self.session.quota_left(reply.url, self.access),
            cursor=cursor, also=also, unread=unread,
        )  # fmt: skip

    def _validator(self, reply: Reply, memo: Mapping[str, Any]) -> Validator | None:
        etag = reply.headers.get("ETag")
        if reply.answer is None or reply.status != 200 or not etag:
            return None
        return Validator(
            reply.url, self.access.token_key, self.repo_id, self.stream, etag,
            reply.answer.sha256, reply.next_url, memo,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stream:
    """A named stream, the table its rows are counted in, and how it is read.

    `by_git`: from a clone, which costs no quota and needs no token. `after` names the streams it
    builds on, besides the repository itself. `watch`: when it is worth asking for; None: always.
    """

    name: str
    table: str
    read: Callable[[Context], Pages]
    by_git: bool = False
    after: tuple[str, ...] = ()
    watch: Watch | None = None


def refuse(reply: Reply, what: str, *, first: bool = False) -> None:
    """Raises what a status ≥ 300 means; `first` on the address of the repository itself."""
    if reply.status < 300 or reply.status == 304:
        return
    url = without_secrets(reply.url)
    raise _meaning(reply.status, url, what, first=first)


def _meaning(status: int, url: str, what: str, *, first: bool) -> StreamStopped:
    if status == 404 and first:
        return Gone(
            f"{what} 不存在、已删除或未公开（{url} 回答 404）：请检查网址，或换用有权限的令牌。"
        )
    if status == 451:
        return Blocked(f"{what} 因法律原因被平台下架（{url} 回答 451）。")
    if status in {401, 403}:
        return Refused(f"平台不向我们展示{what}（{url} 回答 {status}）。")
    if status == 410:
        return Disabled(f"{what} 已被项目关闭（{url} 回答 410）。")
    if status == 409:
        return Empty(f"仓库还是空的，没有{what}（{url} 回答 409）。")
    if status == 404:
        return NotFound(f"平台没有给出{what}（{url} 回答 404）。")
    if status < 500:
        return Malformed(f"读取{what}时平台回答 {status}（{url}）：下次运行会从头读起，请再运行。")
    return Unreachable(f"读取{what}时平台回答 {status}（{url}）：请稍后再运行。")
