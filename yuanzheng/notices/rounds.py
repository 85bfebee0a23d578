"""A round: the rules look, what they found is remembered, who is to be told is told."""

from __future__ import annotations

from datetime import datetime

from yuanzheng import failures
from yuanzheng.config import Config
from yuanzheng.notices import delivery, remembering, rules
from yuanzheng.notices.night import Night
from yuanzheng.notices.notice import Notice, NotSeen, Unseen
from yuanzheng.stages import Outcome


def after_night(
    config: Config, outcome: Outcome | None, *, moment: datetime, error: str | None = None
) -> tuple[str, ...]:  # fmt: skip
    """After a night: `outcome` None where it came to none, `error` says why.

    Never raises. Returns a sentence for each receiver that could not be told, and for what else
    went wrong; the warehouse must not be open for writing.
    """
    return _round("night", Night(config, moment, outcome, error))


def at_start(config: Config, *, moment: datetime) -> tuple[str, ...]:
    """When the service starts; the same otherwise."""
    return _round("start", Night(config, moment))


def _round(when: str, night: Night) -> tuple[str, ...]:
    try:
        memory, problems = _looked(when, night)
        memory, failed = delivery.delivered(memory, night.config, night.moment)
        remembering.save(night.folder, memory)
    except Exception as error:  # noqa: BLE001 - the night's work is done, whatever becomes of this
        if failures.debugging():
            return (failures.trace(error),)
        return (f"通知没有做成：{failures.sentence(error)}",)
    return (*problems, *failed)


def _looked(when: str, night: Night) -> tuple[remembering.Memory, list[str]]:
    night.folder.mkdir(parents=True, exist_ok=True)
    memory = remembering.load(night.folder).among(
        table.title for table in night.config.settings.notice
    )
    night = Night(
        night.config, night.moment, night.outcome, night.error, memory,
        asks=bool(night.config.settings.notice),
    )  # fmt: skip
    found, looked, problems = list[Notice | Unseen](), set[str](), list[str]()
    for name in rules.names():
        if when == rules.of(name).WHEN:
            try:
                found += list(rules.of(name).found(night))
                looked.add(name)
            except NotSeen:
                continue
            except Exception as error:  # noqa: BLE001 - one rule's trouble leaves the others be
                problems.append(f"通知的规则 {name} 没有看成：{failures.sentence(error)}")
    notices = [one for one in found if isinstance(one, Notice)]
    unseen = frozenset[str]().union(*(one.keys for one in found if isinstance(one, Unseen)))
    return memory.after(notices, frozenset(looked), night.moment, unseen), problems
