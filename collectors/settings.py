"""Settings of the collectors: table `[collectors]` of the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from collectors import hosts

STRICT = ConfigDict(frozen=True, extra="forbid")


class PlatformSettings(BaseModel):
    """Where a platform answers and which environment variable holds its token."""

    model_config = STRICT
    api: str
    web: str
    token_env: str


class Common(BaseModel):
    """`proxy` is an HTTP proxy for API and git alike; empty: as the environment says."""

    model_config = STRICT
    proxy: str = ""
    timeout_seconds: float = Field(default=30, gt=0)
    max_wait_seconds: float = Field(default=90, ge=0)
    max_retries: int = Field(default=4, ge=0, le=10)

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
