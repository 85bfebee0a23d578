"""Asks the interface whatever comes to mind, in every role, and sends it broken packs.

Run: uv run python tests/campaigns/interface.py --examples 200 --uploads 40

Serves a published copy of the demonstration (`--demo`: a folder it was made in; else it is made)
with an account for each role. Every operation of the OpenAPI description is asked so many times in
each role by schemathesis, changes too, with the token of a form. Then packs whose bytes were
changed, cut or mixed are sent. Exits 1 on the first answer of 500 or above, on one the description
does not know, and on an upload that is not told in words or leaves a file.
"""

from __future__ import annotations

import argparse
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    response_schema_conformance,
    status_code_conformance,
)

from warehouse.settings import WarehouseSettings
from yuanzheng import serving
from yuanzheng.web.access import tokens
from yuanzheng.web.app import build
from yuanzheng.web.documents.describing import described
from yuanzheng.web.kept.kept import Kept
from yuanzheng.web.place import Place
from yuanzheng.web.settings import WebSettings

CHECKS = (not_a_server_error, response_schema_conformance, status_code_conformance)
# What there is, so that what lies below it is reached.
KNOWN = {
    "evidence_id": "E1", "metric_id": "stars", "policy_id": "nanshan-project",
    "name": "measurements",
}  # fmt: skip
# Of its own: hypothesis sets the common one back before each example.
DICE = random.Random(7)
PASSWORD = "correct horse battery"
ROLES = ("admin", "reviewer", "applicant", "anyone")
WAIT = 600


class Wrong(Exception):
    """What was found."""


@contextmanager
def served(place: Place) -> Iterator[tuple[str, Kept, dict[str, object]]]:
    app = build(place)
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        server = serving.Server(serving.settings(app, place.web))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        yield base, app.state.site.kept, described(app)
        server.should_exit = True
        thread.join()


def browser(kept: Kept, role: str, projects: list[str]) -> requests.Session:
    """A session of somebody in a role, with the token of his forms."""
    session = requests.Session()
    if role == "anyone":
        return session
    name = f"some-{role}"
    account = kept.accounts.add(name, role, PASSWORD, projects if role == "applicant" else ())
    secret = kept.sessions.begin(user_id=account.user_id)
    session.cookies.set("yuanzheng", secret)
    session.headers["X-CSRF-Token"] = tokens.token(secret)
    return session


def asked(
    base: str, session: requests.Session, document: dict[str, object], examples: int,
    projects: list[str],
) -> Counter[int]:  # fmt: skip
    seen: Counter[int] = Counter()
    # who asks is in the session, not in tokens made up
    schema = schemathesis.openapi.from_dict({**document, "security": []})
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=examples, deadline=None, database=None,
            phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def one(case: schemathesis.Case) -> None:
            if DICE.random() < 0.7:
                there = {**KNOWN, "project_id": DICE.choice(projects)}
                for name in there.keys() & (case.path_parameters or {}).keys():
                    case.path_parameters[name] = there[name]
                (case.query or {}).pop("as_of", None)
            answer = case.call(base_url=base, session=session, timeout=60)
            seen[answer.status_code] += 1
            case.validate_response(answer, checks=CHECKS)

        one()
    return seen


def broken(dice: random.Random, whole: bytes) -> bytes:
    """A pack in which something is changed, cut, doubled or mixed."""
    kind = dice.randrange(5)
    if kind == 0:
        return whole[: dice.randrange(len(whole))]
    if kind == 1:
        changed = bytearray(whole)
        for _ in range(dice.randrange(1, 50)):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        return bytes(changed)
    if kind == 2:
        return dice.randbytes(dice.randrange(1, 5000))
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        made.writestr("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        for _ in range(dice.randrange(1, 30)):
            name = dice.choice(["../" * dice.randrange(9), "data/", "/", "\\", "\u202e", "a" * 300])
            made.writestr(f"{name}{dice.randrange(99)}", bytes(dice.randrange(1 << 20)))
    return out.getvalue() if kind == 3 else whole[: len(whole) // 2] + out.getvalue()


def uploaded(base: str, session: requests.Session, data: Path, number: int) -> Counter[str]:
    seen: Counter[str] = Counter()
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        made.writestr("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        made.writestr("data/x.txt", "x" * 1000)
    dice = random.Random(7)
    for _ in range(number):
        files = {"pack": ("p.zip", broken(dice, out.getvalue()), "application/zip")}
        answer = session.post(f"{base}/api/v1/verifications", files=files, timeout=60)
        if answer.status_code != 202:
            raise Wrong(f"{answer.status_code}: {answer.text}")
        seen[told(base, session, answer.json()["job_id"])] += 1
        if left := list((data / "uploads").iterdir()):
            raise Wrong(f"left: {left}")
    return seen


def told(base: str, session: requests.Session, job_id: str) -> str:
    for _ in range(WAIT * 10):
        found = session.get(f"{base}/api/v1/verifications/{job_id}", timeout=60).json()
        if found["state"] == "failed":
            raise Wrong(found["words"])
        if found["state"] == "done":
            return str(found["result"]["verdict"])
        time.sleep(0.1)
    raise Wrong("an upload was not told of in time")


def main() -> int:
    read = argparse.ArgumentParser()
    read.add_argument("--examples", type=int, default=200)
    read.add_argument("--uploads", type=int, default=40)
    read.add_argument("--demo", type=Path)
    given_ = read.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        demo = given_.demo or Path(folder) / "demo"
        if not given_.demo:
            command = [sys.executable, "-m", "yuanzheng", "demo", "--quiet", "--out", str(demo)]
            subprocess.run(command, check=True)
        published = WarehouseSettings(folder=demo / "data").published
        place = Place(None, Path(folder) / "data", published, WebSettings(address="http://x"))
        with served(place) as (base, kept, document):
            admin = browser(kept, "admin", [])
            rows = admin.get(f"{base}/api/v1/projects", timeout=60).json()["items"]
            projects = [row["project_id"] for row in rows]
            for role in ROLES:
                session = admin if role == "admin" else browser(kept, role, projects[:1])
                print(role, dict(asked(base, session, document, given_.examples, projects)))
            print("uploads", dict(uploaded(base, admin, place.data, given_.uploads)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
