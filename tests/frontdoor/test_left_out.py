"""One bad [[project]] leaves the others be, and is never left out in silence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collectors.settings import CollectorSettings
from collectors.targets import parse
from warehouse.store import Warehouse
from yuanzheng import failures
from yuanzheng.cli import run
from yuanzheng.config import load

Write = Callable[[str], Path]

GOOD = '[[project]]\nname = "Good"\nrepositories = ["my-clone"]\npolicies = []\n'
BAD = '[[project]]\nname = "Bad"\n'
WRONG = [
    ('repositories = ["https://github.com/a/b", "https://github.com/"]\n', "没有指到仓库"),
    ('repositories = ["https://[bad/x.git"]\n', "写法不对"),
    ('repositories = ["https://huggingface.co/o/m"]\n', "应写在 models 里"),
    ('repositories = ["https://github.com/a/b", "https://github.com/A/b"]\n', "写了两次"),
    ('repositories = ["https://github.com/a/b"]\npolicies = ["nothing"]\n', "不认识的政策"),
    ("", "是空的"),
]


@pytest.mark.parametrize(("rest", "words"), WRONG, ids=[words for _, words in WRONG])
def test_the_others_go_on(
    fakes: Any, write: Write, clone: Path, rest: str, words: str, capsys: Any
) -> None:
    path = write(GOOD + BAD + rest)
    assert run(["run", "--json"]) == failures.PARTIAL
    assert [p.name for p in fakes.collected[0]] == ["Good"]
    assert len(fakes.reported) == 1
    assert fakes.left_out == ("Bad",), "the index names it"
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert problem.startswith(f"{path.name}：[[project]]“Bad” ")
    assert words in problem


def test_the_second_of_one_name_is_left_out(fakes: Any, write: Write, clone: Path) -> None:
    write(GOOD + GOOD.replace("Good", "good!"))
    assert run(["run"]) == failures.PARTIAL
    assert [p.name for p in fakes.collected[0]] == ["Good"]
    write(GOOD + GOOD)
    assert run(["run", "Good"]) == failures.PARTIAL, "which of the two was meant is not known"


def test_named_alone_it_is_refused(fakes: Any, write: Write, clone: Path, capsys: Any) -> None:
    write(GOOD + BAD + WRONG[0][0])
    for name in ("Bad", "bad"):
        assert run(["collect", name]) == failures.WRONG
        assert "没有指到仓库" in capsys.readouterr().err
    assert not fakes.collected
    assert run(["collect", "Good"]) == failures.COMPLETE
    assert run(["collect", "Good", "Bad"]) == failures.PARTIAL
    assert [p.name for p in fakes.collected[-1]] == ["Good"]


def test_score_and_report_tell_it_too(fakes: Any, write: Write, clone: Path, capsys: Any) -> None:
    write(GOOD)
    assert run(["run", "--quiet"]) == failures.COMPLETE
    write(GOOD + BAD)
    for command in ("score", "report"):
        assert run([command]) == failures.PARTIAL
        assert "“Bad” 是空的" in capsys.readouterr().err


def test_a_path_that_is_not_there_is_a_source_all_the_same(write: Write, clone: Path) -> None:
    (there,) = load(write(GOOD)).projects
    assert there.targets == (parse(str(clone), CollectorSettings()),)
    clone.rename(clone.with_name("elsewhere"))
    assert load(write(GOOD)).projects == (there,)


def test_check_lists_both(write: Write, clone: Path, capsys: Any) -> None:
    lost = GOOD.replace("Good", "Lost").replace("my-clone", "nowhere")
    write(GOOD + lost + BAD)
    assert run(["check", "--json"]) == failures.PARTIAL
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert any("nowhere 不存在" in words for words in problems)
    assert any("“Bad” 是空的" in words for words in problems)


def test_on_the_command_line_it_is_refused_at_once(fakes: Any, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "plain").mkdir()
    for path, words in (("./nowhere", "不存在"), ("./plain", "不是 git 仓库")):
        assert run(["run", path]) == failures.WRONG
        assert words in capsys.readouterr().err
    assert run(["run", "n" * 5000]) == failures.WRONG
    assert not fakes.collected


@pytest.mark.parametrize("kind", ["missing", "no repository", "a file"])
def test_a_missing_path_shows_in_the_report(
    write: Write, clone: Path, tmp_path: Path, kind: str, capsys: Any
) -> None:
    lost = tmp_path / "lost"
    if kind == "no repository":
        lost.mkdir()
    if kind == "a file":
        lost.write_text("x", encoding="utf-8")
    write(GOOD + GOOD.replace("Good", "Lost").replace("my-clone", "lost"))
    assert run(["run", "--json"]) == failures.PARTIAL
    found = json.loads(capsys.readouterr().out)
    assert [p["name"] for p in found["projects"]] == ["Good", "Lost"]
    results = [r for r in found["collected"]["results"] if r["repo_id"].startswith("git:lost@")]
    assert {(r["grade"], r["code"]) for r in results} == {("not_observable", "gone")}
    assert all(r["reason"].endswith("。") for r in results)
    with Warehouse(tmp_path / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        counted = "SELECT count(*) AS n FROM \"commit\" WHERE repo_id LIKE 'git:my-clone%'"
        assert warehouse.query(counted) == [{"n": 1}]
    pages = [p for p in found["reports"] if p.endswith(".html")]
    assert any("lost" in Path(p).read_text(encoding="utf-8") for p in pages)
