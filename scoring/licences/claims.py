"""Who says what: statements of one repository brought into a form that can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.licences import expressions
from scoring.licences.custom import is_family
from scoring.licences.statement import Statement, where

TEXTS = {"exact", "similar", "modified", "custom"}
_FOLDERS = {"licenses", "license", "licences", "licence", ".licenses"}
# Manifests in these folders speak of the whole repository.
_OWN_FOLDERS = {"", ".reuse", "debian", "conda", "conda.recipe", "recipe"}


@dataclass(frozen=True, slots=True)
class Claims:
    """`texts`: licence texts of the project itself; `pointers`: licence files without a text;
    `nested`: licence files deeper in the tree; `declared`: manifest, card, platform field;
    `readme`; `restricting`: places other than licence texts that restrict the use."""

    texts: tuple[Statement, ...]
    pointers: tuple[Statement, ...]
    nested: tuple[Statement, ...]
    declared: tuple[Statement, ...]
    readme: tuple[Statement, ...]
    restricting: tuple[Statement, ...]


def gather(statements: Sequence[Statement]) -> Claims:
    """Sorts statements by what they can tell."""
    files = [one for one in statements if one.place == "file" and not one.notice]
    main = [one for one in files if _is_main(one.path)]
    others = [one for one in statements if one.place != "file" and _is_root(one)]
    others = [one for one in others if one.place != "header" or not one.notice]
    return Claims(
        texts=tuple(one for one in main if one.status in TEXTS),
        pointers=tuple(one for one in main if one.status not in TEXTS),
        nested=tuple(one for one in files if not _is_main(one.path)),
        declared=tuple(one for one in others if one.place != "readme"),
        readme=tuple(one for one in others if one.place == "readme" and not one.restricted),
        restricting=tuple(
            one for one in statements if one.restricted and (one.place != "file" or one.notice)
        ),
    )


def families(statements: Sequence[Statement]) -> frozenset[str]:
    """Ids the statements name, without -only and -or-later; a modified text counts as its base."""
    found: set[str] = set()
    for one in statements:
        if not one.definite:
            continue
        read = expressions.parse(one.expression)
        ids = one.base or (read.ids if read else (one.expression,))
        found.update(expressions.family(key) for key in ids)
    return frozenset(found)


def disagreeing(claims: Claims) -> list[Statement]:
    """Statements that cannot be true together with the licence texts, or with the first claim."""
    claimed = [*_whole(claims.pointers), *claims.declared, *_whole(claims.readme)]
    reference = families(claims.texts) or families(claimed[:1]) or families(claimed)
    if not reference:
        return []
    readme = families(claims.readme)
    if readme <= reference or reference <= readme:
        # A README may name those of documents and of parts beside the project's own.
        claimed = [
            one for one in claimed
            if one.place != "readme" or not one.definite or _closed(one.expression)
        ]  # fmt: skip
    return [one for one in claimed if not _fits(one, reference)]


def _closed(expression: str) -> bool:
    """Whether it holds a licence known to be on neither list, without a choice of one that is."""
    read = expressions.parse(expression)
    if read is None or read.osi == "yes" or read.fsf == "yes":
        return False
    flags = {key: expressions.flags(key) for key in read.ids}
    return any(
        is_family(key) or (osi == "no" and fsf != "yes") for key, (osi, fsf) in flags.items()
    )


def overstating(claims: Claims) -> list[Statement]:
    """Statements that name the licence whose text was changed, as if it stood there unchanged."""
    bases = families([one for one in claims.texts if one.status == "modified"])
    said = [*claims.declared, *claims.readme]
    return [one for one in said if one.definite and families([one]) & bases]


def unsettled(claims: Claims) -> list[Statement]:
    """Licence files beside the texts that name another licence, or that could not be read."""
    against = disagreeing(claims)
    return [one for one in claims.pointers if one in against or _unread(one, claims.texts)]


def _unread(one: Statement, texts: Sequence[Statement]) -> bool:
    """A folder whose files were read was read."""
    inside = any((text.path or "").startswith(f"{one.path}/") for text in texts)
    return one.status == "unreadable" and not inside


def sources(claims: Claims) -> int:
    """How many places name a licence."""
    declared = sum(one.definite for one in claims.declared)
    readme = any(one.definite for one in claims.readme)
    return bool(claims.texts) + declared + readme


def _whole(said: tuple[Statement, ...]) -> list[Statement]:
    return [one for one in said if one.definite or one.starts]


def _fits(one: Statement, reference: frozenset[str]) -> bool:
    if one.starts:
        return any(key.startswith(one.starts) for key in reference)
    if not one.definite:
        return True
    mine = families([one])
    unnamed = {key for key in reference if key.startswith("LicenseRef-custom-")}
    if unnamed and all(key.startswith("LicenseRef-") for key in mine):
        return True
    return mine <= reference


def _is_main(path: str | None) -> bool:
    parts = (path or "").split("/")
    return len(parts) == 1 or (len(parts) == 2 and parts[0].casefold() in _FOLDERS)


def _is_root(one: Statement) -> bool:
    """Manifests of packages deeper in the tree speak for themselves only."""
    folder = (one.path or "").rpartition("/")[0].casefold()
    return one.place != "manifest" or folder in _OWN_FOLDERS


def shown(statements: Sequence[Statement]) -> str:
    """“where says what” for a sentence."""
    parts = []
    for one in statements:
        says = f"“{one.excerpt}”" if not one.definite else one.expression
        parts.append(f"{where(one)}写 {says}"[:160])
    return "，".join(parts)
