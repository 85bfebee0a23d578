"""Looks at everything in turn and says what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

from collectors.settings import CollectorSettings
from yuanzheng import failures
from yuanzheng.checks import asking, gitee, github, huggingface, machine, standing
from yuanzheng.checks.standing import Standing
from yuanzheng.config import Config, find, load
from yuanzheng.voice import Voice

Sentence = tuple[bool, str]
_LOOKS: dict[str, tuple[str, Callable[[CollectorSettings], Standing]]] = {
    "github": ("GitHub", github.look),
    "gitee": ("Gitee", gitee.look),
    "huggingface": ("Hugging Face", huggingface.look),
}


def inspect(given: Path | None, voice: Voice) -> int:
    """Returns 0 when all is well, 3 when something is not. Raises `Refused` for a bad file."""
    config = load(find(given))
    settings = config.settings
    told = [_say(voice, "配置", _config(config))]
    seen = []
    for platform in _asked(config):
        name, look = _LOOKS[platform]
        found = look(settings.collectors)
        seen.append(found)
        told.append(_say(voice, name, standing.sentences(found)))
    told.append(_say(voice, "本机", machine.sentences(settings.warehouse)))
    problems = [f"{topic}：{words}" for topic, said in told for well, words in said if not well]
    code = failures.PARTIAL if problems else failures.COMPLETE
    return voice.end(
        code, problems=problems, platforms=[{**asdict(s), "well": s.well} for s in seen],
        checks=[{"topic": t, "ok": ok, "words": w} for t, said in told for ok, w in said],
        free_bytes=machine.free_bytes(settings.warehouse.folder), git=machine.git_version(),
    )  # fmt: skip


def _say(voice: Voice, topic: str, sentences: Iterable[Sentence]) -> tuple[str, list[Sentence]]:
    said = list(sentences)
    voice.say(topic)
    for well, words in said:
        (voice.say if well else voice.warn)(f"  {'✓' if well else '✗'} {words}")
    return topic, said


def _config(config: Config) -> list[Sentence]:
    if config.path is None:
        return [(True, "没有配置文件，按默认设置；要建一份：yuanzheng init 网址")]
    count = sum(len(project.targets) for project in config.projects)
    return [(True, f"{config.path} 读得懂：{len(config.projects)} 个项目，{count} 个来源")]


def _asked(config: Config) -> list[str]:
    """Platforms the projects live on, and those a token is there for; all when there are none."""
    used = {target.platform for project in config.projects for target in project.targets}
    if not config.projects:
        used = set(_LOOKS)
    places = config.settings.collectors
    tokens = {name for name in _LOOKS if asking.token(places.platform(name))}
    return [name for name in _LOOKS if name in used | tokens]
