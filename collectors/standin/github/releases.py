"""Releases and tags."""

from __future__ import annotations

from functools import partial
from typing import Any

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Json
from collectors.standin.community.extras import Asset
from collectors.standin.community.model import Release, Repository
from collectors.standin.github.found import find, listed
from collectors.standin.github.shapes import home, node_id, shown, web, when


def releases(call: Call, **which: Any) -> Response:
    repo = find(call, **which)
    return listed(call, repo, "/releases", repo.releases[::-1], partial(_release, repo))


def tags(call: Call, **which: Any) -> Response:
    repo = find(call, **which)
    rows = sorted(repo.git.tags.items(), reverse=True)
    return listed(call, repo, "/tags", rows, partial(_tag, repo))


def _release(repo: Repository, release: Release) -> Json:
    base = f"{home(repo)}/releases/{release.id}"
    return {
        "url": base,
        "assets_url": f"{base}/assets",
        "upload_url": f"{base}/assets{{?name,label}}",
        "html_url": f"{web(repo)}/releases/tag/{release.tag}",
        "id": release.id,
        "author": shown(release.author),
        "node_id": node_id("RE", release.id),
        "tag_name": release.tag,
        "target_commitish": repo.default_branch,
        "name": release.name,
        "draft": False,
        "prerelease": release.prerelease,
        "immutable": False,
        "created_at": when(release.created),
        "published_at": when(release.published),
        "assets": [_asset(repo, release, asset) for asset in release.assets],
        "tarball_url": f"{home(repo)}/tarball/{release.tag}",
        "zipball_url": f"{home(repo)}/zipball/{release.tag}",
        "body": release.body,
    }


def _asset(repo: Repository, release: Release, asset: Asset) -> Json:
    return {
        "url": f"{home(repo)}/releases/assets/{asset.id}",
        "browser_download_url": f"{web(repo)}/releases/download/{release.tag}/{asset.name}",
        "id": asset.id,
        "node_id": node_id("RA", asset.id),
        "name": asset.name,
        "label": "",
        "state": "uploaded",
        "content_type": asset.content_type,
        "size": asset.size,
        "digest": None,
        "download_count": asset.downloads,
        "created_at": when(asset.created),
        "updated_at": when(asset.created),
        "uploader": shown(release.author),
    }


def _tag(repo: Repository, row: tuple[str, str]) -> Json:
    name, sha = row
    return {
        "name": name,
        "zipball_url": f"{home(repo)}/zipball/refs/tags/{name}",
        "tarball_url": f"{home(repo)}/tarball/refs/tags/{name}",
        "commit": {"sha": sha, "url": f"{home(repo)}/commits/{sha}"},
        "node_id": node_id("REF", name),
    }


ROUTES: dict[str, Endpoint] = {"/releases": releases, "/tags": tags}
