"""Paths and words: which file is what, which subject and comment is no contribution."""

from __future__ import annotations

import gzip
import json
from importlib.resources import files

import duckdb
import pytest

from scoring.acts.rules import patterns

CLASSES = {
    "docs": [
        "README", "README.md", "README_zh-CN.md", "readme.rst", "LICENSE", "LICENSE-MIT",
        "sub/COPYING", "docs/index.html", "docs/conf.py", "doc/guide.txt", "Documentation/a.txt",
        "man/man1/tool.1", "tool.1", "文档/安装.txt", "src/文档/图.png", "更新日志.txt",
        "src/docs/arch.png", "CHANGELOG", "CHANGES.txt", "newsfragments/12.bugfix", "a/b.ipynb.md",
        "INSTALL.zh", "使用说明.txt", "HISTORY.1.2",
    ],
    "code": [
        "src/main.c", "license.go", "src/history.ts", "install.sh", "security.rs",
        "src/docs/gen.py", "libfoo.so.1", "release-1.5", "internal/doc/parser.go", "data.json",
        "mydocs/a.c", "README.py.c", "support.c", "lockfile.c", "vendored.go",
        "distance/a.py", "src/generated.py", "src/latest.py", "contest/a.c", "attest.go",
        "src/Protest.java", "builder/core.rs", "specification.c", "data/loader.py",
        "src/testify.js", "lib/circuit.py", "packages/app/index.ts", "src/TestimonyList.tsx",
        "types.pyi",
    ],
    "tests": [
        "tests/test_a.py", "numpy/lib/tests/data/x.npy", "pkg/a_test.go", "web/a.spec.ts",
        "src/test/java/AbcTest.java", "FooTests.cs", "spec/models/user_spec.rb", "conftest.py",
        "tests/fixtures/a.md", "testdata/x.rst", "benchmarks/bench_sort.py", "测试/用例.txt",
        "t/basic.t", "a/__tests__/b.js", "test_thing.cpp", "features/login.feature",
        "entry/src/ohosTest/ets/test/Ability.test.ets", "integration-tests/run.sh",
    ],
    "build": [
        ".github/workflows/ci.yml", "Makefile", "configure", "requirements.txt", "CMakeLists.txt",
        "setup.py", "pyproject.toml", "Dockerfile.cpu", ".gitignore", "pom.xml", "package.json",
        "azure-pipelines.yml", "numpy/meson.build", "Cargo.toml", "go.mod", "cmake/FindX.cmake",
        ".gitee/ISSUE_TEMPLATE.yml", "build.gradle.kts", ".pre-commit-config.yaml", "Jenkinsfile",
        "requirements/test_requirements.txt", "webpack.config.js", "hvigorfile.ts", "x.gemspec",
    ],
    "data": [
        "img/logo.png", "data/cities.json", "corpus.csv", "weights/model.safetensors", "a.npy",
        "locale/zh_CN/LC_MESSAGES/app.po", "fonts/a.woff2", "train.jsonl",
    ],
    "generated": [
        "a/x.pb.go", "api_pb2.py", "api_pb2_grpc.py", "web/app.min.js", "app.js.map",
        "dist/main.js",
        "pkg/zz_generated.deepcopy.go", "m.g.dart", "docs/_build/index.html", "Form1.Designer.cs",
        "lib/x.so", "__snapshots__/a.snap",
    ],
    "vendored": [
        "vendor/github.com/a/b.go", "third_party/zlib/README.md", "a/3rdparty/x.c",
        "node_modules/x/index.js", "gradlew", "gradle/wrapper/gradle-wrapper.properties",
        "static/jquery-3.6.0.min.js", ".yarn/releases/yarn-3.cjs",
    ],
    "lock": [
        "package-lock.json", "web/yarn.lock", "pnpm-lock.yaml", "Cargo.lock", "go.sum", "uv.lock",
        "oh-package-lock.json5", "vendor/composer.lock", "Gemfile.lock", ".terraform.lock.hcl",
    ],
}  # fmt: skip


def classes(paths):
    """Path → class, by the statement that fills the table."""
    statement = files("scoring.acts").joinpath("1_paths.sql").read_text(encoding="utf-8")
    with duckdb.connect() as db:
        db.execute("CREATE TABLE commit_file (repo_id TEXT, path TEXT)")
        db.execute("CREATE TABLE project_repo AS SELECT 'r' AS repo_id")
        db.execute("INSERT INTO commit_file SELECT 'r', unnest($paths)", {"paths": sorted(paths)})
        wanted = (
            "lock", "vendored", "generated", "docs", "docs_except", "tests", "build", "data",
        )  # fmt: skip
        db.execute(statement, {name: patterns()[name] for name in wanted})
        return dict(db.execute("SELECT path, class FROM act_path").fetchall())


