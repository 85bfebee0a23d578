"""How well programs are told from people, on accounts others labelled.

    python tests/benchmarks/bench_bots.py [--half develop|unseen|both] [--show]
        [--histories FOLDER …]

`develop` is the half the rules were made on, `unseen` (the default) the half that was looked at
only at the end; halves are by the SHA-256 of the login. BoDeGHa's labelled data hold counts of
texts and patterns, no texts: there the rule is tried on their patterns. That ours behave alike is
shown on the commit messages of real histories (`--histories`, clones): both ways of finding
patterns are asked of the newest 100 messages of each author, theirs written here anew (mean of
Jaccard and Levenshtein distance, DBSCAN with eps 0.5; needs rapidfuzz, numpy).
The same histories tell how often AI agents are named, and where. Last, the time of judging a
warehouse of 200,000 comments.

Exits 1 when a limit is broken. Labels are others' facts: nothing of them is shipped.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from collectors import gitlog
from collectors.identities import signature
from scoring.people import bots, repetition
from scoring.people.aliases import Alias
from scoring.people.run import resolve
from warehouse import agents
from warehouse.store import Warehouse

LABELLED = Path(__file__).resolve().parents[3] / "shared" / "labelled" / "bots"
LEAST_F1, LEAST_PRECISION, MOST_SECONDS = 0.93, 0.98, 60.0
_WHOLE = "--format=%an%x01%ae%x01%B%x02"
_TRAILERS = re.compile(r"(?im)^(?:signed-off-by|co-authored-by|reviewed-by|change-id):.*$")


@dataclass(frozen=True)
class Account:
    """`texts` and `patterns` without the empty ones; None where they are not told."""

    source: str
    login: str
    is_bot: bool
    texts: int | None = None
    patterns: int | None = None


@dataclass(frozen=True)
class Rates:
    hits: int
    said: int
    true: int

    @property
    def precision(self) -> float:
        return self.hits / max(self.said, 1)

    @property
    def recall(self) -> float:
        return self.hits / max(self.true, 1)

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(self.said + self.true, 1)


def main() -> int:
    given = argparse.ArgumentParser()
    given.add_argument("--half", choices=["develop", "unseen", "both"], default="unseen")
    given.add_argument("--show", action="store_true")
    given.add_argument("--histories", type=Path, nargs="*", default=[])
    asked = given.parse_args()
    right = measured(asked.half, show=asked.show) if LABELLED.is_dir() else True
    if not LABELLED.is_dir():
        print("../shared/labelled 不在这里：跳过标注数据")
    if asked.histories:
        compared(asked.histories)
        told(asked.histories)
    return 0 if timed() and right else 1


def measured(half: str, *, show: bool) -> bool:
    """Prints the tables of a half and says whether they keep within the limits."""
    accounts = [one for one in read() if half in {"both", half_of(one.login)}]
    told = [one for one in accounts if one.texts is not None]
    print(f"half: {half}\n\n| rule | data | accounts | programs | precision | recall | F1 |")
    print("|---|---|---|---|---|---|---|")
    for source in sorted({one.source for one in accounts}):
        row("names and lists", source, [one for one in accounts if one.source == source], by_name)
    names = row("names and lists", "all three", accounts, by_name)
    labelled = [one for one in accounts if one.source != "OpenDigger"]
    row("names and lists", "the two that hold people", labelled, by_name)
    row("comments alone", "BoDeGHa", told, by_comments)
    both = row("names, lists, comments", "BoDeGHa", told, lambda a: by_name(a) or by_comments(a))
    row("their own forecast", "BoDeGHa", told, FORECAST.__contains__)
    if show:
        errors(accounts)
    return both.f1 >= LEAST_F1 and names.precision >= LEAST_PRECISION


FORECAST: set[Account] = set()


def read() -> list[Account]:
    """All labelled accounts."""
    found = []
    for line in rows("bodegha_accounts.csv.gz"):
        empty = int(line["empty_comments"])
        texts, patterns = int(line["comments"]) - empty, int(line["clusters"]) - (empty > 0)
        account = Account("BoDeGHa", line["account"], line["bot"] == "1", texts, max(patterns, 0))
        found.append(account)
        if line["bodegha_pred"] == "1":
            FORECAST.add(account)
    for line in rows("bothawk_accounts.csv.gz"):
        found.append(Account("BotHawk", line["login"], line["label"] == "Bot"))
    for line in rows("opendigger_bots.csv"):
        found.append(Account("OpenDigger", line["login"], True))
    return found


def rows(name: str) -> Iterator[dict[str, str]]:
    path = LABELLED / name
    read = gzip.decompress(path.read_bytes()) if name.endswith(".gz") else path.read_bytes()
    yield from csv.DictReader(read.decode().splitlines())


def half_of(login: str) -> str:
    digest = sha256(login.casefold().encode()).hexdigest()
    return "unseen" if int(digest, 16) % 2 else "develop"


def by_name(account: Account) -> bool:
    """On names alone: what platforms say of these accounts is left out."""
    return bots.judge(Alias("github:1", "github", True, "1", account.login)).bot != "human"


def by_comments(account: Account) -> bool:
    hinted = re.search(repetition.rule().hint, account.login) is not None
    texts, patterns = account.texts or 0, account.patterns or 0
    return repetition.is_repetitive(texts, patterns, is_hinted=hinted)


def row(rule: str, data: str, accounts: list[Account], says: Callable[[Account], bool]) -> Rates:
    said = [account for account in accounts if says(account)]
    true = sum(one.is_bot for one in accounts)
    found = Rates(sum(one.is_bot for one in said), len(said), true)
    print(
        f"| {rule} | {data} | {len(accounts):,} | {true:,} | {found.precision:.3f}"
        f" | {found.recall:.3f} | {found.f1:.3f} |"
    )
    return found


def errors(accounts: list[Account]) -> None:
    """People said to be programs, by what said so."""
    for one in accounts:
        if not one.is_bot and (by_name(one) or by_comments(one)):
            judged = bots.judge(Alias("github:1", "github", True, "1", one.login))
            print(f"  {one.source} {one.login}: {judged.reason or '评论'}")


def compared(folders: list[Path]) -> None:
    """Our patterns beside BoDeGHa's on real texts."""
    import numpy as np

    pairs = [
        (len(texts), theirs(texts), ours(texts))
        for folder in folders
        for texts in messages(folder)
    ]  # fmt: skip
    shares = np.array([(other / n, own / n) for n, other, own in pairs])
    gaps = shares[:, 1] - shares[:, 0]
    few = shares <= repetition.rule().share
    print(f"\n{len(pairs)} authors of {len(folders)} histories: patterns a text, theirs and ours:")
    print(f"  correlation {np.corrcoef(shares.T)[0, 1]:.3f}, median of ours less theirs"
          f" {np.median(gaps):.3f}, from {np.quantile(gaps, 0.05):.3f} to"
          f" {np.quantile(gaps, 0.95):.3f} (5 % to 95 %)")  # fmt: skip
    print(f"  few patterns: theirs {few[:, 0].sum()}, ours {few[:, 1].sum()},"
          f" both {few.all(axis=1).sum()}")  # fmt: skip


