"""`说明.txt`: what a pack is and how to check it without this program."""

from __future__ import annotations

import re
from importlib.resources import files

from reports import wording
from reports.evidence import Report
from reports.seal import layout
from reports.visible import one_line

_PLACE = re.compile(r"\{\{ (\w+) \}\}")
_CHECKED = (
    "时间戳由第三方签发，证明 root.txt 在那一刻已经存在：显示“Verification: OK”。\n"
    "   stamp-ca.pem 是签发机构的根证书，请先与该机构公布的比对。\n\n"
    "    $ openssl ts -verify -data root.txt -in stamp.tsr -CAfile stamp-ca.pem"
)
_SIGNED = (
    "证据表-已签名.pdf   申报单位签了名的 PDF（PAdES），开头逐字节就是 data/报告 里那一份：\n"
    "                    用带签名面板的 PDF 阅读器打开来看；签名.sha256 是它的 SHA-256\n"
)
_SHOWN = (
    "时间戳由第三方签发，证明 root.txt 在那一刻已经存在。看它的时间：\n\n"
    "    $ openssl ts -reply -in stamp.tsr -text\n\n"
    "   核对签名要先取得签发机构的根证书（存为 ca.pem），再运行\n"
    "   openssl ts -verify -data root.txt -in stamp.tsr -CAfile ca.pem"
)


def text(
    report: Report, root: str, stamped: str | None, pictures: str, *, attached: bool,
    signed: bool = False, masked: bool = False, chained: bool = False,
) -> str:  # fmt: skip
    """`pictures`: what is said of them; `stamped`: None without a time-stamp, else 'checked' (its
    roots lie in the pack) or 'shown'."""
    words = {
        "sample": f"\n{wording.SAMPLE_NOTICE}\n" if report.project.sample else "",
        "project": one_line(report.project.name, 200),
        "applicant": one_line(report.project.applicant or "未填写", 200),
        "policy": "；".join(one_line(policy.title, 200) for policy in report.policies) or "无",
        "as_of": f"{wording.as_of_date(report.as_of)}{wording.counted_in(report.as_of)}",
        "root": root,
        "sums": layout.SHA256,
        "attached": f"data/附件/          {layout.ATTACHED_WORDS}\n" if attached else "",
        "pictures": pictures,
        "chain": layout.CHAINED_WORDS if chained else layout.UNCHAINED_WORDS,
        "masked": f"姓名：{layout.MASKED_WORDS}\n" if masked else "",
        "signed": _SIGNED if signed else "",
        **_of_stamp(stamped),
    }
    raw = files("reports.seal").joinpath("guide.txt").read_text(encoding="utf-8")
    return _PLACE.sub(lambda found: words[found[1]], raw).rstrip("\n") + "\n"


def _of_stamp(stamped: str | None) -> dict[str, str]:
    if stamped is None:
        said = f"{layout.UNSTAMPED}：没有第三方证明这个包在什么时候已经存在。"
        return {"stamp": layout.UNSTAMPED, "stamp_check": said, "stamp_files": ""}
    return {
        "stamp": f"有，见 {layout.STAMP}（RFC 3161）",
        "stamp_check": _CHECKED if stamped == "checked" else _SHOWN,
        "stamp_files": "stamp.tsr、stamp.tsq    时间戳与它的请求；stamp.sha256 是它们的 SHA-256",
    }
