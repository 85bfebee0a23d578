"""The PDF of a pack: typeset anew by verify; signed by the applicant where he has a certificate."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import certificates
import pytest
import workshop
from certificates import PASSPHRASE, Issuer
from workshop import NAME, PACK, POLICY, checked, copied, files, reseal, said

from reports import rereading
from reports.formats import pdf
from reports.seal import layout, signed, signing
from yuanzheng import failures
from yuanzheng.cli import run

PDF = f"data/报告/{NAME}/证据表.pdf"
JSON = f"data/报告/{NAME}/证据表.json"
SIGNED_AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def authority() -> Issuer:
    return certificates.issuer()


@pytest.fixture(scope="module")
def signed_pack(home: Path, authority: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signed")
    (folder / "own.p12").write_bytes(authority.p12())
    assert _packed(home, folder, PASSPHRASE) == failures.COMPLETE
    return folder / PACK


def _packed(home: Path, out: Path, passphrase: str | None, *more: str, keys: str = "") -> int:
    config = home / f"{out.name}.toml"
    text = (home / "config.toml").read_text(encoding="utf-8")
    named = f'[pack]\npades_p12 = "{out / "own.p12"}"\npades_passphrase_env = "P12_WORD"\n{keys}'
    config.write_text(named + text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("P12_WORD", raising=False)
        if passphrase is not None:
            patch.setenv("P12_WORD", passphrase)
        return run(["pack", NAME, "-p", POLICY, "-c", str(config), "-o", str(out), *more])


# --- the PDF without a signature


def test_no_certificate_no_signature(pack: Path) -> None:
    assert layout.SIGNED not in files(pack)
    assert PDF in files(pack)
    outcome = checked(pack)
    assert outcome.passed
    assert outcome.signature is None
    assert not any("PDF" in words for words in outcome.not_checked)


def test_a_forged_page_is_found_though_every_hash_is_made_anew(pack: Path, tmp_path: Path) -> None:
    forged = copied(pack, tmp_path / "forged")
    document = json.loads((forged / JSON).read_bytes())
    row = next(r for t in document["tables"] for r in t["rows"] if r["value"] is not None)
    row["value"] += 1
    (forged / PDF).write_bytes(pdf.content(rereading.report(document)))
    reseal(forged)
    outcome = checked(forged)
    assert outcome.total == 1, said(outcome)
    assert f"报告 {PDF}: 与从证据重新做出的不同" in said(outcome)


def test_a_hidden_note_behind_the_page_is_found(pack: Path, tmp_path: Path) -> None:
    forged = copied(pack, tmp_path / "forged")
    (forged / PDF).write_bytes((forged / PDF).read_bytes() + b"% more\n")
    reseal(forged)
    assert PDF in said(checked(forged))


def test_no_pdf_or_two_are_found(pack: Path, tmp_path: Path) -> None:
    forged = copied(pack, tmp_path / "forged")
    (forged / PDF).unlink()
    reseal(forged)
    assert f"报告 {PDF}: 应当有这份报告，却没有" in said(checked(forged))
    for name in ("a", "b"):
        (forged / layout.REPORTS / name).mkdir()
        shutil.copy(pack / PDF, forged / layout.REPORTS / name / "证据表.pdf")
    reseal(forged)
    assert "重新做出的报告里没有它" in said(checked(forged))


# --- signed


def test_who_signed_is_said_and_whether_a_root_vouches(
    signed_pack: Path, pack: Path, authority: Issuer, tmp_path: Path, capsys: Any
) -> None:
    content = (signed_pack / layout.SIGNED).read_bytes()
    assert content.startswith((signed_pack / PDF).read_bytes())
    assert (signed_pack / PDF).read_bytes() == (pack / PDF).read_bytes()
    capsys.readouterr()
    assert run(["verify", str(signed_pack)]) == failures.COMPLETE
    shown = capsys.readouterr().out
    assert "PDF 的签名：Common Name: 青禾实验室，" in shown
    assert "时间是签名者自己写的" in shown
    assert "没有核对：签名者的证书没有受信任的根" in shown
    ca = tmp_path / "ca.pem"
    ca.write_bytes(authority.pem)
    assert run(["verify", str(signed_pack), "--signer-ca", str(ca)]) == failures.COMPLETE
    assert "没有受信任的根" not in capsys.readouterr().out
    stranger = certificates.issuer("别的根").pem
    words = checked(signed_pack, signers=stranger).not_checked
    assert any("没有受信任的根" in one for one in words)


def test_the_guide_names_it_and_its_checksum_file_holds(signed_pack: Path) -> None:
    assert layout.SIGNED in (signed_pack / layout.GUIDE).read_text(encoding="utf-8")
    for sums in (layout.SIGNED_SUMS, layout.SHA256):
        subprocess.run(["sha256sum", "-c", sums], cwd=signed_pack, check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="没有 pdfsig（poppler-utils）")
def test_another_program_takes_the_signature(signed_pack: Path) -> None:
    asked = ["pdfsig", "-nocert", str(signed_pack / layout.SIGNED)]
    said_ = subprocess.run(asked, capture_output=True, check=True).stdout.decode()
    assert "Signature is Valid" in said_
    assert "Total document signed" in said_
    assert "ETSI.CAdES.detached" in said_


def test_what_is_taken_away_or_changed_is_found(signed_pack: Path, tmp_path: Path) -> None:
    without = copied(signed_pack, tmp_path / "without")
    for name in (layout.SIGNED, layout.SIGNED_SUMS):
        (without / name).unlink()
    assert "写着 PDF 签了名，却没有签名的那一份" in said(checked(without))
    changed = copied(signed_pack, tmp_path / "changed")
    path = changed / layout.SIGNED
    original = path.read_bytes()
    for at in (100, -300):
        content = bytearray(original)
        content[at] ^= 1
        path.write_bytes(content)
        assert layout.SIGNED in said(checked(changed))


def test_another_pdf_signed_rightly_is_not_this_one(
    signed_pack: Path, authority: Issuer, tmp_path: Path
) -> None:
    """A forger with a certificate of his own, every hash made anew."""
    forged = copied(signed_pack, tmp_path / "forged")
    own = signing.key(authority.p12("骗子"), PASSPHRASE, SIGNED_AT)
    report = rereading.report(json.loads((forged / JSON).read_bytes()))
    other = pdf.content(replace(report, notices=("别的话",)))
    made = signing.signed(other, own, "", 1.0).content
    assert signed.check(made, other, signed.Roots(authority.pem)).trusted
    (forged / layout.SIGNED).write_bytes(made)
    _sum_signed(forged)
    assert "开头不是包里那份没有签名的 PDF" in said(checked(forged))


def test_a_page_changed_while_signing_is_found(
    signed_pack: Path, authority: Issuer, tmp_path: Path
) -> None:
    from pyhanko.pdf_utils.content import RawContent
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.layout import BoxConstraints
    from pyhanko.sign import fields, signers

    forged = copied(signed_pack, tmp_path / "forged")
    own = signing.key(authority.p12(), PASSPHRASE, SIGNED_AT)
    unsigned = (forged / PDF).read_bytes()
    for drawn in (True, False):
        writer = IncrementalPdfFileWriter(BytesIO(unsigned))
        if drawn:
            page, _ = writer.find_page_for_modification(0)
            extra = writer.add_object(
                RawContent(b"0 0 500 500 re f", box=BoxConstraints(500, 500)).as_form_xobject()
            )
            page.get_object()["/Contents"] = extra
            writer.update_container(page.get_object())
        else:
            fields.append_signature_field(
                writer, fields.SigFieldSpec("Signature1", box=(0, 0, 500, 700))
            )
        meta = signers.PdfSignatureMetadata(field_name="Signature1", md_algorithm="sha256")
        made = signers.sign_pdf(writer, meta, own.signer).getvalue()
        (forged / layout.SIGNED).write_bytes(made)
        _sum_signed(forged)
        assert "签名时改动了页面" in said(checked(forged)), drawn


def _sum_signed(pack: Path) -> None:
    line = f"{workshop.digest(pack / layout.SIGNED)}  {layout.SIGNED}\n"
    (pack / layout.SIGNED_SUMS).write_text(line, encoding="utf-8", newline="\n")


# --- keys that do not sign


@pytest.mark.parametrize("given", ["Falsch#1", None])
def test_a_wrong_passphrase_is_one_sentence_without_it(
    home: Path, tmp_path: Path, authority: Issuer, capsys: Any, given: str | None
) -> None:
    (tmp_path / "own.p12").write_bytes(authority.p12())
    assert _packed(home, tmp_path, given) == failures.WRONG
    words = capsys.readouterr().err
    assert "打不开：不是 PKCS #12（.p12、.pfx）文件，或口令不对：没有打包" in words
    assert "环境变量 P12_WORD" in words
    assert "Falsch" not in words
    assert not (tmp_path / PACK).exists()


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [(2020, 2021, "已于 2021-01-01 过期"), (2038, 2039, "要到 2038-01-01 才生效")],
)
def test_a_certificate_out_of_its_time_signs_nothing(
    home: Path, tmp_path: Path, authority: Issuer, capsys: Any, since: int, until: int, words: str
) -> None:
    dates = (datetime(year, 1, 1, tzinfo=UTC) for year in (until, since))
    (tmp_path / "own.p12").write_bytes(authority.p12("x", *dates))
    assert _packed(home, tmp_path, PASSPHRASE) == failures.WRONG
    assert words in capsys.readouterr().err


def test_no_file_and_no_certificate_are_said(home: Path, tmp_path: Path, capsys: Any) -> None:
    assert _packed(home, tmp_path, PASSPHRASE) == failures.WRONG
    assert "读不到 [pack] 的键 pades_p12 写的证书" in capsys.readouterr().err
    (tmp_path / "own.p12").write_bytes(b"no certificate")
    assert _packed(home, tmp_path, PASSPHRASE) == failures.WRONG
    assert "打不开" in capsys.readouterr().err


# --- with a time-stamp


def test_the_signature_is_time_stamped_by_the_authority_of_the_configuration(
    home: Path, certificates: Path, authority: Issuer, tmp_path: Path, capsys: Any
) -> None:
    (tmp_path / "own.p12").write_bytes(authority.p12())
    with workshop.authority(certificates) as server:
        keys = f'timestamp_url = "{server.url}"\ntimestamp_seconds = 5.0\n'
        assert _packed(home, tmp_path, PASSPHRASE, "--json", keys=keys) == failures.COMPLETE
        said_ = json.loads(capsys.readouterr().out)["pack"]
        assert said_["signed_unstamped"] is None
        assert said_["signed"] == "Common Name: 青禾实验室"
        outcome = checked(tmp_path / PACK, signers=authority.pem, ca=server.ca.read_bytes())
        assert outcome.passed, said(outcome)
        assert "有受信任的时间戳" in str(outcome.signature)
        assert "时间是签名者自己写的" in str(
            checked(tmp_path / PACK, signers=authority.pem).signature
        )
        content = (tmp_path / PACK / PDF).read_bytes()
        own = signing.key(authority.p12(), PASSPHRASE, SIGNED_AT)
        server.status = 503
        assert signing.signed(content, own, server.url, 5.0).unstamped == "时间戳服务回答 HTTP 503"
        server.status, server.spoil = 200, lambda _: b"\x30\x03junk"  # type: ignore[method-assign]
        assert signing.signed(content, own, server.url, 5.0).unstamped == "不是 RFC 3161 的时间戳"
