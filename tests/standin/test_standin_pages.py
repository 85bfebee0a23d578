"""Pages for people: repository, licence, contributors, stars, and the way to sign in."""

from __future__ import annotations

import pytest

HTML = {"Accept": "text/html,application/xhtml+xml"}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://github.example/lantu/harbor", "面向国产算力"),
        ("http://github.example/lantu/harbor/blob/main/LICENSE", "Apache License"),
        ("http://github.example/lantu/harbor/graphs/contributors", "位贡献者"),
        ("http://gitee.example/lantu/harbor/contributors?ref=master", "位贡献者"),
        ("http://gitee.example/lantu/harbor/stargazers", "点了 Star"),
        ("http://huggingface.example/lantu/harbor-embed", "近 30 天下载"),
        ("http://huggingface.example/lantu/harbor-embed/blob/main/README.md", "license"),
        ("http://huggingface.example/datasets/lantu/harbor-qa", "harbor-qa"),
    ],
)
def test_a_browser_is_shown_a_page(sample, url, shown):
    found = sample.get(url, **HTML)
    assert found.status_code == 200
    assert found.headers["Content-Type"].startswith("text/html")
    assert shown in found.text


def test_who_gave_stars_on_github_is_behind_the_login(sample):
    found = sample.get("http://github.example/lantu/harbor/stargazers", **HTML)
    assert (found.status_code, found.headers["Location"]) == (
        302, "/login?return_to=/lantu/harbor/stargazers",
    )  # fmt: skip
    assert "登录" in sample.get("http://github.example/login", **HTML).text


@pytest.mark.parametrize("path", ["nobody/nothing", "lantu/harbor/blob/main/nothing", "lantu"])
def test_what_is_not_there_is_not_found(sample, path):
    assert sample.get(f"http://github.example/{path}", **HTML).status_code == 404
    assert sample.get(f"http://huggingface.example/{path}", **HTML).status_code == 404
