"""A visitor: who, in which role, with which projects."""

from __future__ import annotations

from dataclasses import dataclass

ADMIN, REVIEWER, APPLICANT, SHARED, ANYONE = "admin", "reviewer", "applicant", "shared", "anyone"
TITLES = {
    ADMIN: "管理员",
    REVIEWER: "评审",
    APPLICANT: "申报单位",
    SHARED: "分享链接",
    ANYONE: "未登录",
}
"""Every role, with the words for it; `anyone` needs no log-in."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """`projects`: what may be seen, None for all. `comparison`: the saved comparison a share link
    opens. `key`: what the tokens of this visitor's forms are made from; never shown. `must_change`:
    first of all the password, which somebody else made. `programs`: a token for programs, which
    has no key: it reads and never changes."""

    user_id: int | None
    name: str
    role: str
    projects: frozenset[str] | None = None
    comparison: str | None = None
    key: str = ""
    must_change: bool = False
    programs: bool = False

    def sees(self, project_id: str) -> bool:
        return self.projects is None or project_id in self.projects

    @property
    def title(self) -> str:
        return TITLES[self.role]

    @property
    def known(self) -> bool:
        return self.role != ANYONE


def nobody(key: str = "") -> Visitor:
    """Somebody who has not logged in."""
    return Visitor(None, TITLES[ANYONE], ANYONE, frozenset(), key=key)


def local_admin(key: str) -> Visitor:
    """Whoever sits at this machine, while it serves no other and nobody was given an account."""
    return Visitor(None, "本机", ADMIN, key=key)
