"""Archived bodies with marks in place of persons' names: JSON, histories of git, files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

from warehouse import personal
from warehouse.personal_json import with_clean_file
from warehouse.personal_texts import Counts, as_text
from warehouse.pseudonyms import Pseudonyms

_LOGINS = ("login", "username", "user_name")
_NAMES = ("name", "fullname", "nickname", "display_name", "real_name", "nick_name", "remark")
# What else an account says of its owner.
_ABOUT = ("bio", "company", "blog", "location", "twitter_username", "weibo", "qq", "wechat",
          "profile", "gravatar_id", "linkedin")  # fmt: skip
_NUMBERS = ("id", "_id", "databaseId", "user_id")
_TYPES = ("type", "__typename")
# Texts that name nobody and that figures rest on, or that are no texts.
_PLAIN = frozenset({
    "state", "type", "__typename", "event", "status", "conclusion", "sha", "language", "languages",
    "spdx_id", "encoding", "grade", "stream", "kind", "author_association", "content_type",
    "licenseid", "visibility", "mode", "code", "platform", "stage", "token", "token_env",
})  # fmt: skip
_NOBODY = re.compile(r"[0-9a-f]{40}|\d{4}-\d\d-\d\dT[\d:.+Z-]+|\d*")
_MAILMAP = re.compile(r"^\s*([^<>#\n]+?)\s*<[^>]*>(?:\s*([^<>#\n]+?)\s*<)?", re.M)
_SIGNED = (2, 5)
# Unseen between @ and a name, so that it is no mention.
_JOINER = "\u2060"


class Bodies:
    """What `pseudonyms` does to the bodies of records, by what they are (`personal.kind_of`)."""

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self.of = pseudonyms

    # --- learning

    def learn(self, kind: str, url: str, body: bytes) -> None:
        """Names that stand in a body where names stand."""
        if kind == personal.LOG:
            self._learn_log(body)
            return
        read = _parsed(body) if kind == personal.JSON else None
        if read is not None:
            self._learn_json(read)
            return
        text = body.decode("utf-8", "replace")
        if url.startswith("git+") and "?path=.mailmap" in url:
            for found in _MAILMAP.finditer(text):
                self._learn_all(found[1], found[2])
        self.of.learn_texts(text)

    def _learn_all(self, *names: Any) -> None:
        for name in names:
            if isinstance(name, str):
                self.of.learn(name)

    def _learn_log(self, body: bytes) -> None:
        for place, field in fields(body):
            if place in _SIGNED:
                self.of.learn(field.decode("utf-8", "replace"))
            elif place == 9:
                self.of.learn_texts(field.decode("utf-8", "replace"))

    def _learn_json(self, item: Any) -> None:
        waiting = [item]
        while waiting:
            one = waiting.pop()
            if isinstance(one, dict):
                if (logins := account(one)) is not None:
                    names = (one.get(name) for name in _NAMES)
                    self._learn_all(*logins, *names)
                elif "email" in one and "date" in one:
                    self._learn_all(one.get("name"))
                waiting.extend(one.values())
            elif isinstance(one, list):
                waiting.extend(one)
            elif isinstance(one, str):
                self.of.learn_texts(one)

    # --- replacing

    def masked(self, kind: str, body: bytes) -> tuple[bytes, Counts]:
        """The body with marks, and how many places were changed."""
        found = Counts()
        if kind == personal.LOG:
            made = b"\0".join(self._field(place, field, found) for place, field in fields(body))
        elif kind == personal.JSON and (read := _parsed(body)) is not None:
            clean = self._json(read, found)
            made = json.dumps(clean, ensure_ascii=False).encode("utf-8", "surrogatepass")
        else:
            made = as_text(body, found, self._clean)
        return (made, found) if found else (body, found)

    def url(self, url: str) -> str:
        """An address or a header with marks, also where names are percent-encoded."""
        found = Counts()
        made = self.of.text(url, found)
        if "%" in made:
            plain = unquote(made)
            if (again := self.of.text(plain, found)) != plain:
                made = quote(again, safe=":/?#[]@!$&'()*+,;=%<>\" ")
        return made

    def _clean(self, text: str, *, found: Counts) -> str:
        return self.of.text(text, found)

    def _field(self, place: int, field: bytes, found: Counts) -> bytes:
        if place in (0, 1, 4, 7) or not field:
            return field
        text = field.decode("utf-8", "surrogateescape")
        made = self.of.name(text) if place in _SIGNED else self.of.text(text, found)
        if made == text:
            return field
        found["name"] += place in _SIGNED
        return made.encode("utf-8", "surrogateescape")

    def _json(self, item: Any, found: Counts, key: str = "") -> Any:
        if isinstance(item, str):
            return item if _NOBODY.fullmatch(item) else self._string(item, key, found)
        if isinstance(item, list):
            return [self._json(one, found, key) for one in item]
        if not isinstance(item, dict):
            return item
        if with_clean_file(item, found, self._clean):
            item = {**item, "content": _Done(item["content"])}
        logins = account(item)
        if logins and not any(self.of.is_kept(login) for login in logins):
            return self._account(item, logins, found)
        return {name: self._json(value, found, name) for name, value in item.items()}

    def _string(self, text: str, key: str, found: Counts) -> str:
        if isinstance(text, _Done):
            return str(text)
        if key in _LOGINS or (text in self.of.names and key not in _PLAIN):
            made = self.of.name(text)
            found["name"] += made != text
            return made
        return text if key in _PLAIN else self.of.text(text, found)

    def _account(self, item: dict[str, Any], logins: list[str], found: Counts) -> dict[str, Any]:
        """An account with marks, also of its number, by which the platform names its owner."""
        found["name"] += 1
        numbers = {str(item[n]) for n in _NUMBERS if n in item and _is_number(item[n])}
        made: dict[str, Any] = {}
        for key, value in item.items():
            if key in _NUMBERS and str(value) in numbers:
                mark = self.of.number(str(value))
                made[key] = int(mark) if isinstance(value, int) else mark
            elif key in (*_LOGINS, *_NAMES) and isinstance(value, str):
                made[key] = self.of.name(value)
            elif key == "node_id" or (key == "id" and isinstance(value, str)):
                made[key] = self.of.number(str(value))
            elif key == "company" and isinstance(value, str):
                made[key] = self._company(value, found)
            elif key in _ABOUT:
                made[key] = None if value is not None else value
            elif isinstance(value, str):
                made[key] = self._of_account(value, key, logins, numbers, found)
            else:
                made[key] = self._json(value, found, key)
        return made

    def _company(self, text: str, found: Counts) -> str:
        """For whom somebody works is told like the domain of an address: figures rest on it.

        Persons named in it are marked; a mention there is of a company unless it is a known
        person.
        """
        return self.of.text(text.replace("@", f"@{_JOINER}"), found).replace(_JOINER, "")

    def _of_account(
        self, text: str, key: str, logins: list[str], numbers: set[str], found: Counts
    ) -> str:
        """Its addresses, which hold its name or number even where the name is a common word."""
        if key in _PLAIN or "/" not in text:
            return self._string(text, key, found)
        known = {**dict.fromkeys(numbers, ""), **{login.lower(): login for login in logins}}
        parts = re.split(r"([/?&=.])", text)
        for at, part in enumerate(parts):
            if part.lower() in known and at > 4:
                login = known[part.lower()]
                parts[at] = self.of.name(login) if login else self.of.number(part)
        return self.of.text("".join(parts), found)


class _Done(str):
    """A text that is clean already."""

    __slots__ = ()


def account(item: dict[str, Any]) -> list[str] | None:
    """The logins of what is a person's account in any platform's JSON; None for anything else."""
    kind = next((item[name] for name in _TYPES if isinstance(item.get(name), str)), "User")
    if kind.casefold() not in {"user", "mannequin", "enterpriseuseraccount", "member"}:
        return None
    found = [item[name] for name in _LOGINS if isinstance(item.get(name), str)]
    if not found and isinstance(item.get("name"), str) and "fullname" in item:
        found = [item["name"]]  # the Hub
    if not found and isinstance(item.get("user"), str) and "avatarUrl" in item:
        found = [item["user"]]
    return found or None


def fields(body: bytes) -> Iterator[tuple[int, bytes]]:
    """The tokens of an archived history with their places; paths have those after the fields."""
    place, after_line = 0, False
    for token in body.split(b"\0"):
        if place < personal.LOG_FIELDS:
            yield place, token
            place += 1
        elif after_line:
            yield personal.LOG_FIELDS, token
            after_line = False
        elif token.lstrip(b"\n").startswith(b":"):
            after_line = True
            yield 0, token
        else:
            yield 0, token
            place = 1


def _is_number(value: object) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or isinstance(value, str)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
