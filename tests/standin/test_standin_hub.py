"""The Hub's behaviour, fact by fact (numbers of apis.md), also through its own client."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

EMBED = "hub:/api/models/lantu/harbor-embed"


def test_h1_windows_of_five_minutes(served):
    served.standin.hub_quota.anonymous = 2
    path = "hub:/api/models/dorf/m"
    first = served.get(path)
    assert first.headers["RateLimit"] == '"api";r=1;t=300'
    assert first.headers["RateLimit-Policy"] == '"fixed window";"api";q=2;w=300'
    served.get(path)
    refused = served.get(path)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "300")
    served.standin.advance(timedelta(minutes=5))
    assert served.get(path).status_code == 200


def test_h2_all_time_downloads_only_by_expand(sample):
    usual = sample.get(EMBED).json()
    assert usual["downloads"] == 38211
    assert "downloadsAllTime" not in usual
    asked = sample.get(f"{EMBED}?expand[]=downloadsAllTime&expand[]=likes").json()
    assert set(asked) == {"_id", "id", "downloadsAllTime", "likes"}
    assert sample.get(f"{EMBED}?expand[]=nothing").status_code == 400


def test_h3_query_files_are_counted_and_others_not(served):
    for path in (
        "/api/models/dorf/m",
        "/api/models/dorf/m/tree/main",
        "/dorf/m/raw/main/README.md",
    ):
        assert served.get(f"hub:{path}").status_code == 200
    assert served.standin.counted_downloads == []
    served.get("hub:/dorf/m/resolve/main/config.json")
    served.session.head(served.full("hub:/dorf/m/raw/main/config.json"))
    assert served.standin.counted_downloads == ["models/dorf/m/config.json"] * 2


def test_h7_licences_in_card_and_tags(sample):
    other = sample.get("hub:/api/models/lantu/harbor-7b").json()
    assert other["cardData"]["license"] == "other"
    assert other["cardData"]["license_name"] == "harbor-community"
    assert "license:other" in other["tags"]
    card = sample.get("hub:/lantu/harbor-7b/raw/main/README.md").text
    assert "license_link: LICENSE" in card
    assert sample.get("hub:/datasets/lantu/harbor-qa/raw/main/LICENSE").text.startswith("Creative")


def test_missing_private_and_renamed(served):
    assert served.get("hub:/api/models/dorf/nothing").status_code == 401
    token = {"Authorization": "Bearer standin-token"}
    assert served.get("hub:/api/models/dorf/nothing", **token).status_code == 404
    assert served.get("hub:/api/models/dorf/m", Authorization="Bearer x").status_code == 401
    repo = served.standin.community.hub_repository("model", "dorf/m")
    repo.former_ids.append("dorf/old")
    moved = served.get("hub:/api/models/dorf/old/discussions?p=2")
    assert moved.status_code == 307
    assert moved.headers["Location"].endswith("/api/models/dorf/m/discussions?p=2")
    served.standin.community.hide(repo)
    assert served.get("hub:/api/models/dorf/m").status_code == 401


def test_discussions_page_by_number(sample):
    first = sample.get("hub:/api/models/lantu/harbor-7b/discussions?p=0").json()
    second = sample.get("hub:/api/models/lantu/harbor-7b/discussions?p=1").json()
    assert (first["count"], first["start"], second["start"]) == (58, 0, 10)
    assert len(first["discussions"]) == 10
    only = sample.get("hub:/api/models/lantu/harbor-7b/discussions?type=pull_request").json()
    assert 0 < only["count"] < 58


def test_commits_page_by_link(sample):
    pages = list(sample.pages("hub:/api/models/lantu/harbor-embed/commits/main?limit=20"))
    assert [len(page.json()) for page in pages] == [20, 16]
    assert sample.get("hub:/api/models/lantu/harbor-embed/commits/nope").status_code == 404


@pytest.mark.parametrize(
    ("recording", "path"),
    [
        ("model_google-bert_bert-base-uncased.json", "models/lantu/harbor-embed"),
        ("dataset_LanguageShades_BiasShades.json", "datasets/lantu/harbor-qa"),
    ],
)
def test_types_are_those_of_recorded_answers(sample, shared, recording, path):
    text = (shared / "recordings" / "huggingface" / recording).read_text(encoding="utf-8")
    real, mine = json.loads(text), sample.get(f"hub:/api/{path}").json()
    same = set(real) & set(mine)
    assert same >= {"_id", "id", "author", "sha", "lastModified", "tags", "downloads", "likes"}
    for name in same - {"gated"}:
        if real[name] is not None and mine[name] is not None:
            assert type(real[name]) is type(mine[name]), name


def test_the_hubs_own_client_understands(sample, monkeypatch):
    hub = pytest.importorskip("huggingface_hub")
    monkeypatch.setenv("http_proxy", sample.standin.proxy)
    monkeypatch.delenv("no_proxy", raising=False)
    hub.close_session()
    api = hub.HfApi(endpoint="http://huggingface.example", token=False)
    try:
        assert api.model_info("lantu/harbor-embed").downloads == 38211
        info = api.model_info("lantu/harbor-embed", expand=["downloadsAllTime"])
        assert info.downloads_all_time == 402118
        assert api.space_info("lantu/harbor-demo").sdk == "gradio"
        talks = list(api.get_repo_discussions("lantu/harbor-7b"))
        assert sorted(talk.num for talk in talks) == list(range(1, 59))
        details = api.get_discussion_details("lantu/harbor-7b", 3)
        assert details.events[0].type == "comment"
        assert len(api.list_repo_commits("lantu/harbor-embed")) == 36
        names = [entry.path for entry in api.list_repo_tree("lantu/harbor-embed")]
        assert "README.md" in names
        assert api.whoami(token="standin-token")["name"]
        with pytest.raises(hub.errors.HfHubHTTPError) as refused:
            api.model_info("lantu/nothing")
        assert refused.value.response.status_code == 401
    finally:
        hub.close_session()


def test_public_repositories_are_listed(sample):
    found = sample.get("http://huggingface.example/api/models?limit=1").json()
    assert [one["id"].partition("/")[0] for one in found] == ["lantu"]
    assert "downloadsAllTime" not in found[0]


def test_an_owner_has_lists_by_kind_that_page_by_link(sample):
    asked = "author=lantu&sort=createdAt&limit=1&expand[]=private"
    first = sample.get(f"hub:/api/models?{asked}")
    rows, seen = first.json(), first.links["next"]["url"]
    assert [set(row) for row in rows] == [{"_id", "id", "private"}]
    assert "cursor=2" in seen
    assert sample.get("hub:/api/models?author=nobody").json() == []
    assert sample.get("hub:/api/organizations/lantu/overview").json()["numModels"] == 2
    for path in ("users/lantu", "organizations/nobody"):
        assert sample.get(f"hub:/api/{path}/overview").status_code == 404
