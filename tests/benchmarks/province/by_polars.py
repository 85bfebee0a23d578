"""The same eight metrics as a careful Polars program: lazy, streaming, texts by their order.

    python by_polars.py FOLDER OUT FROM TO

As `by_pandas.py`.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

CHINA = "Asia/Shanghai"
CODE = ["code", "tests", "build", "data"]
COLUMNS = ["metric_id", "project_id", "part", "month", "value", "n"]
NONE = pl.lit(None, dtype=pl.Date)


def scan(folder: Path, table: str) -> pl.LazyFrame:
    return pl.scan_parquet(folder / f"{table}.parquet")


def month(moment: str) -> pl.Expr:
    return pl.col(moment).dt.convert_time_zone(CHINA).dt.date().dt.truncate("1mo").alias("month")


def shaped(metric_id: str, counted: pl.LazyFrame) -> pl.LazyFrame:
    have = counted.collect_schema().names()
    more = [pl.lit(metric_id).alias("metric_id")]
    more += [pl.lit("").alias("part")] if "part" not in have else []
    more += [NONE.alias("month")] if "month" not in have else []
    more += [pl.col("value").alias("n")] if "n" not in have else []
    found = counted.with_columns(more).select(COLUMNS)
    return found.with_columns(
        pl.col("value").cast(pl.Float64),
        pl.col("n").cast(pl.Int64),
        pl.col("project_id", "part").cast(pl.String),
    )


def with_months(keys: list[str]) -> list[list[str]]:
    return [keys, [*keys, "month"]]


def acts(folder: Path, since: datetime, until: datetime) -> list[pl.LazyFrame]:
    held = scan(folder, "act").filter(
        pl.col("excluded").is_null()
        & pl.col("person_id").is_not_null()
        & pl.col("bot").is_in(["human", "likely"])
        & ~pl.col("kind").is_in(["change_request", "review"])
    )
    kind = pl.col("kind")
    inside = held.filter(pl.col("happened_at").is_between(since, until, closed="left")).select(
        "project_id",
        "person_id",
        "ref",
        month("happened_at"),
        (pl.col("bot") == "human").alias("human"),
        kind,
        pl.when(kind.is_in(CODE)).then(pl.lit("code")).otherwise(kind).alias("part"),
    )
    commits = inside.filter(pl.col("human") & (pl.col("part") != "discussion"))
    return [
        *newcomers(held, since, until),
        *active(folder, inside),
        *changes(commits),
        absence(commits),
    ]


def newcomers(held: pl.LazyFrame, since: datetime, until: datetime) -> list[pl.LazyFrame]:
    first = (
        held.filter(pl.col("bot") == "human")
        .group_by("project_id", "person_id")
        .agg(pl.col("happened_at").min())
        .filter(pl.col("happened_at").is_between(since, until, closed="left"))
        .with_columns(month("happened_at"))
    )
    return [
        shaped("new_contributors", first.group_by(keys).agg(pl.len().alias("value")))
        for keys in with_months(["project_id"])
    ]


def active(folder: Path, inside: pl.LazyFrame) -> list[pl.LazyFrame]:
    seat, made = scan(folder, "seat"), list[pl.LazyFrame]()
    kind, part = pl.col("kind"), pl.col("part")
    counts = {
        "code_source": kind == "code",
        "code_tests": kind == "tests",
        "code_build": kind == "build",
        "code_data": kind == "data",
        "docs": kind == "docs",
        "commit": kind == "commit",
        "discussion": kind == "discussion",
    }
    # First by commit, then by person: what is distinct need be counted only once.
    for keys in with_months(["project_id"]):
        who = [*keys, "person_id"]
        once = inside.group_by([*who, "ref", "part"]).agg(
            pl.col("human").any(), *(test.sum().alias(name) for name, test in counts.items())
        )
        people = once.group_by(who).agg(
            pl.col("human").any(),
            pl.len().alias("acts"),
            (part == "code").sum().alias("code"),
            *(pl.col(name).sum() for name in counts),
        )
        names = ["code", *counts]
        whole = people.group_by(keys).agg(pl.len().alias("value"), pl.col("acts").sum().alias("n"))
        made.append(
            shaped(
                "active_contributors", whole.with_columns(pl.lit("with_likely_bots").alias("part"))
            )
        )
        people = people.filter("human")
        whole = people.group_by(keys).agg(pl.len().alias("value"), pl.col("acts").sum().alias("n"))
        made.append(shaped("active_contributors", whole))
        long = people.group_by(keys).agg(
            pl.struct(
                (pl.col(name) > 0).sum().alias("value"),
                pl.col(name).sum().alias("n"),
                pl.lit(name).alias("part"),
            ).alias(name)
            for name in names
        )
        for name in names:
            one = long.select(*keys, pl.col(name).struct.unnest()).filter(pl.col("value") > 0)
            made.append(shaped("active_contributors", one))
        seats = people.join(seat, on="person_id", how="left").with_columns(
            pl.col("platform").fill_null("")
        )
        by = seats.group_by([*keys, "platform"]).agg(
            pl.len().alias("value"), pl.col("acts").sum().alias("n")
        )
        by = by.with_columns(
            pl.when(pl.col("platform") == "").then(1).otherwise(pl.col("value")).alias("value")
        )
        best = (
            by.sort("value", "platform")
            .group_by(keys)
            .last()
            .with_columns(pl.lit("at_least").alias("part"))
        )
        made.append(shaped("active_contributors", best))
    return made


def changes(commits: pl.LazyFrame) -> list[pl.LazyFrame]:
    made, kind = list[pl.LazyFrame](), pl.col("kind")
    detail = commits.filter(pl.col("part") == "code").with_columns(
        pl.when(kind == "code").then(pl.lit("code_source")).otherwise("code_" + kind).alias("part")
    )
    for keys in with_months(["project_id"]):
        for rows, columns in (
            (commits, keys),
            (commits, [*keys, "part"]),
            (detail, [*keys, "part"]),
        ):
            counted = rows.group_by(columns).agg(pl.col("ref").n_unique().alias("value"))
            made.append(shaped("commits", counted))
    return made


def absence(commits: pl.LazyFrame) -> pl.LazyFrame:
    share = commits.group_by("project_id", "person_id").agg(pl.col("ref").n_unique().alias("k"))
    share = share.sort(["project_id", "k", "person_id"], descending=[False, True, False])
    k = pl.col("k")
    share = share.with_columns(
        k.cum_sum().over("project_id").alias("reached"),
        k.sum().over("project_id").alias("n"),
        pl.int_range(1, pl.len() + 1).over("project_id").alias("value"),
    )
    first = (
        share.filter(2 * pl.col("reached") >= pl.col("n"))
        .group_by("project_id")
        .agg(pl.col("value").min(), pl.col("n").first())
    )
    return shaped("contributor_absence_factor", first)


def dated(
    metric_id: str, rows: pl.LazyFrame, since: datetime, until: datetime
) -> list[pl.LazyFrame]:
    rows = rows.filter(pl.col("at").is_between(since, until, closed="left")).with_columns(
        month("at")
    )
    return summed(metric_id, rows, pl.len())


def summed(metric_id: str, rows: pl.LazyFrame, value: pl.Expr) -> list[pl.LazyFrame]:
    made = list[pl.LazyFrame]()
    for keys in (["project_id"], ["project_id", "repo_id"]):
        for columns in with_months(keys):
            counted = rows.group_by(columns).agg(value.alias("value"))
            if "repo_id" in columns:
                counted = counted.with_columns(pl.col("repo_id").alias("part"))
            made.append(shaped(metric_id, counted))
    return made


def issues(
    folder: Path, home: pl.LazyFrame, since: datetime, until: datetime
) -> list[pl.LazyFrame]:
    held = scan(folder, "issue").filter(pl.col("closed_at").is_null()).join(home, on="repo_id")
    made = dated("issues_opened", held.with_columns(pl.col("created_at").alias("at")), since, until)
    ended, days = pl.col("closed_at_platform"), pl.col("days")
    shut = held.filter(
        (pl.col("state") == "closed")
        & ended.is_between(since, until, closed="left")
        & pl.col("created_at").is_not_null()
    ).with_columns(
        month("closed_at_platform"),
        ((ended - pl.col("created_at")).dt.total_microseconds() / 86400e6).alias("days"),
    )
    for keys in (["project_id"], ["project_id", "repo_id"], ["project_id", "month"]):
        both = shut.group_by(keys).agg(
            days.quantile(0.5, "linear").alias("middle"),
            days.quantile(0.9, "linear").alias("late"),
            pl.len().alias("n"),
        )
        for part, column in (("", "middle"), ("p90", "late")):
            if part and "repo_id" in keys:
                continue
            name = pl.col("repo_id") if "repo_id" in keys else pl.lit(part)
            made.append(
                shaped(
                    "issue_close_days",
                    both.with_columns(pl.col(column).alias("value"), name.alias("part")),
                )
            )
    left = (
        held.filter((pl.col("state") == "open") & (pl.col("created_at") < until))
        .group_by("project_id")
        .agg(
            ((pl.lit(until) - pl.col("created_at")).dt.total_microseconds() / 86400e6)
            .median()
            .alias("value"),
            pl.len().alias("n"),
            pl.lit("open").alias("part"),
        )
    )
    return [*made, shaped("issue_close_days", left)]


def merged(
    folder: Path, home: pl.LazyFrame, since: datetime, until: datetime
) -> list[pl.LazyFrame]:
    held = (
        scan(folder, "change_request")
        .filter(
            pl.col("closed_at").is_null()
            & (pl.col("merged_at").is_not_null() | (pl.col("state") == "merged"))
        )
        .select("repo_id", pl.col("merged_at").fill_null(pl.col("closed_at_platform")).alias("at"))
    )
    return dated("change_requests_merged", held.join(home, on="repo_id"), since, until)


def stars(folder: Path, home: pl.LazyFrame, since: datetime, until: datetime) -> list[pl.LazyFrame]:
    first, last = (at.astimezone(ZoneInfo(CHINA)).date() for at in (since, until))
    held = (
        scan(folder, "star_day")
        .filter(
            pl.col("closed_at").is_null() & pl.col("day").is_between(first, last, closed="left")
        )
        .with_columns(pl.col("day").dt.truncate("1mo").alias("month"))
    )
    return summed("star_growth", held.join(home, on="repo_id"), pl.col("stars").sum())


def main() -> None:
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    since, until = (datetime.fromisoformat(text) for text in sys.argv[3:])
    home = scan(folder, "project_repo")
    groups = [
        acts(folder, since, until),
        issues(folder, home, since, until),
        merged(folder, home, since, until),
        stars(folder, home, since, until),
    ]
    # Together: what several of a group have in common is made once.
    found = [one for group in groups for one in pl.collect_all(group, engine="streaming")]
    pl.concat(found).write_parquet(out)


if __name__ == "__main__":
    main()
