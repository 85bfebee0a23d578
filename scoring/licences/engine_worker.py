"""The program of the worker process: loads scancode once, then answers texts line by line.

A line in is a JSON list: the text, and whether to look for changed texts too, which takes a hundred
times as long. A line out is what scancode found. What it prints itself goes to
the error stream, so that nothing mixes with the answers.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from contextlib import suppress
from typing import Any

MEMORY = 4 << 30


def _bounded() -> None:
    """Only where the system can bound a process."""
    with suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def _found(match: Any, categories: dict[str, Any]) -> dict[str, Any]:
    keys = match.rule.license_keys()
    return {
        "spdx": match.rule.spdx_license_expression(),
        "categories": sorted({str(categories[key].category) for key in keys if key in categories}),
        "score": match.score(),
        "coverage": match.coverage(),
        "matcher": match.matcher,
        "words": match.len(),
        "text": bool(match.rule.is_license_text),
        "first": match.start_line,
        "last": match.end_line,
    }


def main() -> None:
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    warnings.simplefilter("ignore")
    _bounded()
    from licensedcode.cache import get_index, get_licenses_db

    index, known = get_index(), get_licenses_db()
    answers.write("ready\n")
    answers.flush()
    for line in sys.stdin:
        text, approximate = json.loads(line)
        matches = index.match(query_string=text, approximate=approximate)
        found = [_found(match, known) for match in matches]
        total = matches[0].query.tokens_length(with_unknown=True) if matches else 0
        answers.write(json.dumps({"matches": found, "words": total}, sort_keys=True) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
