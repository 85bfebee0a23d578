"""What the tests of packs share: a data folder, packs made of it, a forger, a stamp authority."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote

import pytest

from collectors.standin import SAMPLE_NOW, serve
from reports import catalogue, rereading
from reports import run as run_reports
from reports.evidence import Report
from reports.seal import figures, layout, sums
from reports.seal.checking import Outcome, verify
from reports.settings import ReportSettings
from yuanzheng.cli import run

NAME, POLICY = "青禾工具", "nanshan-project"
# Stands in a comment of every model and dataset, and must stand in no pack.
MAIL = "someone@mail.example.org"
PACK = f"{NAME} 2026-10-31"
_CONFIG = """
[collectors]
proxy = "{proxy}"
[collectors.huggingface]
api = "http://huggingface.example"
web = "http://huggingface.example"
[[project]]
name = "青禾工具"
applicant = "青禾实验室（示例）"
datasets = ["http://huggingface.example/datasets/lantu/harbor-qa"]
policies = ["nanshan-project"]
[[project]]
name = "别的项目"
models = ["http://huggingface.example/lantu/harbor-embed"]
policies = ["nanshan-project"]
"""


def collected(home: Path) -> Path:
    """A folder with `config.toml` and data of two projects; the first is scored."""
    home.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch, chdir(home), serve() as platforms:
        patch.setattr("yuanzheng.clock.now", lambda: SAMPLE_NOW)
        for name in ("GITHUB_TOKEN", "GITEE_TOKEN", "HF_TOKEN"):
            patch.delenv(name, raising=False)
        Path("config.toml").write_text(_CONFIG.format(proxy=platforms.proxy), encoding="utf-8")
        for model in platforms.community.hub:
            for comment in [c for talk in model.discussions for c in talk.comments][:1]:
                comment.body += f" {MAIL}"
        assert run(["collect", "--quiet"]) == 0
        assert run(["score", NAME, "--quiet"]) == 0
    return home


def packed(home: Path, out: Path, *more: str) -> Path:
    """A pack made by the front door."""
    config = str(home / "config.toml")
    code = run(["pack", NAME, "-p", POLICY, "-c", config, "-o", str(out), "--quiet", *more])
    assert code == 0
    return out / (f"{PACK}.zip" if "--zip" in more else PACK)


def files(pack: Path) -> dict[str, Path]:
    found = (path for path in pack.rglob("*") if path.is_file())
    return {path.relative_to(pack).as_posix(): path for path in found}


def said(outcome: Outcome) -> str:
    return "\n".join(f"{one.check} {one.where}: {one.words}" for one in outcome.findings)


def copied(pack: Path, to: Path) -> Path:
    shutil.copytree(pack, to)
    return to


def reseal(pack: Path) -> None:
    """What a forger does who knows how packs are made: every hash and root made anew."""
    old = (pack / layout.ROOT).read_text().strip()
    evidence = {p: _sum(f) for p, f in files(pack).items() if layout.is_evidence(p)}
    new = sums.root({p: one.sha256 for p, one in evidence.items()})
    for path, file in files(pack).items():
        if not layout.is_evidence(path):
            file.write_bytes(_with_root(file.read_bytes(), old.encode(), new.encode()))
    _described(pack)
    every = {p: _sum(f) for p, f in files(pack).items()}
    payload = {p: one for p, one in every.items() if p.startswith("data/")}
    info = (pack / layout.BAG_INFO).read_text(encoding="utf-8")
    oxum = f"Payload-Oxum: {sum(one.size for one in payload.values())}.{len(payload)}"
    (pack / layout.BAG_INFO).write_text(
        re.sub(r"Payload-Oxum: .*", oxum, info), encoding="utf-8", newline="\n"
    )
    _list(pack, layout.PAYLOAD, set(payload))
    _list(pack, layout.TAGS, set(layout.TAGGED))
    rest = files(pack).keys() - {layout.SHA256, *layout.APART}
    sm3 = {p: _sum(pack / p).sm3 for p in rest - {layout.SM3}}
    (pack / layout.SM3).write_text(sums.text(sm3), encoding="utf-8", newline="\n")
    _list(pack, layout.SHA256, rest)


def reprint(pack: Path, change: Callable[[Report], Report] = lambda report: report) -> None:
    """What a forger does who has this program: all reports made anew, every hash too."""
    reseal(pack)
    [path] = pack.glob(f"{layout.REPORTS}/*/证据表.json")
    report = change(rereading.report(json.loads(path.read_bytes())))
    shutil.rmtree(pack / layout.REPORTS)
    run_reports.write_one(report, pack / layout.REPORTS, ReportSettings(formats=catalogue.names()))
    reseal(pack)


def _described(pack: Path) -> None:
    """Sizes and hashes in the crate."""
    path = pack / layout.CRATE
    try:
        crate = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return
    for node in crate["@graph"]:
        file = pack / "data" / unquote(node["@id"])
        if "sha256" in node and file.is_file():
            node |= {"contentSize": str(file.stat().st_size), "sha256": digest(file)}
    content = figures.as_json(crate)
    if path.read_bytes().strip() != content.strip():
        path.write_bytes(content)


def _list(pack: Path, name: str, paths: set[str]) -> None:
    lines = sums.text({p: _sum(pack / p).sha256 for p in paths})
    (pack / name).write_text(lines, encoding="utf-8", newline="\n")


def _sum(path: Path) -> sums.Sums:
    return sums.of_bytes(path.read_bytes())


def _with_root(content: bytes, old: bytes, new: bytes) -> bytes:
    if old == new or not content.startswith(b"PK\x03\x04"):
        return content.replace(old, new)
    try:
        return rebooked(content, lambda _, part: part.replace(old, new))
    except zipfile.BadZipFile:
        return content


def rebooked(content: bytes, change: Any) -> bytes:
    """A ZIP (an XLSX) with its parts changed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            new.writestr(part, change(part.filename, old.read(part)))
    return out.getvalue()


