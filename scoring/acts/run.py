"""From commits, issues, comments and change requests to acts of persons: fills `act`.

Kinds: `code`, `docs`, `tests`, `build` (CI and build) and `data` by the files a commit touches
(one act of each kind it touches); where its changed lines were counted, comments and docstrings
are `docs` in files of the others (see `2_touched.sql`, `limits.toml`). `commit` where its paths
cannot be read, so that it counts as a commit but as none of the five,
`discussion` (an issue or a discussion opened, a comment), `change_request` (opened), `review` (a
comment on changed lines, a review submitted with a verdict or with words of its own). Time of a
commit is its author date; the committer date where the former is missing or more than a day later.
What has no time at all cannot be placed in a window and gives no act. Commits credit their author
and each co-author named in a trailer: count commits by `count(DISTINCT ref)`.

`excluded`, first that applies: `mirror` (same sha counted in another repository of the project),
`merge` (two or more parents), `revert` (subject says so), `bulk_import` (more files or lines come
than one writes), `whitespace` (nothing else changed), `empty` (no file, or a comment without
words of its own, or an issue with one word for a title and no body), `template` (an issue with one
word for a title and a body nobody filled in), `generated` / `vendored` / `lock` (nothing else
touched), `command`, `thanks` (reactions, bumps and thank-yous only, also for what is said to be
solved).
"""

from __future__ import annotations

import re
from importlib.resources import files

from scoring.acts.rules import limits, patterns
from warehouse.store import Warehouse

_MADE = ("act_path", "act_touched", "act_commit", "act_credit", "act_issue", "act_words")


def derive(warehouse: Warehouse) -> None:
    """Replaces table `act` from the current rows and `person_alias`; all or nothing.

    Acts of identities without a person get `person_id` NULL and bot `unknown`.
    """
    with warehouse.transaction():
        warehouse.execute("DELETE FROM act")
        for statement in _statements():
            wanted = set(re.findall(r"\$(\w+)", statement))
            known = patterns() | limits()
            warehouse.execute(statement, {name: known[name] for name in sorted(wanted)})
        for table in _MADE:
            warehouse.execute(f"DROP TABLE {table}")


def _statements() -> list[str]:
    """The steps in order of their file names."""
    steps = (one for one in files("scoring.acts").iterdir() if one.name.endswith(".sql"))
    return [one.read_text(encoding="utf-8") for one in sorted(steps, key=lambda one: one.name)]
