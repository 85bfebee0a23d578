"""Tables `[[notice]]` of the configuration: whom to tell, and how."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from yuanzheng.notices.notice import Severity

Variable = Annotated[str, Field(pattern=r"\A[A-Za-z_][A-Za-z0-9_]*\z")]
_MAILBOX = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9.-]{1,253}")
_NAME = re.compile(r"[\w-]{1,40}")
# What every kind takes; the rest a channel's file names.
_COMMON = frozenset({"kind", "name", "level", "timeout_seconds"})


class NoticeTable(BaseModel):
    """An entry of `[[notice]]`. Which keys a `kind` needs and takes its channel's file says.

    Addresses of chats hold a key: `address_env` and `secret_env` name environment variables.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: str
    name: str = ""
    level: Severity = "info"
    timeout_seconds: float = Field(default=10, gt=0, le=60)
    address: str = ""
    address_env: Variable | None = None
    secret_env: Variable | None = None
    ca: Path | None = None
    host: str = ""
    port: int | None = Field(default=None, ge=1, le=65535)
    security: Literal["starttls", "ssl", "none"] = "starttls"
    user: str = ""
    sender: str = ""
    to: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return self.name or self.kind

    @field_validator("to", mode="before")
    @classmethod
    def _listed(cls, given: Any) -> Any:
        """Behind `_fits` a list of the file is no JSON any more: strict reading takes tuples."""
        return tuple(given) if isinstance(given, list) else given

    @model_validator(mode="before")
    @classmethod
    def _fits(cls, raw: Any) -> Any:
        """Says what is wrong with the keys as written, before their types are looked at."""
        if isinstance(raw, dict) and isinstance(kind := raw.get("kind"), str):
            for wrong in _wrong(kind, raw):
                raise ValueError(wrong)
        return raw


def told_apart(tables: tuple[NoticeTable, ...]) -> tuple[NoticeTable, ...]:
    """Raises ValueError for two of one name: who was told of what is remembered by it."""
    titles = [table.title for table in tables]
    for title in titles:
        if titles.count(title) > 1:
            raise ValueError(f"[[notice]] 有两张都叫 {title}，请给它们写上不同的 name")
    return tables


def _wrong(kind: str, raw: dict[str, Any]) -> Any:
    from yuanzheng.notices import channels

    if kind not in channels.kinds():
        yield f"[[notice]] 的 kind 只能是 {'、'.join(channels.kinds())}"
        return
    channel = channels.of(kind)
    known = set(NoticeTable.model_fields)
    for key in sorted((set(raw) & known) - _COMMON - channel.TAKES):
        yield f"[[notice]] {kind} 不用键 {key}，{channel.HINT}"
    missing = sorted(key for key in channel.NEEDS if not raw.get(key))
    if missing and not (channel.ONE_OF and set(channel.ONE_OF) & set(raw)):
        yield f"[[notice]] {kind} 缺少键 {'、'.join(missing)}，{channel.HINT}"
    if raw.get("user") and not raw.get("secret_env"):
        yield "[[notice]] 写了 user，还要写 secret_env（放密码或授权码的环境变量的名字）"
    if isinstance(name := raw.get("name", ""), str) and name and not _NAME.fullmatch(name):
        yield "[[notice]] 的 name 只能有文字、数字、下划线和连字符，最多 40 个字"
    if isinstance(address := raw.get("address", ""), str) and address:
        yield from _wrong_address(address)
    for key, values in (("sender", [raw.get("sender", "")]), ("to", raw.get("to", []))):
        for value in values if isinstance(values, list) else []:
            if isinstance(value, str) and value and not _MAILBOX.fullmatch(value):
                yield f"[[notice]] 的 {key} 里有一项不是邮箱地址，请只写 名字＠域名 这样的地址"


def _wrong_address(address: str) -> Any:
    try:
        parts = urlsplit(address)
        fine = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        fine = False
    if not fine or not address.isprintable() or " " in address:
        yield "[[notice]] 的 address 要写成 https:// 开头的网址"
    elif parts.query or parts.username is not None or parts.fragment:
        yield "[[notice]] 的 address 里像是带着密钥，请整个放进环境变量，改用 address_env 写变量名"
