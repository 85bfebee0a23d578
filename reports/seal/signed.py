"""The signature on the PDF of a pack: whose it is, and that nothing but it was appended."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from reports import wording
from reports.seal import layout
from reports.seal.findings import Findings
from reports.seal.opening import Files
from reports.seal.signing import MOST_ADDED, SignError, name, silent

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate

_OF_ROOT = {"/AcroForm", "/Extensions", "/Metadata"}
_MOST_TAG, _MOST_PDF = 1 << 20, 400 << 20


@dataclass(frozen=True, slots=True)
class Roots:
    """PEM of the roots somebody trusts: for signers, and for authorities that say when."""

    signers: bytes | None = None
    authorities: bytes | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """Who signed by his certificate. `trusted`: a root that was given vouches for it; `stamped`:
    an authority that a root that was given vouches for says when."""

    by: str
    at: datetime | None
    trusted: bool
    stamped: bool


def who(
    files: Files, roots: Roots, found: Findings, not_checked: list[str]
) -> str | None:  # fmt: skip
    """Who signed the PDF of the reports; None where nobody did."""
    if layout.SIGNED not in files:
        if _announced(files):
            found.add("签名", layout.SIGNED, "写着 PDF 签了名，却没有签名的那一份。")
        return None
    printed = _printed(files)
    if printed is None:
        not_checked.append("PDF 的签名：没有可比的 PDF，请用 PDF 阅读器看它的签名面板。")
        return None
    try:
        content = files[layout.SIGNED].read(len(printed) + MOST_ADDED + 1)
        signed = check(content, printed, roots)
    except (SignError, ValueError) as error:
        found.add("签名", layout.SIGNED, f"{error}。")
        return None
    if not signed.trusted:
        not_checked.append(
            "签名者的证书没有受信任的根：请用 --signer-ca 给出你信任的签发机构的根证书。"
        )
    at = f"，{wording.beijing(signed.at)}（北京时间）" if signed.at else ""
    return f"{signed.by}{at}，{'有受信任的时间戳' if signed.stamped else '时间是签名者自己写的'}"


def _printed(files: Files) -> bytes | None:
    paths = [p for p in files if p.startswith(f"{layout.REPORTS}/") and p.endswith("/证据表.pdf")]
    if len(paths) != 1 or files[paths[0]].size > _MOST_PDF:
        return None
    return files[paths[0]].read(_MOST_PDF)


def _announced(files: Files) -> bool:
    place = files.get(layout.BAG_INFO)
    return (
        place is not None and place.size < _MOST_TAG and b"\nSigned-PDF: " in place.read(_MOST_TAG)
    )


def check(content: bytes, unsigned: bytes, roots: Roots) -> Checked:
    """Who signed. Raises `SignError` for whatever is not one whole signature on that very PDF."""
    if not content.startswith(unsigned) or len(content) == len(unsigned):
        raise SignError("开头不是包里那份没有签名的 PDF")
    if len(content) - len(unsigned) > MOST_ADDED:
        raise SignError("签名之外还加了别的东西")
    try:
        with silent():
            return _checked(content, roots)
    except SignError:
        raise
    except MemoryError:
        raise
    except Exception as error:  # a stranger's signature may be anything
        raise SignError("签名读不懂") from error


def _checked(content: bytes, roots: Roots) -> Checked:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko.sign.validation.status import SignatureCoverageLevel as Coverage

    reader = PdfFileReader(BytesIO(content))
    if len(reader.embedded_signatures) != 1:
        raise SignError(f"应当正好有一个签名，却有 {len(reader.embedded_signatures)} 个")
    _only_signed(reader)
    [one] = reader.embedded_signatures
    at = one.self_reported_timestamp
    signers, authorities = (
        _context(_certificates(some), at) for some in (roots.signers, roots.authorities)
    )
    usage = KeyUsageConstraints(
        key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
    )
    status = validate_pdf_signature(one, signers, authorities, key_usage_settings=usage)
    if not (status.intact and status.valid and status.coverage == Coverage.ENTIRE_FILE):
        raise SignError("签名不成立：内容在签名之后被改动，或不是这个证书签的")
    proved = status.timestamp_validity
    if proved is not None and not (proved.intact and proved.valid):
        raise SignError("签名里的时间戳不成立")
    return Checked(
        name(status.signing_cert),
        proved.timestamp if proved is not None else one.self_reported_timestamp,
        status.trusted,
        bool(proved is not None and proved.trusted),
    )


def _only_signed(reader: Any) -> None:
    """What was appended is one signature, which shows nothing: every object there was before is
    as it was, but for the four that must name it.

    pyHanko's own comparison knows no signature in a document that had no form before.
    """
    if reader.xrefs.total_revisions != 2:
        raise SignError("签名之外还加了别的东西")
    before = reader.get_historical_resolver(0)
    root, info = (reader.trailer.raw_get(name).reference for name in ("/Root", "/Info"))
    meta = reader.root.raw_get("/Metadata").reference
    [widget] = (one.get_object() for one in reader.root["/AcroForm"]["/Fields"])
    page = widget.raw_get("/P").reference
    held = reader.xrefs.explicit_refs_in_revision(0)
    if reader.xrefs.explicit_refs_in_revision(1) & held - {root, info, meta, page}:
        raise SignError("签名时改动了页面")
    _same(before.root, reader.root, _OF_ROOT)
    old, new = before.get_object(page), widget["/P"]
    _same(old, new, {"/Annots"})
    if list(new["/Annots"])[:-1] != list(old.get("/Annots", ())) or "/AP" in widget:
        raise SignError("签名时改动了页面")


def _same(old: Any, new: Any, but: AbstractSet[str]) -> None:
    for one in (old.keys() | new.keys()) - but:
        if one not in old or one not in new or old.raw_get(one) != new.raw_get(one):
            raise SignError("签名时改动了页面")


def _context(roots: Sequence[Certificate], at: datetime | None) -> Any:
    """Offline, at the moment of signing: a certificate that ran out since was good then."""
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(trust_roots=roots, allow_fetching=False, moment=at)


def _certificates(roots: bytes | None) -> list[Certificate]:
    from asn1crypto import pem
    from asn1crypto.x509 import Certificate

    if not roots:
        return []
    found = (der for _, _, der in pem.unarmor(roots, multiple=True))
    return [Certificate.load(der) for der in found]