def told(folders: list[Path]) -> None:
    """Commits of the newest year of each history that tell of AI agents, and how."""
    print("\n| history | commits of a year | by co-author | by other trailers alone | authored |")
    print("|---|---|---|---|---|")
    for folder in folders:
        newest = int(_git(folder, "log", "-1", "--format=%ct"))
        entries = _git(folder, "log", f"--since={newest - 31536000}", "--no-merges", _WHOLE)
        kinds = Counter(map(_kind, entries.split("\x02")[:-1]))
        cells = (kinds["co-author"], kinds["trailer"], kinds["author"])
        name = folder.parent.name.replace("+", "/")
        print(f"| {name} | {kinds.total():,} | " + " | ".join(f"{n:,}" for n in cells) + " |")


def _kind(entry: str) -> str:
    """What of a commit names an agent first: its author, a co-author, another trailer; or none."""
    name, address, message = entry.lstrip("\n").split("\x01")
    if _is_agent(name, address):
        return "author"
    named = map(gitlog.credited, gitlog._COAUTHOR.findall(message))
    if any(_is_agent(name, address) for name, address in named):
        return "co-author"
    return "trailer" if any(agents.told(message)) else "none"


def _is_agent(name: str, address: str) -> bool:
    one = signature(name or address, address)
    judged = bots.judge(
        Alias("git:1", one.account_platform, False, one.account_id, one.login, one.name,
              one.email_key, one.email_domain)
    )  # fmt: skip
    return (judged.reason or "").startswith(bots.AGENT)


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", folder, *words], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


