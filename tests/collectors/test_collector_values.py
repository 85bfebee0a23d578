"""Foreign JSON, foreign bytes, and what a person may write as a target."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors import documents, identities, values
from collectors.parsing import github, github_about, huggingface, v5
from collectors.settings import CollectorSettings
from collectors.targets import BadTarget, parse

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "number", "user", "state", "created_at", "login", "commit", "author",
                         "pull_request", "merged_at", "num", "name", "sha", "parents", "license",
                         "cardData", "tags", "events", "date", "authors", "week", "days"])
        | st.text(max_size=4),
        inner, max_size=6),
    max_leaves=25,
)  # fmt: skip
PARSERS = [
    github.issue_list, github.pulls, github.forks, github.contributors, github.releases,
    github.commits, huggingface.discussions, huggingface.commits,
    *(partial(made, "gitee") for made in (
        v5.issues, v5.pulls, v5.forks, v5.stargazers, v5.contributors, v5.releases, v5.commits,
    )),
    lambda r, i: github.comments(r, i, review=True),
    github_about.tags, github_about.advisories,
    lambda r, i: [x for one in i for x in github_about.languages(r, one) if x],
    lambda r, i: github_about.traffic_top(r, "paths", "name", i),
    lambda r, i: v5.comments("gitee", r, i, on_pulls=True),
    lambda r, i: [x for one in i for x in github.repository(r, one)],
    lambda r, i: [x for one in i for x in v5.repository("gitee", r, one)],
    lambda r, i: [x for one in i for x in huggingface.repository(r, "model", one)],
    lambda r, i: [x for one in i for x in huggingface.discussion(r, one)],
]  # fmt: skip


@given(answer=JSON, parser=st.sampled_from(PARSERS))
def test_no_answer_makes_a_parser_fail(answer: object, parser: object) -> None:
    """Whatever JSON comes, parsers give records or fewer, and records have plain columns."""
    for record in parser("github:a/b", values.items(answer)):  # type: ignore[operator]
        assert record.key
        record.columns()


@given(body=st.binary(max_size=300))
def test_any_bytes_become_text_or_a_reason(body: bytes) -> None:
    text, why = documents.decode(body)
    assert (text is None) != (why is None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_text_in_the_usual_encodings(encoding: str) -> None:
    text = "木兰宽松许可证，第2版\n本“软件”按“现状”提供"
    assert documents.decode(text.encode(encoding)) == (text, None)


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("LICENSE", "licence"), ("LICENCE.txt", "licence"), ("COPYING.LESSER", "licence"),
        ("LICENSES/MIT.txt", "licence"), ("许可证.md", "licence"), ("MIT-LICENSE", "licence"),
        ("NOTICE", "notice"), ("ThirdPartyNotices.txt", "notice"), ("README.zh-CN.md", "readme"),
        ("pyproject.toml", "manifest"), (".github/SECURITY.md", "governance"),
        ("src/LICENSE", None), ("license_checker.py", None),
        ("LICENSE.apache2", "licence"), ("licenses.json", None), ("LICENSE.zh-CN", "licence"),
        ("src/main.py", None),
    ],
)  # fmt: skip
def test_which_files_are_read(path: str, role: str | None) -> None:
    assert documents.role(path) == role


def test_a_large_file_is_recorded_with_the_reason() -> None:
    found = documents.document("r", "LICENSE", None, b"MIT " * 600_000)
    assert found.content is None
    assert "超过" in (found.unreadable or "")


@pytest.mark.parametrize(
    ("email", "found"),
    [
        ("123+li@users.noreply.github.com", ("github", "123", "li")),
        ("li@users.noreply.github.com", ("github", None, "li")),
        ("5+li@user.noreply.gitee.com", ("gitee", "5", "li")),
        ("li@example.com", (None, None, None)),
    ],
)
def test_noreply_addresses(email: str, found: tuple[str | None, ...]) -> None:
    assert identities.noreply(email) == found


@pytest.mark.parametrize("email", ["", "none", "a b@c", "root@", "@x"])
def test_what_is_no_address_is_no_key(email: str) -> None:
    assert identities.email_key(email) is None


def test_numbers_that_no_column_holds_are_unknown() -> None:
    item = {"a": 2**70, "b": True, "c": "12", "d": 12}
    assert [values.number(item, k) for k in "abcd"] == [None, None, None, 12]


@pytest.mark.parametrize("text", ["2026-01-01", "2026-01-01T00:00:00", "yesterday", "", None, 3])
def test_times_without_a_zone_are_unknown(text: object) -> None:
    assert values.instant({"t": text}, "t") is None


TARGETS = [
    ("https://github.com/Apache/ECharts", "github:apache/echarts", "repository"),
    ("https://www.github.com/apache/echarts.git", "github:apache/echarts", "repository"),
    ("https://github.com/apache/echarts/issues?q=1", "github:apache/echarts", "repository"),
    ("https://gitee.com/dromara/hutool", "gitee:dromara/hutool", "repository"),
    ("https://huggingface.co/Qwen/Qwen3-8B", "huggingface:qwen/qwen3-8b", "model"),
    ("https://huggingface.co/gpt2", "huggingface:gpt2", "owner"),
    ("https://huggingface.co/datasets/a/b", "huggingface:datasets/a/b", "dataset"),
    ("https://huggingface.co/spaces/a/b/tree/main", "huggingface:spaces/a/b", "space"),
    ("https://git.example.org/x/y.git", "git:git.example.org/x/y", "repository"),
]


@pytest.mark.parametrize(("text", "repo_id", "kind"), TARGETS, ids=[t[1] for t in TARGETS])
def test_urls_people_paste(text: str, repo_id: str, kind: str) -> None:
    target = parse(text, CollectorSettings())
    assert (target.repo_id, target.kind) == (repo_id, kind)


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/a%20b", "https://github.com/", "https://example.com/a/b",
        "https://github.com/a b/c", "https://huggingface.co/datasets", "/no/such/folder", "",
        "ftp://github.example/a/b", "https://huggingface.co/docs/hub",
    ],
)  # fmt: skip
def test_what_names_nothing_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadTarget, match=r"[：。]"):
        parse(text, CollectorSettings())


def test_a_folder_without_git_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadTarget, match="不是 git 仓库"):
        parse(str(tmp_path), CollectorSettings())
