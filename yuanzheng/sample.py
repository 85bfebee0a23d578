"""The demonstration: the real collectors, against stand-in platforms on this machine."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from collectors.results import ProjectSources
from collectors.settings import CollectorSettings
from collectors.targets import parse
from warehouse.settings import WarehouseSettings
from yuanzheng import clock, interrupt, projects, stages, work
from yuanzheng.config import Settings
from yuanzheng.failures import Refused
from yuanzheng.telling import told
from yuanzheng.voice import Voice

if TYPE_CHECKING:
    from collectors.standin import SampleProject

MARK = "示例数据.txt"
_WORDS = """本文件夹由 yuanzheng demo 生成，里面全部是示例数据，不是任何真实项目的数据。
data/      数据仓库和平台的原始回答
evidence/  证据表，用浏览器打开其中的网页
"""


def demonstrate(out: Path, voice: Voice) -> int:
    """Returns the exit code. Raises `Refused` for a folder that holds something else."""
    began = time.monotonic()
    _claim(out)
    voice.say("正在启动本机上的模拟平台，生成示例社区…")
    from collectors.standin import serve

    with serve() as platforms, interrupt.watched() as asked:
        job = _job(out, _with_a_token(settings_for(platforms.proxy)))
        outcome = work.done(job, voice, asked.stop)
    code = told(voice, outcome)
    voice.say(f"\n以上全部是示例数据，放在 {out}，用时 {time.monotonic() - began:.0f} 秒。")
    if code == 0:
        voice.say("下一步看自己的项目：yuanzheng run 网址")
    return code


def settings_for(proxy: str) -> CollectorSettings:
    """Settings that reach the stand-in's hosts, and send them no token of this machine."""
    none = "YUANZHENG_DEMO_HAS_NO_TOKEN"
    hub = "http://huggingface.example"
    return CollectorSettings.model_validate({
        "proxy": proxy,
        "github": {
            "api": "http://api.github.example", "web": "http://github.example", "token_env": none,
            "per_minute": 0,
        },
        "gitee": {
            "api": "http://gitee.example/api/v5", "web": "http://gitee.example", "token_env": none,
            "per_minute": 0,
        },
        "gitcode": {
            "api": "http://api.gitcode.example/api/v5", "web": "http://gitcode.example",
            "token_env": none,
            "per_minute": 0,
        },
        "huggingface": {"api": hub, "web": hub, "token_env": none},
    })  # fmt: skip


def _with_a_token(settings: CollectorSettings) -> CollectorSettings:
    """What GitHub shows to tokens only is part of the demonstration."""
    from collectors.standin import STANDIN_TOKEN

    name = "YUANZHENG_DEMO_TOKEN"
    os.environ[name] = STANDIN_TOKEN
    own = settings.platform("github").model_copy(update={"token_env": (name,)})
    return settings.model_copy(update={"github": own})


def _job(out: Path, settings: CollectorSettings) -> stages.Job:
    from collectors.standin import SAMPLE_NOW, SAMPLE_PROJECTS

    sources = tuple(_sources(project, settings) for project in SAMPLE_PROJECTS)
    places = WarehouseSettings(folder=out / "data")
    return stages.Job(
        Settings(collectors=settings, warehouse=places), lambda: SAMPLE_NOW, out / "evidence",
        sources, tuple(source.project_id for source in sources),
        as_of=clock.end_of_day(SAMPLE_NOW.astimezone(clock.BEIJING).date()),
        collects=True, scores=True, reports=True, command="demo",
    )  # fmt: skip


def _sources(project: SampleProject, settings: CollectorSettings) -> ProjectSources:
    targets = tuple(parse(url, settings) for url in project.urls)
    key = projects.identifier(project.name)
    return ProjectSources(
        key, project.name, project.applicant, project.policies, targets, sample=True
    )


def _claim(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise Refused(f"{out} 是一个文件：请用 --out 换一个文件夹。")
    if out.exists() and any(out.iterdir()) and not (out / MARK).is_file():
        raise Refused(
            f"文件夹 {out} 里已有别的东西，没有动它：请用 --out 换一个空的或新的文件夹，"
            "以免示例数据与真实数据混在一起。"
        )
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text(_WORDS, encoding="utf-8")
