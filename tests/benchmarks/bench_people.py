"""How well aliases are joined, against the .mailmap of real histories; and how that grows.

    python tests/benchmarks/bench_people.py --half develop git/git=FOLDER scipy/scipy=FOLDER …

Each history is a clone named owner/name=FOLDER; those of the other half are left out (`unseen` is
for the end: it is not looked at while rules are made). The .mailmap is the truth and is kept from
the joiner, which is the product's own (`scoring.people`), fed through a warehouse. Histories whose
.mailmap speaks of fewer than 100 signatures are shown and not averaged.

`--local-parts` shows what a further rule would give that no warehouse can have: equal parts of
addresses before the @, of five letters and more and not those of a role, are one person's. Only
their hashes would have to be kept for it, at the price of another form of everything replaced.

Exits 1 when a limit is broken.
"""

from __future__ import annotations

import argparse
import math
import re
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from joining import histories, ours, pairs
from joining.histories import History
from joining.ours import Resolved
from joining.pairs import Agreement

from scoring.people.groups import Groups

LEAST_SPOKEN, LEAST_F1, MOST_OVER = 100, 0.95, 0.02
SIZES, MOST_SECONDS, MOST_GROWTH = (25_000, 50_000, 100_000), 60.0, 1.2
ROLES = {"admin", "github", "noreply", "hello", "contact", "email", "ubuntu", "vagrant",
         "developer", "support", "opensource", "gmail", "build", "webmaster", "unknown", "nobody",
         "public", "jenkins", "travis"}  # fmt: skip
BY_NAME = {"name", "spelling", "handle", "initial"}


def judged(history: History, found: Sequence[str]) -> tuple[Agreement, Agreement]:
    """Over the signatures the .mailmap speaks of, and over all."""
    everywhere = range(len(history.signatures))
    places = (history.spoken, everywhere)
    return tuple(pairs.agreement(history.persons, found, one) for one in places)  # type: ignore[return-value]


def with_local_parts(history: History, found: Sequence[str]) -> tuple[Agreement, Agreement]:
    """The persons found, and those of them joined whose addresses begin alike."""
    groups, first = Groups(found), dict[str, str]()
    for signature, person in zip(history.signatures, found, strict=True):
        part = re.sub(r"^\d+\+|\+.*|\W|_", "", signature.email.lower().partition("@")[0])
        if len(part) >= 5 and part not in ROLES:
            groups.join(person, first.setdefault(part, person))
    return judged(history, [groups.find(person) for person in found])


def shown(told: Agreement) -> str:
    return f"{told.f1:.3f} ({told.precision:.3f}, {told.recall:.3f})"


def bare(history: History, found: Resolved) -> list[str]:
    """Persons whose only tie is one short word that is nobody's login."""
    members: dict[str, list[int]] = {}
    for place, person in enumerate(found.persons):
        members.setdefault(person, []).append(place)
    wrong = []
    for places in members.values():
        names = {history.signatures[place].name.casefold().strip() for place in places}
        rules = {found.rules[place] for place in places}
        logins = [p for p in places if "noreply" in history.signatures[p].email]
        alone = rules <= BY_NAME and len(names) == 1 and not logins
        if len(places) > 1 and alone and _is_short(names.pop()):
            wrong.append(f"{history.name}: {len(places)} signatures joined by a bare short name")
    return wrong


def _is_short(name: str) -> bool:
    return len(name.split()) < 2 and len(name) < 7