@pytest.mark.parametrize("kind", CLASSES)
def test_paths(kind):
    found = classes(CLASSES[kind])
    assert {path: found[path] for path in CLASSES[kind] if found[path] != kind} == {}


def matches(name, texts, how="regexp_full_match"):
    rows = duckdb.execute(
        f"SELECT t, {how}(t, $shape) FROM (SELECT unnest($texts) AS t)",
        {"shape": patterns()[name], "texts": texts},
    ).fetchall()
    return [text for text, hit in rows if hit]


def test_pure_reverts():
    reverts = [
        'Revert "add x"', "revert: add x", "Revert(core)!: add x", "回退 'Pull Request !12 : x'",
        '还原 "修复"', "回滚：升级", "撤销：“升级到 2.0”", "撤销「导出」",
    ]  # fmt: skip
    others = [
        "Revert to the old parser and fix it",
        "Add revert: command",
        "回退到旧算法并修复溢出",
        "撤销：支持多步撤销",
    ]
    assert matches("revert", reverts + others, "regexp_matches") == reverts


def test_commands():
    commands = [
        "/lgtm", "/approve\n/lgtm", "/retest", "/check-cla", "/LGTM cancel", "/assign @ann @bob",
        "/close", "/unknown-command", "@dependabot rebase", "@acme-ci-bot check-cla please",
        "bors r+", "retest this please", "recheck", "@ann", "@ann @bob", "/hold until 1.2",
        "  /lgtm  \r\n\r\n  /approve", "/sig compiler",
    ]  # fmt: skip
    others = [
        "/usr/lib is missing", "/etc is not writable on my machine, so the installer stops",
        "/close this was fixed by the rewrite of the parser in March, see the new tests",
        "/lgtm\nbut please rename x", "@ann what do you think?", "please /retest", "see /docs",
        "I think bors r+ is broken",
    ]  # fmt: skip
    assert matches("command", commands + others) == commands


def test_thanks():
    thanks = [
        "+1", "👍", "👍🏽 ❤️", "Thanks!", "thank you very much 🎉", "谢谢", "谢谢大佬！", "顶",
        "顶顶顶",
        "好的，收到", "LGTM", ":+1: :tada:", "@ann thanks", "同问", "非常感谢！！",
        "666", "...", "Me too.",
        "哈哈哈", "感谢您的支持", "-1", "已解决，多谢", "解决了，谢谢", "fixed, thanks",
        "solved, thank you", "Thanks! It's fixed now 🎉", "问题已解决，谢谢大佬！",
        "This has been resolved. Thank you very much!", "谢谢，搞定了", "It works now, thanks!",
    ]  # fmt: skip
    others = [
        "Thanks, fixed in 1.2", "+1, and it also fails on arm64", "谢谢，已在 3.0 修复", "no",
        "顶层目录缺少文件", "123", "upstream", "好像是内存泄漏",
        "支持一下 Python 3.12 吧，现在编译失败",
        "https://example.org", "`x = 1`", "已解决", "fixed", "升级后解决，谢谢",
        "解决了内存泄漏，谢谢", "fixed the parser, thanks", "Thanks, it works for me on arm64",
    ]  # fmt: skip
    assert matches("thanks", thanks + others) == thanks


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "accuracy", "f1"), [("numpy__numpy", 0.89, 0.63), ("meltano__sdk", 0.95, 0.63)]
)
def test_measured_documentation_by_path(shared, name, accuracy, f1):
    """Commits touching documentation only against what authors called them.

    2026-10: numpy accuracy 0.900, F1 0.650 (half of its documentation commits edit docstrings,
    which no path shows); meltano/sdk accuracy 0.968, F1 0.661.
    """
    with gzip.open(shared / f"labelled/commits/{name}.jsonl.gz", "rt") as lines:
        commits = [c for c in map(json.loads, lines) if c["files"]]
    found = classes({file[0] for commit in commits for file in commit["files"]})
    pairs = [(_only_docs(commit, found), commit["label"] == "docs") for commit in commits]
    hits = sum(said and is_docs for said, is_docs in pairs)
    assert sum(said == is_docs for said, is_docs in pairs) / len(pairs) >= accuracy
    assert 2 * hits / sum(said + is_docs for said, is_docs in pairs) >= f1


def _only_docs(commit, found):
    kinds = {found[file[0]] for file in commit["files"]}
    return "docs" in kinds and not kinds & {"code", "tests", "build", "data"}
