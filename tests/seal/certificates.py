"""Certificates of an authority of our own: for applicants who sign, good and bad."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

PASSPHRASE = "口令 #1"
_NOT_BEFORE = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Issuer:
    """A root certificate and its key."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def p12(
        self, subject: str = "青禾实验室", until: datetime = datetime(2040, 1, 1, tzinfo=UTC),
        since: datetime = _NOT_BEFORE,
    ) -> bytes:  # fmt: skip
        """The key and certificate of somebody who signs, under `PASSPHRASE`."""
        own = rsa.generate_private_key(65537, 2048)
        made = _builder(subject, self.certificate.subject, own, since, until)
        certificate = made.sign(self.key, hashes.SHA256())
        return pkcs12.serialize_key_and_certificates(
            b"key", own, certificate, [self.certificate],
            BestAvailableEncryption(PASSPHRASE.encode()),
        )  # fmt: skip


def issuer(name: str = "测试根证书") -> Issuer:
    key = rsa.generate_private_key(65537, 2048)
    until = _NOT_BEFORE + timedelta(days=20 * 365)
    made = _builder(name, _named(name), key, _NOT_BEFORE, until, root=True)
    return Issuer(key, made.sign(key, hashes.SHA256()))


def _builder(
    subject: str, by: x509.Name, key: rsa.RSAPrivateKey, since: datetime, until: datetime, *,
    root: bool = False,
) -> x509.CertificateBuilder:  # fmt: skip
    usage = x509.KeyUsage(
        digital_signature=not root, content_commitment=not root, key_cert_sign=root,
        crl_sign=root, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(_named(subject))
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=root, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
