"""Who takes part: people with aliases, organizations, bots, and passers-by who star or fork."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from collectors.standin.community.dice import Dice
from collectors.standin.community.model import Person
from collectors.standin.community.texts import load

COMMUNITY_SIZE = 312
PASSERS_BY = 1100
# Far above the ids GitHub and Gitee have handed out, so that nobody real is named.
FIRST_GITHUB_ID = 910_000_000
FIRST_GITEE_ID = 81_000_000


@dataclass(frozen=True, slots=True)
class People:
    organizations: dict[str, Person]
    bots: dict[str, Person]
    community: tuple[Person, ...]
    passers_by: tuple[Person, ...]

    def everybody(self) -> tuple[Person, ...]:
        known = (*self.organizations.values(), *self.bots.values())
        return (*known, *self.community, *self.passers_by)


def make_people(seed: str) -> People:
    """The same people for the same seed."""
    logins: set[str] = set()
    dice = Dice(seed, "people")
    data = load("people")
    organizations = {o["login"]: _organization(i, o) for i, o in enumerate(data["organization"])}
    bots = {b["login"]: _bot(i, b) for i, b in enumerate(data["bot"])}
    names = [_name(dice, i) for i in range(COMMUNITY_SIZE)]
    community = tuple(_member(dice, i, name, logins) for i, name in enumerate(names))
    others = tuple(_passer_by(dice, i, logins) for i in range(PASSERS_BY))
    return People(organizations, bots, community, others)


def noreply(person: Person) -> str:
    return f"{person.github_id}+{person.login}@users.noreply.github.com"


def _organization(index: int, entry: dict[str, str]) -> Person:
    login, name = entry["login"], entry["name"]
    return Person(
        login, name, FIRST_GITHUB_ID + index, FIRST_GITEE_ID + index, login, kind="Organization"
    )


def _bot(index: int, entry: dict[str, str]) -> Person:
    login = entry["login"]
    number = 100 + index
    bare = Person(
        login, login, FIRST_GITHUB_ID + number, FIRST_GITEE_ID + number,
        login.removesuffix("[bot]"), names=(login,), kind=entry["kind"], offset=0,
        member_of=entry.get("member_of", ""),
    )  # fmt: skip
    email = noreply(bare) if bare.kind == "Bot" else f"{login}@mail.lantu.example"
    return replace(bare, emails=(email,), linked=frozenset({email}))


def _name(dice: Dice, index: int) -> tuple[str, str, str]:
    """Display name, pinyin or Latin commit name, and a stem for the login."""
    data = load("people")
    rare, strange = data["rare"], data["strange"]
    if index % 80 == 41:
        given, surname, stem = rare[index // 80 % len(rare)].split()
        return f"{surname}{given}", stem.title(), stem
    if index % 80 == 62:
        name = strange[index // 80 % len(strange)]
        return name, name, f"visitor{index}"
    if dice.chance(0.17):
        name = dice.pick(data["international"])
        stem = "".join(c for c in name.lower() if c.isascii() and c.isalpha())
        return name, name, stem
    surname, surname_latin = dice.pick(data["surnames"]).split()
    given, given_latin = dice.pick(data["given"]).split()
    latin = f"{given_latin.title()} {surname_latin.title()}"
    if dice.chance(0.3):
        latin = f"{surname_latin.title()} {given_latin.title()}"
    return f"{surname}{given}", latin, f"{surname_latin}{given_latin}"


def _login(dice: Dice, stem: str, taken: set[str]) -> str:
    for suffix in ("", "-dev", str(dice.randrange(80, 99)), str(dice.randrange(1000, 9999))):
        login = f"{stem}{suffix}"
        if login not in taken:
            taken.add(login)
            return login
    return _login(dice, stem + dice.pick("xyzqw"), taken)


def _member(dice: Dice, index: int, name: tuple[str, str, str], taken: set[str]) -> Person:
    display, latin, stem = name
    login = _login(dice, stem, taken)
    numbers = (FIRST_GITHUB_ID + 1000 + index * 7, FIRST_GITEE_ID + 1000 + index * 3)
    gitee = login if dice.chance(0.6) else f"{login}_gitee"
    bare = Person(
        login, display, *numbers, gitee, names=_names(dice, display, latin, login),
        member_of="lantu" if index < 18 else "qinghe-lab" if index >= COMMUNITY_SIZE - 6 else "",
        offset=480 if index < 18 else dice.pick(load("people")["offsets"]),
        company=_company(index), deleted=index % 61 == 60,
        created=dice.moment(datetime(2014, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)),
    )  # fmt: skip
    emails = _emails(dice, bare)
    return replace(bare, emails=emails, linked=_linked(dice, emails))


def _company(index: int) -> str | None:
    """The first are of one organisation; not all of them say so."""
    written: list[str] = load("people")["companies"]
    return (
        (written[1] if index % 3 else None) if index < 18 else written[index % len(written)] or None
    )


def _linked(dice: Dice, emails: tuple[str, ...]) -> frozenset[str]:
    """Noreply addresses always name their account, placeholders never do."""
    forgetful = dice.chance(0.08)
    chosen = {e for i, e in enumerate(emails) if dice.chance(0.4 if i else 1.0) and not forgetful}
    chosen |= {e for e in emails if ".noreply." in e}
    return frozenset(chosen - set(load("people")["placeholders"]))


def _names(dice: Dice, display: str, latin: str, login: str) -> tuple[str, ...]:
    names = [latin, display, login] if dice.chance(0.5) else [display, latin, login]
    return tuple(dict.fromkeys(names[: dice.pick((1, 1, 2, 2, 3))]))


def _emails(dice: Dice, person: Person) -> tuple[str, ...]:
    """One to four addresses; both forms of GitHub's noreply, Gitee's, and placeholders."""
    data = load("people")
    work = "mail.lantu.example" if person.member_of == "lantu" else dice.pick(data["domains"])
    found = [f"{person.login}@{work}"]
    if dice.chance(0.35):
        found.append(noreply(person))
    if dice.chance(0.12):
        found.append(f"{person.login}@users.noreply.github.com")
    if dice.chance(0.12):
        found.append(f"{person.gitee_id}+{person.gitee_login}@user.noreply.gitee.com")
    if dice.chance(0.2):
        found.append(f"{person.login}@{dice.pick(data['domains'])}")
    if dice.chance(0.04):
        found.append(dice.pick(data["placeholders"]))
    return tuple(dict.fromkeys(found))


def _passer_by(dice: Dice, index: int, taken: set[str]) -> Person:
    display, _, stem = _name(dice, 0)
    login = _login(dice, f"{stem}{index % 10}", taken)
    numbers = (FIRST_GITHUB_ID + 100_000 + index * 11, FIRST_GITEE_ID + 100_000 + index * 5)
    created = dice.moment(datetime(2016, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))
    return Person(login, display, *numbers, login, created=created)
