"""Settings of the collectors: table `[collectors]` of the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, create_model, field_validator

from collectors import hosts

STRICT = ConfigDict(frozen=True, extra="forbid")


def _understood(url: str) -> bool:
    """Whether a host stands in the address, and nothing no client could send."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    sent = url.isprintable() and " " not in url and port != 0
    return sent and bool(parts.hostname) and not parts.query and not parts.fragment


class PlatformSettings(BaseModel):
    """Where a platform answers and which environment variable holds its token."""

    model_config = STRICT
    api: str
    web: str
    token_env: str

    @field_validator("api", "web")
    @classmethod
    def _reachable(cls, text: str) -> str:
        if not text.startswith(("http://", "https://")) or not _understood(text):
            raise ValueError("应是以 http:// 或 https:// 开头的网址，如 https://github.com")
        return text.rstrip("/")


class Common(BaseModel):
    """`proxy` is an HTTP proxy for API and git alike; empty: as the environment says."""

    model_config = STRICT
    proxy: str = ""
    timeout_seconds: float = Field(default=30, gt=0, le=3600, allow_inf_nan=False)
    max_wait_seconds: float = Field(default=90, ge=0, le=7 * 86400, allow_inf_nan=False)
    max_retries: int = Field(default=4, ge=0, le=10)

    @field_validator("proxy")
    @classmethod
    def _speakable(cls, text: str) -> str:
        if text and not _understood(text if "://" in text else f"http://{text}"):
            raise ValueError("应写成 http://主机:端口，如 http://127.0.0.1:7890；不用就留空")
        return text

    def platform(self, name: str) -> PlatformSettings:
        """Raises KeyError for a platform that is not reached over a network."""
        if name not in hosts.hosts():
            raise KeyError(name)
        found: PlatformSettings = getattr(self, name)
        return found


def _defaults(host: hosts.Host) -> type[PlatformSettings]:
    """A table of its own for each platform, so that one key may be set and the others kept."""
    fields: dict[str, Any] = {
        key: (str, getattr(host, key)) for key in PlatformSettings.model_fields
    }
    return create_model(f"{host.title}Settings", __base__=PlatformSettings, **fields)


if TYPE_CHECKING:

    class CollectorSettings(Common):
        """`Common` and one `PlatformSettings` for each file in `collectors/platforms/`."""

else:
    _TABLES = {name: _defaults(host) for name, host in hosts.hosts().items()}
    CollectorSettings = create_model(
        "CollectorSettings",
        __base__=Common,
        **{name: (table, table()) for name, table in _TABLES.items()},
    )