def compare(chosen: Sequence[History], local_parts: bool) -> list[str]:
    """Prints a line for each history and the means; returns the limits that do not hold."""
    print(
        "| history | signatures | spoken of | people | e-mail or name: F1 (P, R) | ours |"
        " F1 over all: theirs | ours | too many people: theirs | ours |\n" + "|---" * 10 + "|"
    )
    means: list[tuple[float, float, float]] = []
    broken: list[str] = []
    for history in chosen:
        usual = judged(history, histories.by_address_or_name(history.signatures))
        found = ours.resolved([(one.name, one.email) for one in history.signatures])
        own = judged(history, found.persons)
        broken += bare(history, found)
        print(f"| {history.name} {history.commit[:10]} | {len(history.signatures):,} |"
              f" {len(history.spoken):,} | {len(set(history.persons)):,} | {shown(usual[0])} |"
              f" {shown(own[0])} | {usual[1].f1:.3f} | {own[1].f1:.3f} |"
              f" {usual[1].over_count:+.1%} |"
              f" {own[1].over_count:+.1%} |", flush=True)  # fmt: skip
        if local_parts:
            more = with_local_parts(history, found.persons)
            print(f"  with local parts: {shown(more[0])}, people {more[1].over_count:+.1%}")
        if len(history.spoken) >= LEAST_SPOKEN:
            means.append((usual[0].f1, own[0].f1, own[1].over_count))
            broken += _over(history, own[1])
    return broken + _mean(means)


def _over(history: History, told: Agreement) -> list[str]:
    over = abs(told.over_count) > MOST_OVER
    return [f"{history.name}: {told.over_count:+.1%} people"] if over else []


def _mean(means: Sequence[tuple[float, float, float]]) -> list[str]:
    if not means:
        return ["no history whose .mailmap speaks of enough signatures"]
    usual, own, over = (statistics.fmean(column) for column in zip(*means, strict=True))
    print(f"\nmean of {len(means)}: e-mail or name {usual:.3f}, ours {own:.3f};"
          f" people {over:+.2%}")  # fmt: skip
    return [f"mean F1 {own:.3f}, at least {LEAST_F1}"] if own < LEAST_F1 else []


def growth() -> list[str]:
    """Seconds of work over three sizes; the slope of their logarithms is the growth."""
    taken = [ours.resolved(_crowd(size)).seconds for size in SIZES]
    slope = statistics.linear_regression(
        [math.log(size) for size in SIZES], [math.log(one) for one in taken]
    ).slope
    told = ", ".join(f"{n:,}: {s:.1f} s" for n, s in zip(SIZES, taken, strict=True))
    print(f"\nresolve, {told}; grows with the power {slope:.2f}")
    slow = taken[-1] > MOST_SECONDS or slope > MOST_GROWTH
    return [f"{taken[-1]:.1f} s, power {slope:.2f}"] if slow else []


def _crowd(size: int) -> list[tuple[str, str]]:
    """Five signatures a person, in every spelling; none of them known to be a program."""
    found = []
    for n in range(size // 5):
        first, last = _word(n % 997 + 11), _word(n // 7 + 1009)
        found += [
            (f"{first} {last}".title(), f"{n}@a.org"), (f"{last}, {first}", f"{n}@b.org"),
            (f"{first}{last}", f"{n}@c.org"), (f"{first}{last}{n}", f"{n}@a.org"),
            (f"{first} q. {last}", f"{n}+{first}{last}{n}@users.noreply.github.com"),
        ]  # fmt: skip
    return found


def _word(number: int) -> str:
    """Letters for a number, so that no two have the same."""
    letters = ""
    while number:
        number, digit = divmod(number, 20)
        letters += "bcdfghjklmnpqrstvwxz"[digit] + "aeiou"[(number + digit) % 5]
    return letters


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--half", choices=["develop", "unseen"], default="develop")
    parser.add_argument("--local-parts", action="store_true")
    parser.add_argument("history", nargs="+", metavar="owner/name=FOLDER")
    asked = parser.parse_args()
    named = [one.partition("=") for one in asked.history]
    chosen = [
        histories.read(name, Path(folder))
        for name, _, folder in named if histories.half(name) == asked.half
    ]  # fmt: skip
    broken = [*compare(chosen, asked.local_parts), *growth()]
    print("\n".join(["", *broken] if broken else ["\nall limits hold"]))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
