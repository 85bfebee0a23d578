"""Eight metrics as a careful pandas program: columns chosen, texts as codes, acts read once.

    python by_pandas.py FOLDER OUT FROM TO

FOLDER holds act, issue, change_request, star_day, project_repo and seat as Parquet; OUT gets
metric_id, project_id, part, month, value, n of all that is not zero. FROM and TO are instants.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq

CHINA = "Asia/Shanghai"
CODES = {"project_id", "repo_id", "person_id", "ref", "bot", "kind", "state"}
CODE_PARTS = {
    "code": "code_source", "tests": "code_tests", "build": "code_build", "data": "code_data",
}  # fmt: skip
COLUMNS = ["metric_id", "project_id", "part", "month", "value", "n"]


def read(folder: Path, table: str, columns: list[str], filters: object = None) -> pd.DataFrame:
    """Texts become categories without ever being Python objects."""
    found = pq.read_table(folder / f"{table}.parquet", columns=columns, filters=filters)
    for place, name in enumerate(found.column_names):
        if name in CODES:
            codes = pc.dictionary_encode(found.column(name)).combine_chunks()
            found = found.set_column(place, name, codes)
    return found.to_pandas(split_blocks=True, self_destruct=True)


def recoded(texts: pd.Series, names: dict[str, str]) -> pd.Categorical:
    """Other names for categories, several of which may become one."""
    new = [names.get(one, one) for one in texts.cat.categories]
    kinds = list(dict.fromkeys(new))
    place = np.array([kinds.index(one) for one in new], dtype="int32")
    return pd.Categorical.from_codes(place[texts.cat.codes.to_numpy()], categories=kinds)


def placed(rows: pd.DataFrame, home: pd.DataFrame) -> pd.DataFrame:
    """With the project of each repository, which is in one project alone here."""
    project = home.set_index("repo_id")["project_id"]
    rows["project_id"] = recoded(rows["repo_id"], project.to_dict())
    return rows


def month(moments: pd.Series) -> pd.Series:
    local = moments.dt.tz_convert(CHINA).dt.tz_localize(None)
    return local.dt.to_period("M").dt.to_timestamp()


def shaped(metric_id: str, counted: pd.DataFrame, n: str = "value") -> pd.DataFrame:
    made = counted.reset_index()
    for name, plain in (("part", ""), ("month", pd.NaT)):
        if name not in made:
            made[name] = plain
    made["metric_id"], made["n"] = metric_id, made[n]
    return made[COLUMNS]


def with_months(frame: pd.DataFrame, keys: list[str]) -> list[list[str]]:
    return [keys, [*keys, "month"]]


def acts(folder: Path, since: pd.Timestamp, until: pd.Timestamp) -> list[pd.DataFrame]:
    columns = ["project_id", "person_id", "bot", "kind", "happened_at", "ref"]
    held = read(folder, "act", columns, (
        pc.field("excluded").is_null() & pc.field("person_id").is_valid()
        & pc.field("bot").isin(["human", "likely"])
        & ~pc.field("kind").isin(["change_request", "review"])
    ))  # fmt: skip
    made = [newcomers(held, since, until)]
    held = held[(held["happened_at"] >= since) & (held["happened_at"] < until)].copy()
    held["month"] = month(held.pop("happened_at"))
    held["part"] = recoded(held["kind"], dict.fromkeys(CODE_PARTS, "code"))
    held["kind"] = recoded(held["kind"], CODE_PARTS)
    held["human"] = held.pop("bot") == "human"
    made += [*active(folder, held)]
    commits = held[held["human"] & (held["part"] != "discussion")]
    made += [*changes(commits), absence(commits)]
    return made


def newcomers(held: pd.DataFrame, since: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    people = held.loc[held["bot"] == "human", ["project_id", "person_id", "happened_at"]]
    first = people.groupby(["project_id", "person_id"], observed=True)["happened_at"].min()
    first = first.reset_index()
    first = first[(first["happened_at"] >= since) & (first["happened_at"] < until)]
    first["month"] = month(first["happened_at"])
    return pd.concat(
        shaped("new_contributors", first.groupby(keys, observed=True).size().to_frame("value"))
        for keys in with_months(first, ["project_id"])
    )


def active(folder: Path, held: pd.DataFrame) -> list[pd.DataFrame]:
    made = []
    seat = read(folder, "seat", ["person_id", "platform"])
    known = held["person_id"].cat.categories
    seat["person_id"] = seat["person_id"].cat.set_categories(known)
    seat = seat.dropna()
    once = held.drop_duplicates(["project_id", "person_id", "month", "ref", "part"])
    for keys in with_months(held, ["project_id"]):
        who = [*keys, "person_id"]
        acts_of = once.drop_duplicates([*who, "ref", "part"]).groupby(who, observed=True).size()
        human = held.groupby(who, observed=True)["human"].any()
        people = pd.DataFrame({"acts": acts_of, "human": human})
        all_of = people.groupby(keys, observed=True)["acts"].agg(value="size", n="sum")
        made.append(shaped("active_contributors", all_of.assign(part="with_likely_bots"), "n"))
        people = people[people["human"]]
        whole = people.groupby(keys, observed=True)["acts"].agg(value="size", n="sum")
        made.append(shaped("active_contributors", whole.assign(part=""), "n"))
        humans = people.reset_index()[who]
        made += [*parts(held, once, keys, humans), at_least(people, seat, keys)]
    return made


def parts(
    held: pd.DataFrame, once: pd.DataFrame, keys: list[str], humans: pd.DataFrame
) -> list[pd.DataFrame]:
    """Parts of those who are human; `code` counts each commit once."""
    who, made = [*keys, "person_id"], []
    code = once[once["part"] == "code"].drop_duplicates([*who, "ref"])
    counted = [
        code.groupby(who, observed=True).size().rename("n").reset_index().assign(part="code"),
        held.groupby([*who, "kind"], observed=True).size().rename("n").reset_index()
        .rename(columns={"kind": "part"}),
    ]  # fmt: skip
    for one in counted:
        one["part"] = one["part"].astype(str)
        kept = one.merge(humans, on=who)
        found = kept.groupby([*keys, "part"], observed=True)["n"].agg(value="size", n="sum")
        made.append(shaped("active_contributors", found, "n"))
    return made


def at_least(people: pd.DataFrame, seat: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    seats = people.reset_index().merge(seat, on="person_id", how="left")
    seats["platform"] = seats["platform"].astype(object).fillna("")
    found = seats.groupby([*keys, "platform"], observed=True)["acts"].agg(value="size", n="sum")
    found = found.reset_index()
    found.loc[found["platform"] == "", "value"] = 1
    found = found.sort_values(["value", "platform"], kind="stable")
    best = found.groupby(keys, observed=True).tail(1).assign(part="at_least")
    return shaped("active_contributors", best.drop(columns="platform").set_index(keys), "n")


def changes(commits: pd.DataFrame) -> list[pd.DataFrame]:
    made = []
    for keys in with_months(commits, ["project_id"]):
        for part in (None, "part", "kind"):
            columns = [*keys, *([part] if part else [])]
            rows = commits.drop_duplicates([*columns, "ref"])
            counted = rows.groupby(columns, observed=True).size().to_frame("value").reset_index()
            if part:
                counted["part"] = counted.pop(part).astype(str)
                shared = {"docs", "commit"} if part == "kind" else set()
                counted = counted[~counted["part"].isin(shared)]
            made.append(shaped("commits", counted.set_index("project_id")))
    return made


def absence(commits: pd.DataFrame) -> pd.DataFrame:
    once = commits.drop_duplicates(["project_id", "person_id", "ref"])
    share = once.groupby(["project_id", "person_id"], observed=True).size()
    share = share.rename("k").reset_index()
    share["person"] = share["person_id"].astype(str)
    share = share.sort_values(["project_id", "k", "person"], ascending=[True, False, True])
    by = share.groupby("project_id", observed=True)["k"]
    share["reached"], share["total"] = by.cumsum(), by.transform("sum")
    share["value"] = by.cumcount() + 1
    half = share[2 * share["reached"] >= share["total"]]
    first = half.groupby("project_id", observed=True).head(1).set_index("project_id")
    return shaped("contributor_absence_factor", first[["value", "total"]], "total")


def dated(
    metric_id: str, rows: pd.DataFrame, home: pd.DataFrame, since: pd.Timestamp, until: pd.Timestamp
) -> pd.DataFrame:
    """Counts of `at` by project and repository, with and without months; no time: left out."""
    rows = rows[(rows["at"] >= since) & (rows["at"] < until)]
    rows = placed(rows.copy(), home)
    rows["month"] = month(rows["at"])
    made = []
    for keys in (["project_id"], ["project_id", "repo_id"]):
        for columns in with_months(rows, keys):
            counted = rows.groupby(columns, observed=True).size().to_frame("value").reset_index()
            counted["part"] = counted["repo_id"].astype(str) if "repo_id" in counted else ""
            made.append(shaped(metric_id, counted.set_index("project_id")))
    return pd.concat(made)


def issues(
    folder: Path, home: pd.DataFrame, since: pd.Timestamp, until: pd.Timestamp
) -> list[pd.DataFrame]:
    columns = ["repo_id", "state", "created_at", "closed_at_platform"]
    held = read(folder, "issue", columns, pc.field("closed_at").is_null())
    opened = held[["repo_id"]].assign(at=held["created_at"])
    made = [dated("issues_opened", opened, home, since, until)]
    ended = held["closed_at_platform"]
    shut = held[(held["state"] == "closed") & (ended >= since) & (ended < until)].dropna()
    shut = placed(shut, home)
    shut["days"] = (shut["closed_at_platform"] - shut["created_at"]).dt.total_seconds() / 86400
    shut["month"] = month(shut["closed_at_platform"])
    for keys in (["project_id"], ["project_id", "repo_id"], ["project_id", "month"]):
        by = shut.groupby(keys, observed=True)["days"]
        for part, share in (("", 0.5), ("p90", 0.9)):
            if part and "repo_id" in keys:
                continue
            found = pd.DataFrame({"value": by.quantile(share), "n": by.size()}).reset_index()
            found["part"] = found["repo_id"].astype(str) if "repo_id" in keys else part
            made.append(shaped("issue_close_days", found.set_index("project_id"), "n"))
    waiting = held[(held["state"] == "open") & (held["created_at"] < until)].copy()
    waiting = placed(waiting, home)
    waiting["days"] = (until - waiting["created_at"]).dt.total_seconds() / 86400
    by = waiting.groupby("project_id", observed=True)["days"]
    left = pd.DataFrame({"value": by.median(), "n": by.size()}).assign(part="open")
    return [*made, shaped("issue_close_days", left, "n")]


def merged(
    folder: Path, home: pd.DataFrame, since: pd.Timestamp, until: pd.Timestamp
) -> pd.DataFrame:
    held = read(folder, "change_request", ["repo_id", "merged_at", "closed_at_platform"], (
        pc.field("closed_at").is_null()
        & (pc.field("merged_at").is_valid() | (pc.field("state") == "merged"))))  # fmt: skip
    at = held["merged_at"].fillna(held["closed_at_platform"])
    return dated("change_requests_merged", held[["repo_id"]].assign(at=at), home, since, until)


def stars(
    folder: Path, home: pd.DataFrame, since: pd.Timestamp, until: pd.Timestamp
) -> list[pd.DataFrame]:
    first, last = (pd.Timestamp(at.tz_convert(CHINA).date()) for at in (since, until))
    held = read(folder, "star_day", ["repo_id", "day", "stars"], (
        pc.field("closed_at").is_null() & (pc.field("day") >= first.date())
        & (pc.field("day") < last.date())))  # fmt: skip
    held["month"] = pd.to_datetime(held.pop("day")).dt.to_period("M").dt.to_timestamp()
    held, made = placed(held, home), []
    for keys in (["project_id"], ["project_id", "repo_id"]):
        for columns in with_months(held, keys):
            counted = held.groupby(columns, observed=True)["stars"].sum().to_frame("value")
            counted = counted.reset_index()
            counted["part"] = counted["repo_id"].astype(str) if "repo_id" in counted else ""
            made.append(shaped("star_growth", counted.set_index("project_id")))
    return made


def main() -> None:
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    since, until = (pd.Timestamp(text) for text in sys.argv[3:])
    home = pd.read_parquet(folder / "project_repo.parquet")
    made = [
        *acts(folder, since, until), *issues(folder, home, since, until),
        merged(folder, home, since, until), *stars(folder, home, since, until),
    ]  # fmt: skip
    whole = pd.concat([one.astype({"project_id": str, "value": float}) for one in made])
    whole.to_parquet(out)


if __name__ == "__main__":
    main()
