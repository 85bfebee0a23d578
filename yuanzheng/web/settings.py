"""Table `[web]` of the configuration."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

LOOPBACK = "localhost"


class WebSettings(BaseModel):
    """Where `serve` listens and how long it keeps things.

    `address` is what readers type into their browser; `proxies` are the addresses of the reverse
    proxies whose word on the reader's address and on https is taken.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    host: str = "127.0.0.1"
    port: int = Field(default=8787, ge=1, le=65535)
    address: str = ""
    proxies: tuple[str, ...] = ()
    idle_minutes: int = Field(default=60, ge=5, le=1440)
    session_hours: int = Field(default=12, ge=1, le=168)
    audit_days: int = Field(default=730, ge=30, le=36500)
    upload_mb: int = Field(default=512, ge=1, le=10_000)
    request_seconds: int = Field(default=60, ge=5, le=3600)

    @field_validator("host")
    @classmethod
    def _an_address(cls, text: str) -> str:
        if text != LOOPBACK:
            try:
                ip_address(text)
            except ValueError as error:
                raise ValueError('应是本机的一个 IP 地址，如 "127.0.0.1"') from error
        return text

    @field_validator("address")
    @classmethod
    def _a_site(cls, text: str) -> str:
        if text and not re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+/?", text):
            raise ValueError('应是一个网址，不带路径，如 "https://yuanzheng.example.gov.cn"')
        return text.rstrip("/")

    @field_validator("proxies")
    @classmethod
    def _addresses(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        for text in given:
            try:
                ip_network(text)
            except ValueError as error:
                raise ValueError(f"“{text}”不是 IP 地址或网段") from error
        return given

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it, and nobody says others shall."""
        return self.host == LOOPBACK or ip_address(self.host).is_loopback

    @property
    def private(self) -> bool:
        """Whether it is for the one who sits at this machine."""
        return self.loopback and not self.address and not self.proxies

    @property
    def secure(self) -> bool:
        return self.address.startswith("https://")

    @property
    def home(self) -> str:
        """The address people type."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return self.address or f"http://{shown}:{self.port}"

    @property
    def name(self) -> str:
        """The host in it."""
        return urlsplit(self.home).hostname or self.host