def messages(folder: Path) -> Iterator[list[str]]:
    """The newest 100 messages of each author with ten of enough words."""
    log = _git(folder, "log", "-30000", "--no-merges", "--format=%an%x01%B%x02")
    by: dict[str, list[str]] = defaultdict(list)
    for entry in log.split("\x02"):
        author, _, text = entry.lstrip("\n").partition("\x01")
        text = _TRAILERS.sub("", text).strip()[:1000]
        if len(repetition.words_of(text)) >= repetition.rule().words and len(by[author]) < 100:
            by[author].append(text)
    yield from (texts for texts in by.values() if len(texts) >= repetition.rule().least)


def ours(texts: list[str]) -> int:
    return repetition.count(map(frozenset, map(repetition.words_of, texts)), len(texts))


def theirs(texts: list[str]) -> int:
    """How many clusters BoDeGHa's distance makes: components of what is nearer than 0.5."""
    import numpy as np
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import cdist

    sets = [set(text.split(" ")) for text in texts]
    jaccard = np.array([[len(a ^ b) / len(a | b) for b in sets] for a in sets])
    near = (cdist(texts, texts, scorer=Levenshtein.normalized_distance) + jaccard) / 2 <= 0.5
    left, clusters = set(range(len(texts))), 0
    while left:
        waiting = [left.pop()]
        while waiting:
            beside = {int(at) for at in np.flatnonzero(near[waiting.pop()])} & left
            left -= beside
            waiting += beside
        clusters += 1
    return clusters


def timed(accounts: int = 2000, each: int = 100) -> bool:
    """Seconds to judge all of a warehouse, half of whose accounts fill in templates."""
    with tempfile.TemporaryDirectory() as folder, Warehouse(Path(folder) / "w.duckdb") as made:
        made.execute(
            "INSERT INTO project_repo VALUES ('p', 'github:o/r', 'github', 'repository', 'u')"
        )
        made.execute(
            "INSERT INTO identity BY NAME SELECT 'github:' || i AS identity_id,"
            " 'github' AS platform, i::TEXT AS account_id, 'user' || i AS login,"
            " 'User' AS account_type, i::TEXT AS key,"
            " 'h' AS content_hash, 'a' AS answer_id, now() AS observed_at FROM range($n) t(i)",
            {"n": accounts},
        )
        made.execute(
            "INSERT INTO comment BY NAME SELECT 'github:o/r' AS repo_id, k::TEXT AS comment_id,"
            " false AS is_review, 'github:' || (k % $n) AS author_id, k::TEXT AS key,"
            " 'h' AS content_hash, 'a' AS answer_id, now() AS observed_at, now() AS created_at,"
            " CASE WHEN k % 2 = 0 THEN 'Build ' || k || ' of your change failed, see the log' ELSE"
            " (SELECT string_agg(substr(md5(k || 'w' || j), 1, 5 + (j % 2)::INT), ' ')"
            " FROM range(40) w(j)) END AS body FROM range($n * $each) t(k)",
            {"n": accounts, "each": each},
        )
        start = time.perf_counter()
        resolve(made)
        seconds = time.perf_counter() - start
        [found] = made.query("SELECT count(*) AS n FROM person_label WHERE bot = 'likely'")
    print(f"\n{accounts * each:,} comments of {accounts:,} accounts judged in {seconds:.1f} s:"
          f" {found['n']:,} likely programs")  # fmt: skip
    return seconds <= MOST_SECONDS and found["n"] == accounts // 2


if __name__ == "__main__":
    sys.exit(main())
