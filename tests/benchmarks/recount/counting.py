"""The figures, counted from tables of git with the program's person table given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from recount import history
from recount.history import WORK

Counted = dict[tuple[str, str, str], float]
HALF = pd.Timedelta(days=180)
CODE = ("code", "tests", "build", "data")
PARTS = {"code": CODE, "docs": ("docs",), "code_source": ("code",), "code_tests": ("tests",),
         "code_build": ("build",), "code_data": ("data",)}  # fmt: skip


def acts(clone: Path, people: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """One row for each commit, person who signed it and kind of work; `excluded`: why not."""
    made, signed = history.commits(clone), history.signatures(history.commits(clone))
    signed = signed.merge(people, on=["name", "email_key"], how="left")
    signed["agent"] = signed["agent"].eq(True)
    paths = history.touched(clone).merge(lines, on=["sha", "path"], how="left")
    work = {sha: one.to_dict("records") for sha, one in paths.groupby("sha")}
    files = [work.get(sha, []) for sha in made["sha"]]
    made["excluded"] = [
        why(*one) for one in zip(made["merge"], made["subject"], files, strict=True)
    ]
    made["kind"] = [kinds(one) or ["code"] for one in files]
    made["told"] = made["body"].map(history.tells_of_agents)
    columns = ["sha", "at", "month", "excluded", "kind", "told"]
    return signed.merge(made[columns], on="sha").explode("kind")


def kinds(files: list[dict[str, Any]]) -> list[str]:
    """By the lines where they were counted, else by path."""
    own = [one for one in files if one["kind"] in WORK]
    code, words = _lines(own)
    found = {
        one["kind"] for one in own
        if pd.isna(one["code"]) or (one["kind"] != "docs" and one["code"] > 0)
        or (one["kind"] == "docs" and one["code"] + one["words"] > 0)
    }  # fmt: skip
    if words and words >= history.limits()["docs_share"] * (words + code):
        found.add("docs")
    return [one for one in WORK if one in found]


def _lines(own: list[dict[str, Any]]) -> tuple[float, float]:
    """Lines of code and of words: all of a document are words."""
    known = [one for one in own if not pd.isna(one["code"])]
    code = sum(one["code"] for one in known if one["kind"] != "docs")
    return code, sum(one["code"] + one["words"] for one in known) - code


def why(merge: bool, subject: str, files: list[dict[str, Any]]) -> str | None:
    """The first reason that applies."""
    if merge:
        return "merge"
    if history.reverts().search(subject):
        return "revert"
    own = [one for one in files if one["kind"] in WORK]
    if not files:
        return "empty"
    if own:
        return _no_work(own)
    classes = {one["kind"] for one in files}
    return next(one for one in ("generated", "vendored", "lock") if one in classes)


def _no_work(own: list[dict[str, Any]]) -> str | None:
    more_files = sum({"A": 1, "D": -1}.get(one["change"], 0) for one in own)
    more = sum(one["more"] for one in own if not pd.isna(one["code"]))
    limits = history.limits()
    if more_files >= limits["bulk_files"] or more >= limits["bulk_lines"]:
        return "bulk_import"
    read = not any(pd.isna(one["code"]) for one in own)
    return "whitespace" if read and _lines(own) == (0, 0) else None


def count(done: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> Counted:
    """(metric, part, month) → value; month '' the whole window."""
    past = done[done["at"] < end]
    work = past[past["excluded"].isna() & (past["bot"] == "human")]
    now = work[work["at"] >= start]
    found: Counted = {}
    for part, kinds in {"": WORK, **PARTS}.items():
        own = now[now["kind"].isin(kinds)]
        for metric, column in (("active_contributors", "person_id"), ("commits", "sha")):
            found[metric, part, ""] = own[column].nunique()
            for month, each in own.groupby("month"):
                found[metric, part, str(month)] = each[column].nunique()
    found |= _excluded(past[past["at"] >= start])
    found |= _shares(now)
    found |= _flow(work, start, end)
    found |= _machines(past[past["at"] >= start])
    return found | _elephant(now, past)


def _excluded(now: pd.DataFrame) -> Counted:
    reasons = now.drop_duplicates("sha")["excluded"].value_counts()
    names = ("merge", "revert", "empty", "bulk_import", "whitespace", "generated", "vendored",
             "lock")  # fmt: skip
    return {("excluded_acts", one, ""): int(reasons.get(one, 0)) for one in names}


def factor(sizes: Sequence[int]) -> int:
    """How few of them are half of all."""
    ordered = np.sort(np.asarray(sizes))[::-1]
    return int(np.argmax(2 * ordered.cumsum() >= ordered.sum())) + 1


def _shares(now: pd.DataFrame) -> Counted:
    if now.empty:
        return {}
    sizes = now.groupby("person_id")["sha"].nunique().sort_values(ascending=False)
    total = now["sha"].nunique()
    found: Counted = {("contributor_absence_factor", "", ""): factor(sizes.tolist())}
    for place, size in enumerate(sizes.head(5), 1):
        found["leading_commits", str(place), ""] = 100 * size / total
    return found


def _flow(work: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> Counted:
    before, now = work[work["at"] < start], work[work["at"] >= start]
    lately = before[before["at"] >= start - (end - start)]
    people = set(now["person_id"])
    found: Counted = {
        ("new_contributors", "", ""): len(people - set(before["person_id"])),
        ("returning_contributors", "", ""): len(people & set(before["person_id"])),
        ("left_contributors", "", ""): len(set(lately["person_id"]) - people),
    }
    first = work.groupby("person_id")["at"].min()
    since = first.dt.tz_convert("Asia/Shanghai").dt.strftime("%Y-%m").where(first >= start, "")
    for month, own in now.groupby("month")["person_id"]:
        back = [who for who in own.unique() if since[who] < str(month)]
        found["returning_contributors", "", str(month)] = len(back)
    begun = first[first >= start].dt.tz_convert("Asia/Shanghai").dt.strftime("%Y-%m")
    for month, number in begun.value_counts().items():
        found["new_contributors", "", str(month)] = int(number)
    months = sorted(
        pd.period_range(
            start.tz_convert("Asia/Shanghai").tz_localize(None),
            end.tz_convert("Asia/Shanghai").tz_localize(None),
            freq="M",
        )
    )
    seen = work.groupby("month")["person_id"].agg(set)
    for month in months:
        quiet: set[str] = set().union(*(seen.get(str(month - n), set()) for n in (1, 2, 3)))
        gone = seen.get(str(month - 4), set()) - quiet
        found["left_contributors", "", str(month)] = len(gone)
    return found


def _machines(now: pd.DataFrame) -> Counted:
    """Shares of programs among authors, and of commits signed with one."""
    work = now[now["excluded"].isna()]
    work = work.assign(kind=work["kind"].where(work["kind"] == "docs", "code"))
    authors = work[work["author"]].drop_duplicates(["sha", "kind"])
    if authors.empty:
        return {}
    found: Counted = {
        ("bot_share", "", ""): 100 * authors["bot"].isin(["certain", "likely"]).mean()
    }
    made = authors.drop_duplicates("sha")
    found["ai_coauthor_share", "authored", ""] = 100 * made["agent"].mean()
    human = set(made.loc[made["bot"] == "human", "sha"])
    helped = work[~work["author"] & work["bot"].isin(["certain", "likely"])]
    told = set(helped[helped["agent"]]["sha"]) | set(work[work["told"]]["sha"])
    for part, some in (("", told), ("other_bots", set(helped[~helped["agent"]]["sha"]))):
        if human:
            found["ai_coauthor_share", part, ""] = 100 * len(human & some) / len(human)
    return found


def _elephant(now: pd.DataFrame, past: pd.DataFrame) -> Counted:
    seen = past[past["bot"] == "human"].drop_duplicates(["sha", "person_id", "domain"])
    seen = seen.assign(works_for=seen["domain"].map(history.employer)).dropna(subset=["works_for"])
    people = seen.groupby("works_for")["person_id"].nunique()
    seen = seen[seen["works_for"].isin(people.index[people >= 2])]
    dated = {who: own.sort_values(["at", "works_for"]).drop_duplicates("at")
             for who, own in seen.groupby("person_id")}  # fmt: skip
    pairs = now.drop_duplicates(["sha", "person_id"])
    owner = [
        _at(dated.get(who), at) for who, at in zip(pairs["person_id"], pairs["at"], strict=True)
    ]
    pairs = pairs.assign(owner=owner)
    if pairs.empty:
        return {}
    known = pairs["owner"].dropna().value_counts().tolist()
    strangers = pairs[pairs["owner"].isna()]["person_id"].value_counts().tolist()
    largest = [known[0] + sum(strangers), *known[1:]] if known else [sum(strangers)]
    return {
        ("elephant_factor", "at_least", ""): factor(largest),
        ("elephant_factor", "at_most", ""): factor([*known, *strangers]),
        ("organisation_unknown_share", "commits", ""): 100 * sum(strangers) / len(pairs),
    }


def _at(seen: pd.DataFrame | None, at: pd.Timestamp) -> str | None:
    """Of the signature before within half a year, else of the one after within half a year."""
    if seen is None:
        return None
    before, after = seen[seen["at"] <= at].tail(1), seen[seen["at"] > at].head(1)
    if len(before) and at < before["at"].iloc[0] + HALF:
        return str(before["works_for"].iloc[0])
    if len(after) and at >= after["at"].iloc[0] - HALF:
        return str(after["works_for"].iloc[0])
    return None
