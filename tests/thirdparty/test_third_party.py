# ruff: noqa: E501 - tables of what is expected
"""Third-party code: each thing once, its licence with its source, and whether anybody names it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import measuring
from scoring.thirdparty import matrix, naming
from scoring.thirdparty.run import conclude
from warehouse.store import Row, Warehouse

AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
REPO, MODEL = "github:o/p", "huggingface:o/m"
MIT = """MIT License

Copyright (c) 2024 Victor Z.

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
NOTICE = "Project\n\nThis product includes:\n- mit-lib 1.0.0 (MIT)\n- third_party/fmt\n"


class Held:
    """Puts rows into a warehouse, with plain defaults for what a test does not say."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse, self.rows = warehouse, dict[str, list[Row]]()

    def put(self, table: str, **row: Any) -> None:
        self.rows.setdefault(table, []).append(row)

    def record(self, table: str, key: str, **row: Any) -> None:
        envelope = {"key": key, "content_hash": "h", "answer_id": f"a-{table}",
                    "observed_at": AS_OF - timedelta(days=9), "closed_at": None}  # fmt: skip
        self.put(table, **{**envelope, "repo_id": REPO, **row})

    def use(self, name: str, version: str | None = "1.0.0", **more: Any) -> None:
        plain = {"path": "package-lock.json", "ecosystem": "npm", "wanted": None, "licence": None,
                 "scope": "runtime"}  # fmt: skip
        mark = f"@{version}" if version else ""
        purl = f"pkg:npm/{name}{mark}"
        row = {**plain, "name": name, "version": version, "purl": purl, **more}
        self.record("package_use", f"{name}{version}{row['path']}", **row)

    def told(self, as_of: datetime = AS_OF) -> dict[str, Row]:
        for table, rows in self.rows.items():
            self.warehouse.replace(table, rows, {})
        conclude(self.warehouse, as_of)
        rows = self.warehouse.query("FROM third_party")
        return {f"{row['name']}@{row['version'] or ''}": row for row in rows}

    def one(self, metric_id: str, part: str = "") -> Row:
        with self.warehouse.transaction():
            measuring.measure(self.warehouse, as_of=AS_OF, window_days=365)
        [row] = self.warehouse.query(
            "FROM measurement WHERE metric_id = $id AND part = $part AND month IS NULL",
            {"id": metric_id, "part": part},
        )
        return row


@pytest.fixture
def held(warehouse: Warehouse) -> Held:
    """A project under Apache-2.0 with a lock file, and its NOTICE."""
    found = Held(warehouse)
    found.put("project", project_id="p", name="p", applicant=None, policies=[], sample=False)
    found.put("project_repo", project_id="p", repo_id=REPO, platform="github", kind="repository",
              url="u")  # fmt: skip
    found.put("licence_verdict", repo_id=REPO, declared="Apache-2.0", concluded="Apache-2.0",
              osi="yes", fsf="yes", in_repository="yes", in_documents="yes", agreement="agree",
              verdict="osi_verbatim", reason="。", list_version="3")  # fmt: skip
    for stream in ("packages", "vendored", "sbom", "documents"):
        found.put("stream_state", repo_id=REPO, stream=stream, grade="complete", code=None,
                  reason=None, expected=None, got=None, since=AS_OF - timedelta(days=9))  # fmt: skip
    for path, kind in (("package-lock.json", "package_lock"), ("package.json", "package_json")):
        found.record("package_file", path, path=path, kind=kind, ecosystem="npm",
                     is_lock=kind == "package_lock", packages=1, unread=0)  # fmt: skip
    found.record("document", "NOTICE", path="NOTICE", role="notice", sha256="x", bytes=1,
                 content=NOTICE)  # fmt: skip
    return found


def test_each_with_its_licence_its_source_and_advice(held: Held) -> None:
    held.use("mit-lib", licence="MIT")
    held.use("gpl-lib", licence="GPL-3.0-only")
    held.use("either", licence="(GPL-3.0-only OR MIT)")
    held.use("closed", licence="SSPL-1.0")
    held.use("mystery", licence="see the shop")
    held.use("silent")
    told = held.told()
    assert {name: (row["licence"], row["is_open"], row["compatible"]) for name, row in told.items()} == {
        "mit-lib@1.0.0": ("MIT", "yes", "yes"), "gpl-lib@1.0.0": ("GPL-3.0-only", "yes", "no"),
        "either@1.0.0": ("GPL-3.0-only OR MIT", "yes", "yes"),
        "closed@1.0.0": ("SSPL-1.0", "no", "unknown"),
        "mystery@1.0.0": ("NOASSERTION", "unknown", "unknown"),
        "silent@1.0.0": ("NOASSERTION", "unknown", "unknown"),
    }  # fmt: skip
    assert told["mit-lib@1.0.0"]["advice"] is None
    assert "不相容" in told["gpl-lib@1.0.0"]["advice"]
    assert "不在 OSI 批准" in told["closed@1.0.0"]["advice"]
    assert (told["mystery@1.0.0"]["licence_source"], told["mystery@1.0.0"]["licence_written"]) == (
        "lock", "see the shop",
    )  # fmt: skip
    assert told["silent@1.0.0"]["licence_source"] == "none"


def test_what_the_platform_concluded_goes_before_what_it_was_told(held: Held) -> None:
    held.use("a", licence="MIT")
    for name, concluded, declared in (("a", "NOASSERTION", "Apache-2.0"), ("b", "ISC", "MIT"),
                                      ("c", "NONE", None)):  # fmt: skip
        held.record("dependency", name, name=name, version="1.0.0", purl=f"pkg:npm/{name}@1.0.0",
                    licence_declared=declared, licence_concluded=concluded)  # fmt: skip
    told = held.told()
    assert {name: (row["licence"], row["licence_source"], row["place"]) for name, row in told.items()} == {
        "a@1.0.0": ("Apache-2.0", "sbom_declared", "lock"),
        "b@1.0.0": ("ISC", "sbom_concluded", "sbom"), "c@1.0.0": ("NONE", "sbom_concluded", "sbom"),
    }  # fmt: skip
    assert "没有许可证" in told["c@1.0.0"]["advice"], "NONE is not NOASSERTION"


def test_of_two_licences_told_of_one_package_neither_is_taken(held: Held) -> None:
    held.use("a", licence="MIT")
    path = "web/package-lock.json"
    held.record("package_file", path, path=path, kind="package_lock", ecosystem="npm", is_lock=True,
                packages=1, unread=0)  # fmt: skip
    held.use("a", licence="GPL-3.0-only", path=path)
    row = held.told()["a@1.0.0"]
    assert (row["licence"], row["is_open"]) == ("NOASSERTION", "unknown")
    assert row["licence_written"] == "GPL-3.0-only；MIT"


@pytest.mark.parametrize("stream", ["packages", "vendored"])
@pytest.mark.parametrize("grade", ["complete", "partial", "not_observable"])
def test_what_was_read_in_part_does_not_say_that_there_is_nothing(
    held: Held, stream: str, grade: str
) -> None:
    """Not 0 and not “none found”: a lock file that cannot be read may name anything."""
    [state] = [row for row in held.rows["stream_state"] if row["stream"] == stream]
    state |= {"grade": grade, "code": "unread", "reason": "有文件读不出"}
    assert held.told() == {}
    whole = grade == "complete"
    assert held.one("third_party_count")["value"] == (0 if whole else None)
    words = held.one("third_party_licences")["value_text"]
    assert words == ("没有发现第三方代码" if whole else None)


def test_a_range_counts_only_where_no_version_is_known(held: Held) -> None:
    held.use("a", "1.0.0")
    held.use("a", "2.0.0")
    held.use("a", None, path="package.json", wanted="^1", scope="development")
    held.use("b", None, path="package.json", wanted="^1", scope="development")
    told = held.told()
    assert {name: row["scope"] for name, row in told.items()} == {
        "a@1.0.0": "runtime", "a@2.0.0": "runtime", "b@": "development",
    }  # fmt: skip


def test_one_name_of_the_package_index_however_it_is_spelled(held: Held) -> None:
    """PEP 503: lock files write ruamel-yaml, people ruamel.yaml."""
    pypi = {"ecosystem": "pypi", "purl": "pkg:pypi/ruamel-yaml@0.18.6"}
    held.use("ruamel-yaml", "0.18.6", **pypi)
    asked = {**pypi, "purl": "pkg:pypi/ruamel.yaml", "path": "package.json", "wanted": ">=0.17"}
    held.use("Ruamel.Yaml", None, **asked)
    assert set(held.told()) == {"ruamel-yaml@0.18.6"}


def test_one_name_of_nuget_in_any_letters(held: Held) -> None:
    pack = {"ecosystem": "nuget", "purl": "pkg:nuget/Newtonsoft.Json@13.0.1"}
    held.use("Newtonsoft.Json", "13.0.1", **pack)
    asked = {"purl": "pkg:nuget/newtonsoft.json", "path": "package.json", "wanted": ">=13.0.1"}
    held.use("newtonsoft.json", None, ecosystem="nuget", **asked)
    [(name, row)] = held.told().items()
    assert (name, row["purl"]) == ("Newtonsoft.Json@13.0.1", pack["purl"])


def test_a_document_names_python_packages_with_any_sign(held: Held) -> None:
    """Lock files write typing-extensions and ruamel-yaml whatever the projects call themselves."""
    for name in ("typing-extensions", "ruamel-yaml", "zope-interface", "left-out"):
        held.use(name, ecosystem="pypi", purl=f"pkg:pypi/{name}@1.0.0")
    text = "- typing_extensions\n- Ruamel.Yaml (MIT)\n- zope-interface\n"
    held.record("document", "THIRD_PARTY", path="THIRD_PARTY", role="notice", sha256="x", bytes=1,
                content=text)  # fmt: skip
    told = held.told()
    assert {name for name, row in told.items() if row["named"] == "yes"} == {
        "typing-extensions@1.0.0", "ruamel-yaml@1.0.0", "zope-interface@1.0.0",
    }  # fmt: skip


def test_copies_are_read_by_their_own_licence_files(held: Held) -> None:
    for path, licence, text in (
        ("third_party/fmt", "third_party/fmt/LICENSE", MIT), ("vendor/bare", None, None),
        ("vendor/odd", "vendor/odd/LICENSE", "all rights reserved by the moon"),
    ):  # fmt: skip
        held.record("vendored_copy", path, path=path, licence_path=licence, content=text)
    told = held.told()
    assert {name: (row["licence"], row["licence_source"]) for name, row in told.items()} == {
        "fmt@": ("MIT", "vendored_file"), "bare@": ("NOASSERTION", "none"),
        "odd@": ("NOASSERTION", "vendored_file"),
    }  # fmt: skip
    assert (told["fmt@"]["named"], told["fmt@"]["named_path"], told["fmt@"]["named_line"]) == (
        "yes", "NOTICE", 5,
    )  # fmt: skip


def test_what_was_read_only_later_is_unknown_then_unless_the_history_shows_it(held: Held) -> None:
    held.use("a")
    before = AS_OF - timedelta(days=30)
    assert held.told(before) == {}
    [verdict] = held.warehouse.query("FROM third_party_verdict")
    assert verdict["looked"] is False
    held.put("commit_file", repo_id=REPO, sha="s", path="package-lock.json", change="A",
             answer_id="x")  # fmt: skip
    held.record("commit", "s", sha="s", committed_at=before - timedelta(days=1), parents=1,
                has_paths=True)  # fmt: skip
    assert set(held.told(before)) == {"a@1.0.0"}


def test_what_the_history_shows_of_the_past_is_a_part_of_it(held: Held) -> None:
    """One lock file has not moved since, the other has: nothing is said to be all of it."""
    held.use("mit-lib", licence="MIT")
    path = "web/package-lock.json"
    held.record("package_file", path, path=path, kind="package_lock", ecosystem="npm", is_lock=True,
                packages=1, unread=0)  # fmt: skip
    held.use("gpl-lib", licence="GPL-3.0-only", path=path)
    before = AS_OF - timedelta(days=30)
    for sha, name, days in (("s", "package-lock.json", -1), ("t", path, 5)):
        held.put("commit_file", repo_id=REPO, sha=sha, path=name, change="M", answer_id="x")
        held.record("commit", sha, sha=sha, committed_at=before + timedelta(days=days), parents=1,
                    has_paths=True)  # fmt: skip
    assert set(held.told(before)) == {"mit-lib@1.0.0"}
    with held.warehouse.transaction():
        measuring.measure(held.warehouse, as_of=before, window_days=365)
    rows = held.warehouse.query(
        "FROM measurement WHERE metric_id IN ('third_party_count', 'third_party_licences')"
        " AND part = '' ORDER BY metric_id"
    )
    assert [row["completeness"] for row in rows] == ["partial", "partial"]
    assert "截止时刻之后才第一次读到" in rows[0]["completeness_reason"]


def test_measured_by_hand(held: Held) -> None:
    held.use("mit-lib", licence="MIT")
    held.use("gpl-lib", licence="GPL-3.0-only")
    held.use("silent")
    held.told()
    count, share = held.one("third_party_count"), held.one("third_party_named_share")
    assert (count["value"], count["n"], count["completeness"]) == (3, 3, "complete")
    assert share["value"] == pytest.approx(100 / 3)
    assert held.one("third_party_flagged")["value"] == 2
    assert held.one("third_party_flagged", "why_clash")["value"] == 1
    assert held.one("third_party_licences")["value_text"] == "有按矩阵与项目许可证不相容的"
    assert held.one("third_party_document")["value_text"] == "有说明文档"
    assert held.one("third_party_named")["value_text"] == "点名了一部分"


def test_nothing_read_is_unknown_and_nothing_found_is_said(held: Held) -> None:
    held.told()
    assert held.one("third_party_count")["value"] == 0
    assert held.one("third_party_licences")["value_text"] == "没有发现第三方代码"
    held.rows["stream_state"].clear()
    held.told()
    for metric in ("third_party_count", "third_party_licences", "third_party_named"):
        row = held.one(metric)
        assert (row["value"], row["value_text"]) == (None, None)


def test_a_document_that_cannot_be_read_leaves_it_open_who_is_named(held: Held) -> None:
    held.use("silent")
    held.record("document", "THIRD_PARTY", path="THIRD_PARTY", role="notice", sha256="x", bytes=1,
                unreadable="二进制")  # fmt: skip
    assert held.told()["silent@1.0.0"]["named"] == "unknown"


def test_base_models_with_the_licence_of_those_of_the_same_project(held: Held) -> None:
    for repo in (MODEL, "huggingface:base/one"):
        held.put("project_repo", project_id="p", repo_id=repo, platform="huggingface", kind="model",
                 url="u")  # fmt: skip
    held.record("repo_fact", "1", repo_id="huggingface:base/one", licence_field="apache-2.0")
    held.record("repo_fact", "2", repo_id="huggingface:other/two", licence_field="mit")
    for relation, target in (("finetune", "Base/One"), ("base_model", "Other/Two"),
                             ("dataset", "some/data"), ("licence_link", "LICENSE")):  # fmt: skip
        held.record("model_link", target, repo_id=MODEL, relation=relation, target=target)
    told = held.told()
    assert {name: (row["origin"], row["licence"], row["licence_source"]) for name, row in told.items()} == {
        "Base/One@": ("model", "Apache-2.0", "card"), "Other/Two@": ("model", "NOASSERTION", "none"),
        "some/data@": ("dataset", "NOASSERTION", "none"),
    }  # fmt: skip


def chained(held: Held, **cards: tuple[str | None, str | None, list[str]]) -> dict[str, Row]:
    """What comes of cards: name → licence field, licence name, bases; `first` is named by o/m."""
    held.put("project_repo", project_id="p", repo_id=MODEL, platform="huggingface", kind="model",
             url="u")  # fmt: skip
    held.record("model_link", "l", repo_id=MODEL, relation="finetune", target="First")
    for name, (field, licence, bases) in cards.items():
        held.record("base_model", name, repo_id=MODEL, kind="model", target=name, found="read",
                    status=200, full_name=f"now/{name}", licence_field=field, licence_name=licence,
                    gated="no", bases=bases)  # fmt: skip
    return held.told()


def test_a_chain_with_the_licence_of_each_card(held: Held) -> None:
    told = chained(
        held, first=("apache-2.0", None, ["second"]), second=("other", "polaris-community", ["third"]),
        third=("llama3.1", None, ["FIRST", "o/m"]),
    )  # fmt: skip
    assert {name: (row["level"], row["chain"], row["licence"], row["is_open"]) for name, row in told.items()} == {
        "First@": (1, ["First"], "Apache-2.0", "yes"),
        "second@": (2, ["First", "second"], "LicenseRef-polaris-community", "unknown"),
        "third@": (3, ["First", "second", "third"], "LicenseRef-Llama-3.1-Community", "unknown"),
    }  # fmt: skip
    assert {row["licence_source"] for row in told.values()} == {"card"}
    assert "请核对使用限制" in told["second@"]["advice"]
    assert held.one("third_party_count")["value"] == 3


@pytest.mark.parametrize(("found", "status", "why"), [
    ("hidden", 403, "平台不展示它的卡（回答 403）"), ("missing", 404, "平台上没有它（回答 404）"),
    ("blocked", 451, "因法律原因"), ("read", 200, "它的卡没有写许可证"),
])  # fmt: skip
def test_a_card_without_a_licence_says_why(held: Held, found: str, status: int, why: str) -> None:
    held.record("base_model", "x", repo_id=MODEL, kind="model", target="first", found=found,
                status=status, gated="manual" if found == "read" else None)  # fmt: skip
    [row] = chained(held).values()
    assert (row["licence"], row["licence_source"], row["is_open"]) == (
        "NOASSERTION",
        "none",
        "unknown",
    )
    assert why in row["advice"]
    assert ("须同意条款" in row["advice"]) == (found == "read")


def test_words_on_a_card_that_mean_nothing_known_are_kept_as_written(held: Held) -> None:
    told = chained(held, first=("whatever-9", None, ["second"]))
    assert (told["First@"]["licence"], told["First@"]["licence_written"]) == (
        "NOASSERTION",
        "whatever-9",
    )
    assert "认不出" in told["First@"]["advice"]
    assert "没有读到它的卡" in told["second@"]["advice"]


@pytest.mark.parametrize(("ours", "theirs", "fit"), [
    ("Apache-2.0", "MIT", "yes"), ("MIT", "GPL-3.0-only", "no"), ("MIT", "MIT", "yes"),
    ("MIT", "GPL-3.0-only OR ISC", "yes"), ("MIT", "GPL-3.0-only AND ISC", "no"),
    ("GPL-3.0-only OR MIT", "GPL-3.0-only", "no"), ("GPL-2.0-only", "Apache-2.0", "no"),
    ("MIT", "SSPL-1.0", "unknown"), ("LicenseRef-x", "MIT", "unknown"), ("MIT", "((", "unknown"),
])  # fmt: skip
def test_compatible_by_the_matrix(ours: str, theirs: str, fit: str) -> None:
    assert matrix.fit(ours, theirs) == fit


@pytest.mark.parametrize(("line", "names"), [
    ("- click (BSD-3-Clause)", {"click"}), ("| requests | Apache-2.0 |", {"requests"}),
    ("numpy、scipy；vue", {"numpy", "scipy", "vue"}), ("uses `flask` inside", {"flask"}),
    ("see https://github.com/a/b.git for it", {"github.com/a/b"}), ("lodash-4.17.21", {"lodash"}),
    ("built with @vue/shared@3.4.1", {"@vue/shared"}), ("## 3. six", {"six"}),
    ("includes com.google.guava:guava:33.0", {"com.google.guava:guava"}),
])  # fmt: skip
def test_names_where_lists_put_them(line: str, names: set[str]) -> None:
    assert names <= set(naming.notice("NOTICE", line).names)


@pytest.mark.parametrize(("line", "name"), [
    ("Please click the button, then request a copy.", "click"),
    ("Please click the button, then request a copy.", "request"),
    ("We thank all who attrs helped", "attrs"), ("numpyish", "numpy"),
])  # fmt: skip
def test_prose_that_uses_a_word_names_nothing(line: str, name: str) -> None:
    assert name not in naming.notice("NOTICE", line).names


def test_of_a_readme_only_the_sections_about_it() -> None:
    text = "# tool\n- left\n## 第三方组件\n- right\n### more\n- deeper\n## Usage\n- after\n"
    told = naming.readme("README.md", text)
    assert told is not None
    assert {"right", "deeper"} <= set(told.names)
    assert not {"left", "after"} & set(told.names)
    assert naming.readme("README.md", "# tool\n- left\n") is None


_LINES = st.sampled_from([
    "# Credits", "## 依赖", "### Usage", "致谢", "====", "----", "```", "~~~", "**第三方**",
    "<h2>Third-party</h2>", "- left/right", "", "  ", "just words", "\x0b", "\x85", "- a-1\u2028- b-2",
])  # fmt: skip


@given(
    text=st.one_of(st.text(), st.lists(_LINES).map("\n".join), st.lists(_LINES).map("\r\n".join))
)
def test_of_any_readme_names_stand_in_the_lines_told(text: str) -> None:
    told = naming.readme("README.md", text)
    lines = text.lower().splitlines()
    assert told is None or all(name in lines[line - 1] for name, line in told.names.items())


@pytest.mark.parametrize("text", [
    "# tool\n\n```sh\n# Install dependencies\nnpm install\nright run\n```\n",
    "# tool\n\n~~~\n## 依赖\n- right\n~~~\n", "# tool\n\n**先安装依赖**\n\n- right\n",
])  # fmt: skip
def test_a_comment_in_a_block_of_code_is_no_heading(text: str) -> None:
    assert naming.readme("README.md", text) is None


@pytest.mark.parametrize("text", [
    "tool\n====\n\nThird-party software\n--------------------\n\n* right (MIT)\n\nUsage\n-----\n* after\n",
    "# tool\n<h2>致谢</h2>\n\n- right\n<h2>Usage</h2>\n- after\n",
    "# tool\n## Dependencies\n```sh\n# set up\n```\n- right\n## Usage\n- after\n",
])  # fmt: skip
def test_headings_of_other_forms_and_code_within_a_section(text: str) -> None:
    told = naming.readme("README", text)
    assert told is not None
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "right" in one)
    assert told.names["right"] == line
    assert "after" not in told.names


def test_a_document_of_headings_alone_is_read_in_one_pass() -> None:
    """Lines are told by their own number, also behind a thousand sections."""
    text = (
        "# Credits\n- one\n## Deeper\n- two\n# Else\n- three\n" * 1_000 + "Credits\n===\n- four\n"
    )
    told = naming.readme("README.rst", text)
    assert told is not None
    assert {name: line for name, line in told.names.items() if name in {"one", "two"}} == {
        "one": 2, "two": 4,
    }  # fmt: skip
    assert told.names["four"] == 6_003
    assert "three" not in told.names
