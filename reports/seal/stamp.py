"""RFC 3161 time-stamps over `root.txt`: asked for, and checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

MOST = 1 << 20
_KIND = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class StampError(Exception):
    """No stamp, or no valid one; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an authority answered. `roots`: PEM of the certificates it is checked against."""

    request: bytes
    response: bytes
    roots: bytes | None


@dataclass(frozen=True, slots=True)
class Stamped:
    """`by`: subject of the authority; `trusted`: SHA-256 of the root certificates that it was
    checked against, empty when there were none and nothing but the imprint was compared."""

    at: datetime
    by: str
    trusted: tuple[str, ...]


def ask(root_text: bytes, url: str, roots: bytes | None, seconds: float) -> Stamp:
    """A stamp over the SHA-256 of `root_text`. Raises `StampError`."""
    wanted = (
        TimestampRequestBuilder(data=root_text)
        .hash_algorithm(HashAlgorithm.SHA256)
        .nonce(nonce=True)
        .cert_request(cert_request=True)
        .build()
    )
    stamp = Stamp(wanted.as_bytes(), posted(wanted.as_bytes(), url, seconds), roots)
    check(root_text, stamp.response, roots, wanted.nonce)
    return stamp


def check(
    root_text: bytes, response: bytes, roots: bytes | None, nonce: int | None = None
) -> Stamped:
    """When and by whom the text was stamped. Raises `StampError`."""
    found = _decoded(response)
    if found.status != 0:
        raise StampError("时间戳服务没有给出时间戳")
    digest = sha256(root_text).digest()
    if found.tst_info.message_imprint.message != digest:
        raise StampError("时间戳不是为这个根散列签发的")
    if nonce is not None and found.tst_info.nonce != nonce:
        raise StampError("时间戳的随机数与请求的不同")
    trusted = _certificates(roots) if roots else ()
    if trusted:
        _verified(found, digest, trusted)
    prints = (one.fingerprint(hashes.SHA256()).hex() for one in trusted)
    return Stamped(found.tst_info.gen_time, _signer(found), tuple(prints))


def posted(wanted: bytes, url: str, seconds: float) -> bytes:
    """What an authority answers to a request. Raises `StampError`."""
    import requests

    try:
        with requests.post(
            url, data=wanted, headers=_KIND, timeout=seconds, stream=True,
            allow_redirects=False,
        ) as reply:  # fmt: skip
            if reply.status_code != 200:
                raise StampError(f"时间戳服务回答 HTTP {reply.status_code}")
            body = reply.raw.read(MOST + 1, decode_content=True)
    except (requests.RequestException, OSError) as error:
        raise StampError("连不上时间戳服务，或没有在限定时间内回答") from error
    if len(body) > MOST:
        raise StampError("时间戳服务的回答过大")
    return bytes(body)


def _decoded(response: bytes) -> TimeStampResponse:
    try:
        found = decode_timestamp_response(response)
        _ = found.tst_info, found.signed_data
    except ValueError as error:
        raise StampError("不是 RFC 3161 的时间戳") from error
    return found


def _certificates(roots: bytes) -> tuple[x509.Certificate, ...]:
    try:
        return tuple(x509.load_pem_x509_certificates(roots))
    except ValueError as error:
        raise StampError("时间戳的根证书不是 PEM 证书") from error


def _verified(found: TimeStampResponse, digest: bytes, trusted: Sequence[x509.Certificate]) -> None:
    builder = VerifierBuilder(roots=list(trusted))
    try:
        builder.build().verify(found, digest)
    except (VerificationError, ValueError) as error:
        raise StampError("时间戳的签名或证书不成立") from error


def _signer(found: TimeStampResponse) -> str:
    """The subject of the certificate that signed, as its answer brings it."""
    signers = {(one.issuer, one.serial_number) for one in found.signed_data.signer_infos}
    for raw in found.signed_data.certificates:
        one = x509.load_der_x509_certificate(raw)
        if (one.issuer, one.serial_number) in signers:
            return one.subject.rfc4514_string()
    return "未知"
