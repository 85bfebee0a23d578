"""Projects added on the pages: estimated, added, changed, removed, proposed; and hostile ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from collectors.settings import CollectorSettings
from collectors.standin import serve
from collectors.targets import Target
from yuanzheng import clock
from yuanzheng.added.estimating import Reply, estimates
from yuanzheng.config import load
from yuanzheng.failures import Refused
from yuanzheng.nights import wanted
from yuanzheng.web import outgoing
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.adding.pace import Pace
from yuanzheng.web.adding.platforms import Asker
from yuanzheng.web.kept.proposals import Proposals
from yuanzheng.web.place import Place
from yuanzheng.web.settings import WebSettings

HAND = '# 手写的\n[[project]]\nname = "手写"\nrepositories = ["https://github.com/a/b"]\n'
ADDRESS = "https://gitee.com/owner/repo"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(HAND, encoding="utf-8")
    return tmp_path / "config.toml"


@pytest.fixture
def served(path: Path, published: Path, opening: Any) -> Iterator[Any]:
    with opening(Place(path, path.parent / "data", published, WebSettings())) as found:
        yield found


def sent(served: Any, to: str = "/adding", **form: object) -> Any:
    token = re.search(r'name="csrf" value="(\w+)"', served.get("/adding").text)
    assert token
    given = {"csrf": token[1], "name": "新项目", "addresses": ADDRESS, "act": "add", **form}
    return served.post(to, data=given)


def names(path: Path) -> list[str]:
    return [one.name for one in load(path).projects]


def test_an_added_project_can_be_collected_at_once(served: Any, path: Path) -> None:
    sent(served)
    assert "马上采集" in served.get("/runs").text
    assert sent(served, "/runs/wanted", project="新项目").status_code == 303
    sent(served, "/runs/wanted", project="新项目")
    assert [one.project_id for one in wanted.waiting(path.parent / "data")] == ["新项目"]
    page = served.get("/runs").text
    assert re.search("等着马上采集：(<[^>]*>)*新项目", page)
    assert "yuanzheng schedule" not in page
    assert sent(served, "/runs/wanted", project="别的").status_code == 404


def test_that_nothing_begins_is_said(served: Any, path: Path, monkeypatch: Any) -> None:
    late = clock.now() + timedelta(minutes=2)
    wanted.add(path.parent / "data", "手写", "<b>")
    monkeypatch.setattr("yuanzheng.web.pages.runs.clock.now", lambda: late)
    page = served.get("/runs").text
    assert "yuanzheng schedule" in page
    assert "<b>，" not in page


def test_added_changed_and_removed_on_the_page(served: Any, path: Path) -> None:
    assert sent(served, applicant="某<b>大学", policies=["nanshan-project"]).status_code == 303
    assert names(path) == ["手写", "新项目"]
    page = served.get("/adding").text
    assert "某&lt;b&gt;大学" in page
    assert "<b>大学" not in page
    own = "/adding/projects/新项目"
    assert ADDRESS in served.get(own).text
    more = f"{ADDRESS}\nhttps://gitee.com/owner/other"
    assert sent(served, own, addresses=more, act="edit").status_code == 303
    assert len(load(path).projects[1].targets) == 2
    assert sent(served, own, act="remove").status_code == 303
    assert names(path) == ["手写"]
    assert path.read_text(encoding="utf-8") == HAND


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": "手写"}, "重复"),
        ({"addresses": "/etc"}, "不在所配置的平台上"),
        ({"addresses": "http://169.254.169.254/latest/x.git"}, "不在所配置的平台上"),
        ({"addresses": "https://u:p@gitee.com/o/r"}, "用户名、密码"),
        ({"addresses": ""}, "请写 1 到"),
        ({"policies": "../../x"}, "不认识的政策"),
        ({"name": "x" * 30_000}, "太长"),
    ],
)
@pytest.mark.parametrize("act", ["add", "estimate"])
def test_what_is_wrong_is_said_beside_what_was_typed(
    served: Any, path: Path, act: str, form: dict[str, str], words: str
) -> None:
    if act == "estimate" and words == "重复":
        pytest.skip("a name is looked at when it is taken")
    answer = sent(served, act=act, **form)
    assert answer.status_code == 422
    assert words in answer.text
    assert names(path) == ["手写"]


def test_those_of_the_configuration_are_not_changed_here(served: Any, path: Path) -> None:
    assert served.get("/adding/projects/手写").status_code == 404
    assert sent(served, "/adding/projects/手写", act="remove").status_code == 404
    assert names(path) == ["手写"]


def test_without_the_token_of_the_form_nothing_is_added(served: Any, path: Path) -> None:
    form = {"name": "新项目", "addresses": ADDRESS, "act": "add"}
    assert served.post("/adding", data=form).status_code == 403
    assert names(path) == ["手写"]


def test_a_proposal_is_confirmed_or_declined_once(served: Any, path: Path) -> None:
    proposals = Proposals(served.app.state.site.kept.store)
    applicant = Visitor(7, "lantu", "applicant", frozenset())
    from yuanzheng.added.changing import Asked

    for name in ("甲", "乙"):
        proposals.add(applicant, Asked(name, None, (ADDRESS,)))
    assert names(path) == ["手写"], "nothing is collected before"
    first, second = (one.proposal_id for one in proposals.open())
    assert "lantu 提议" in served.get("/adding").text
    assert sent(served, f"/adding/proposals/{first}", act="confirm").status_code == 303
    assert sent(served, f"/adding/proposals/{second}", act="decline").status_code == 303
    assert names(path) == ["手写", "甲"]
    again = sent(served, f"/adding/proposals/{second}", act="confirm")
    assert (again.status_code, names(path)) == (422, ["手写", "甲"])
    assert [one.state for one in proposals.by(applicant)] == ["declined", "confirmed"]
    assert "lantu" in (path.parent / "projects.toml").read_text(encoding="utf-8")


def test_an_estimate_of_the_stand_in_platforms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real HTTP through the guard, whose one rule against this machine is lifted for it."""
    monkeypatch.setattr(outgoing, "public", lambda _: True)
    for name in ("GITHUB_TOKEN", "GITEE_TOKEN", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with serve() as platforms:
        sites = {
            name: {"api": f"http://{name}.example{rest}", "web": f"http://{name}.example"}
            for name, rest in (("github", "/api/v3"), ("gitee", "/api/v5"), ("huggingface", ""))
        }
        repo = next(r for r in platforms.community.repositories if r.platform == "gitee")
        model = next(r for r in platforms.community.hub if r.kind == "model")
        settings = CollectorSettings.model_validate({"proxy": platforms.proxy, **sites})
        found = estimates(
            [f"http://gitee.example/{repo.owner.login}/{repo.name}",
             f"http://huggingface.example/{model.id}", "http://gitee.example/no/such"],
            settings, Asker(settings),
        )  # fmt: skip
    gitee, hub, missing = found
    assert gitee.cost
    assert gitee.cost.usual > gitee.cost.least > 10
    assert hub.cost
    assert missing.cost is None
    assert "不存在" in missing.words


def test_no_answer_is_believed_blindly() -> None:
    settings = CollectorSettings()
    odd = [
        Reply(200, {}, None), Reply(200, {}, []), Reply(500, {}, {}), Reply(302, {}, {}),
        Reply(403, {}, {}), Reply(200, {"total_count": "-1"}, {"forks_count": "9" * 400}),
        Reply(200, {"total_count": "９"}, {"forks_count": True, "created_at": "x"}),
        Reply(200, {}, {"created_at": "2020-01-01T00:00:00"}),
    ]  # fmt: skip
    for reply in odd:
        for address in (ADDRESS, "https://github.com/a/b", "https://huggingface.co/a/b",
                        "https://github.com/owner"):  # fmt: skip
            [one] = estimates([address], settings, lambda *_, reply=reply: reply)  # type: ignore[misc]
            assert one.words
            assert one.cost is None or one.cost.least < 100


@pytest.mark.parametrize(
    ("address", "lost"),
    [
        ("https://gitee.com/a/b", "Issue 数、变更请求数"), ("https://github.com/a/b", "Issue 数"),
        ("https://huggingface.co/a/b", "讨论数"), ("https://github.com/owner", ""),
    ],
)  # fmt: skip
def test_lists_the_platform_refused_are_not_taken_for_empty(address: str, lost: str) -> None:
    """What is known is the least; how many it usually takes nobody knows."""
    about = {"stargazers_count": 9, "forks_count": 1, "created_at": "2024-01-01T00:00:00+08:00",
             "open_issues_count": 3, "public_repos": 2}  # fmt: skip
    refused = Reply(403, {}, {"message": "rate limit"})

    def ask(_: str, path: str) -> Reply:
        listed = any(name in path for name in ("issues", "pulls", "discussions"))
        return refused if listed else Reply(200, {}, about)

    [one] = estimates([address], CollectorSettings(), ask)
    assert one.cost
    assert not one.whole
    assert f"平台没有说它的{lost}，通常要多少不知道" in one.words if lost else "另计" in one.words
    empty = Reply(200, {"total_count": "0"}, [])
    [known] = estimates(
        ["https://gitee.com/a/b"], CollectorSettings(),
        lambda _, path: empty if "issues" in path or "pulls" in path else Reply(200, {}, about),
    )  # fmt: skip
    assert known.whole
    assert "通常约" in known.words


@pytest.mark.parametrize(
    "api", ["http://127.0.0.1:9", "http://localhost:9", "http://[::1]:9", "http://169.254.169.254"]
)
def test_a_platform_that_leads_inside_is_not_asked(api: str) -> None:
    settings = CollectorSettings.model_validate({"gitee": {"api": api, "web": "https://gitee.com"}})
    [one] = estimates([ADDRESS], settings, Asker(settings))
    assert one.cost is None


def test_the_pace_is_kept_apart_for_each_account() -> None:
    pace = Pace(most=10)
    pace.take("a", 6)
    pace.take("b", 6)
    with pytest.raises(Refused, match="一小时"):
        pace.take("a", 5)
    with pytest.raises(Refused, match="一次最多"):
        pace.take("c", 11)


def test_a_platform_of_which_nothing_is_known_is_not_estimated(monkeypatch: Any) -> None:
    """Who adds a platform adds two files; until it is counted, the page says so."""
    far = Target("forge:o/n", "forge", "repository", "o/n", "https://forge.example/o/n")
    for one in (far, replace(far, kind="owner")):
        monkeypatch.setattr("yuanzheng.projects.target", lambda *_, one=one, **__: one)
        (found,) = estimates([one.url], CollectorSettings(), lambda *_: Reply(200, {}, {}))
        assert found.cost is None
        assert "还不会估算这个平台" in found.words
