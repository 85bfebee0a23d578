"""Issues, change requests and what is said below them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from collectors.standin.community.cast import Cast
from collectors.standin.community.dice import Dice
from collectors.standin.community.model import Comment, Person, Thread
from collectors.standin.community.texts import load

_COMMENT_COUNTS = (0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 9)
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when threads are made; `first_id` keeps ids apart between repositories."""

    cast: Cast
    start: datetime
    end: datetime
    first_id: int
    bots: tuple[Person, ...]
    hostile: bool


def fill(template: str, dice: Dice) -> str:
    """A template with its {part}, {version}, {number}, {reason} drawn."""
    words = load("words")
    return template.format(
        part=dice.pick(words["parts"]),
        reason=dice.pick(words["reasons"]),
        version=f"v{dice.randrange(3)}.{dice.randrange(19)}.{dice.randrange(5)}",
        number=dice.randrange(2, 99),
    )


def make_threads(setting: Setting, issues: int, pulls: int, dice: Dice) -> list[Thread]:
    """`issues` + `pulls` threads, numbered together by time of opening."""
    times = sorted(
        [(dice.moment(setting.start, setting.end, 0.75), False) for _ in range(issues)]
        + [(dice.moment(setting.start, setting.end, 0.75), True) for _ in range(pulls)]
    )
    threads = [
        _thread(setting, number, moment, is_pull, dice)
        for number, (moment, is_pull) in enumerate(times, 1)
    ]
    if setting.hostile:
        _be_hostile([t for t in threads if not t.is_pull and t.comments])
    _number_comments(threads, setting.first_id)
    return threads


def _thread(setting: Setting, number: int, created: datetime, is_pull: bool, dice: Dice) -> Thread:
    words = load("words")
    kind = "pull" if is_pull else "issue"
    thread = Thread(
        id=setting.first_id + number * 17,
        number=number,
        is_pull=is_pull,
        author=setting.cast.at(created),
        title=fill(dice.pick(words[f"{kind}_titles"]), dice),
        body=fill(dice.pick(words[f"{kind}_bodies"]), dice) if dice.chance(0.93) else None,
        created=created,
        updated=created,
        ident=_ident(setting.first_id + number),
        labels=tuple(dice.sample(words["labels"], dice.pick((0, 0, 1, 1, 2)))),
    )
    _discuss(setting, thread, dice)
    _conclude(setting, thread, dice)
    return thread


def _ident(number: int) -> str:
    """Text number in Gitee's manner, such as I4CE7W."""
    text = ""
    while number:
        number, digit = divmod(number, len(_ALPHABET))
        text = _ALPHABET[digit] + text
    return f"I{text[-5:]}"


def _discuss(setting: Setting, thread: Thread, dice: Dice) -> None:
    moment = thread.created
    for _ in range(dice.pick(_COMMENT_COUNTS)):
        moment += timedelta(seconds=int(dice.expovariate(1 / 90_000)) + 60)
        if moment >= setting.end:
            break
        thread.comments.append(_comment(setting, thread, moment, dice))
    if thread.comments:
        thread.updated = max(c.updated for c in thread.comments)


def _comment(setting: Setting, thread: Thread, moment: datetime, dice: Dice) -> Comment:
    words, draw = load("words"), dice.random()
    author = setting.cast.at(moment)
    if thread.is_pull and draw < 0.42:
        body = fill(dice.pick(words["reviews"]), dice)
        return Comment(0, author, body, moment, moment, "src/main.py", dice.randrange(1, 200))
    if draw < 0.55 and thread.is_pull:
        return Comment(0, dice.pick(setting.bots), _bot_text(dice), moment, moment)
    if draw > 0.93:
        return Comment(0, author, dice.pick(words["commands"]), moment, moment)
    if draw > 0.84:
        return Comment(0, author, dice.pick(words["thanks"]), moment, moment)
    edited = min(moment + timedelta(hours=3), setting.end) if draw > 0.8 else moment
    return Comment(0, author, fill(dice.pick(words["comments"]), dice), moment, edited)


def _bot_text(dice: Dice) -> str:
    return fill(dice.pick(load("words")["bot_comments"]), dice)


def _conclude(setting: Setting, thread: Thread, dice: Dice) -> None:
    """Closes or merges most threads some days after the last word."""
    closed = thread.updated + timedelta(seconds=int(dice.expovariate(1 / 250_000)) + 30)
    if closed >= setting.end or dice.chance(0.1):
        thread.draft = thread.is_pull and dice.chance(0.2)
        return
    thread.state, thread.closed, thread.updated = "closed", closed, closed
    thread.closed_by = setting.cast.at(closed) if dice.chance(0.7) else thread.author
    if thread.is_pull and dice.chance(0.84):
        thread.merged, thread.merged_by = closed, setting.cast.at(closed)
    elif not thread.is_pull and dice.chance(0.08):
        thread.state = "rejected"


def _be_hostile(threads: list[Thread]) -> None:
    """Each dangerous text once as a title, once in a body and once in a comment."""
    for i, text in enumerate(load("words")["hostile"]):
        threads[-1 - i].title = text
        threads[-40 - i].body = text
        threads[-80 - i].comments[0].body = text


def _number_comments(threads: list[Thread], first_id: int) -> None:
    said = sorted((c for t in threads for c in t.comments), key=lambda c: c.created)
    for i, comment in enumerate(said):
        comment.id = first_id * 2 + i * 3
