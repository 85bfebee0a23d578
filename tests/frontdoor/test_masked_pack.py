"""pack --mask-names: no person's name stands anywhere, and every figure is still made anew."""

from __future__ import annotations

import base64
import gzip
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from pypdf import PdfReader

from scoring.people import aliases, bots
from warehouse.pseudonyms import MARKED
from warehouse.store import Warehouse
from yuanzheng import masked_joins, proof
from yuanzheng.cli import run

SPLIT = re.compile(r'["\n\0<>|,;{}\\\\]+')
ESCAPED = re.compile(r"\\\\u([0-9a-fA-F]{4})")
CONTENT = re.compile(r'"content": ?"([0-9A-Za-z+/=\\\\n]{8,})"')


@pytest.fixture(scope="module")
def people(demo_folder: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Logins and names of humans, and the numbers of their accounts."""
    with Warehouse(demo_folder / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        humans = [a for a in aliases.read(warehouse) if bots.judge(a).bot == "human"]
    names = {name for a in humans for name in (a.login, a.name) if name}
    numbers = {a.account_id for a in humans if a.account_id and len(a.account_id) > 6}
    return frozenset(names), frozenset(numbers)


def texts(pack: Path) -> Iterator[str]:
    """Every byte of it, inflated, and with what is escaped or encoded also as it reads."""
    for path in pack.rglob("*"):
        yield path.name
        for content in _contents(path.read_bytes()) if path.is_file() else ():
            text = content.decode("utf-8", "replace")
            yield text
            yield unquote(text)
            yield ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
            for found in CONTENT.finditer(text):
                code = found[1].replace("\\n", "")
                yield base64.b64decode(code + "=" * (-len(code) % 4)).decode("utf-8", "replace")


def _contents(content: bytes) -> Iterator[bytes]:
    if content.startswith(b"\x1f\x8b"):
        yield gzip.decompress(content)
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(BytesIO(content)) as book:
            yield from map(book.read, book.namelist())
    elif content.startswith(b"%PDF"):
        reader = PdfReader(BytesIO(content))
        yield "\n".join(page.extract_text() for page in reader.pages).encode()
        yield from (held[0] for held in reader.attachments.values())
    else:
        yield content


def _all(pack: Path) -> str:
    return "\n".join({piece for text in texts(pack) for piece in SPLIT.split(text.lower())})


def _stands(name: str, text: str) -> bool:
    """Anywhere; short ones by themselves, for a hash may hold any few letters."""
    alone = rf"(?<![0-9a-z]){re.escape(name)}(?![0-9a-z])"
    return name in text and (len(name) > 6 or re.search(alone, text) is not None)


def test_no_byte_names_a_person(
    masked_pack: Path, demo_pack: Path, people: tuple[frozenset[str], frozenset[str]]
) -> None:
    names, numbers = people
    everything, plain = _all(masked_pack), _all(demo_pack)
    assert [name for name in names if _stands(name.lower(), everything)] == []
    assert set(re.findall("[0-9]+", everything)).isdisjoint(numbers)
    some = sorted(names)[:: max(1, len(names) // 160)]
    assert sum(name.lower() in plain for name in some) > 15, "the other pack does name them"
    assert "masked-" in everything
    assert not list(masked_pack.rglob("*names-key*"))


def test_it_verifies_and_says_the_same_figures(
    masked_pack: Path, demo_pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All of them are made anew from the masked answers; bots are still known as bots."""
    assert run(["verify", str(masked_pack), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)["verified"]
    assert said["passed"]
    assert not [words for words in said["not_checked"] if "重新计算" in words]
    assert [words for words in said["not_checked"] if "按姓名写法的合并" in words]
    documents = [
        json.loads((pack / "data" / "figures.json").read_text(encoding="utf-8"))
        for pack in (masked_pack, demo_pack)
    ]
    masked, plain = (
        [{**one, "value_text": None, "part_title": None} for one in found["figures"]]
        for found in documents
    )  # the words may name whom a figure is about
    assert masked == plain
    assert "[bot]" in (masked_pack / "data" / "数据" / "identity.jsonl").read_text("utf-8")


def test_what_was_replaced_is_declared_and_said(masked_pack: Path) -> None:
    lines = (masked_pack / "data" / "removed.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    assert sum(one["found"].get("name", 0) for one in found) > 1000
    assert all(re.fullmatch("[0-9a-f]{64}", one["original_sha256"]) for one in found)
    guide = (masked_pack / "说明.txt").read_text(encoding="utf-8")
    assert "姓名：人的账号名与姓名都换成了记号" in guide
    assert "不放截图" in guide


def test_whose_branch_was_merged_is_a_mark_also_where_no_list_names_him(masked_pack: Path) -> None:
    """Accounts that were deleted stand in what the platform wrote into the history alone."""
    text = (masked_pack / "data" / "数据" / "commit.jsonl").read_text(encoding="utf-8")
    owners = set(re.findall(r"Merge pull request #\d+ from ([^/\"]+)/", text))
    assert len(owners) > 5
    assert [one for one in owners if not MARKED.fullmatch(one)] == []


def test_one_person_has_one_mark_everywhere(masked_pack: Path) -> None:
    """The marks of accounts in the tables are those of the raw answers and of the reports."""
    tables = masked_pack / "data" / "数据"
    rows = [json.loads(x) for x in (tables / "identity.jsonl").open(encoding="utf-8")]
    logins = {row["login"] for row in rows if (row["login"] or "").startswith("masked-")}
    raw = b"".join(gzip.decompress(p.read_bytes()) for p in (masked_pack / "data/存档").iterdir())
    assert len(logins) > 100
    assert all(login.encode() in raw for login in logins)


def test_what_the_applicant_states_names_nobody_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """His words and the names of his files; what he ticks is no text."""
    monkeypatch.chdir(tmp_path)
    for n, name in enumerate(("王小明", "lishaohua")):
        git = ["git", "-C", "clone", "-c", f"user.name={name}", "-c", f"user.email={n}@corp.cn"]
        subprocess.run(["git", "init", "-q", "clone"], check=True)
        subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", f"change {n}"], check=True)
    Path("config.toml").write_text(
        "[[project]]\nname = '工具'\nrepositories = ['clone']\npolicies = ['nanshan-project']\n"
        "facts = 'facts.toml'\n",
        encoding="utf-8",
    )
    Path("王小明的任职证明.txt").write_text("x", encoding="utf-8")
    Path("facts.toml").write_text(
        "applicant_kind = '个人'\nleading_people = '由王小明主导，lishaohua 协助'\n"
        "showings = [['开源大会', '2026-05-01 王小明作报告']]\n"
        "[attachments]\nleading_people = ['王小明的任职证明.txt']\n",
        encoding="utf-8",
    )
    assert run(["collect", "-q"]) == run(["score", "-q"]) == 0
    assert run(["pack", "工具", "-p", "nanshan-project", "-o", "packs", "-q", "--mask-names"]) == 0
    [pack] = Path("packs").iterdir()
    everything = _all(pack)
    assert not [name for name in ("王小明", "lishaohua") if name in everything]
    told = json.loads((pack / "data" / "figures.json").read_text("utf-8"))["config"]
    facts = json.loads(told["scoring.facts"])["工具"]
    assert facts["applicant_kind"]["value"] == "个人"
    assert MARKED.match(facts["leading_people"]["value"], 1)
    assert facts["leading_people"]["attachments"][0]["path"].endswith("的任职证明.txt")
    assert run(["verify", str(pack), "-q"]) == 0


def test_who_is_only_a_coauthor_is_the_same_person_under_marks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By how two names are spelt: the masked pack counted one person more."""
    monkeypatch.chdir(tmp_path)
    said = {
        "Ivan Kolarov": "one", "Zhou Wenbo": "two\n\nCo-authored-by: Li Na <l@c.cn>\n"
        "Co-authored-by: Kolarov, Ivan <k@b.cn>",
    }  # fmt: skip
    for name, words in said.items():
        git = ["git", "-C", "clone", "-c", f"user.name={name}", "-c", f"user.email={name[0]}@c.cn"]
        subprocess.run(["git", "init", "-q", "clone"], check=True)
        Path("clone", f"{words[:3]}.py").write_text(f"{words[:3]} = 1\n", encoding="utf-8")
        subprocess.run(["git", "-C", "clone", "add", "."], check=True)
        subprocess.run([*git, "commit", "-q", "-m", words], check=True)
    Path("config.toml").write_text(
        "[[project]]\nname = '工具'\nrepositories = ['clone']\npolicies = ['nanshan-project']\n",
        encoding="utf-8",
    )
    assert run(["collect", "-q"]) == run(["score", "-q"]) == 0
    figures = []
    for more in ([], ["--mask-names"]):
        out = ["-o", "masked" if more else "plain"]
        assert run(["pack", "工具", "-p", "nanshan-project", *out, *more]) == 0
        assert "与全部项目一起计算时不同" not in capsys.readouterr().err
        [pack] = Path(out[1]).iterdir()
        told = json.loads((pack / "data" / "figures.json").read_text("utf-8"))["figures"]
        figures.append({f["evidence_id"]: (f["metric_id"], f["value"], f["n"]) for f in told})
    assert figures[0] == figures[1]
    assert ("active_contributors", 3.0, 4) in figures[0].values()
    assert run(["verify", str(pack), "-q"]) == 0


def test_nobody_whose_name_stands_there_is_joined_by_what_a_pack_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Joins are believed for names that nobody can see; a forger tells them of others."""
    monkeypatch.chdir(tmp_path)
    for name in ("Maria Lopez", "Ivan Kolarov"):
        git = ["git", "-C", "clone", "-c", f"user.name={name}", "-c", f"user.email={name[0]}@c.cn"]
        subprocess.run(["git", "init", "-q", "clone"], check=True)
        subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", name[:5]], check=True)
    Path("config.toml").write_text(
        "[[project]]\nname = '工具'\nrepositories = ['clone']\npolicies = ['nanshan-project']\n",
        encoding="utf-8",
    )
    assert run(["collect", "-q"]) == run(["score", "-q"]) == 0
    put = proof.people_kept.put

    def forged(made: Warehouse, rows: Any) -> None:
        put(made, rows)
        one, other = sorted(row["identity_id"] for row in made.query("FROM identity"))
        row = {"project_id": "工具", "identity_id": one, "other_id": other}
        masked_joins.put(made, [row])

    with monkeypatch.context() as patch:
        patch.setattr(proof.people_kept, "put", forged)
        assert run(["pack", "工具", "-p", "nanshan-project", "-o", "packs", "-q"]) == 0
    [pack] = Path("packs").iterdir()
    capsys.readouterr()
    assert run(["verify", str(pack), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)["verified"]
    assert ["没有遮住姓名的人" in one["words"] for one in said["findings"]] == [True]
