"""A history as plain git commands show it, as tables."""

from __future__ import annotations

import re
import subprocess
import tomllib
from functools import cache
from hashlib import sha256
from pathlib import Path

import pandas as pd
from publicsuffixlist import PublicSuffixList

RULES = Path(__file__).parents[3] / "scoring"
FIELDS = ("sha", "parents", "name", "email", "authored", "committed", "subject", "body")
FORMAT = "%x1f".join(("%H", "%P", "%an", "%ae", "%aI", "%cI", "%s", "%B"))
# As platforms do, wherever such a line stands; git itself heeds the last paragraph alone.
HELPER = re.compile(r"^[ \t]*co-authored-by:[ \t]*(.+)$", re.I | re.M)
SIGNED = re.compile(r"\s*([^<]*?)\s*(?:<([^<>]*)>.*|(\S+@\S+))?\s*$")
TOLD = re.compile(
    r"\s*(?:ai-)?(?:assisted|co-developed|created|generated|made|written)-(?:by|using|with)\s*:"
    r"|\W*generated (?:with|by|using)\s"
)
WORK = ("docs", "tests", "build", "data", "code")


def git(clone: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(clone), "-c", "core.quotepath=false", *words], capture_output=True,
        check=True,
    )  # fmt: skip
    return done.stdout.decode("utf-8", "replace")


def commits(clone: Path) -> pd.DataFrame:
    """All commits of HEAD; `at`: author date, or committer date where that is a day older."""
    lines = git(clone, "log", "HEAD", "-z", f"--format={FORMAT}").split("\0")
    made = pd.DataFrame([line.split("\x1f") for line in lines if line], columns=list(FIELDS))
    authored, committed = (
        pd.to_datetime(made[one], utc=True, errors="coerce") for one in ("authored", "committed")
    )
    late = authored > committed + pd.Timedelta(days=1)
    made["at"] = authored.where(~late & authored.notna(), committed)
    made["month"] = made["at"].dt.tz_convert("Asia/Shanghai").dt.strftime("%Y-%m")
    made["merge"] = made["parents"].str.split().str.len() >= 2
    return made


def signatures(made: pd.DataFrame) -> pd.DataFrame:
    """One row for each commit and person who signed it: the author first, then co-authors."""
    authors = made[["sha", "name", "email"]].assign(author=True)
    named = made[["sha"]].assign(helper=made["body"].map(HELPER.findall))
    named = named.explode("helper").dropna(subset=["helper"])
    parts = named["helper"].str.extract(SIGNED.pattern)
    helpers = named[["sha"]].assign(
        name=parts[0].str.strip('"'), email=parts[1].fillna(parts[2]).fillna(""), author=False
    )
    every = pd.concat([authors, helpers.dropna(subset=["name"])], ignore_index=True)
    every["email_key"] = every["email"].str.strip().str.lower().map(_hashed)
    every["domain"] = every["email"].str.strip().str.lower().str.rpartition("@")[2]
    # what stands for a name but is an address is not kept as one
    every["name"] = every["name"].str.strip().mask(every["name"].str.contains(r"^\S+@\S+$"))
    return every


def _hashed(address: str) -> str | None:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        return None
    return sha256(address.encode("utf-8", "surrogateescape")).hexdigest()


def touched(clone: Path) -> pd.DataFrame:
    """sha, path, how it changed, and its class by the program's own lists; merges have none."""
    text = git(clone, "log", "HEAD", "--no-merges", "--no-renames", "--name-status", "-z",
               "--format=%x01%H")  # fmt: skip
    rows = []
    for block in text.split("\x01")[1:]:
        sha, *words = (word.strip("\n") for word in block.split("\0"))
        words = [word for word in words if word]
        rows += [(sha, path, how) for how, path in zip(words[::2], words[1::2], strict=True)]
    found = pd.DataFrame(rows, columns=["sha", "path", "change"])
    found["kind"] = found["path"].map(_kind)
    return found


@cache
def limits() -> dict[str, float]:
    return tomllib.loads((RULES / "acts/limits.toml").read_text(encoding="utf-8"))


@cache
def _kind(path: str) -> str:
    for name, shapes in _shapes().items():
        if name == "docs_except" or not shapes.search(path):
            continue
        if name != "docs" or not _shapes()["docs_except"].search(path):
            return name
    return "code"


@cache
def _shapes() -> dict[str, re.Pattern[str]]:
    lists = tomllib.loads((RULES / "acts/paths.toml").read_text(encoding="utf-8"))
    order = ("lock", "vendored", "generated", "docs", "docs_except", "tests", "build", "data")
    return {name: re.compile("|".join(lists[name])) for name in order}


@cache
def reverts() -> re.Pattern[str]:
    words = tomllib.loads((RULES / "acts/words.toml").read_text(encoding="utf-8"))
    return re.compile("|".join(words["revert"]))


def tells_of_agents(body: str) -> bool:
    """Whether a line of a message names an AI agent as a tool, in other words than as co-author."""
    lines = (line.casefold() for line in body.splitlines())
    return any(_tools().search(line) for line in lines if TOLD.match(line))


@cache
def _tools() -> re.Pattern[str]:
    listed = tomllib.loads((RULES.parent / "warehouse/agents.toml").read_text(encoding="utf-8"))
    shapes = [shape for agent in listed["agent"] for shape in agent["tool"]]
    return re.compile(r"(?<!\w)(?:" + "|".join(shapes) + r")(?!\w)")


@cache
def employer(domain: str) -> str | None:
    """The registered domain when it is not on the lists of those that say nothing."""
    lists = _organisations()
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", domain) or domain.rpartition(".")[2].isdigit():
        return None
    own = _suffixes().privatesuffix(domain)
    if own is None or _is_nobody(domain):
        return None
    if {domain, own} & {*lists["free_mail"], *lists["members"]}:
        return None
    labels = set(domain.removesuffix(own).strip(".").split("."))
    school = any(re.search(end + "$", own) for end in lists["academic"])
    if domain in lists["student_domains"] or (school and labels & set(lists["student_labels"])):
        return None
    return next((same[0] for same in lists["same"] if own in same), str(own))


def _is_nobody(domain: str) -> bool:
    lists = tomllib.loads((RULES / "people/names.toml").read_text(encoding="utf-8"))
    listed = lists["placeholder_domains"]
    return any(domain == one or (one[0] == "." and domain.endswith(one)) for one in listed)


@cache
def _organisations() -> dict[str, list[str]]:
    return tomllib.loads((RULES / "organisations/domains.toml").read_text(encoding="utf-8"))


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
