"""What READMEs, manifests, cards and fields declare; a vague name is never made a clear one."""

from __future__ import annotations

import json
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.licences import expressions
from scoring.licences.card import read_card
from scoring.licences.data import table
from scoring.licences.manifests import read_manifest
from scoring.licences.naming import mentions, resolve
from scoring.licences.readme import read_readme
from scoring.licences.spdx import spdx_list
from scoring.licences.words import phrase


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        ("MIT", "MIT"),
        ("mit", "MIT"),
        ("The MIT License", "MIT"),
        ("apache-2.0", "Apache-2.0"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("mulanpsl-2.0", "MulanPSL-2.0"),
        ("MulanPSL2", "MulanPSL-2.0"),
        ("木兰宽松许可证，第2版", "MulanPSL-2.0"),
        ("MIT/Apache-2.0", "MIT OR Apache-2.0"),
        ("GPL-2.0+", "GPL-2.0-or-later"),
        ("GPLv3 or later", "GPL-3.0-or-later"),
        ("gpl-3.0", "GPL-3.0-only"),
        ("llama3", "LicenseRef-Llama-3-Community"),
        ("UNLICENSED", "LicenseRef-UNLICENSED"),
        ("Unlicense", "Unlicense"),
        ("BSD", "NOASSERTION"),
        ("GPL", "NOASSERTION"),
        ("Apache", "NOASSERTION"),
        ("木兰许可证", "NOASSERTION"),
        ("Business Source License", "NOASSERTION"),
    ],
)
def test_names(name: str, expression: str) -> None:
    found = resolve(name)
    assert found is not None
    assert found.expression == expression
    assert bool(found.starts) == (expression == "NOASSERTION")


def test_alias_table_means_one_thing_each() -> None:
    """Every id is on the list, and no name stands in two entries."""
    aliases = table("aliases")
    ids = {entry["id"] for entry in (*aliases["licence"], *aliases["link"])}
    assert ids <= set(spdx_list().licences)
    owners: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for i, entry in enumerate((*aliases["licence"], *aliases["vague"])):
        for name in entry["names"]:
            owners[phrase(name.replace("+", " plus "))].add(i)
    assert {name for name, entries in owners.items() if len(entries) > 1} == set()


@pytest.mark.parametrize(
    "name", ["NOASSERTION", "other", "whatever", "", "MIT MIT", "MIT WITH MIT"]
)
def test_what_names_nothing(name: str) -> None:
    assert resolve(name) is None


@pytest.mark.parametrize(
    ("text", "osi"),
    [
        ("MIT OR SSPL-1.0", "yes"),
        ("MIT AND SSPL-1.0", "unknown"),
        ("SSPL-1.0 OR BUSL-1.1", "no"),
        ("MIT AND Apache-2.0", "yes"),
        ("MIT OR LicenseRef-x", "yes"),
        ("LicenseRef-x", "unknown"),
    ],
)
def test_flags_of_expressions(text: str, osi: str) -> None:
    read = expressions.parse(text)
    assert read is not None
    assert read.osi == osi


@pytest.mark.parametrize(
    ("text", "expression", "line"),
    [
        ("# X\n\n## 许可证\n\n本项目基于 MIT 协议开源。\n\n## 其他\nApache 2.0", "MIT", 5),
        ("# X\n本项目采用木兰宽松许可证第2版，详见 LICENSE。", "MulanPSL-2.0", 2),
        ("# X\n采用木兰宽松许可证，第2版", "MulanPSL-2.0", 2),
        ("# X\n\nLicensed under the Apache\nLicense, Version 2.0 (the “License”)", "Apache-2.0", 3),
        ("# X\n遵循 Apache 2.0 开源协议发布。", "Apache-2.0", 2),
        ("# X\nThis project is MIT licensed.", "MIT", 2),
        ("# X\n**License**: Apache-2.0", "Apache-2.0", 2),
        (
            "# X\n## 开源协议\n[GPL-3.0](https://www.gnu.org/licenses/gpl-3.0.html)",
            "GPL-3.0-only",
            3,
        ),
        ("# X\n![x](https://img.shields.io/badge/license-MPL--2.0-blue.svg)", "MPL-2.0", 2),
        ("X\n=\n\nLicense\n-------\n\nISC\n", "ISC", 7),
        ("# X\n<h2>License</h2>\n\nMIT", "MIT", 4),
        ("# X\n## License\nSee [here](https://opensource.org/licenses/MIT).", "MIT", 3),
        ("# X\n## License\nEither MIT or Apache-2.0 at your option.", "MIT OR Apache-2.0", 3),
        ("# X\n## License\nBSD", "NOASSERTION", 3),
        ("# X\n## License\nSee LICENSE.", "NOASSERTION", 3),
        ("# X\n采用 GPL 协议", "NOASSERTION", 2),
    ],
)
def test_readme_says(text: str, expression: str, line: int) -> None:
    first = read_readme("README.md", text)[0]
    assert (first.expression, first.status, first.line) == (expression, "mention", line)
    assert first.osi != "yes"
    assert first.excerpt


