"""What is taken out of raw answers, and that nothing else is."""

from __future__ import annotations

import base64
import json
import re
import time
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse import personal
from warehouse.personal import email_key, removed

# Independent of the code under test, and as simple as a reader of a pack would write it.
SEARCH = re.compile(rb"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
KEPT = re.compile(
    rb"sha256-[0-9a-f]{64}@|@users?\.noreply\.(?:github\.com|gitee\.com|huggingface\.co)$"
    rb"|^git@|@v?\d+\.\d|@\dx\.(?:png|svg)$"
)


def mark(address: str, domain: str) -> str:
    return f"sha256-{sha256(address.lower().encode()).hexdigest()}@{domain}"


def left(body: bytes) -> list[bytes]:
    """Addresses a simple search still finds."""
    return [found for found in SEARCH.findall(body) if not KEPT.search(found)]


def clean(text: str) -> str:
    return removed(text.encode()).body.decode()


def test_an_address_becomes_its_key_and_keeps_its_domain() -> None:
    assert (
        clean("写信给 Li.Wei+x@Example.ORG。")
        == f"写信给 {mark('li.wei+x@example.org', 'Example.ORG')}。"
    )
    assert email_key(mark("li@x.org", "X.org")) == email_key("Li@X.ORG ") == email_key("li@x.org")


@pytest.mark.parametrize(
    "text",
    [
        "123+li@users.noreply.github.com", "li@user.noreply.gitee.com",
        "dependabot[bot]@users.noreply.github.com", "git@gitee.com:o/r.git", "ssh://git@x.org/r",
        "logo@2x.png", "core@7.0.0-rc.one", "actions/checkout@v4", "谢谢 @li.wei", "@@@",
        "a @ b.org", "id 13812345678", "订单 13812345678 号", "110101199003077572",
        "tel abc13812345678", "电话 138123456789",
    ],
)  # fmt: skip
def test_what_is_nobodys_address_or_number_stays(text: str) -> None:
    assert removed(text.encode()) == personal.Removed(text.encode(), {})


@pytest.mark.parametrize(
    ("text", "made", "kind"),
    [
        ("电话：13812345678，", "电话：subscriber-number-removed，", "phone"),
        ("Tel. 138 1234 5678", "Tel. subscriber-number-removed", "phone"),
        ("call 138-1234-5678", "call subscriber-number-removed", "phone"),
        ("+86 13812345678", "subscriber-number-removed", "phone"),
        ("身份证 11010119900307757X", "身份证 11010119900307757X", None),
        ("身份证 110101199003077571.", "身份证 resident-id-removed.", "resident_id"),
    ],
)
def test_numbers_of_persons(text: str, made: str, kind: str | None) -> None:
    number = re.search(r"\d{17}", text)
    if kind == "resident_id" and number:
        text = text.replace(number[0] + text[number.end()], number[0] + _check(number[0]))
    assert removed(text.encode()) == personal.Removed(made.encode(), {kind: 1} if kind else {})


def _check(digits: str) -> str:
    """The check digit by ISO 7064 MOD 11-2, step by step instead of by weights."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2 % 11
    return "0123456789X"[(12 - total) % 11]


def test_two_numbers_after_one_word() -> None:
    made = clean("电话 13812345678 / 13912345678，单号 13712345678")
    assert made == "电话 subscriber-number-removed / subscriber-number-removed，单号 13712345678"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_texts_of_any_encoding(encoding: str) -> None:
    body = "联系人：张三 zhang@x.org 谢谢".encode(encoding)
    made = removed(body).body
    assert made.decode(encoding) == f"联系人：张三 {mark('zhang@x.org', 'x.org')} 谢谢"
    assert removed(made).body == made


def test_broken_bytes_stay_as_they_are() -> None:
    assert (
        removed(b"\xff\x80 li@x.org \xc3(").body
        == b"\xff\x80 " + mark("li@x.org", "x.org").encode() + b" \xc3("
    )


def test_only_the_strings_of_json_change() -> None:
    item = {
        "id": 13812345678, "phone": 13912345678, "tel": "13912345678", "email": "root@localhost",
        "body": 'caf\u00e9@x.org "li@x.org"\n\ud83d\ude00', "n": 110101199003077571, "s": "\ud800",
    }  # fmt: skip
    made = removed(json.dumps(item).encode(), "json")
    held = json.loads(made.body)
    assert held == {
        **item, "tel": "subscriber-number-removed", "email": mark("root@localhost", "localhost"),
        "body": f'{mark("café@x.org", "x.org")} "{mark("li@x.org", "x.org")}"\n\U0001f600',
    }  # fmt: skip
    assert made.found == {"email": 3, "phone": 1}
    escaped = json.dumps({"a": "li@x.org"}).replace("@", "\\u0040").encode()
    assert json.loads(removed(escaped, "json").body) == {"a": mark("li@x.org", "x.org")}


@pytest.mark.parametrize("wrap", [60, 76, 0])
def test_the_file_within_an_answer(wrap: int) -> None:
    file = "MIT License\n联系 li@x.org\n".encode() * 40
    code = base64.b64encode(file).decode()
    lines = [code[n : n + wrap] + "\n" for n in range(0, len(code), wrap)] if wrap else [code]
    item = {"type": "file", "encoding": "base64", "size": len(file), "content": "".join(lines)}
    made = removed(json.dumps(item).encode(), "json")
    held = json.loads(made.body)
    body = base64.b64decode(held["content"])
    assert body == removed(file).body
    assert held.pop("yuanzheng_original") == {
        "sha256": sha256(file).hexdigest(), "bytes": len(file), "held": len(body),
    }  # fmt: skip
    assert held.pop("content").split("\n")[0] == base64.b64encode(body).decode()[: wrap or None]
    assert held.items() <= item.items()
    assert removed(made.body, "json").body == made.body


def test_a_history_keeps_its_form() -> None:
    fields = [
        b"a" * 40, b"", b"Li", b"li@localhost", b"1700000000", b"li@x.org",
        b"5+li@users.noreply.github.com", b"1700000000", b"subject",
        b"Co-authored-by: Wei <o'wei@x>\n",
    ]  # fmt: skip
    paths = [
        b":100644 100644 aaa bbb M",
        b"icons/a@2x.png",
        b":000000 100644 aaa bbb A",
        b"cv/li@x.org",
    ]
    body = b"\0".join([*fields, *paths, *fields]) + b"\0"
    made = removed(body, "log").body.split(b"\0")
    own = [
        *fields[:3], mark("li@localhost", "localhost").encode(), fields[4],
        mark("li@x.org", "x.org").encode(), *fields[6:9],
        b"Co-authored-by: Wei <" + mark("o'wei@x", "x").encode() + b">\n",
    ]  # fmt: skip
    assert made == [*own, *paths[:3], b"cv/" + mark("li@x.org", "x.org").encode(), *own, b""]


WORD = st.text(
    st.sampled_from("abZ019._%+-é@@@ <>\"'\\/:\n\0电话tel中国.org.com xn sha256-手机13812345678"),
    max_size=60,
)
ADDRESS = st.from_regex(r"\A[a-z0-9][a-z0-9._+-]{0,20}@[a-z][a-z0-9-]{0,9}\.(com|org|cn)\Z")
JSON = st.recursive(
    WORD | ADDRESS | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(WORD | st.just("email"), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(WORD | ADDRESS).map(" ".join), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_twice_is_once_and_none_survives(text: str, encoding: str) -> None:
    for kind in ("text", "log", "json"):
        once = removed(text.encode(encoding), kind).body
        assert removed(once, kind) == personal.Removed(once, {})
    assert left(clean(text).encode()) == []


@given(st.binary(max_size=200), st.sampled_from(["text", "log", "json"]))
def test_any_bytes_twice_is_once(body: bytes, kind: str) -> None:
    once = removed(body.replace(b"\x01", b"@"), kind).body
    assert removed(once, kind) == personal.Removed(once, {})


@given(JSON, st.booleans())
def test_json_stays_json_and_none_survives(item: Any, ascii_only: bool) -> None:
    body = json.dumps(item, ensure_ascii=ascii_only).encode()
    once = removed(body, "json").body
    assert removed(once, "json") == personal.Removed(once, {})
    assert left(json.dumps(json.loads(once), ensure_ascii=False).encode()) == []
    assert _without(json.loads(once)) == _without(item)


def _without(item: Any) -> Any:
    """What holds no `@` and no digits, in its place."""
    if isinstance(item, dict):
        return [_without(value) for value in item.values()]
    if isinstance(item, list):
        return [_without(value) for value in item]
    return None if isinstance(item, str) and ("@" in item or re.search(r"\d{3}", item)) else item


@given(st.text(st.sampled_from("abc 电话tel .-\n\"'\\<>中"), max_size=30), ADDRESS)
def test_nothing_else_changes(text: str, address: str) -> None:
    domain = address.partition("@")[2]
    assert clean(f"{text} {address} {text}") == f"{text} {mark(address, domain)} {text}"


@pytest.mark.parametrize("body", [b"@", b"a", b"a@", b'"@', b"a.", b"1", b"<a@", b'\\"', b"138 1"])
@pytest.mark.parametrize("kind", ["text", "json"])
def test_time_grows_with_length(body: bytes, kind: str) -> None:
    """Four times the length in no more than twelve times the time."""
    spent = []
    for size in (60_000, 240_000):
        began = time.process_time()
        removed(b"x@" + (body * size)[:size] + b"@x.org", kind)
        spent.append(time.process_time() - began)
    assert spent[1] < 12 * spent[0] + 0.1


def test_a_record_says_what_it_was() -> None:
    payload = json.dumps({"email": "li@x.org"}).encode()
    headers = {
        "WARC-Type": "response", "WARC-Record-ID": "<urn:uuid:1>",
        "WARC-Target-URI": "https://api.github.com/users/li",
    }  # fmt: skip
    body, more, said = personal.redacted_record(headers, "application/json", payload)
    assert json.loads(body) == {"email": mark("li@x.org", "x.org")}
    assert dict(more) == {
        "X-Yuanzheng-Original-Digest": f"sha256:{sha256(payload).hexdigest()}",
        "X-Yuanzheng-Original-Length": str(len(payload)),
    }
    assert said is not None
    assert said.plain() == {
        "warc_record": "<urn:uuid:1>", "url": "https://api.github.com/users/li",
        "original_sha256": sha256(payload).hexdigest(), "original_bytes": len(payload),
        "sha256": sha256(body).hexdigest(), "bytes": len(body), "found": {"email": 1},
    }  # fmt: skip
    assert personal.total([said, said]) == {"email": 2}
    assert personal.redacted_record(headers, "application/json", body) == (body, [], None)
    note = {**headers, "WARC-Type": "metadata"}
    assert personal.redacted_record(note, "application/json", payload)[0] == body
    same = {**headers, "WARC-Type": "revisit"}
    assert personal.redacted_record(same, "application/json", payload) == (payload, [], None)
