"""Settings of the collectors: table `[collectors]` of the configuration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeGuard
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    create_model,
    field_validator,
    model_validator,
)  # fmt: skip

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
    """Where a platform answers, which environment variables hold its tokens, and their budgets.

    `per_minute`: requests a token may make (None: as the platform is known to allow); `reserve`:
    so many of each quota are left to the token's owner; `budget`: at most so many a run (None:
    any). A GitHub App is used as one more token where it is named.
    """

    model_config = STRICT
    api: str
    web: str
    token_env: tuple[str, ...]
    per_minute: int | None = Field(default=None, ge=0, le=100_000)
    reserve: int | None = Field(default=None, ge=0, le=1_000_000)
    budget: int | None = Field(default=None, ge=1, le=100_000_000)
    app_id: int | None = Field(default=None, ge=1)
    installation_id: int | None = Field(default=None, ge=1)
    key_env: str | None = None
    takes_app: ClassVar[bool] = False

    @model_validator(mode="after")
    def _app_is_whole(self) -> Self:
        given = (self.app_id, self.installation_id, self.key_env)
        if any(given) and not type(self).takes_app:
            raise ValueError("这个平台没有 App：请删去 app_id、installation_id、key_env")
        if any(given) and not all(given):
            raise ValueError("用 GitHub App 要写全 app_id、installation_id、key_env 三个键")
        return self

    @field_validator("token_env", mode="before")
    @classmethod
    def _one_or_more(cls, given: object) -> object:
        """One name may be written without brackets."""
        if isinstance(given, str):
            return (given,)
        if isinstance(given, list | tuple) and not given:
            raise ValueError("至少写一个环境变量的名字；不用令牌时，不设置那个变量即可")
        return tuple(dict.fromkeys(given)) if _all_texts(given) else given

    @field_validator("api", "web")
    @classmethod
    def _reachable(cls, text: str) -> str:
        if not text.startswith(("http://", "https://")) or not _understood(text):
            raise ValueError("应是以 http:// 或 https:// 开头的网址，如 https://github.com")
        return text.rstrip("/")


def _all_texts(given: object) -> TypeGuard[Sequence[str]]:
    return isinstance(given, list | tuple) and all(isinstance(name, str) for name in given)


class Common(BaseModel):
    """`proxy` is an HTTP proxy for API and git alike; empty: as the environment says.

    `workers` streams are read at the same time. `text_days`: of how many days' commits the changed
    lines are looked at; from the beginning of that month.
    """

    model_config = STRICT
    proxy: str = ""
    timeout_seconds: float = Field(default=30, gt=0, le=3600, allow_inf_nan=False)
    max_wait_seconds: float = Field(default=90, ge=0, le=7 * 86400, allow_inf_nan=False)
    max_retries: int = Field(default=4, ge=0, le=10)
    workers: int = Field(default=12, ge=1, le=64)
    text_days: int = Field(default=400, ge=0, le=36_500)

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
        "api": (str, host.api), "web": (str, host.web),
        "token_env": (tuple[str, ...], (host.token_env,)),
    }  # fmt: skip
    made = create_model(f"{host.title}Settings", __base__=PlatformSettings, **fields)
    made.takes_app = host.app
    return made


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