@pytest.mark.parametrize(
    "text",
    [
        "# X\nWe use the MIT cheetah robot. MIT CSAIL built it.",
        "# X\n## 第三方许可证\nfoo: GPLv3",
        "# X\n支持 HTTP 协议和 MQTT 协议",
        "# X\nMade for the summit of MITRE.",
        "# X\n允许商业使用，无需授权。可免费商用。不禁止商用。",
        "# X\nFree for both commercial and non-commercial use.",
        "# X\n商业版请见官网。不得用于违法用途。",
        "",
    ],
)
def test_readme_says_nothing(text: str) -> None:
    assert read_readme("README.md", text) == []


@pytest.mark.parametrize(
    "words",
    [
        "本项目采用 MIT 协议，仅供学习交流，禁止用于商业用途。",
        "请勿用于商业盈利，违者必究",
        "商用请联系作者获得授权",
        "仅限个人学习使用",
        "For research purposes only.",
        "This project may not be used commercially.",
        "Non-commercial use only.",
        "僅供學術研究使用",
    ],
)
def test_readme_takes_it_back(words: str) -> None:
    found = [one for one in read_readme("README.md", f"# X\n\n{words}\n") if one.restricted]
    assert found
    assert {(one.status, one.osi, one.line) for one in found} == {("modified", "no", 3)}


POM = (
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><licenses><license><name>{}</name>'
    "</license></licenses></project>"
)


@pytest.mark.parametrize(
    ("path", "text", "expression"),
    [
        ("pyproject.toml", '[project]\nlicense = "MIT OR Apache-2.0"', "MIT OR Apache-2.0"),
        ("pyproject.toml", '[project]\nlicense = {text = "BSD-3-Clause"}', "BSD-3-Clause"),
        ("pyproject.toml", '[tool.poetry]\nlicense = "MIT"', "MIT"),
        (
            "pyproject.toml",
            '[project]\nclassifiers = ["License :: OSI Approved :: MIT License"]',
            "MIT",
        ),
        (
            "pyproject.toml",
            '[project]\nclassifiers = ["License :: OSI Approved :: BSD License"]',
            "NOASSERTION",
        ),
        ("package.json", '{"license": "ISC"}', "ISC"),
        ("package.json", '{"license": {"type": "MIT"}}', "MIT"),
        (
            "package.json",
            '{"licenses": [{"type": "MIT"}, {"type": "GPL-2.0"}]}',
            "MIT OR GPL-2.0-only",
        ),
        ("package.json", '{"license": "SEE LICENSE IN LICENSE.md"}', "NOASSERTION"),
        ("package.json", '{"license": "UNLICENSED"}', "LicenseRef-UNLICENSED"),
        ("composer.json", '{"license": ["MIT", "GPL-3.0-or-later"]}', "MIT OR GPL-3.0-or-later"),
        ("Cargo.toml", '[package]\nlicense = "MIT/Apache-2.0"', "MIT OR Apache-2.0"),
        ("setup.cfg", "[metadata]\nlicense = Apache License 2.0", "Apache-2.0"),
        ("setup.py", "from setuptools import setup\nsetup(name='x', license='MIT')", "MIT"),
        ("pom.xml", POM.format("Apache License, Version 2.0"), "Apache-2.0"),
        ("pom.xml", POM.format("BSD"), "NOASSERTION"),
    ],
)
def test_manifest_declares(path: str, text: str, expression: str) -> None:
    (said,) = read_manifest(path, text)
    assert (said.expression, said.status, said.place) == (expression, "mention", "manifest")
    assert said.osi != "yes"


def test_manifest_line() -> None:
    (said,) = read_manifest("package.json", json.dumps({"name": "x", "license": "ISC"}, indent=1))
    assert (said.line, said.excerpt) == (3, "ISC")


