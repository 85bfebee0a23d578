"""What the domain of an address says of an organisation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.organisations import domains


@pytest.mark.parametrize(
    ("domain", "kind", "registered"),
    [
        ("huawei.com", "organisation", "huawei.com"),
        ("Notes.HUAWEI.com", "organisation", "huawei.com"),
        ("hisilicon.com", "organisation", "huawei.com"),
        ("cs.ox.ac.uk", "organisation", "ox.ac.uk"),
        ("research.acme.com.cn", "organisation", "acme.com.cn"),
        ("pku.edu.cn", "organisation", "pku.edu.cn"),
        ("mail.tsinghua.edu.cn", "organisation", "tsinghua.edu.cn"),
        ("mails.tsinghua.edu.cn", "student", "tsinghua.edu.cn"),
        ("stu.pku.edu.cn", "student", "pku.edu.cn"),
        ("mail.ustc.edu.cn", "student", "ustc.edu.cn"),
        ("u.nus.edu", "student", "nus.edu"),
        ("stu.com", "organisation", "stu.com"),
        ("vip.qq.com", "free_mail", "qq.com"),
        ("foxmail.com", "free_mail", "foxmail.com"),
        ("proton.me", "free_mail", "proton.me"),
        ("apache.org", "members", "apache.org"),
        ("users.sourceforge.net", "members", "sourceforge.net"),
        ("one.github.io", "organisation", "one.github.io"),
        ("users.noreply.github.com", "nobody", None),
        ("user.noreply.gitee.com", "nobody", None),
        ("edu.cn", "nobody", None),
        ("com", "nobody", None),
        ("localhost", "nobody", None),
        ("host.local", "nobody", None),
        ("192.168.0.1", "nobody", None),
        ("13812345678.com", "nobody", None),
        ("<script>.com", "nobody", None),
        ("a b.com", "nobody", None),
    ],
)
def test_kinds_of_domains(domain: str, kind: str, registered: str | None) -> None:
    assert domains.read(domain) == domains.Domain(kind, registered)  # type: ignore[arg-type]


LABEL = st.from_regex(r"[a-z][a-z0-9-]{0,8}[a-z0-9]", fullmatch=True)


@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    found = domains.read(text)
    assert (found.registered is None) == (found.kind == "nobody")


@given(LABEL, st.lists(LABEL, max_size=3), st.sampled_from(["com", "com.cn", "co.uk", "org"]))
def test_hosts_of_a_company_are_one_organisation(name: str, hosts: list[str], end: str) -> None:
    own = f"{name}.{end}"
    whole = domains.read(own)
    if whole.kind == "organisation":
        assert domains.read(".".join([*hosts, own])) == whole
