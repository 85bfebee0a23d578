"""The licence fields of each ecosystem's manifest, as their own manuals write them."""

from __future__ import annotations

import pytest

from collectors import documents
from scoring.licences.manifests import read_manifest

CASES = {
    "tool.gemspec": [
        ('Gem::Specification.new do |s|\n  s.license = "MIT"\nend\n', "MIT"),
        ("  spec.licenses    = ['Apache-2.0']  # as the file says\n", "Apache-2.0"),
        ("  s.licenses = %w[MIT Ruby]\n", "NOASSERTION"),
        ("  # s.license = 'MIT'\n", None),
        ("  s.license = LICENCE_OF_ALL\n", None),
    ],
    "DESCRIPTION": [
        ("Package: a\nLicense: MIT + file LICENSE\n", "MIT"),
        ("Package: a\nLicense: GPL (>= 2)\nTitle: x\n", "GPL-2.0-or-later"),
        ("Package: a\nLicense: GPL-3 | file LICENCE\n", "GPL-3.0-only"),
        ("Package: a\nLicense: MIT |\n    Apache License (== 2.0)\n", "MIT OR Apache-2.0"),
        ("Package: a\nLicense: file LICENSE\n", None),
        ("License: MIT\nis what I would like\n", None),
    ],
    "recipe/meta.yaml": [
        ("{% set v = 1 %}\nabout:\n  home: x\n  license: BSD-3-Clause\n\nextra:\n", "BSD-3-Clause"),
        ("about:\n  license: {{ licence }}\n", None),
        ("requirements:\n  license: MIT\n", None),
    ],
    "a.nuspec": [
        (
            '<package><metadata><license type="expression">MIT OR Apache-2.0</license>'
            "</metadata></package>",
            "MIT OR Apache-2.0",
        ),
        ('<package><metadata><license type="file">L.txt</license></metadata></package>', None),
        ("<package><metadata>", "unreadable"),
    ],
    "a.csproj": [
        (
            "<Project><PropertyGroup><PackageLicenseExpression>LGPL-2.1-only"
            "</PackageLicenseExpression></PropertyGroup></Project>",
            "LGPL-2.1-only",
        ),
        ("<Project><ItemGroup><License>MIT</License></ItemGroup></Project>", None),
        ("<!DOCTYPE x []><Project/>", "unreadable"),
    ],
    "CITATION.cff": [
        ("cff-version: 1.2.0\nlicense: Apache-2.0\n", "Apache-2.0"),
        ("license:\n  - MIT\n  - CC-BY-4.0\n", "MIT OR CC-BY-4.0"),
        ("license: [MIT\n", "unreadable"),
        ("- MIT\n", "unreadable"),
    ],
    "oh-package.json5": [
        ("{\n  // 许可证\n  license: 'MulanPSL-2.0',\n  \"name\": \"x\",\n}\n", "MulanPSL-2.0"),
        ("{ license: ", "unreadable"),
    ],
    "REUSE.toml": [
        (
            '[[annotations]]\npath = "**"\nSPDX-License-Identifier = "MIT"\n'
            '[[annotations]]\npath = "doc/**"\nSPDX-License-Identifier = "CC0-1.0"\n',
            "MIT",
        ),
        (
            '[[annotations]]\npath = "a"\nSPDX-License-Identifier = "MIT"\n'
            '[[annotations]]\npath = "b"\nSPDX-License-Identifier = "CC0-1.0"\n',
            "NOASSERTION",
        ),
        ("annotations = 3\n", None),
        ("[[annotations\n", "unreadable"),
    ],
    ".reuse/dep5": [
        ("Format: https://x\n\nFiles: *\nCopyright: 2020 Li\nLicense: GPL-3.0-or-later\n",
         "GPL-3.0-or-later"),
        ("Format: x\n\nFiles: a b\nLicense: MIT\n\nFiles: c\nLicense: ISC\n", "NOASSERTION"),
    ],
    "setup.py": [("setup(name='a', license='MIT')\n", "MIT"), ("setup(license=read())\n", None)],
    "package.json": [('{"license": {"type": "ISC"}}', "ISC"), ('{"license": 7}', None)],
    "composer.json": [('{"license": ["MIT", "GPL-3.0-only"]}', "MIT OR GPL-3.0-only")],
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [(path, text, expected) for path, cases in CASES.items() for text, expected in cases],
)
def test_a_manifest_says_what_its_ecosystem_means(
    path: str, text: str, expected: str | None
) -> None:
    said = read_manifest(path, text)
    assert len(said) <= 1
    if expected is None:
        assert not said
    elif expected == "unreadable":
        assert (said[0].status, said[0].expression) == ("unreadable", "NOASSERTION")
        assert said[0].excerpt
    else:
        assert said[0].expression == expected
        assert said[0].osi != "yes", "a declaration is never proof"


@pytest.mark.parametrize("path", CASES)
def test_the_manifest_is_collected(path: str) -> None:
    assert documents.role(path) == "manifest"
    assert "/" not in path or documents.may_hold(path.partition("/")[0])
