"""After a night, through real receivers: who is told what, and that nothing fails the night."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from chats import KEY, Chat, Mail, free_port, listening, mailing, said

from warehouse.store import Warehouse
from yuanzheng import cli, work
from yuanzheng.checks import safeguards
from yuanzheng.config import Config, load
from yuanzheng.failures import Refused
from yuanzheng.interrupt import Interrupt
from yuanzheng.nights.night import Nights
from yuanzheng.notices import delivery, remembering, rounds
from yuanzheng.stages import Outcome
from yuanzheng.voice import Voice

NOW = datetime(2026, 11, 21, 18, 50, tzinfo=UTC)
OK = said({"errcode": 0, "errmsg": "ok"})
NO = said({"errcode": 93000, "errmsg": KEY})
BAD = Outcome(problems=("github:a/b 的 forks：没有网络。",))
Told = Callable[..., Config]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """A configuration with a 企业微信 robot for each chat."""

    def made(*chats: Chat, more: str = "") -> Config:
        tables = ""
        for at, chat in enumerate(chats):
            monkeypatch.setenv(f"ROBOT_{at}", chat.address)
            tables += f'[[notice]]\nkind = "wecom"\nname = "群{at}"\naddress_env = "ROBOT_{at}"\n'
            tables += "timeout_seconds = 0.4\n"
        path = tmp_path / "config.toml"
        path.write_text(tables + more, encoding="utf-8")
        config = load(path)
        with Warehouse(config.settings.warehouse.database):
            return config

    return made


def night(
    config: Config, outcome: Outcome | None, days: int, error: str | None = None
) -> list[str]:
    return list(rounds.after_night(config, outcome, moment=NOW + timedelta(days=days), error=error))


def texts(chat: Chat) -> list[str]:
    return [got.json["text"]["content"] for got in chat.got]


def test_said_at_once_then_seldom_and_once_when_over(told: Told) -> None:
    with listening(OK) as chat:
        config = told(chat)
        for day in range(6):
            assert night(config, BAD, day) == []
        assert len(chat.got) == 3
        assert night(config, Outcome(), 6) == night(config, Outcome(), 7) == []
    first, second, _, last = texts(chat)
    assert "没有网络" in first
    assert "自 2026-11-22 02:50 起，已有 2 晚，第 2 次提醒" in second
    assert "[已恢复]" in last
    assert "1 件已恢复" in last


def test_a_broken_receiver_is_told_later_and_the_other_told_of_it(told: Told) -> None:
    with listening(OK) as good, listening(NO, OK) as broken:
        config = told(good, broken)
        [words] = night(config, BAD, 0)
        assert "群1" in words
        assert "93000" in words
        assert night(config, BAD, 1) == []
        assert night(config, BAD, 2) == []
    assert "群1 发不出去" in texts(good)[1]
    assert "[已恢复] 通知渠道 群1" in texts(good)[2]
    assert "没有网络" in texts(broken)[1]


def test_who_has_the_mail_does_not_get_it_every_night(told: Told) -> None:
    mail = Mail(refuses={"gone@example.org": "550 who"})
    with mailing(mail, None) as port:
        config = told(
            more=f'[[notice]]\nkind = "email"\nhost = "127.0.0.1"\nport = {port}\n'
            'security = "none"\nsender = "yz@example.org"\n'
            'to = ["ops@example.org", "gone@example.org"]\n'
        )
        said = [night(config, BAD, day) for day in range(5)]
    assert len(mail.got) == 3  # at once, after 1 and after 3 days
    assert ["1 个被拒" in "".join(one) for one in said] == [True, True, False, False, True]
    assert remembering.load(config.settings.warehouse.folder).silent["email"].since == NOW


def test_nothing_a_receiver_does_fails_the_night_or_tells_the_key(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "LONGEST", 1.0)
    answers = [said("x", 500), None, said(b"<html>"), NO, said(b"y" * 99_999)]
    with listening(answers[0]) as a, listening(None) as b, listening(answers[2]) as c:
        said_ = night(told(a, b, c, Chat([], port=free_port())), None, 0, error="磁盘已满。")
    assert len(said_) == 4
    assert KEY not in "".join(said_)
    assert "127.0.0.1" not in "".join(said_)


def test_a_receiver_that_trickles_is_left_alone(told: Told) -> None:
    with listening(said(b" " * 5000)) as chat:
        chat.trickles = True
        config = told(chat)
        memory, failed = delivery.delivered(
            rounds._looked("night", rounds.Night(config, NOW, BAD))[0], config, NOW, longest=0.7
        )
    assert failed == ["通知没有发到 群0：对方一直没有答复完，不再等它：下次再发。"]
    assert memory.silent


def test_a_variable_that_is_not_set_is_named(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(OK) as chat:
        config = told(chat)
    for value, words in [
        ("", "没有设置"), ("open.feishu.cn/x", "不是 https"), ("https://a.example/\x1bx", "看不见"),
    ]:  # fmt: skip
        monkeypatch.setenv("ROBOT_0", value)
        [failed] = night(config, BAD, 0)
        assert "ROBOT_0" in failed
        assert words in failed


def test_what_the_disk_refuses_is_a_sentence(told: Told) -> None:
    with listening(OK) as chat:
        config = told(chat)
        (config.settings.warehouse.folder / "notices.json").mkdir()
        [words] = night(config, BAD, 0)
    assert words.startswith("通知没有做成：")


def test_a_rule_that_fails_leaves_the_others_be(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr("yuanzheng.notices.rules.disk.found", broken)
    with listening(OK) as chat:
        [words] = night(told(chat), BAD, 0)
    assert "disk" in words
    assert len(chat.got) == 1


def test_many_alike_are_said_together(told: Told) -> None:
    with listening(OK) as chat:
        config = told(chat)
        with Warehouse(config.settings.warehouse.database) as warehouse:
            ids = [{"project_id": f"p{n}", "repo_id": f"github:a/{n}"} for n in range(300)]
            warehouse.replace(
                "project",
                [{"project_id": one["project_id"], "name": "项目", "policies": [], "sample": False}
                 for one in ids], {},
            )  # fmt: skip
            more = {"platform": "github", "url": "u", "kind": "repository"}
            warehouse.replace("project_repo", [{**one, **more} for one in ids], {})
            state = {"stream": "repository", "code": "gone", "grade": "not_observable",
                     "reason": "没了。", "since": NOW.isoformat()}  # fmt: skip
            rows = [{"repo_id": one["repo_id"], **state} for one in ids]
            warehouse.replace("stream_state", rows, {})
        assert night(config, Outcome(), 0) == []
    [text] = texts(chat)
    assert "有 300 个仓库看不到了" in text
    assert len(text.encode()) <= 2048


def test_at_the_start_a_long_rest_is_told(told: Told, tmp_path: Path) -> None:
    from warehouse import chain

    with listening(OK) as chat:
        config = told(chat)
        chain.append(config.settings.warehouse, chain.Run(NOW, NOW, "x.warc.gz", "{}"))
        assert rounds.at_start(config, moment=NOW + timedelta(hours=12)) == ()
        assert rounds.at_start(config, moment=NOW + timedelta(days=3)) == ()
        assert rounds.at_start(config, moment=NOW + timedelta(days=4)) == ()
    [text] = texts(chat)
    assert "3 天没有采集" in text


def test_the_command_tries_every_channel(
    told: Told, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(OK) as good, listening(NO) as bad:
        told(good, bad)
        assert cli.run(["notice", "test"]) == 3
    out = capsys.readouterr()
    assert "✓ 群0（企业微信）：已发出" in out.out
    assert "✗ 群1（企业微信）：" in out.err
    assert KEY not in out.out + out.err
    assert "测试消息" in texts(good)[0]


def test_the_command_lists_what_wants_attention(
    told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    with listening(OK) as chat:
        night(told(chat), BAD, 0)
    assert cli.run(["notice"]) == 0
    shown = capsys.readouterr().out
    assert "现在有 1 件事要注意" in shown
    assert "群0 已通知 1 次" in shown
    assert cli.run(["notice", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["notices"][0]["key"] == "run:partial"


def test_without_channels_the_command_says_what_to_do(
    told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    told()
    assert cli.run(["notice", "test"]) == 1
    assert "[[notice]]" in capsys.readouterr().err
    assert cli.run(["notice", "tset"]) == 1


MAIL = 'kind = "email"\nhost = "h"\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('kind = "wecom"\naddress = "https://qyapi.weixin.qq.com/x"', "不用键 address"),
        ('kind = "wecom"', "缺少键 address_env"),
        ('kind = "wechat"', "kind 只能是"),
        ("kind = 3", "应是文字"),
        ('kind = "wecom"\naddress_env = "https://qyapi.weixin.qq.com/x?key=y"', "像是令牌或密码"),
        ('kind = "webhook"\naddress = "https://h.example/?key=x"', "像是带着密钥"),
        ('kind = "webhook"\naddress = "ftp://h.example/"', "https:// 开头"),
        ('kind = "webhook"\naddress = "http://u:p@h.example/"', "像是令牌或密码"),
        (f'{MAIL}sender = "a"\nto = ["b@c.cn"]', "sender 里有一项不是邮箱"),
        (f'{MAIL}sender = "a@b.cn"\nto = ["b\\n@c.cn"]', "to 里有一项不是邮箱"),
        (f'{MAIL}sender = "a@b.cn"\nto = ["b@c.cn"]\nuser = "x"', "secret_env"),
        ('kind = "webhook"\naddress = "https://h.example/"\nlevel = "urgent"', "level 只能是"),
        ('kind = "webhook"\naddress = "https://h.example/"\nbogus = 1', "没有键 bogus"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_table_is_a_sentence(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f"[[notice]]\n{text}\n", encoding="utf-8")
    with pytest.raises(Refused) as caught:
        load(path)
    lines = str(caught.value).splitlines()
    assert [line for line in lines if words in line]
    assert all(line.endswith("。") and "notice" in line for line in lines)


def test_a_mail_channel_is_read_as_it_is_documented(tmp_path: Path) -> None:
    path, page = tmp_path / "config.toml", Path(__file__).parents[2] / "docs" / "notices.md"
    path.write_text(page.read_text("utf-8").split("```")[1].removeprefix("toml\n"), "utf-8")
    robot, mail = load(path).settings.notice
    assert (robot.kind, mail.kind, mail.to) == ("feishu", "email", ("ops@example.org",))
    path.write_text('[[notice]]\nkind = "email"\nhost = "h"\nsender = "a@b.cn"\nto = [1]\n')
    with pytest.raises(Refused, match="to 第 1 项 应是文字"):
        load(path)


def test_two_of_one_name_and_a_single_table_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    table = '[[notice]]\nkind = "wecom"\naddress_env = "A"\n'
    single = table.replace("[[notice]]", "[notice]")
    for text, words in [(table * 2, "都叫 wecom"), (single, "两对方括号")]:
        path.write_text(text, encoding="utf-8")
        with pytest.raises(Refused, match=words.replace("[", "\\[")):
            load(path)


def test_the_service_tells_of_a_night_that_failed(told: Told, tmp_path: Path) -> None:
    request = work.Request("refresh", "collect score report")
    with listening(OK) as chat:
        config = told(chat)
        service = Nights(request, Voice("schedule", quiet=True), Interrupt(), config)
        (tmp_path / "config.toml").write_text("[schedule", encoding="utf-8")
        assert service.due(every=True) == 1
    [text] = texts(chat)
    assert "每晚的更新没有做成" in text
    assert "不合 TOML 语法" in text


def test_check_looks_at_channels_and_backups_without_sending(
    told: Told, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with listening(OK) as chat:
        config = told(chat, more='[backup]\nfolder = "bk"\n')
        assert all(well for well, _ in safeguards.sentences(config))
        monkeypatch.delenv("ROBOT_0")
        [wrong] = [words for well, words in safeguards.sentences(config) if not well]
    assert not chat.got
    assert "环境变量 ROBOT_0 没有设置" in wrong
    (config.home / "bk" / "manifests").mkdir(parents=True)
    (config.home / "bk" / "manifests" / "20260101T000000Z-00000000.json").touch()
    assert len([words for well, words in safeguards.sentences(config) if not well]) == 2
