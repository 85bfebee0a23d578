"""From documents in a warehouse to findings and one verdict for each repository."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scoring.licences.run import conclude
from scoring.licences.spdx import spdx_list
from warehouse.answers import Answer
from warehouse.records import Document, Record, RepoFact
from warehouse.store import Batch, Row, Warehouse

NOW = datetime(2026, 11, 1, tzinfo=UTC)
Files = dict[str, tuple[str, str | None]]


def _text(key: str) -> str:
    text = spdx_list().licences[key].text
    assert text is not None
    return text


MIT = _text("MIT").replace("<year> <copyright holders>", "2024 Zhang San")
APACHE = _text("Apache-2.0")
GPL = _text("GPL-3.0-only")
LGPL = _text("LGPL-3.0-only").partition("GNU GENERAL PUBLIC LICENSE\n")[0]
PACKAGE = '{{\n "license": "{}"\n}}'


def _fill(
    warehouse: Warehouse,
    files: Files,
    *,
    repo: str = "github:o/r",
    field: str | None = None,
    grade: str | None = "complete",
) -> None:
    """Files by path: (role, content); content None means not readable."""
    records: list[Record] = [RepoFact(repo_id=repo, licence_field=field)]
    for path, (role, content) in files.items():
        digest = hashlib.sha256((content or "").encode()).hexdigest()
        why = None if content is not None else "是二进制文件"
        size = len(content or "")
        records.append(Document(repo, path, role, "c0ffee", digest, size, content, why))
    answer = Answer(f"a-{repo}", "https://example.invalid", 200, NOW, "0", 0, None, "w", "r")
    warehouse.merge([Batch(answer, repo, "documents", records)])
    if grade:
        state = {"repo_id": repo, "stream": "documents", "grade": grade, "since": NOW.isoformat()}
        warehouse.replace("stream_state", [state], {"repo_id": repo})


def _verdict(warehouse: Warehouse) -> Row:
    conclude(warehouse)
    (row,) = warehouse.query("SELECT * FROM licence_verdict")
    assert row["list_version"] == spdx_list().version
    assert row["reason"].endswith("。")
    return row


def _told(row: Row, *names: str) -> tuple[object, ...]:
    return tuple(row[name] for name in names)


@pytest.mark.parametrize(
    ("path", "role", "content", "told"),
    [
        ("package.json", "manifest", PACKAGE.format("商业许可"), "写 “商业许可”"),
        ("package.json", "manifest", PACKAGE.format("BSD"), "写 “BSD”"),
        ("README.md", "readme", "# X\n## License\nCommercial license required.", "“License：Comm"),
    ],
)
def test_what_names_no_known_licence_is_not_called_silence(
    warehouse: Warehouse, path: str, role: str, content: str, told: str
) -> None:
    _fill(warehouse, {"LICENSE": ("licence", MIT), path: (role, content)})
    row = _verdict(warehouse)
    assert row["in_documents"] == "unknown"
    assert "没有写明许可证" not in row["reason"]
    assert row["reason"].count(told) == 1
    assert "需人工核对" in row["reason"]


def test_silence_of_documents_not_all_read_is_not_known(warehouse: Warehouse) -> None:
    _fill(warehouse, {"LICENSE": ("licence", MIT)}, grade="partial")
    row = _verdict(warehouse)
    assert row["in_documents"] == "unknown"
    assert "文档没有读全，不知道里面有没有写明许可证" in row["reason"]


def test_everything_agrees(warehouse: Warehouse) -> None:
    _fill(
        warehouse,
        {
            "LICENSE": ("licence", MIT),
            "README.md": ("readme", "# X\n## 许可证\n基于 MIT 协议"),
            "package.json": ("manifest", PACKAGE.format("MIT")),
        },
        field="MIT",
    )
    row = _verdict(warehouse)
    assert _told(row, "declared", "concluded", "osi", "fsf") == ("MIT", "MIT", "yes", "yes")
    assert _told(row, "in_repository", "in_documents") == ("yes", "yes")
    assert _told(row, "agreement", "verdict") == ("agree", "osi_verbatim")
    findings = warehouse.query("SELECT * FROM licence_finding")
    assert [(f["place"], f["path"], f["status"], f["line"]) for f in findings] == [
        ("file", "LICENSE", "exact", 1),
        ("readme", "README.md", "mention", 3),
        ("manifest", "package.json", "mention", 2),
        ("platform_field", None, "mention", None),
    ]
    assert {f["answer_id"] for f in findings} == {"a-github:o/r"}
    assert [f["osi"] for f in findings] == ["yes", "unknown", "unknown", "unknown"]


def test_conflict_names_both_sides(warehouse: Warehouse) -> None:
    _fill(
        warehouse,
        {"LICENSE": ("licence", MIT), "package.json": ("manifest", PACKAGE.format("ISC"))},
        field="MIT",
    )
    row = _verdict(warehouse)
    assert _told(row, "agreement", "verdict", "declared") == ("conflict", "conflict", "NOASSERTION")
    assert all(word in row["reason"] for word in ("LICENSE", "MIT", "package.json 第 2 行", "ISC"))


def test_vague_name_of_another_family_conflicts(warehouse: Warehouse) -> None:
    _fill(
        warehouse,
        {"LICENSE": ("licence", MIT), "README.md": ("readme", "# X\n## License\nGPL")},
    )
    assert _verdict(warehouse)["agreement"] == "conflict"


def test_rider_in_the_file(warehouse: Warehouse) -> None:
    _fill(warehouse, {"LICENSE": ("licence", MIT + "\n禁止商用")}, field="MIT")
    row = _verdict(warehouse)
    assert _told(row, "verdict", "osi", "agreement") == ("osi_modified", "no", "conflict")
    assert "说法不一致：平台许可证字段写 MIT" in row["reason"]
    assert "含有 MIT 全文，但另有附加文字（＋“禁止商用”）" in row["reason"]
    assert "需人工核对" in row["reason"]
    assert row["concluded"] == "LicenseRef-MIT-modified"


@pytest.mark.parametrize(
    "files",
    [
        {"README.md": ("readme", "# X\n## 许可证\n基于 MIT 协议")},
        {"package.json": ("manifest", PACKAGE.format("MIT"))},
        {"README.md": ("card", "---\nlicense: mit\n---\n# X\n")},
    ],
    ids=["readme", "manifest", "card"],
)
def test_the_plain_name_beside_a_changed_text_is_a_conflict(
    warehouse: Warehouse, files: Files
) -> None:
    _fill(warehouse, {"LICENSE": ("licence", MIT + "\n禁止商用"), **files})
    row = _verdict(warehouse)
    assert _told(row, "verdict", "agreement") == ("osi_modified", "conflict")
    assert f"{next(iter(files))} 第" in row["reason"]


def test_the_name_of_the_other_text_is_no_conflict_with_a_changed_one(
    warehouse: Warehouse,
) -> None:
    files: Files = {"LICENSE-MIT": ("licence", MIT + "\n禁止商用"), "LICENSE": ("licence", APACHE)}
    _fill(warehouse, files, field="Apache-2.0")
    assert _verdict(warehouse)["agreement"] == "unknown"


def test_text_itself_changed(warehouse: Warehouse) -> None:
    _fill(warehouse, {"LICENSE": ("licence", MIT.replace("sublicense, ", ""))})
    row = _verdict(warehouse)
    assert _told(row, "verdict", "osi", "agreement") == ("osi_modified", "unknown", "single")
    assert "以 MIT 为底本，但与原文有出入（－“sublicense”）" in row["reason"]


@pytest.mark.parametrize("role", ["readme", "notice"])
def test_rider_elsewhere(warehouse: Warehouse, role: str) -> None:
    path = "README.md" if role == "readme" else "NOTICE"
    words = "本项目采用 MIT 协议，仅供学习研究，禁止用于商业用途。"
    _fill(warehouse, {"LICENSE": ("licence", MIT), path: (role, f"# X\n{words}")})
    row = _verdict(warehouse)
    assert _told(row, "concluded", "osi", "verdict") == ("MIT", "unknown", "conflict")
    assert path in row["reason"]


@pytest.mark.parametrize(
    "said", ["MIT, non-commercial use only", "MIT WITH Commons-Clause", "MIT，仅供学习研究"]
)
def test_rider_in_a_manifest(warehouse: Warehouse, said: str) -> None:
    manifest = f'{{"name": "a", "license": "{said}"}}'
    _fill(
        warehouse,
        {
            "LICENSE": ("licence", MIT),
            "README.md": ("readme", "# X\n\n## License\n\nMIT\n"),
            "package.json": ("manifest", manifest),
        },
    )
    row = _verdict(warehouse)
    assert _told(row, "concluded", "osi", "verdict") == ("MIT", "unknown", "conflict")
    assert "package.json" in row["reason"]


def test_a_manifest_that_contradicts_itself(warehouse: Warehouse) -> None:
    manifest = (
        'setup(license="MIT", classifiers=["License :: OSI Approved :: '
        'GNU General Public License v3 (GPLv3)"])\n'
    )
    _fill(warehouse, {"LICENSE": ("licence", MIT), "setup.py": ("manifest", manifest)})
    row = _verdict(warehouse)
    assert _told(row, "agreement", "verdict", "declared") == ("conflict", "conflict", "NOASSERTION")
    assert "GPL-3.0" in row["reason"]


@pytest.mark.parametrize(
    ("named", "agreement"),
    [
        ("LICENSE", "agree"), ("./LICENSE.md", "agree"), ("README.md", "agree"), ("", "agree"),
        ("MIT-LICENSE.txt", "agree"), ("EULA.txt", "conflict"), ("用户协议", "conflict"),
    ],
)  # fmt: skip
def test_terms_in_a_file_of_another_name(warehouse: Warehouse, named: str, agreement: str) -> None:
    _fill(
        warehouse,
        {
            "LICENSE": ("licence", MIT),
            "README.md": ("readme", "# X\n\n## License\n\nMIT\n"),
            "package.json": ("manifest", f'{{"license": "SEE LICENSE IN {named}"}}'),
        },
    )
    row = _verdict(warehouse)
    assert row["agreement"] == agreement
    assert (agreement == "conflict") == ("package.json" in row["reason"])


@pytest.mark.parametrize(
    ("path", "manifest"),
    [
        ("Cargo.toml", '[package]\nname = "x"\nlicense-file = "{}"\n'),
        ("Cargo.toml", '[workspace.package]\nlicense-file = "{}"\n'),
        ("pyproject.toml", '[project]\nlicense = {{file = "{}"}}\n'),
    ],
)
@pytest.mark.parametrize("named", ["LICENSE", "LICENSE.md", "../../LICENSE", "COPYING", "EULA.txt"])
def test_terms_in_a_file_that_another_manifest_names(
    warehouse: Warehouse, path: str, manifest: str, named: str
) -> None:
    files: Files = {"LICENSE": ("licence", MIT), path: ("manifest", manifest.format(named))}
    _fill(warehouse, files, field="MIT")
    row = _verdict(warehouse)
    if named == "EULA.txt":
        assert _told(row, "verdict", "agreement") == ("conflict", "conflict")
        assert f"{path} 第" in row["reason"]
        assert "LicenseRef-EULA.txt" in row["reason"]
    else:
        assert _told(row, "verdict", "agreement") == ("osi_verbatim", "agree")
        assert row["in_documents"] == "no", "a file's name names no licence"


@pytest.mark.parametrize(
    ("marks", "against"),
    [
        (["Other/Proprietary License"], "LicenseRef-proprietary"),
        (["OSI Approved :: MIT License", "Other/Proprietary License"], "LicenseRef-proprietary"),
        (["OSI Approved :: MIT License", "OSI Approved :: ISC License (ISCL)"], "写 ISC"),
        (["OSI Approved :: Eclipse Public License 2.0 (EPL-2.0)"], "写 EPL-2.0"),
        (["OSI Approved :: GNU Lesser General Public License v2 (LGPLv2)"], "LGPLv2"),
        (["Free For Educational Use"], "Free For Educational Use"),
        (["OSI Approved", "OSI Approved :: MIT License"], None),
        (["OSI Approved :: Vovida Software License 1.0"], None),
    ],
)  # fmt: skip
def test_classifiers_that_name_another_licence(
    warehouse: Warehouse, marks: list[str], against: str | None
) -> None:
    told = [f"License :: {mark}" for mark in marks]
    files: Files = {
        "LICENSE": ("licence", MIT),
        "README.md": ("readme", "# X\n\n## License\n\nMIT\n"),
        "pyproject.toml": ("manifest", f"[project]\nclassifiers = {told}\n"),
    }
    _fill(warehouse, files, field="MIT")
    row = _verdict(warehouse)
    wanted = "conflict" if against else "agree"
    assert (row["agreement"], against is None or "pyproject.toml" in row["reason"]) == (
        wanted,
        True,
    )
    findings = warehouse.query("SELECT * FROM licence_finding WHERE place = 'manifest'")
    assert against is None or any(
        against in f"写 {one['expression']} {one['excerpt']}" for one in findings
    )


def test_classifiers_for_both_texts(warehouse: Warehouse) -> None:
    marks = [
        "License :: OSI Approved :: MIT License",
        "License :: OSI Approved :: ISC License (ISCL)",
    ]
    files: Files = {
        "LICENSE-MIT": ("licence", MIT),
        "LICENSE-ISC": ("licence", _text("ISC")),
        "pyproject.toml": ("manifest", f"[project]\nclassifiers = {marks}\n"),
    }
    _fill(warehouse, files)
    row = _verdict(warehouse)
    assert _told(row, "concluded", "declared") == ("ISC AND MIT", "NOASSERTION")
    assert _told(row, "agreement", "in_documents") == ("agree", "yes")


@pytest.mark.parametrize("role", ["card", "readme"])
@pytest.mark.parametrize(
    ("terms", "against"),
    [
        ("extra_gated_prompt: You agree not to use the model for commercial purposes.", True),
        ("extra_gated_prompt: |\n  Terms.\n\n  仅供学习研究，禁止商用。", True),
        ("extra_gated_fields:\n  Non-commercial use only: checkbox", True),
        ("extra_gated_fields:\n  Name: text\n  Affiliation: text", False),
        ("tags:\n- non-commercial", False),
    ],
)  # fmt: skip
def test_terms_to_agree_to_before_a_model_is_handed_out(
    warehouse: Warehouse, terms: str, against: bool, role: str
) -> None:
    card = f"---\nlicense: mit\n{terms}\n---\n# 模型\n"
    _fill(warehouse, {"LICENSE": ("licence", MIT), "README.md": (role, card)}, field="mit")
    row = _verdict(warehouse)
    wanted = ("conflict", "conflict") if against else ("osi_verbatim", "agree")
    assert _told(row, "verdict", "agreement") == wanted
    assert ("README.md 第" in row["reason"]) == against
    assert row["declared"] == "MIT"


def test_not_osi(warehouse: Warehouse) -> None:
    _fill(warehouse, {"LICENSE": ("licence", _text("MulanPSL-1.0"))})
    row = _verdict(warehouse)
    assert _told(row, "verdict", "osi", "concluded") == ("non_osi", "no", "MulanPSL-1.0")


def test_only_the_field_speaks(warehouse: Warehouse) -> None:
    _fill(warehouse, {}, field="apache-2.0")
    row = _verdict(warehouse)
    assert _told(row, "declared", "concluded", "osi") == ("Apache-2.0", "NONE", "unknown")
    assert _told(row, "in_repository", "agreement", "verdict") == ("no", "single", "unknown")


def test_nothing_at_all(warehouse: Warehouse) -> None:
    _fill(warehouse, {"README.md": ("readme", "# X\nhello")})
    row = _verdict(warehouse)
    assert _told(row, "declared", "concluded", "agreement") == ("NONE", "NONE", "none")
    assert _told(row, "in_repository", "in_documents", "verdict") == ("no", "no", "none")


@pytest.mark.parametrize("grade", ["partial", "not_observable", None])
def test_absence_is_unknown_unless_all_was_read(warehouse: Warehouse, grade: str | None) -> None:
    _fill(warehouse, {"README.md": ("readme", "# X\nhello")}, grade=grade)
    row = _verdict(warehouse)
    assert _told(row, "declared", "concluded") == ("NOASSERTION", "NOASSERTION")
    assert _told(row, "in_repository", "in_documents") == ("unknown", "unknown")
    assert _told(row, "agreement", "verdict") == ("unknown", "unknown")


def test_unreadable_file_is_never_a_guess(warehouse: Warehouse) -> None:
    _fill(warehouse, {"LICENSE": ("licence", None)}, field="MIT")
    row = _verdict(warehouse)
    assert _told(row, "concluded", "osi", "in_repository") == ("NOASSERTION", "unknown", "unknown")
    assert "二进制" in row["reason"]
    (finding,) = warehouse.query("SELECT * FROM licence_finding WHERE place = 'file'")
    assert _told(finding, "status", "expression") == ("unreadable", "NOASSERTION")


def test_pointer_is_not_the_text(warehouse: Warehouse) -> None:
    _fill(warehouse, {"LICENSE": ("licence", "MIT")})
    row = _verdict(warehouse)
    assert _told(row, "concluded", "in_repository", "osi") == ("NOASSERTION", "unknown", "unknown")
    assert "没有许可证全文" in row["reason"]


@pytest.mark.parametrize(
    ("path", "content", "verdict", "agreement", "told"),
    [
        ("COPYING", "This is licensed under the GNU General Public License, version 3.", "conflict",
         "conflict", "COPYING 第 1 行写 GPL-3.0-only"),
        ("LICENSE-SERVER", "The server is licensed under SSPL-1.0.", "conflict", "conflict",
         "LICENSE-SERVER 第 1 行写 SSPL-1.0"),
        ("LICENSE-EE", None, "unknown", "unknown", "LICENSE-EE（是二进制文件） 无法读取"),
        ("COPYING", "MIT, see LICENSE.", "osi_verbatim", "agree", "是 MIT 的原文"),
        ("COPYRIGHT", "Copyright 2024 Zhang San", "osi_verbatim", "agree", "是 MIT 的原文"),
    ],
)  # fmt: skip
def test_a_licence_file_beside_the_text_is_not_passed_over(
    warehouse: Warehouse, path: str, content: str | None, verdict: str, agreement: str, told: str
) -> None:
    readme = "# X\n## License\nMIT\n"
    files: Files = {"LICENSE": ("licence", MIT), "README.md": ("readme", readme)}
    _fill(warehouse, files | {path: ("licence", content)}, field="MIT")
    row = _verdict(warehouse)
    assert _told(row, "verdict", "agreement") == (verdict, agreement)
    assert (row["osi"] == "yes") == (verdict == "osi_verbatim")
    assert told in row["reason"]


def test_a_folder_of_texts_was_read_though_it_is_no_file(warehouse: Warehouse) -> None:
    _fill(warehouse, {"LICENSE": ("licence", None), "LICENSE/MIT.txt": ("licence", MIT)})
    assert _verdict(warehouse)["verdict"] == "osi_verbatim"


def test_two_files_without_a_word(warehouse: Warehouse) -> None:
    files: Files = {"LICENSE-MIT": ("licence", MIT), "LICENSE-APACHE": ("licence", APACHE)}
    _fill(warehouse, files, field="Apache-2.0")
    row = _verdict(warehouse)
    assert _told(row, "concluded", "osi") == ("Apache-2.0 AND MIT", "yes")
    assert _told(row, "agreement", "verdict") == ("agree", "osi_verbatim")
    assert "任选其一" in row["reason"]


@pytest.mark.parametrize(
    "extra",
    [
        {"Cargo.toml": ("manifest", '[package]\nlicense = "MIT OR Apache-2.0"')},
        {"README.md": ("readme", "# X\n## License\nMIT or Apache-2.0, at your option.")},
    ],
)
def test_two_files_with_a_statement(warehouse: Warehouse, extra: Files) -> None:
    files: Files = {"LICENSE-MIT": ("licence", MIT), "LICENSE-APACHE": ("licence", APACHE)}
    _fill(warehouse, files | extra)
    row = _verdict(warehouse)
    assert _told(row, "concluded", "agreement") == ("MIT OR Apache-2.0", "agree")
    assert "任选其一" not in row["reason"]


def test_declared_text_is_missing(warehouse: Warehouse) -> None:
    _fill(
        warehouse,
        {
            "LICENSE": ("licence", APACHE),
            "Cargo.toml": ("manifest", '[package]\nlicense = "MIT OR Apache-2.0"'),
        },
    )
    assert _verdict(warehouse)["agreement"] == "conflict"


def test_lesser_gpl_stands_beside_the_gpl(warehouse: Warehouse) -> None:
    _fill(
        warehouse,
        {
            "COPYING": ("licence", GPL),
            "COPYING.LESSER": ("licence", LGPL),
            "pyproject.toml": ("manifest", '[project]\nlicense = "LGPL-3.0-or-later"'),
        },
    )
    row = _verdict(warehouse)
    assert _told(row, "concluded", "osi", "agreement") == ("LGPL-3.0-or-later", "yes", "agree")


def test_only_and_or_later(warehouse: Warehouse) -> None:
    _fill(warehouse, {"LICENSE": ("licence", GPL)}, field="GPL-3.0")
    row = _verdict(warehouse)
    assert _told(row, "concluded", "agreement") == ("GPL-3.0-only", "agree")
    assert "不能区分 GPL-3.0-only 与 GPL-3.0-or-later" in row["reason"]


def test_code_and_documents_under_different_licences(warehouse: Warehouse) -> None:
    files: Files = {
        "LICENSE": ("licence", APACHE),
        "LICENSE-docs": ("licence", _text("CC-BY-4.0")),
    }
    _fill(warehouse, files)
    row = _verdict(warehouse)
    assert _told(row, "osi", "verdict") == ("unknown", "unknown")
    assert "需人工判断" in row["reason"]


@pytest.mark.parametrize(
    ("beside", "against"),
    [
        ("The model weights are licensed under CC BY-NC 4.0.", "CC-BY-NC-4.0"),
        ("模型权重采用 CC-BY-NC-4.0 协议。", "CC-BY-NC-4.0"),
        ("The server is under the Business Source License 1.1.", "BUSL-1.1"),
        ("Weights: [Llama 3.1 Community License](LLAMA).", "LicenseRef-Llama-3.1-Community"),
        ("Weights: **CreativeML Open RAIL-M**.", "LicenseRef-OpenRAIL"),
        ("模型权重采用《Baichuan 模型社区许可协议》。", "LicenseRef-Baichuan-Model"),
        ("插件采用木兰公共许可证第2版。", "LicenseRef-MulanPubL"),
        ("The rest is under the Functional Source License.", "“"),
        ("基座模型是通义千问，感谢 Llama 3。", None),
        ("If that does not suit you, buy a proprietary license.", None),
        ("Documentation is under CC BY 4.0.", None),
        ("The data are under CC0 1.0.", None),
        ("Parts of it are under the MIT License.", None),
    ],
)
def test_a_closed_licence_that_the_readme_names_beside_the_projects(
    warehouse: Warehouse, beside: str, against: str | None
) -> None:
    card = f"---\nlicense: apache-2.0\n---\n# X\n\n## License\n\nCode: Apache-2.0. {beside}\n"
    files: Files = {"LICENSE": ("licence", APACHE), "README.md": ("card", card)}
    _fill(warehouse, files, field="apache-2.0")
    row = _verdict(warehouse)
    wanted = ("osi_verbatim", "agree") if against is None else ("conflict", "conflict")
    assert _told(row, "verdict", "agreement") == wanted
    assert against is None or f"README.md 第 8 行写 {against}" in row["reason"]
    assert _told(row, "concluded", "in_documents") == ("Apache-2.0", "yes")


@pytest.mark.parametrize("said", ["## License\n\n{}\n", "This model is licensed under the {}.\n"])
def test_a_model_licence_that_the_readme_names_instead(warehouse: Warehouse, said: str) -> None:
    name = "Llama 3 Community License"
    readme = ("readme", f"# X\n\n{said.format(name)}")
    _fill(warehouse, {"LICENSE": ("licence", MIT), "README.md": readme}, field="MIT")
    row = _verdict(warehouse)
    assert _told(row, "verdict", "agreement", "in_documents") == ("conflict", "conflict", "yes")
    assert "LicenseRef-Llama-3-Community" in row["reason"]


def test_a_model_licence_and_its_name_agree(warehouse: Warehouse) -> None:
    text = (
        "META LLAMA 3 COMMUNITY LICENSE AGREEMENT\n\nYou are granted a non-exclusive license. "
        "Licensee may not use it if it has more than 700 million monthly active users. "
        "The licensor gives no warranty and is not liable. Redistribution keeps this copyright."
    )
    readme = "# X\n\n## License\n\nMeta Llama 3 Community License\n"
    files: Files = {"LICENSE": ("licence", text), "README.md": ("readme", readme)}
    _fill(warehouse, files)
    row = _verdict(warehouse)
    assert _told(row, "concluded", "verdict") == ("LicenseRef-Llama-3-Community", "custom")
    assert row["agreement"] != "conflict"


def test_reuse_folder_is_the_projects_own(warehouse: Warehouse) -> None:
    _fill(warehouse, {"LICENSES/MIT.txt": ("licence", MIT)})
    assert _verdict(warehouse)["concluded"] == "MIT"


def test_licence_of_vendored_code_is_not_the_projects(warehouse: Warehouse) -> None:
    _fill(warehouse, {"third_party/zlib/LICENSE": ("licence", _text("Zlib"))})
    row = _verdict(warehouse)
    assert _told(row, "concluded", "in_repository") == ("NOASSERTION", "unknown")


def test_model_card_and_custom_text(warehouse: Warehouse) -> None:
    text = (
        "某某模型许可协议\n版权人授权用户使用本模型。用户不得反向工程。月活超过一亿的，须另行取得授权。"
        "本模型按现状提供，不作任何担保，版权人不承担责任。"
    )
    card = "---\nlicense: other\nlicense_name: my-model-license\n---\n# 模型\n"
    _fill(warehouse, {"LICENSE": ("licence", text), "README.md": ("card", card)}, field="other")
    row = _verdict(warehouse)
    assert _told(row, "verdict", "declared") == ("custom", "LicenseRef-my-model-license")
    assert row["osi"] == "no"
    assert _told(row, "agreement", "in_documents") == ("unknown", "yes")


def test_broken_manifest_is_recorded(warehouse: Warehouse) -> None:
    _fill(
        warehouse,
        {"LICENSE": ("licence", MIT), "package.json": ("manifest", '{"license": "MIT"')},
    )
    row = _verdict(warehouse)
    assert _told(row, "verdict", "declared", "in_documents") == (
        "osi_verbatim", "NOASSERTION", "unknown",
    )  # fmt: skip
    (finding,) = warehouse.query("SELECT * FROM licence_finding WHERE place = 'manifest'")
    assert _told(finding, "status", "expression") == ("unreadable", "NOASSERTION")


def test_closed_versions_do_not_speak(warehouse: Warehouse) -> None:
    _fill(warehouse, {"LICENSE": ("licence", MIT)})
    warehouse.close_missing("document", ("github:o/r", "documents"), [], NOW.isoformat())
    assert _verdict(warehouse)["concluded"] == "NONE"


def test_configured_repository_never_collected(warehouse: Warehouse) -> None:
    row = {
        "project_id": "p", "repo_id": "gitee:a/b", "platform": "gitee", "kind": "repository",
        "url": "https://gitee.com/a/b",
    }  # fmt: skip
    warehouse.replace("project_repo", [row], {})
    told = _verdict(warehouse)
    assert _told(told, "concluded", "verdict", "in_repository") == (
        "NOASSERTION", "unknown", "unknown",
    )  # fmt: skip


@pytest.fixture
def two(tmp_path: Path) -> Iterator[list[Warehouse]]:
    with Warehouse(tmp_path / "a.duckdb") as first, Warehouse(tmp_path / "b.duckdb") as second:
        yield [first, second]


def test_same_input_same_rows_and_again(two: list[Warehouse]) -> None:
    tables = []
    for warehouse in two:
        for repo, text in (("github:o/b", MIT), ("github:o/a", APACHE)):
            _fill(warehouse, {"LICENSE": ("licence", text)}, repo=repo, field="MIT")
        conclude(warehouse)
        conclude(warehouse)
        queries = ("SELECT * FROM licence_verdict", "SELECT * FROM licence_finding")
        tables.append([warehouse.query(query) for query in queries])
    assert tables[0] == tables[1]
    assert [row["repo_id"] for row in tables[0][0]] == ["github:o/a", "github:o/b"]
    assert len(tables[0][1]) == 4