@pytest.mark.parametrize("path", ["package.json", "pyproject.toml", "setup.cfg", "go.mod", "x.txt"])
def test_manifest_without_a_field_says_nothing(path: str) -> None:
    assert read_manifest(path, "{}" if path.endswith("json") else "") == []


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><project>&b;</project>'


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", "[project\nlicense = 'MIT'"),
        ("package.json", '{"license": "MIT"'),
        ("package.json", "[" * 100_000),
        ("package.json", '["MIT"]'),
        ("Cargo.toml", "license = "),
        ("setup.cfg", "license = MIT"),
        ("setup.py", "setup(license='MIT'"),
        ("pom.xml", "<project><licenses>"),
        ("pom.xml", BOMB),
        ("pom.xml", "<a>" * 100),
        ("pom.xml", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><project/>'),
    ],
)
def test_broken_manifest_is_unreadable_with_a_reason(path: str, text: str) -> None:
    (said,) = read_manifest(path, text)
    assert (said.expression, said.status, said.osi) == ("NOASSERTION", "unreadable", "unknown")
    assert said.excerpt
    assert path in said.excerpt


@pytest.mark.parametrize(
    ("front", "expression", "osi"),
    [
        ("license: apache-2.0", "Apache-2.0", "unknown"),
        ("license: llama3.1", "LicenseRef-Llama-3.1-Community", "no"),
        ("license: openrail", "LicenseRef-OpenRAIL", "no"),
        ("license: other\nlicense_name: qwen-research", "LicenseRef-Qwen", "no"),
        ("license: other\nlicense_name: My Own 1.0", "LicenseRef-My-Own-1.0", "unknown"),
        ("license: other", "NOASSERTION", "unknown"),
        ("license: unknown", "NOASSERTION", "unknown"),
        ("license: bsd", "NOASSERTION", "unknown"),
        ("license: [mit, apache-2.0]", "MIT AND Apache-2.0", "unknown"),
        ("license:\n- cc-by-nc-4.0", "CC-BY-NC-4.0", "no"),
    ],
)
def test_card_declares(front: str, expression: str, osi: str) -> None:
    (said,) = read_card("README.md", f"---\nlanguage: zh\n{front}\n---\n# 模型\n")
    assert (said.expression, said.osi, said.line) == (expression, osi, 3)


@pytest.mark.parametrize(
    "text",
    [
        "---\nlicense: [mit\n---\n",
        "---\nlicense: mit\n\tbroken: {\n---\n",
        "---\nlicense: mit\n# never closed\n",
        "---\n- license\n---\n",
        "---\na: &a [x, x]\nb: &b [*a, *a]\nlicense: mit\n---\n",
        "---\nlicense: !!python/object/apply:os.system ['true']\n---\n",
    ],
)
def test_broken_card_is_unreadable(text: str) -> None:
    (said,) = read_card("README.md", text)
    assert (said.status, said.expression) == ("unreadable", "NOASSERTION")


def test_text_without_front_matter_is_no_card() -> None:
    assert read_card("README.md", "# License\nMIT") == []
    assert read_card("README.md", "---\n\nA rule, then prose.") == []


def test_long_card_is_read_by_its_licence_keys() -> None:
    results = "".join(f"- name: {i}\n  value: {i}\n" for i in range(5000))
    (said,) = read_card("README.md", f"---\nlicense: mit\nmodel-index:\n{results}---\n")
    assert said.expression == "MIT"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_nothing_random_raises(text: str) -> None:
    read_readme("README.md", text)
    read_card("README.md", f"---\nlicense: {text}\n---\n")
    mentions(text)
    for path in (
        "pyproject.toml",
        "package.json",
        "Cargo.toml",
        "setup.cfg",
        "setup.py",
        "pom.xml",
    ):
        read_manifest(path, text)
    resolve(text)


def test_the_words_that_restrict_are_the_ones_shown() -> None:
    """A long line in front once pushed them out of the sentence of the verdict."""
    link = "[RESEARCH LICENSE](./Zorg%20RESEARCH%20LICENSE%20AGREEMENT%20OF%20THE%20ZORG%20TEAM)"
    (said,) = read_readme("README.md", f"See {link}. For commercial use, please contact us.\n")
    assert "For commercial use" in (said.excerpt or "")[:80]
