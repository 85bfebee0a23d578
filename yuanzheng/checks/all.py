"""Looks at everything in turn and says what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path

from collectors.settings import CollectorSettings
from collectors.targets import trouble
from scoring.facts.rules import SAME, UNREAD
from scoring.facts.together import AMOUNTS
from scoring.facts.values import Given
from yuanzheng import failures
from yuanzheng.checks import asking, machine, safeguards, standing
from yuanzheng.checks.standing import Standing
from yuanzheng.config import Config, find, load, stated
from yuanzheng.projects import owners_meant
from yuanzheng.voice import Voice

Sentence = tuple[bool, str]
_TITLES = {
    "github": "GitHub",
    "gitee": "Gitee",
    "gitcode": "GitCode",
    "huggingface": "Hugging Face",
}


def _looks() -> dict[str, Callable[[CollectorSettings], Standing]]:
    """Loaded when the platforms are asked, after all else was said."""
    from yuanzheng.checks import github, huggingface, v5

    return {
        "github": github.look,
        "gitee": partial(v5.look, "gitee"),
        "gitcode": partial(v5.look, "gitcode"),
        "huggingface": huggingface.look,
    }


def inspect(given: Path | None, voice: Voice) -> int:
    """Returns 0 when all is well, 3 when something is not. Raises `Refused` for a bad file."""
    config = load(find(given))
    settings = config.settings
    told = [_say(voice, "配置", _config(config))]
    if any(one.facts for one in settings.project):
        told.append(_say(voice, "申报事实", _facts(stated(config))))
    if any(config.people.values()):
        told.append(_say(voice, "人员声明", _people(config)))
    seen = []
    for platform in _asked(config):
        for one in asking.each_token(platform, settings.collectors):
            found = _looked(platform, one)
            seen.append(found)
            told.append(_say(voice, _TITLES[platform], standing.sentences(found)))
    told.append(_say(voice, "本机", machine.sentences(settings.warehouse)))
    if config.path is not None:
        told.append(_say(voice, "通知与备份", safeguards.sentences(config)))
    problems = [f"{topic}：{words}" for topic, said in told for well, words in said if not well]
    code = failures.PARTIAL if problems else failures.COMPLETE
    return voice.end(
        code, problems=problems, platforms=[{**asdict(s), "well": s.well} for s in seen],
        checks=[{"topic": t, "ok": ok, "words": w} for t, said in told for ok, w in said],
        free_bytes=machine.free_bytes(settings.warehouse.folder), git=machine.git_version(),
    )  # fmt: skip


def _looked(platform: str, settings: CollectorSettings) -> Standing:
    try:
        return _looks()[platform](settings)
    except Exception:  # noqa: BLE001 - what a library makes of an odd answer is its own
        return asking.baffled(platform, settings.platform(platform))


def _say(voice: Voice, topic: str, sentences: Iterable[Sentence]) -> tuple[str, list[Sentence]]:
    said = list(sentences)
    voice.say(topic)
    for well, words in said:
        (voice.say if well else voice.warn)(f"  {'✓' if well else '✗'} {words}")
    return topic, said


def _config(config: Config) -> list[Sentence]:
    if config.path is None:
        return [(True, "没有配置文件，按默认设置；要建一份：yuanzheng init 网址")]
    targets = [target for project in config.projects for target in project.targets]
    words = f"{config.path} 读得懂：{len(config.projects)} 个项目，{len(targets)} 个来源"
    paths = (Path(target.url) for target in targets if "://" not in target.url)
    missing = filter(None, map(trouble, paths))
    owners = ((True, words) for words in owners_meant(config.projects))
    return [(True, words), *owners, *((False, words) for words in (*config.problems, *missing))]


def _facts(config: Config) -> Iterator[Sentence]:
    """Of each applicant's file what is wrong in it, or how much it states."""
    for project in config.projects:
        if (given := config.settings.scoring.facts.get(project.project_id)) is not None:
            wrong = config.wrong.get(project.project_id, ())
            yield from ((False, words) for words in wrong)
            if not wrong:
                yield True, f"项目“{project.name}”：{_filled(given)}，没有发现写错的"


def _people(config: Config) -> Iterator[Sentence]:
    """Of each people.toml what is wrong in it; nothing wrong is said too."""
    # Only here: what reads it takes 30 ms to load.
    from yuanzheng import people_file

    for project in config.projects:
        if path := config.people.get(project.project_id):
            _, wrong = people_file.read(path)
            yield from ((False, f"项目“{project.name}”：{words}") for words in wrong)
            if not wrong:
                yield True, f"项目“{project.name}”：{path.name} 没有发现写错的"


def _filled(given: Mapping[str, Given]) -> str:
    own = [name for name in given if name not in {SAME, UNREAD, AMOUNTS}]
    return f"填了 {len(own)} 项" if own else "还没有填"


def _asked(config: Config) -> list[str]:
    """Platforms the projects live on, and those a token is there for; all when there are none."""
    used = {target.platform for project in config.projects for target in project.targets}
    if not config.projects:
        used = set(_TITLES)
    places = config.settings.collectors
    held = {name for name in _TITLES if asking.held(places.platform(name))}
    return [name for name in _TITLES if name in used | held]
