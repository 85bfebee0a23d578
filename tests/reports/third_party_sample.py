"""Third-party code of the frozen sample: of every standing, and as hostile as names can be."""

from __future__ import annotations

from itertools import cycle
from typing import Any

_ORIGINS = ("package", "copy", "model", "dataset")


def other(repo_id: str, name: str, licence: str = "MIT", **changes: Any) -> dict[str, Any]:
    plain = {
        "repo_id": repo_id, "origin": "package", "ecosystem": "npm", "name": name,
        "version": "1.0.0", "purl": f"pkg:npm/{name}@1.0.0", "scope": "runtime", "place": "lock",
        "path": "package-lock.json", "licence": licence, "licence_source": "lock",
        "licence_written": None, "is_open": "yes", "compatible": "yes", "advice": None,
        "named": "no", "named_path": None, "named_line": None, "answer_id": "a1",
        "level": None, "chain": None,
    }  # fmt: skip
    return {**plain, **changes}


def rows(repo_id: str, evil_id: str, hostile: dict[str, str]) -> list[dict[str, Any]]:
    return [
        other(repo_id, "mit-lib", named="yes", named_path="NOTICE", named_line=3),
        other(repo_id, "gpl-lib", "GPL-3.0-only", compatible="no", advice="按矩阵不相容，请核对",
              licence_source="sbom_concluded"),
        other(repo_id, "dev-tool", "Apache-2.0 OR MIT", scope="development"),
        other(repo_id, "bare", "NONE", licence_source="sbom_declared", is_open="no",
              advice="没有许可证，未经授权不得使用"),
        other(repo_id, "who-knows", "NOASSERTION", licence_source="none", is_open="unknown",
              compatible="unknown", advice="许可证不明", version=None, purl=None),
        other(repo_id, "fmt", "LicenseRef-own", origin="copy", ecosystem=None, purl=None,
              place="vendored", path="third_party/fmt/LICENSE", licence_source="vendored_file"),
        *(
            other(evil_id, words, "LicenseRef-x AND MIT", version=words, purl=None, path=words,
                  advice=words, licence_written=words, ecosystem="npm", origin=origin,
                  level=2, chain=["base/one", words])
            for words, origin in zip(hostile.values(), cycle(_ORIGINS), strict=False)
        ),
    ]  # fmt: skip
