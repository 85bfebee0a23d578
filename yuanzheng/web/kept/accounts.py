"""Accounts: name, role, an applicant's projects."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from yuanzheng import clock
from yuanzheng.failures import Refused
from yuanzheng.web.access import passwords
from yuanzheng.web.access.visitors import ADMIN, APPLICANT, TITLES
from yuanzheng.web.kept.audit import written
from yuanzheng.web.kept.store import Row, Store
from yuanzheng.widths import plain

ROLES = {key: words for key, words in TITLES.items() if key in {"admin", "reviewer", "applicant"}}
_NAME = re.compile(r"[\w.\-]{2,40}")
# Who is on record without an account.
_TAKEN = ("本机", "命令行", "未登录", "分享链接")
_LAST = "“{}”是最后一个管理员：请先再建一个管理员。"


@dataclass(frozen=True, slots=True)
class Account:
    """`must_change`: the password was made by somebody else."""

    user_id: int
    name: str
    role: str
    projects: frozenset[str]
    must_change: bool
    made_at: str

    @property
    def title(self) -> str:
        return ROLES[self.role]


class Accounts:
    """Every change of a password or a role holds from the next request on."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def any(self) -> bool:
        return bool(self._store.rows("SELECT 1 FROM account LIMIT 1"))

    def every(self) -> list[Account]:
        found = self._store.rows("SELECT * FROM account ORDER BY role, name_key")
        return [self._account(row) for row in found]

    def named(self, name: str) -> Account:
        """Raises `Refused` where there is none."""
        if found := self.find(name):
            return found
        known = "、".join(one.name for one in self.every()) or "还没有用户"
        raise Refused(f"没有用户“{plain(name)}”：现有 {known}。")

    def find(self, name: str) -> Account | None:
        found = self._store.rows("SELECT * FROM account WHERE name_key = ?", (name_key(name),))
        return self._account(found[0]) if found else None

    def numbered(self, user_id: int) -> Account | None:
        found = self._store.rows("SELECT * FROM account WHERE user_id = ?", (user_id,))
        return self._account(found[0]) if found else None

    def password(self, name: str) -> str | None:
        """The hash; None where there is no such account."""
        found = self._store.rows(
            "SELECT password FROM account WHERE name_key = ?", (name_key(name),)
        )
        return str(found[0]["password"]) if found else None

    def add(
        self, name: str, role: str, password: str, projects: Iterable[str] = (), *,
        must_change: bool = False,
    ) -> Account:  # fmt: skip
        """Raises `Refused`."""
        name = _named(name)
        projects = fitting(role, projects)
        secret = passwords.hashed(passwords.checked(password, name))
        row = (name, name_key(name), role, secret, must_change, written(clock.now()))
        with self._store.together():
            if self.find(name):
                raise Refused(f"已经有用户“{name}”：请换一个名字。")
            self._store.run(
                "INSERT INTO account (name, name_key, role, password, must_change, made_at)"
                " VALUES (?, ?, ?, ?, ?, ?)", row,
            )  # fmt: skip
            made = self.named(name)
            self._see(made.user_id, projects)
        return self.named(name)

    def remove(self, account: Account) -> None:
        """Raises `Refused` for the last admin while others need one."""
        with self._store.together():
            if account.role == ADMIN and len(self.every()) > 1:
                self._not_the_last(account)
            self._store.run("DELETE FROM account WHERE user_id = ?", (account.user_id,))

    def give_role(self, account: Account, role: str, projects: Iterable[str] = ()) -> None:
        """Raises `Refused`."""
        projects = fitting(role, projects)
        with self._store.together():
            if account.role == ADMIN != role:
                self._not_the_last(account)
            self._store.run(
                "UPDATE account SET role = ? WHERE user_id = ?", (role, account.user_id)
            )
            self._see(account.user_id, projects)

    def give_password(
        self, account: Account, password: str, *, must_change: bool = False, staying: str = ""
    ) -> None:
        """Logs out everywhere but in the session whose hash is `staying`; programs too.

        Raises `Refused`.
        """
        secret = passwords.hashed(passwords.checked(password, account.name))
        with self._store.together():
            self._store.run(
                "UPDATE account SET password = ?, must_change = ? WHERE user_id = ?",
                (secret, must_change, account.user_id),
            )
            self._store.run(
                "DELETE FROM session WHERE user_id = ? AND session_hash <> ?",
                (account.user_id, staying),
            )
            for table in ("device", "api_token"):
                self._store.run(f"DELETE FROM {table} WHERE user_id = ?", (account.user_id,))

    def rehash(self, account: Account, password: str) -> None:
        """The same password, hashed as it is asked for now."""
        self._store.run(
            "UPDATE account SET password = ? WHERE user_id = ?",
            (passwords.hashed(password), account.user_id),
        )

    def _not_the_last(self, account: Account) -> None:
        admins = [one for one in self.every() if one.role == ADMIN]
        if [one.user_id for one in admins] == [account.user_id]:
            raise Refused(_LAST.format(account.name))

    def _see(self, user_id: int, projects: Iterable[str]) -> None:
        self._store.run("DELETE FROM account_project WHERE user_id = ?", (user_id,))
        for one in projects:
            self._store.run("INSERT INTO account_project VALUES (?, ?)", (user_id, one))

    def _account(self, row: Row) -> Account:
        seen = self._store.rows(
            "SELECT project_id FROM account_project WHERE user_id = ?", (row["user_id"],)
        )
        return Account(
            row["user_id"], row["name"], row["role"], frozenset(one["project_id"] for one in seen),
            bool(row["must_change"]), row["made_at"],
        )  # fmt: skip


def role(text: str) -> str:
    """The role meant by its name or its words. Raises `Refused`."""
    for key, words in ROLES.items():
        if text in {key, words}:
            return key
    raise Refused(f"没有角色“{plain(text)}”：请写 {'、'.join(ROLES.values())} 之一。")


def name_key(name: str) -> str:
    """The name as it is compared: what looks the same is the same."""
    return unicodedata.normalize("NFKC", name).casefold()


def _named(name: str) -> str:
    name = unicodedata.normalize("NFKC", name.strip())
    if not _NAME.fullmatch(name):
        raise Refused("用户名要有 2 到 40 个字：只用汉字、字母、数字和 . _ -。")
    if name.startswith(_TAKEN):
        raise Refused(f"用户名不能以“{'”“'.join(_TAKEN)}”开头：记录里它们另有所指。")
    if re.search(r"\d{7}", name):
        raise Refused("用户名里像是有电话或证件号：它会写进记录，请换一个。")
    return name


def fitting(role: str, projects: Iterable[str]) -> frozenset[str]:
    """The projects, where they go with the role. Raises `Refused`."""
    found = frozenset(projects)
    if role == APPLICANT and not found:
        raise Refused("申报单位要写明能看哪些项目。")
    if role != APPLICANT and found:
        raise Refused(f"{ROLES[role]}看得到全部项目，不用写项目。")
    return found
