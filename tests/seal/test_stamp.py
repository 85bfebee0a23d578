"""Time-stamps of any RFC 3161 authority, checked twice; a pack is made without one all the same."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import workshop
from test_packing import guide_commands
from workshop import NAME, PACK, POLICY, Authority, authority, files

from reports.seal import layout, stamp
from yuanzheng import failures
from yuanzheng.cli import run


@pytest.fixture
def server(certificates: Path) -> Iterator[Authority]:
    with authority(certificates) as made:
        yield made


def _packed(home: Path, out: Path, url: str, ca: Path | None, capsys: Any) -> tuple[Path, Any]:
    """A pack of the same data under a configuration with an authority; the document printed."""
    config = home / f"{out.name}.toml"
    text = (home / "config.toml").read_text(encoding="utf-8")
    keys = f'[pack]\ntimestamp_url = "{url}"\ntimestamp_seconds = 5.0\n'
    config.write_text(f'{keys}timestamp_ca = "{ca or ""}"\n{text}', encoding="utf-8")
    capsys.readouterr()
    code = run(["pack", NAME, "-p", POLICY, "-c", str(config), "-o", str(out), "--json"])
    assert code == failures.COMPLETE
    return out / PACK, json.loads(capsys.readouterr().out)["pack"]


def test_a_stamp_is_put_on_and_checked_by_two_programs(
    home: Path, pack: Path, server: Authority, tmp_path: Path, capsys: Any
) -> None:
    made, said = _packed(home, tmp_path / "a", server.url, server.ca, capsys)
    assert said["unstamped"] is None
    assert server.asked == 1
    commands = guide_commands(made)
    assert len(commands) == 5
    for command in commands:
        done = subprocess.run(["bash", "-c", command], cwd=made, capture_output=True, check=False)
        assert done.returncode == 0, (command, done.stderr)
    outcome = workshop.checked(made)
    assert outcome.passed, workshop.said(outcome)
    assert "Test Authority" in str(outcome.stamp)
    assert any("随包来的" in words for words in outcome.not_checked)
    trusting = workshop.checked(made, ca=server.ca.read_bytes())
    assert trusting.passed
    assert not any("根证书" in words for words in trusting.not_checked)
    without = {p: workshop.digest(f) for p, f in files(pack).items() if p.startswith("data/")}
    assert without == {
        p: workshop.digest(f) for p, f in files(made).items() if p.startswith("data/")
    }, "nothing of the evidence or the reports depends on the stamp"


def test_without_roots_the_imprint_alone_is_checked_and_that_is_said(
    home: Path, server: Authority, tmp_path: Path, capsys: Any
) -> None:
    made, said = _packed(home, tmp_path / "b", server.url, None, capsys)
    assert said["unstamped"] is None
    outcome = workshop.checked(made)
    assert outcome.passed
    assert any("时间戳的签名" in words for words in outcome.not_checked)
    assert workshop.checked(made, ca=server.ca.read_bytes()).passed


def test_a_stamp_is_for_its_pack_and_of_its_authority_alone(
    home: Path, server: Authority, tmp_path: Path, capsys: Any
) -> None:
    made, _ = _packed(home, tmp_path / "c", server.url, server.ca, capsys)
    forged = workshop.copied(made, tmp_path / "forged")
    figures = forged / layout.FIGURES
    figures.write_bytes(figures.read_bytes().replace(b'"unit": "', b'"unit": " ', 1))
    workshop.reseal(forged)
    assert "不是为这个根散列签发的" in workshop.said(workshop.checked(forged))
    other = workshop.certified(tmp_path / "other")
    outcome = workshop.checked(made, ca=(other / "ca.pem").read_bytes())
    assert "签名或证书不成立" in workshop.said(outcome)
    assert "不是 PEM" in workshop.said(workshop.checked(made, ca=b"nothing"))
    (made / layout.STAMP).write_bytes(b"\x30\x03\x02\x01\x00")
    assert "不是 RFC 3161" in workshop.said(workshop.checked(made))
    shutil.copy(server.ca, made / layout.STAMP)
    assert "stamp.tsr" in workshop.said(workshop.checked(made))


def test_no_valid_answer_is_said_and_the_pack_is_made(
    home: Path, server: Authority, tmp_path: Path, capsys: Any
) -> None:
    server.status = 503
    made, said = _packed(home, tmp_path / "d", server.url, server.ca, capsys)
    assert said["unstamped"] == "时间戳服务回答 HTTP 503"
    assert layout.STAMP not in files(made)
    for name in (layout.GUIDE, layout.BAG_INFO):
        assert layout.UNSTAMPED in (made / name).read_text(encoding="utf-8")
    outcome = workshop.checked(made)
    assert outcome.passed
    assert any(layout.UNSTAMPED in words for words in outcome.not_checked)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"\x30\x82\xff", "不是 RFC 3161"),
        (b"", "不是 RFC 3161"),
        (b"<html>login</html>", "不是 RFC 3161"),
        (b"x" * 2_000_000, "过大"),
        (None, "不是为这个根散列"),
    ],
)
def test_a_wrong_answer_is_no_stamp(
    answer: bytes | None, words: str, server: Authority, tmp_path: Path
) -> None:
    if answer is None:
        (tmp_path / "x").write_bytes(b"another text")
        workshop.openssl(tmp_path, "ts", "-query", "-data", "x", "-sha256", "-cert", "-out", "q")
        answer = server.answer((tmp_path / "q").read_bytes())
    server.spoil = lambda _: answer  # type: ignore[method-assign]
    with pytest.raises(stamp.StampError, match=words):
        stamp.ask(b"root\n", server.url, server.ca.read_bytes(), 5.0)


def test_an_answer_given_before_is_not_taken_again(server: Authority) -> None:
    kept: list[bytes] = []
    server.spoil = lambda answer: kept.append(answer) or kept[0]  # type: ignore[method-assign]
    stamp.ask(b"root\n", server.url, server.ca.read_bytes(), 5.0)
    with pytest.raises(stamp.StampError, match="随机数"):
        stamp.ask(b"root\n", server.url, server.ca.read_bytes(), 5.0)


def test_nobody_there_is_no_stamp() -> None:
    with pytest.raises(stamp.StampError, match="连不上"):
        stamp.ask(b"root\n", "http://127.0.0.1:9/", None, 5.0)
