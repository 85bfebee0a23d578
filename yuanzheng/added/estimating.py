"""What a first collection of addresses will cost: asks the platform as little as tells it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from collectors import hosts
from collectors.settings import CollectorSettings
from collectors.targets import Target
from yuanzheng import clock, projects
from yuanzheng.added import costing
from yuanzheng.added.costing import V5, Cost, Seen
from yuanzheng.failures import Refused

_PER_PAGE = "state=all&per_page=1"
_GONE = {404, 410, 451}


@dataclass(frozen=True, slots=True)
class Reply:
    """A status, headers in lower case, and the document (None: none that can be read)."""

    status: int
    headers: Mapping[str, str]
    document: Any


# Asks a platform for an address below its interface. Raises `Refused`.
Ask = Callable[[str, str], Reply]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Of one address. `cost` None: it cannot be told, `words` says why; `owned`: how many public
    repositories an owner has; `asked`: requests this took; `whole`: all was said that the usual
    number rests on, else it is not known."""

    target: Target
    cost: Cost | None
    words: str
    owned: int | None = None
    asked: int = 0
    whole: bool = True


def estimates(
    addresses: Sequence[str], settings: CollectorSettings, ask: Ask
) -> tuple[Estimate, ...]:
    """One for each address, in their order. Raises `Refused` for what is none."""
    targets = [projects.target(one.strip(), settings, absent=True) for one in addresses]
    return tuple(_estimate(one, settings, ask) for one in dict.fromkeys(targets))


def _estimate(target: Target, settings: CollectorSettings, ask: Ask) -> Estimate:
    if target.platform == "git":
        raise Refused("只能估算所配置平台上的网址。")
    if _family(target.platform) not in _READERS:
        return Estimate(target, None, f"{target.url}：源证还不会估算这个平台，采集时才知道。")
    token = any(os.environ.get(name) for name in settings.platform(target.platform).token_env)
    try:
        if target.kind == "owner":
            return _of_owner(target, ask, token=token)
        seen, asked = _READERS[_family(target.platform)](target, ask)
    except Refused as error:
        return Estimate(target, None, str(error))
    found = costing.cost(target.platform, costing.requests(target.platform, seen), token=token)
    lost = costing.unsaid(target.platform, seen)
    said = words(target.platform, found, lost, token=token)
    return Estimate(target, found, said, asked=asked, whole=not lost)


def words(platform: str, cost: Cost, lost: Sequence[str] = (), *, token: bool) -> str:
    """`lost`: what the platform did not say."""
    title = hosts.hosts()[platform].title
    advice = "" if token else "；没有令牌，限额低得多（见 yuanzheng check）"
    if lost:
        return (
            f"至少 {cost.least:,} 次请求，照 {title} 的限额至少 {duration(cost.least_seconds)}；"
            f"平台没有说它的{'、'.join(lost)}，通常要多少不知道：过一会儿再估{advice}。"
        )
    return (
        f"至少 {cost.least:,} 次请求，通常约 {cost.usual:,} 次（按每个 Issue 和变更请求三条评论"
        f"估）；照 {title} 的限额至少 {duration(cost.least_seconds)}，通常约"
        f" {duration(cost.usual_seconds)}，不含克隆{advice}。"
    )


def duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(round(seconds), 1)} 秒"
    return f"{round(seconds / 60)} 分钟" if seconds < 5400 else f"{seconds / 3600:.1f} 小时"


def _of_owner(target: Target, ask: Ask, *, token: bool) -> Estimate:
    reply = _well(ask(target.platform, f"/users/{target.full_name}"), target)
    owned = _number(reply.document, "public_repos")
    if target.platform == "huggingface" or owned is None:
        return Estimate(target, None, "平台没有说它名下有多少仓库：采集时才知道。", asked=1)
    each = costing.bare(target.platform)
    least = costing.cost(target.platform, {"all": (owned * each, owned * each)}, token=token)
    said = (
        f"名下有 {owned:,} 个公开的仓库，每个至少 {each} 次请求，合计至少 {least.least:,} 次、"
        f"{duration(least.least_seconds)}；里面的 Issue 和评论另计。"
    )
    return Estimate(target, least, said, owned, 1, whole=False)


def _github(target: Target, ask: Ask) -> tuple[Seen, int]:
    """The newest number tells how many issues and change requests there can be at most; the list
    of open ones does not tell them apart, so all count as issues. Numbers: REST, `number`."""
    about = _well(ask("github", f"/repos/{target.full_name}"), target).document
    newest = ask("github", f"/repos/{target.full_name}/issues?{_PER_PAGE}")
    told = isinstance(newest.document, list)
    first = newest.document[0] if told and newest.document else {}
    issues = _number(first, "number") or _number(about, "open_issues_count")
    return Seen(
        stars=_number(about, "stargazers_count"), forks=_number(about, "forks_count"),
        issues=issues if told or newest.status in _GONE else None,
        fortnights=_fortnights(about, "created_at"),
    ), 2  # fmt: skip


def _v5(target: Target, ask: Ask) -> tuple[Seen, int]:
    place = f"/repos/{target.full_name}"
    about = _well(ask(target.platform, place), target).document
    issues = ask(target.platform, f"{place}/issues?{_PER_PAGE}")
    pulls = ask(target.platform, f"{place}/pulls?{_PER_PAGE}")
    return Seen(
        stars=_number(about, "stargazers_count"), forks=_number(about, "forks_count"),
        issues=_total(issues), change_requests=_total(pulls),
        fortnights=_fortnights(about, "created_at"),
    ), 3  # fmt: skip


def _hub(target: Target, ask: Ask) -> tuple[Seen, int]:
    place = f"/api/{target.kind}s/{target.full_name}"
    _well(ask("huggingface", place), target)
    talk = ask("huggingface", f"{place}/discussions")
    return Seen(discussions=_number(talk.document, "count")), 2


_READERS: dict[str, Callable[[Target, Ask], tuple[Seen, int]]] = {
    "github": _github, "v5": _v5, "huggingface": _hub,
}  # fmt: skip


def _family(platform: str) -> str:
    return "v5" if platform in V5 else platform


def _well(reply: Reply, target: Target) -> Reply:
    if reply.status in _GONE:
        raise Refused(f"{target.url} 不存在、没有公开，或已被平台屏蔽：请检查网址。")
    if reply.status in {301, 302, 307, 308}:
        raise Refused(f"{target.url} 已改名或移走：请改用新网址。")
    if reply.status in {401, 403, 429}:
        raise Refused(f"平台现在不回答（{reply.status}）：限额可能已用完，过一会儿再试。")
    if reply.status != 200 or not isinstance(reply.document, dict):
        raise Refused(f"平台的回答读不懂（{reply.status}）：过一会儿再试。")
    return reply


def _total(reply: Reply) -> int | None:
    """How many a list has in all, as these platforms say in a header."""
    said = reply.headers.get("total_count", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 12 else None


def _number(document: Any, key: str) -> int | None:
    found = document.get(key) if isinstance(document, dict) else None
    if not isinstance(found, int) or isinstance(found, bool):
        return None
    return found if 0 <= found < 10**11 else None


def _fortnights(document: Any, key: str) -> int | None:
    try:
        created = datetime.fromisoformat(document[key])
        return max((clock.now() - created) // timedelta(weeks=2), 0)
    except (KeyError, TypeError, ValueError):
        return None