def checked(pack: Path, **given: Any) -> Outcome:
    return verify(pack, workers=1, **given)


def digest_bytes(content: bytes) -> str:
    return sha256(content).hexdigest()


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


# --- a time-stamp authority of our own

_OPENSSL = """
[tsa]
default_tsa = one
[one]
serial = {home}/serial
signer_cert = {home}/tsa.pem
signer_key = {home}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@dataclass
class Authority:
    """Answers RFC 3161 requests over loopback; `spoil` changes what it answers."""

    home: Path
    url: str = ""
    status: int = 200
    asked: int = 0

    @property
    def ca(self) -> Path:
        return self.home / "ca.pem"

    def spoil(self, answer: bytes) -> bytes:
        return answer

    def answer(self, request: bytes) -> bytes:
        self.asked += 1
        (self.home / "q.tsq").write_bytes(request)
        openssl(self.home, "ts", "-reply", "-config", "ts.cnf", "-queryfile", "q.tsq",
                 "-out", "r.tsr")  # fmt: skip
        return self.spoil((self.home / "r.tsr").read_bytes())


def certified(home: Path) -> Path:
    """A folder with a root certificate and one of a time-stamp authority."""
    home.mkdir()
    (home / "serial").write_text("01\n")
    (home / "ts.cnf").write_text(_OPENSSL.format(home=home))
    (home / "ext.cnf").write_text("extendedKeyUsage=critical,timeStamping\n")
    subject = ["-subj", "/CN=Test Root"]
    openssl(home, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key",
             "-out", "ca.pem", "-days", "3650", *subject)  # fmt: skip
    openssl(home, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr",
             "-subj", "/CN=Test Authority")  # fmt: skip
    openssl(home, "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
             "-CAcreateserial", "-out", "tsa.pem", "-days", "3650",
             "-extfile", "ext.cnf")  # fmt: skip
    return home


def openssl(home: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=home, check=True, capture_output=True)


@contextmanager
def authority(home: Path) -> Iterator[Authority]:
    made = Authority(home)

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            body = made.answer(request)
            self.send_response(made.status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answering)
    made.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
