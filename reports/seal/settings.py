"""Settings of packs: table `[pack]` of the configuration."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator


class PackSettings(BaseModel):
    """`out`: folder of the packs; `organization`: who makes them; `timestamp_url`: an RFC 3161
    authority, '' for none; `timestamp_ca`: PEM file of the roots its stamps are checked against;
    `mask_names`: names of persons become marks;
    `pades_p12`: PKCS #12 file of the applicant's certificate, '' for none;
    `pades_passphrase_env`: environment variable that holds its passphrase."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    out: Path = Path("packs")
    organization: str = ""
    timestamp_url: str = ""
    timestamp_ca: str = ""
    mask_names: bool = False
    timestamp_seconds: float = Field(default=30.0, gt=0, le=600)
    pades_p12: str = ""
    pades_passphrase_env: str = "PADES_PASSPHRASE"  # noqa: S105 - a name

    @field_validator("timestamp_url")
    @classmethod
    def _web(cls, text: str) -> str:
        if text:
            parts = urlsplit(text)
            if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
                raise ValueError(
                    "不是时间戳服务的网址：请写 http:// 或 https:// 开头的网址，或留空。"
                )
        return text

    def p12(self, home: Path) -> Path | None:
        return home / Path(self.pades_p12).expanduser() if self.pades_p12 else None

    def ca(self, home: Path) -> Path | None:
        return home / Path(self.timestamp_ca).expanduser() if self.timestamp_ca else None
