"""One verdict for a repository from everything that is stated in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.licences import expressions
from scoring.licences.claims import (
    Claims,
    disagreeing,
    families,
    gather,
    overstating,
    sources,
    unsettled,
)
from scoring.licences.data import table
from scoring.licences.reasons import reason
from scoring.licences.spdx import Flag
from scoring.licences.statement import Statement


@dataclass(frozen=True, slots=True)
class Looked:
    """Whether a silence means anything: all documents read, and the platform's field asked for.

    `shown`: of no document it is open what it said at the instant.
    """

    documents: bool
    platform: bool
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """A row of `licence_verdict` without repository and list version."""

    declared: str
    concluded: str
    osi: Flag
    fsf: Flag
    in_repository: Flag
    in_documents: Flag
    agreement: str
    verdict: str
    reason: str


def conclude_repo(statements: Sequence[Statement], looked: Looked) -> Verdict:
    """States what can be concluded and leaves the rest to a human; never raises."""
    claims = gather(statements)
    concluded, chosen = _concluded(claims, looked)
    against = list(dict.fromkeys([*disagreeing(claims), *overstating(claims)]))
    agreement = _agreement(claims, against, looked)
    osi, fsf = _flag(claims, "osi", chosen), _flag(claims, "fsf", chosen)
    kind = _kind(claims, osi, agreement, looked)
    return Verdict(
        declared=_declared(claims, looked),
        concluded=concluded,
        osi=osi,
        fsf=fsf,
        in_repository=_in_repository(claims, looked),
        in_documents=_in_documents(claims, looked),
        agreement=agreement,
        verdict=kind,
        reason=reason(kind, concluded, claims, against, chosen=chosen, complete=looked.documents),
    )


def _concluded(claims: Claims, looked: Looked) -> tuple[str, bool]:
    """Expression of the licence texts, and whether a declaration says how several go together."""
    if not claims.texts:
        silent = not claims.pointers and not claims.nested and looked.documents
        return ("NONE" if silent else "NOASSERTION"), False
    texts = _together(claims.texts)
    stated = _stated(claims, families(texts))
    if stated:
        return stated, True
    return expressions.join([one.expression for one in texts], "AND"), False


def _stated(claims: Claims, wanted: frozenset[str]) -> str | None:
    """A declaration over exactly the licences whose texts are there: it knows OR and -or-later."""
    if any(one.status in {"modified", "custom"} for one in claims.texts):
        return None
    for one in (*claims.declared, *claims.readme):
        # The platform's field and prose name one licence; they do not tell -only from -or-later.
        told = "-or-later" in one.expression or " OR " in one.expression
        precise = one.place in {"manifest", "card", "header"} or told
        if one.definite and precise and families([one]) == wanted:
            return one.expression
    return None


def _together(texts: tuple[Statement, ...]) -> list[Statement]:
    kept = list(texts)
    for pair in table("together")["pair"]:
        if families(kept) >= set(pair["texts"]):
            extra = set(pair["texts"]) - {pair["means"]}
            kept = [one for one in kept if not families([one]) <= extra]
    return kept


def _declared(claims: Claims, looked: Looked) -> str:
    clear = [one for one in claims.declared if one.definite]
    if clear:
        first = families(clear[:1])
        same = all(families([one]) <= first for one in clear)
        return clear[0].expression if same else "NOASSERTION"
    if claims.declared or not (looked.documents and looked.platform):
        return "NOASSERTION"
    return "NONE"


def _flag(claims: Claims, which: str, stated: bool) -> Flag:
    """Of the texts, all of which must hold unless a declaration leaves the choice."""
    if not claims.texts:
        return "unknown"
    flags: list[Flag] = [one.osi if which == "osi" else one.fsf for one in _together(claims.texts)]
    alike = len(set(flags)) == 1
    value: Flag = flags[0] if alike else "unknown"
    if stated and not alike:
        whole = expressions.parse(_concluded(claims, Looked(True, True))[0])
        value = (whole.osi if which == "osi" else whole.fsf) if whole else "unknown"
    return "unknown" if value == "yes" and (claims.restricting or unsettled(claims)) else value


def _agreement(claims: Claims, against: list[Statement], looked: Looked) -> str:
    said = sources(claims)
    if against or (said and claims.restricting):
        return "conflict"
    # A place nobody had asked yet may have said otherwise.
    if said and (unsettled(claims) or not looked.shown or not looked.platform):
        return "unknown"
    # Names of changed or custom texts cannot be held against each other by a program.
    if any(one.status in {"modified", "custom"} for one in claims.texts) and said > 1:
        return "unknown"
    if said:
        return "single" if said == 1 else "agree"
    everything = (*claims.declared, *claims.readme, *claims.pointers, *claims.nested)
    return "none" if looked.documents and not everything else "unknown"


def _kind(claims: Claims, osi: Flag, agreement: str, looked: Looked) -> str:
    if not claims.texts:
        if agreement == "conflict":
            return "conflict"
        return "none" if agreement == "none" and looked.documents else "unknown"
    changed = [one for one in claims.texts if one.status == "modified"]
    if changed:
        approved = any(expressions.flags(one.base[0])[0] == "yes" for one in changed if one.base)
        return "osi_modified" if approved else "non_osi"
    if agreement == "conflict":
        return "conflict"
    if any(one.status == "custom" for one in claims.texts):
        return "custom"
    return {"yes": "osi_verbatim", "no": "non_osi"}.get(osi, "unknown")


def _in_repository(claims: Claims, looked: Looked) -> Flag:
    if claims.texts:
        return "yes"
    if claims.pointers or claims.nested or not looked.documents:
        return "unknown"
    return "no"


def _in_documents(claims: Claims, looked: Looked) -> Flag:
    said = [*claims.readme, *(one for one in claims.declared if one.place != "platform_field")]
    if any(one.definite for one in said):
        return "yes"
    return "unknown" if said or not looked.documents else "no"
