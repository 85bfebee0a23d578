"""The raw archive: what is kept, what never is, and that other programs can read it."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from warehouse.archive import Archive, Raw, without_secrets
from warehouse.state import State, Validator

AT = datetime(2026, 11, 1, 2, 3, 4, tzinfo=UTC)
URL = "https://gitee.com/api/v5/repos/a/b?access_token=s3cret&page=1"
HEADERS = (
    ("Content-Type", "application/json"), ("Content-Encoding", "gzip"), ("Set-Cookie", "s3cret=1"),
    ("ETag", '"x"'), ("Content-Length", "999"),
)  # fmt: skip


def records(folder: Path) -> list[tuple[str, str, str | None, bytes]]:
    found = []
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                head = record.rec_headers
                found.append((
                    record.rec_type, head.get_header("WARC-Target-URI"),
                    head.get_header("WARC-Payload-Digest"), record.content_stream().read(),
                ))  # fmt: skip
    return found


def test_an_answer_is_kept_whole_and_hashed(tmp_path: Path) -> None:
    body = '{"名": "源证"}'.encode()
    kept = Archive(tmp_path, AT).keep(Raw(URL, 200, HEADERS, body, AT))
    assert (kept.sha256, kept.bytes) == (sha256(body).hexdigest(), len(body))
    assert kept.url == "https://gitee.com/api/v5/repos/a/b?page=1"
    [(kind, url, digest, stored)] = records(tmp_path)
    assert (kind, url, stored) == ("response", kept.url, body)
    assert digest == f"sha256:{kept.sha256}"


def test_no_secret_reaches_the_file(tmp_path: Path) -> None:
    headers = (*HEADERS, ("Link", '<https://gitee.com/x?access_token=s3cret&page=2>; rel="next"'))
    archive = Archive(tmp_path, AT)
    archive.keep(Raw("https://u:s3cret@gitee.com/x", 200, headers, b"{}", AT))
    archive.keep(Raw(URL, 200, headers, b"{}", AT))
    import gzip

    text = gzip.decompress((tmp_path / archive.name).read_bytes())
    assert b"s3cret" not in text
    assert b"Set-Cookie" not in text


def test_a_304_is_a_revisit_and_a_git_read_a_resource(tmp_path: Path) -> None:
    archive = Archive(tmp_path, AT)
    archive.confirm(Raw(URL, 304, HEADERS, b"", AT), "ab" * 32)
    archive.keep(Raw("git+https://x/y.git?log=..abc", None, (), b"log", AT, "GIT"))
    kinds = [(kind, digest) for kind, _, digest, _ in records(tmp_path)]
    assert kinds[0] == ("revisit", f"sha256:{'ab' * 32}")
    assert kinds[1][0] == "resource"


def test_the_same_answer_has_the_same_id(tmp_path: Path) -> None:
    archive = Archive(tmp_path, AT)
    first = archive.keep(Raw(URL, 200, (), b"{}", AT))
    again = archive.keep(Raw(URL.replace("s3cret", "other"), 200, (), b"{}", AT))
    other = archive.keep(Raw(URL, 200, (), b"[]", AT))
    assert first.answer_id == again.answer_id != other.answer_id


def test_secrets_are_cut_out_of_urls_only_there() -> None:
    assert without_secrets("https://h/p?a=1&access_token=x&b=2") == "https://h/p?a=1&b=2"
    assert without_secrets("https://h/p?access_token=x") == "https://h/p"
    assert without_secrets("https://h/p?tokens=3&per_page=9") == "https://h/p?tokens=3&per_page=9"


def test_state_survives_reopening(tmp_path: Path) -> None:
    told = {"keys": ["r|1"], "unread": 0}
    seen = Validator("https://x", "anonymous", "r", "issues", '"e"', "00", "https://x?page=2", told)
    state = State(tmp_path / "s.sqlite")
    state.save("r", "issues", {"since": "2026"}, [(seen.url, seen)])
    state.save("r", "issues", None, [])
    state.close()
    again = State(tmp_path / "s.sqlite")
    assert again.cursor("r", "issues") == {"since": "2026"}
    assert again.validator("https://x", "anonymous", "r", "issues") == seen
    assert again.validator("https://x", "other token", "r", "issues") is None
    assert again.validator("https://x", "anonymous", "r", "forks") is None, "read otherwise there"
    assert again.cursor("r", "forks") == {}
    again.save("r", "issues", None, [(seen.url, None)])
    assert again.validator("https://x", "anonymous", "r", "issues") is None, "no longer holds"


def test_two_runs_of_one_second_share_no_file_and_no_record_id(tmp_path: Path) -> None:
    """A clock that stands, as the demonstration's, gives the same answer the same time twice."""
    for _ in range(2):
        archive = Archive(tmp_path, AT)
        archive.keep(Raw(URL, 200, HEADERS, b"{}", AT, "POST", b"asked"))
        archive.confirm(Raw(URL, 304, HEADERS, b"", AT), "ab" * 32)
        archive.note("flush", {}, AT, settled=True)
    ids = [
        record.rec_headers.get_header("WARC-Record-ID")
        for path in tmp_path.iterdir()
        for record in ArchiveIterator(path.open("rb"))
    ]
    assert len(list(tmp_path.iterdir())) == 2
    assert len(ids) == len(set(ids)) == 8
