"""What a pack is made of: names of its files and folders."""

from __future__ import annotations

VERSION = "yuanzheng.pack/1"

REPORTS = "data/报告"
TABLES = "data/数据"
ARCHIVE = "data/存档"
ATTACHED = "data/附件"
PICTURES = "data/截图"
CHAIN = "data/chain.jsonl"
FIGURES = "data/figures.json"
REMOVED = "data/removed.jsonl"
CRATE = "data/ro-crate-metadata.json"

# Keys beside the configuration in `figures.json`. What an engine said that may not be here.
GIVEN = "given.licence_opinion"
# The same of what the applicant declares of people.
GIVEN_PEOPLE = "given.people_declared"
# Joins by the spelling of names that are masked in the pack.
GIVEN_JOINS = "given.masked_join"

BAGIT = "bagit.txt"
BAG_INFO = "bag-info.txt"
PAYLOAD = "manifest-sha256.txt"
TAGS = "tagmanifest-sha256.txt"
ROOT = "root.txt"
GUIDE = "说明.txt"
SHA256 = "校验.sha256"
SM3 = "校验.sm3"

STAMP = "stamp.tsr"
STAMP_REQUEST = "stamp.tsq"
STAMP_CA = "stamp-ca.pem"
STAMP_SUMS = "stamp.sha256"
STAMPS = (STAMP, STAMP_REQUEST, STAMP_CA)

# The PDF of the reports with the applicant's signature behind it.
SIGNED = "证据表-已签名.pdf"
SIGNED_SUMS = "签名.sha256"
# Made with keys of others, different each time: in no list but their own.
APART = (STAMP_SUMS, *STAMPS, SIGNED_SUMS, SIGNED)

# Covered by the tag manifest: what is written before it and is no payload.
TAGGED = (BAG_INFO, BAGIT, PAYLOAD, ROOT, GUIDE)
NEEDED = (*TAGGED, TAGS, SHA256, SM3, FIGURES, REMOVED, CRATE)

ATTACHED_WORDS = "申报单位提供，未经本工具采集"
PICTURED_WORDS = (
    "data/截图/          平台网页的截图：原图与加注的副本；截图.csv 列出网址、时间与散列，\n"
    "                    标明“申报单位提供”的不是本工具截的；pictures.jsonl 内容相同，供程序读"
)
CHAINED_WORDS = (
    "data/chain.jsonl    采集链：每次采集一行，含当时存档文件（原件）的散列与上一行的根散列。\n"
    "                    data/存档 摘自同名的原件，散列与链里的不同：没有换过的记录与原件\n"
    "                    逐字节相同，换过的写着原来的散列（X-Yuanzheng-Original-Digest）。\n"
    "                    请采集的人出示原件，先与链里的散列比对，再在其中找到同编号的记录。\n"
    "                    核对一行：sed -n 1p data/chain.jsonl | jq -jcS 'del(.root)' | sha256sum"
)
UNCHAINED_WORDS = "data/chain.jsonl    没有：这些数据没有采集链"
MASKED_WORDS = (
    "人的账号名与姓名都换成了记号（masked-…），同一个名字处处相同；密钥在采集的人手里，不在包里"
)
UNSTAMPED = "无可信时间戳"


def is_evidence(path: str) -> bool:
    """Whether the evidence root covers the file."""
    folders = tuple(f"{folder}/" for folder in (ARCHIVE, TABLES, ATTACHED, PICTURES))
    return path in {FIGURES, REMOVED, CHAIN} or path.startswith(folders)
