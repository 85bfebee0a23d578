"""PAdES: the applicant's signature, put on the PDF.

What is signed is appended: the file begins with the unsigned PDF, byte for byte.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from reports.seal import stamp

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.timestamps import TimeStamper

FIELD = "Signature1"
_LOGGERS = ("pyhanko", "pyhanko_certvalidator")
# Room for a signature with its chain and time-stamp; nothing else may be appended.
_RESERVED, MOST_ADDED = 48 << 10, 256 << 10


class SignError(Exception):
    """Nothing can be signed so, or the signature does not hold; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Key:
    """The applicant's key, open, and the moment it signs at."""

    signer: SimpleSigner
    at: datetime

    @property
    def subject(self) -> str:
        return name(self.signer.signing_cert)


@dataclass(frozen=True, slots=True)
class Signed:
    """`unstamped`: why the signature has no time-stamp of its own; None: it has."""

    content: bytes
    unstamped: str | None


def key(content: bytes, passphrase: str, at: datetime) -> Key:
    """The key of a PKCS #12 file, fit to sign at that moment. Raises `SignError`."""
    from pyhanko.sign.signers import SimpleSigner

    secret = passphrase.encode() if passphrase else None
    try:
        with silent():
            signer = SimpleSigner.load_pkcs12_data(content, [], secret)
    except Exception:  # noqa: BLE001 - of many kinds, none of which says more
        signer = None
    if signer is None:
        raise SignError("打不开：不是 PKCS #12（.p12、.pfx）文件，或口令不对")
    validity = signer.signing_cert["tbs_certificate"]["validity"].native
    if at > validity["not_after"]:
        raise SignError(f"里的证书已于 {validity['not_after']:%Y-%m-%d} 过期")
    if at < validity["not_before"]:
        raise SignError(f"里的证书要到 {validity['not_before']:%Y-%m-%d} 才生效")
    return Key(signer, at)


def signed(content: bytes, key: Key, url: str, seconds: float) -> Signed:
    """The PDF with a signature behind it (PAdES B-T; B-B where no authority answers)."""
    if not url:
        return Signed(_appended(content, key, None), "没有配置时间戳服务")
    try:
        return Signed(_appended(content, key, _stamper(url, seconds)), None)
    except stamp.StampError as error:
        return Signed(_appended(content, key, None), str(error))


def _appended(content: bytes, key: Key, stamper: TimeStamper | None) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES,
        name=key.subject,
    )  # fmt: skip
    out = signers.PdfSigner(meta, key.signer, timestamper=stamper).sign_pdf(
        IncrementalPdfFileWriter(BytesIO(content)), bytes_reserved=_RESERVED
    )
    return bytes(out.getvalue())


def _stamper(url: str, seconds: float) -> TimeStamper:
    from asn1crypto import tsp
    from pyhanko.sign.timestamps import TimeStamper

    class Asking(TimeStamper):  # type: ignore[misc, unused-ignore]
        """Asks as the pack's own time-stamp is asked for: one answer, within limits."""

        async def async_request_tsa_response(self, req: Any) -> Any:
            answer = stamp.posted(req.dump(), url, seconds)
            try:
                found = tsp.TimeStampResp.load(answer)
                _ = found.native
            except (ValueError, TypeError) as error:
                raise stamp.StampError("不是 RFC 3161 的时间戳") from error
            return found

    return Asking()  # type: ignore[no-untyped-call, unused-ignore]


def name(certificate: Certificate) -> str:
    return str(certificate.subject.human_friendly)


@contextmanager
def silent() -> Iterator[None]:
    """Nothing of a key or of a stranger's file goes into the log."""
    held = {name: logging.getLogger(name).level for name in _LOGGERS}
    try:
        for name in held:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        yield
    finally:
        for name, level in held.items():
            logging.getLogger(name).setLevel(level)
