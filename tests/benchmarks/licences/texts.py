"""Texts of the SPDX list, of licences OSI has not approved, and riders of our own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from licences.sample import Sample
from scoring.licences.spdx import spdx_list

_HERE = Path(__file__).parent
# Categories of ScanCode's licence data that no licence approved by OSI belongs to.
_CLOSED = {"CLA", "Commercial", "Free Restricted", "Patent License", "Proprietary Free",
    "Source-available"}  # fmt: skip


def listed() -> Iterator[Sample]:
    """Every text of the SPDX list; those not approved by OSI once more as `closed`."""
    for key, entry in spdx_list().licences.items():
        if entry.text is not None:
            content = entry.text.encode()
            yield Sample("listed", f"spdx:{key}", key, content)
            if entry.osi != "yes":
                yield Sample("closed", f"spdx:{key}", key, content)


def closed(packages: Path | None) -> Iterator[Sample]:
    """Restrictive licences of ScanCode's data below a site-packages folder, where it is given."""
    folder = packages / "licensedcode" / "data" / "licenses" if packages else Path("-")
    for path in sorted(folder.glob("*.LICENSE")):
        head, _, text = path.read_text("utf-8").removeprefix("---\n").partition("---\n")
        category = re.search(r"^category: (.+)$", head, re.MULTILINE)
        if category and category[1] in _CLOSED and text.strip():
            yield Sample("closed", f"scancode:{path.stem}", "", text.encode())


def made() -> Iterator[Sample]:
    """Our own riders and harmless additions, laid on texts of the list."""
    for name, kind in [
        ("riders_english", "rider"),
        ("riders_chinese", "rider"),
        ("harmless", "harmless"),
    ]:
        lines = (_HERE / f"{name}.jsonl").read_text("utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            rider = json.loads(line)
            # Were the text itself not cleared, a rider on it would be caught for nothing.
            yield Sample("harmless", f"base:{rider['base']}", rider["base"], _filled(rider["base"]))
            yield Sample(kind, f"{name}:{number}", rider["base"], _laid(rider).encode())


def _filled(key: str) -> bytes:
    text = spdx_list().licences[key].text or ""
    for blank in ("<year> <copyright holders>", "<year> <owner>"):
        text = text.replace(blank, "2021 Jane Doe")
    return text.encode()


def _laid(rider: dict[str, str]) -> str:
    base = _filled(rider["base"]).decode()
    match rider["place"]:
        case "before":
            return f"{rider['text']}\n\n{base}"
        case "after":
            return f"{base}\n\n{rider['text']}\n"
        case "alone":
            return f"{rider['text']}\n"
        case "within":
            parts = base.split("\n\n")
            return "\n\n".join([*parts[:-1], rider["text"], parts[-1]])
        case _:
            return _swapped(base, rider["old"], rider["new"])


def _swapped(base: str, old: str, new: str) -> str:
    """Raises `ValueError` when the words are not there: the rider would be no rider."""
    pattern = r"\s+".join(map(re.escape, old.split()))
    changed, count = re.subn(pattern, lambda _: new, base, count=1, flags=re.IGNORECASE)
    if not count:
        raise ValueError(f"not in the text: {old}")
    return changed
