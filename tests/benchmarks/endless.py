"""A GitHub of one repository whose issues and comments are written as they are asked for.

    python tests/benchmarks/endless.py ISSUES COMMENTS

Prints its port and answers until its input is closed. A process of its own, so that neither its
memory nor its CPU time count as the collector's. Item n changed n minutes after the first.
"""

from __future__ import annotations

import json
import sys
import threading
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

START = datetime(2025, 1, 1, tzinfo=UTC)
API = "http://api.github.example"
PAGE = 100
_TEXT = "What was said, at about the length people write. 大家平时写的那么长。" * 8
# A clone of a repository without commits, as git's smart protocol announces it.
_REFS = "application/x-git-upload-pack-advertisement"
_ABLE = f"{'0' * 40} capabilities^{{}}\0agent=endless object-format=sha1\n"
_NO_COMMIT = f"001e# service=git-upload-pack\n0000{len(_ABLE) + 4:04x}{_ABLE}0000".encode()


def stamp(n: int) -> str:
    return f"{START + timedelta(minutes=n):%Y-%m-%dT%H:%M:%SZ}"


@cache
def user(n: int) -> dict[str, object]:
    home = f"{API}/users/dev{n}"
    links = {f"{name}_url": f"{home}/{name}" for name in ("followers", "gists", "repos", "events")}
    return {"login": f"dev{n}", "id": 100 + n, "type": "User", "url": home, **links}


def issue(n: int) -> dict[str, object]:
    return {
        "id": 5_000_000 + n, "number": n + 1, "title": f"issue {n}", "user": user(n % 500),
        "state": "open", "created_at": stamp(n), "updated_at": stamp(n), "closed_at": None,
        "comments": 0, "labels": [{"id": 1, "name": "bug", "color": "ff0000"}], "body": _TEXT,
        "author_association": "NONE", "html_url": f"http://github.example/dev0/tool/issues/{n}",
        "url": f"{API}/repos/dev0/tool/issues/{n}", "closed_by": None, "assignees": [],
    }  # fmt: skip


def comment(n: int) -> dict[str, object]:
    return {
        "id": 6_000_000 + n, "user": user(n % 500), "body": _TEXT, "created_at": stamp(n),
        "updated_at": stamp(n), "issue_url": f"{API}/repos/dev0/tool/issues/{n % 1000 + 1}",
        "html_url": f"http://github.example/dev0/tool/issues/{n % 1000 + 1}#issuecomment-{n}",
        "author_association": "NONE",
    }  # fmt: skip


class Endless(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    counts: dict[str, int] = {}  # noqa: RUF012

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: found[0] for name, found in parse_qs(parts.query).items()}
        tail = parts.path.removeprefix("/repos/dev0/tool")
        if parts.netloc != "api.github.example":
            self.reply(200, _NO_COMMIT, {"Content-Type": _REFS})
        elif not tail:
            self.reply(200, json.dumps(self.facts()).encode())
        elif tail == "/commits":
            self.reply(409, b"{}")
        elif tail in self.counts:
            self.listed(tail, query)
        else:
            self.reply(200, b"[]")

    def facts(self) -> dict[str, object]:
        zero = dict.fromkeys(("stargazers_count", "forks_count", "subscribers_count"), 0)
        return {
            "id": 7001, "name": "tool", "full_name": "dev0/tool", "default_branch": "main",
            "open_issues_count": self.counts["/issues"], "has_issues": True, **zero,
        }  # fmt: skip

    def listed(self, tail: str, query: dict[str, str]) -> None:
        first, total = int(query.get("after", 0)), self.counts[tail]
        if "since" in query and "after" not in query:
            minutes = (datetime.fromisoformat(query["since"]) - START).total_seconds() / 60
            first = max(0, -int(-minutes // 1))
        make = issue if tail == "/issues" else comment
        rows = [make(n) for n in range(first, min(total, first + PAGE))]
        headers = {}
        if first + PAGE < total:
            onward = urlencode({**query, "after": first + PAGE})
            headers["Link"] = f'<{API}/repos/dev0/tool{tail}?{onward}>; rel="next"'
        self.reply(200, json.dumps(rows).encode(), headers)

    def reply(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response_only(status)
        told = {"Content-Type": "application/json; charset=utf-8", "ETag": f'"{hash(body):x}"'}
        for name, value in {**told, **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


def main() -> None:
    Endless.counts = {"/issues": int(sys.argv[1]), "/issues/comments": int(sys.argv[2])}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Endless)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
