"""Tokens that a platform refused, or that end soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from yuanzheng import clock
from yuanzheng.checks import asking, github
from yuanzheng.notices import words
from yuanzheng.notices.night import Night, numbers
from yuanzheng.notices.notice import Notice, NotSeen, Unseen

WHEN = "night"
_REFUSED = "tokens:refused"
_CHANGE = "请到平台换一个新令牌，放进同一个环境变量，再重新启动源证。"


def found(night: Night) -> Iterator[Notice | Unseen]:
    """Raises `NotSeen` for a night that did not collect."""
    summary = night.outcome.summary if night.outcome else None
    if summary is None:
        raise NotSeen
    if not night.whole:
        yield Unseen(frozenset(k for k in night.told("tokens") if k.startswith(_REFUSED)))
    said = [*summary.refused]
    said += [r.reason or "" for r in summary.results if r.code == "bad_token"]
    for at, sentence in enumerate(dict.fromkeys(filter(None, said))):
        key = _REFUSED if at == 0 else f"{_REFUSED}-{at}"
        yield Notice(key, "error", words.sentence(sentence), _CHANGE)
    if night.asks:
        yield from _ending(night)


def _ending(night: Night) -> Iterator[Notice]:
    """GitHub alone says when a token ends."""
    settings = night.config.settings.collectors
    for one in asking.each_token("github", settings):
        place = one.platform("github")
        ends = github.look(one).ends_at if asking.token(place) else None
        if ends and ends - night.moment < timedelta(days=numbers("tokens")["days"]):
            variable = place.token_env[0]
            yield Notice(
                f"tokens:ends:{variable}", "warning",
                f"GitHub 的令牌（环境变量 {variable}）到 {clock.beijing(ends)}（北京时间）为止。",
                _CHANGE,
            )  # fmt: skip
