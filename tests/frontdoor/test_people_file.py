"""people.toml: read at the door, heeded by scoring, carried by a pack, addresses nowhere."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.store import Warehouse
from yuanzheng import failures, people_file
from yuanzheng.cli import run

GOOD = """
[[person]]
name = "张三"
aliases = ["Zhang.San@corp.cn", "github:ZhangSan", "Zhang San <zs@home.cn>",
           "12+zs@users.noreply.github.com"]
applicant = true
organisations = [{ name = "某公司", from = "2024-01-01", to = 2025-06-30 }]
[[apart]]
aliases = ["Li <li@a.cn>", "Li <li@b.cn>"]
reason = "两位同事"
[[organisation]]
name = "某公司"
domains = ["@Corp.cn"]
applicant = true
"""
WRONG = {
    "": [],
    "[[person]": ["第 1 行不合 TOML 语法"],
    "[[persn]]\nname = 'a'": ["没有表或键 persn，最接近的是 person"],
    "person = 3": ["person 要写成 [[person]]"],
    "[[person]]\nname = '张三'\naliases = ['a@b.cn']\nage = 3": ["第 1 个 [[person]] 没有键 age"],
    "[[person]]\naliases = ['a@b.cn']": ["的键 name 应是文字"],
    "[[person]]\nname = '张三'\naliases = []": ["的键 aliases 至少要写 1 项"],
    "[[person]]\nname = '张三'\naliases = ['张三']": ["的 aliases 第 1 项读不懂", "只写姓名"],
    "[[person]]\nname = '张三'\naliases = ['a@b.cn']\napplicant = 'yes'": ["applicant 应是 true"],
    "[[person]]\nname = '张三'\naliases = ['a@b.cn']\n"
    "organisations = [{name = '甲', from = '2025-13-01'}]": ["第 1 项 的键 from 应是日期"],
    "[[person]]\nname = '张三'\naliases = ['a@b.cn']\n"
    "organisations = [{name = '甲', from = 2025-01-02, to = 2025-01-01}]": ["的 from 晚于 to"],
    "[[apart]]\naliases = ['a@b.cn']\nreason = 'x'": ["的键 aliases 至少要写 2 项"],
    "[[apart]]\naliases = ['a@b.cn', 'c@d.cn']": ["的键 reason 应是文字"],
    "[[organisation]]\nname = '甲'\ndomains = ['x y']": ["的 domains 第 1 项不是域名"],
    "[[organisation]]\nname = '甲'\ndomains = ['a.cn', 'vip.qq.com']": ["第 2 项是谁都可以用"],
    "[[organisation]]\nname = '甲'\ndomains = ['com.cn']": ["第 1 项是谁都可以用的域名"],
    "[[person]]\nname = '甲'\naliases = ['a@b.cn', 'github:a']\n"
    "[[person]]\nname = '乙'\naliases = ['A@b.cn', 'github:b']": [
        "第 1 个 [[person]]“甲”的 aliases 第 1 项也写在第 2 个", "第 2 个 [[person]]“乙”",
    ],
    "[[person]]\nname = '甲'\naliases = ['a@b.cn', 'github:a']\n"
    "[[apart]]\naliases = ['github:A', 'a@b.cn']\nreason = 'x'": [
        "第 1 个 [[apart]] 与第 1 个 [[person]] 相反",
    ],
}  # fmt: skip


def handed(folder: Path, text: str | bytes) -> tuple[people_file.Handed | None, str]:
    path = folder / "people.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    found, wrong = people_file.read(path)
    return found, "\n".join(wrong)


def test_what_is_written_is_read_and_addresses_are_hashed(tmp_path: Path) -> None:
    found, wrong = handed(tmp_path, GOOD)
    assert wrong == ""
    assert found is not None
    assert found.sha256 == sha256(GOOD.encode()).hexdigest()
    (one,), (two,), (owner,) = (
        found.declaration.persons, found.declaration.apart, found.declaration.organisations,
    )  # fmt: skip
    mail, account, named, noreply = one.aliases
    assert mail.email_key == sha256(b"zhang.san@corp.cn").hexdigest()
    assert (account.platform, account.login) == ("github", "ZhangSan")
    assert (named.name, named.email_domain) == ("Zhang San", "home.cn")
    assert (noreply.platform, noreply.login) == ("github", "#12")
    (term,) = one.organisations
    assert (term.name, term.since, term.until) == ("某公司", date(2024, 1, 1), date(2025, 6, 30))
    assert (one.applicant, owner.applicant, owner.domains) == (True, True, ("corp.cn",))
    assert [said.place for said in two.aliases] == [1, 2]
    assert "zs@" not in found.declaration.model_dump_json()


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_said_in_a_sentence_and_the_rest_goes_on(
    tmp_path: Path, text: str
) -> None:
    good = "[[organisation]]\nname = '好公司'\n"
    whole = text if "[[person]\n" in f"{text}\n" else f"{text}\n{good}"
    found, wrong = handed(tmp_path, whole)
    for words in WRONG[text]:
        assert words in wrong
    assert wrong.count("\n") == max(len(wrong.splitlines()) - 1, 0)
    assert all(line.endswith(("。", "。没有用到这个文件。")) for line in wrong.splitlines())
    assert "@b.cn" not in wrong, "no sentence repeats an address"
    if found and WRONG[text]:
        assert [one.name for one in found.declaration.organisations][-1:] == ["好公司"]


def test_what_contradicts_itself_is_left_out_whole(tmp_path: Path) -> None:
    twice, _ = handed(tmp_path, list(WRONG)[-2])
    assert twice is not None
    assert [[a.login for a in one.aliases] for one in twice.declaration.persons] == [["a"], ["b"]]
    against, _ = handed(tmp_path, list(WRONG)[-1])
    assert against is not None
    assert (against.declaration.persons, against.declaration.apart) == ((), ())


@pytest.mark.parametrize(
    ("person", "apart"),
    [
        ("'a@b.cn', 'c@d.cn'", "'Li Lei <a@b.cn>', 'Han Mei <c@d.cn>'"),
        ("'Li Lei <a@b.cn>', 'Li Lei <c@d.cn>'", "'a@b.cn', 'c@d.cn'"),
        ("'a@b.cn'", "'Li Lei <a@b.cn>', 'Han Mei <a@b.cn>'"),
    ],
)
def test_an_address_with_a_name_contradicts_the_bare_address(
    tmp_path: Path, person: str, apart: str
) -> None:
    text = f"[[person]]\nname = 'x'\naliases = [{person}]\n[[apart]]\naliases = [{apart}]\n"
    found, wrong = handed(tmp_path, f"{text}reason = 'y'\n")
    assert found is not None
    assert (found.declaration.persons, found.declaration.apart) == ((), ())
    assert "第 1 个 [[apart]] 与第 1 个 [[person]] 相反" in wrong


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"\xff\xfe\x00", "不是 UTF-8"),
        (b"x" * (3 << 20), "超过 2 MiB"),
        (b"a = " + b"[" * 9999, ""),
    ],
)
def test_a_file_that_is_none_is_not_used(tmp_path: Path, body: bytes, words: str) -> None:
    found, wrong = handed(tmp_path, body)
    assert found is None
    assert words in wrong
    assert wrong.endswith("没有用到这个文件。")


def test_a_file_that_is_not_there_or_a_folder_is_told(tmp_path: Path) -> None:
    assert "找不到" in people_file.read(tmp_path / "none.toml")[1][0]
    assert "读不了" in people_file.read(tmp_path)[1][0]


def test_the_template_is_read_when_its_examples_are_taken(tmp_path: Path) -> None:
    text = people_file.template()
    assert handed(tmp_path, text)[0] == people_file.Handed(
        sha256(text.encode()).hexdigest(), people_file.Declaration()
    )
    lines = [line.removeprefix("# ") for line in text.splitlines()]
    start = next(n for n, line in enumerate(lines) if line == "[[person]]")
    used = [line for line in lines[start:] if "[[" in line or " = " in line]
    found, wrong = handed(tmp_path, "\n".join(used))
    assert wrong == ""
    assert found is not None
    assert len(found.declaration.persons) == len(found.declaration.apart) == 1


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_alias_is_read_or_refused_and_no_address_stays(text: str) -> None:
    try:
        said = people_file.person(1, {"name": "甲", "aliases": [text]}).aliases[0]
    except people_file.Wrong as error:
        refused = str(error)
    else:
        assert said.email_key or said.platform
        refused = "第 1 项读不懂" if "@" not in (said.login or "") else ""
    assert "第 1 项读不懂" in refused


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A clone in which one person signs twice, and its configuration."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "init", "-q", str(clone)], check=True)
    for n, (name, mail) in enumerate([("zs", "zs@corp.cn"), ("San", "zs@home.cn")]):
        (clone / f"{n}.py").write_text(f"x = {n}\n", encoding="utf-8")
        git = ["git", "-C", str(clone), "-c", f"user.name={name}", "-c", f"user.email={mail}"]
        subprocess.run([*git, "add", "."], check=True)
        subprocess.run([*git, "commit", "-q", "-m", f"change {n}"], check=True)
    config = (
        "[[project]]\nname = '工具'\nrepositories = ['clone']\npolicies = ['nanshan-project']\n"
        "people = 'people.toml'\n[reports]\nformats = ['json', 'csv']\n"
    )
    (tmp_path / "config.toml").write_text(config, encoding="utf-8")
    return tmp_path


def rules(home: Path) -> list[str]:
    with Warehouse(home / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        rows = warehouse.query("SELECT rule FROM person_alias ORDER BY identity_id")
    return [row["rule"] for row in rows]


ONE = "[[person]]\nname = '张三'\naliases = ['zs@corp.cn', 'San <zs@home.cn>', 'github:gone']\n"


def test_the_whole_road_to_a_pack_that_a_stranger_verifies(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "people.toml").write_text(ONE, encoding="utf-8")
    assert run(["collect", "--quiet"]) == run(["score", "--quiet"]) == failures.COMPLETE
    assert rules(home) == ["declared", "declared"]
    capsys.readouterr()
    assert run(["people", "工具", "--json"]) == failures.COMPLETE
    listed = json.loads(capsys.readouterr().out)
    assert {one["rule"] for one in listed["people"]} == {"declared"}
    assert [one["state"] for one in listed["declared"]] == ["unmatched"]
    assert run(["pack", "工具", "-p", "nanshan-project", "-o", "packs", "--quiet"]) == 0
    [pack] = (home / "packs").iterdir()
    capsys.readouterr()
    assert run(["verify", str(pack), "--json"]) == failures.COMPLETE
    told = json.loads(capsys.readouterr().out)["verified"]
    assert any("people.toml" in words for words in told["not_checked"])
    [table] = pack.glob("data/报告/*/csv/人员与别名.csv")
    assert table.read_text(encoding="utf-8").count(",申报单位声明,申报单位在 people.toml ") == 2
    for place in (home / "data", pack):
        for path in place.rglob("*"):
            if path.is_file() and ".git" not in str(path):
                assert b"zs@corp.cn" not in path.read_bytes(), path
    (home / "people.toml").unlink()
    capsys.readouterr()
    assert run(["score", "--quiet"]) == failures.PARTIAL
    assert "找不到这个文件" in capsys.readouterr().err
    assert rules(home) == ["alone", "alone"]


def test_under_a_mask_every_name_and_number_is_another(tmp_path: Path) -> None:
    found, _ = handed(tmp_path, GOOD)
    assert found is not None
    made = found.declaration.renamed(lambda name: f"masked-{len(name)}", lambda number: "9")
    text = made.model_dump_json()
    assert not any(name in text for name in ("张三", "ZhangSan", "Zhang San", "两位同事", "#12"))
    assert "#9" in text
    assert [a.email_key for a in made.persons[0].aliases] == [
        a.email_key for a in found.declaration.persons[0].aliases
    ]


def test_the_template_is_printed_and_a_project_is_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["people", "--template"]) == failures.COMPLETE
    assert capsys.readouterr().out == people_file.template()
    assert run(["people"]) == failures.USAGE
    assert "请写项目的名称" in capsys.readouterr().err
