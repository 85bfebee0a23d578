"""The command `summary`: writes the table, says what is missing and what to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reports import filenames, placing
from reports.forms.model import BLANK, Text
from reports.forms.model import Form as Made
from scoring.policy_files import load as load_policy
from scoring.policy_forms import Form
from yuanzheng import failures, named_policies
from yuanzheng.config import find, load
from yuanzheng.folders import rooted
from yuanzheng.forms.registers import Row, grid
from yuanzheng.forms.run import FOLDER
from yuanzheng.forms.source import Source
from yuanzheng.summary.checks import missing, remarks
from yuanzheng.summary.entries import Entry, entries, form_of
from yuanzheng.voice import Voice

_NOTICE = (
    "由源证按各申报单位填报的事实汇总；{blank}处由申报单位补写，【核对】处由汇总单位核对后删去。"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A command line as typed."""

    projects: tuple[str, ...]
    policy: str | None
    out: Path | None
    config: Path | None


def tell(asked: Asked, voice: Voice) -> int:
    """Returns the exit code: 3 where the facts of an applicant could not be taken.

    Raises `Refused` where there is nothing to write.
    """
    policy = load_policy(named_policies.checked(asked.policy, "写哪一个政策的汇总表"))
    form = form_of(policy)
    config = load(find(asked.config))
    found = entries(config, policy, asked.projects)
    told = [remarks(found, at, form) for at in range(len(found))]
    evidence = rooted(config.home, config.settings.reports.out, "[reports] 的键 out")
    voice.say("正在出汇总表…")
    paths = _put(_made(form, found, told), asked.out or evidence / FOLDER)
    for path in paths:
        voice.say(f"汇总表：{path}")
    rows = [_row(number, one, form, told[number - 1]) for number, one in enumerate(found, 1)]
    _say(found, rows, voice)
    bad = any(one.problems for one in found)
    code = failures.PARTIAL if bad else failures.COMPLETE
    return voice.end(code, forms=[str(path) for path in paths], rows=rows)


def _made(form: Form, found: Sequence[Entry], told: Sequence[tuple[str, ...]]) -> Made:
    rows = [
        Row(Source(one.policy, one.stated, None), words)
        for one, words in zip(found, told, strict=True)
    ]
    opening = tuple(Text(line, indented=False) for line in form.opening)
    return Made(
        form.form_id, form.title, (*opening, grid(form, rows)), landscape=True, workbook=True,
        heading=form.heading or "", notice=_NOTICE.format(blank=BLANK),
    )  # fmt: skip


def _put(made: Made, folder: Path) -> list[Path]:
    from reports.forms import word, workbook

    files = {"docx": word.written, "xlsx": workbook.written}
    names = {kind: f"{filenames.safe(made.title)}.{kind}" for kind in files}
    with placing.filling(folder) as part:
        for kind, written in files.items():
            (part / names[kind]).write_bytes(written(made))
    return [folder / name for name in names.values()]


def _row(number: int, one: Entry, form: Form, told: Sequence[str]) -> dict[str, object]:
    return {
        "number": number, "project": one.name, "policy_id": one.policy.policy_id,
        "missing": list(missing(one, form)), "remarks": list(told), "problems": list(one.problems),
    }  # fmt: skip


def _say(found: Sequence[Entry], rows: Sequence[dict[str, object]], voice: Voice) -> None:
    """What is wrong with the facts is an error and always said; the rest is for who reads along."""
    for number, (one, row) in enumerate(zip(found, rows, strict=True), 1):
        where = f"序号 {number} “{one.name}”"
        for problem in one.problems:
            voice.warn(f"{where}：{problem}")
        titles = row["missing"]
        if isinstance(titles, list) and titles and not one.problems:
            voice.say(f"{where}还没有填：{'、'.join(titles)}。")
        for words in row["remarks"] if isinstance(row["remarks"], list) else ():
            voice.say(f"{where}{words}。")
