"""Models, datasets and spaces with their cards, commits and discussions."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time, timedelta
from typing import Any

from collectors.standin.community.dice import Dice
from collectors.standin.community.model import (
    SAMPLE_NOW,
    Comment,
    Discussion,
    HubRepository,
    Person,
)
from collectors.standin.community.people import People
from collectors.standin.community.texts import licence_text, load
from collectors.standin.community.threads import fill
from collectors.standin.git.store import GitStore, Signature

_SPDX = {"apache-2.0": "Apache-2.0", "cc-by-4.0": "CC-BY-4.0"}


def make_hub(spec: dict[str, Any], people: People, seed: str) -> HubRepository:
    """One repository of the Hub from its entry in `sample.toml`."""
    dice = Dice(seed, "hub", spec["id"])
    start = datetime.combine(spec["started"], time(2), UTC)
    team = people.community[:9]
    git = _history(spec, team, start, dice)
    return HubRepository(
        kind=spec["kind"], id=spec["id"], git=git, created=start, modified=git.tip.committer.at,
        hex_id=hashlib.sha256(spec["id"].encode()).hexdigest()[:24],
        likes=spec["likes"], downloads=spec["downloads"], downloads_all_time=spec["all_time"],
        tags=_tags(spec), card=_card(spec), pipeline_tag=spec.get("pipeline_tag"),
        library_name=spec.get("library_name"), sdk=spec.get("sdk"),
        discussions=_discussions(spec, people, start, dice),
    )  # fmt: skip


def _card(spec: dict[str, Any]) -> dict[str, object]:
    wanted = (
        "licence_name", "licence_link", "pipeline_tag", "library_name", "sdk", "base_model",
    )  # fmt: skip
    extra = {k.replace("licence", "license"): spec[k] for k in wanted if k in spec}
    return {"license": spec["licence"], "language": ["zh", "en"], **extra}


def _tags(spec: dict[str, Any]) -> tuple[str, ...]:
    found = [spec.get("library_name"), spec.get("pipeline_tag"), spec.get("sdk")]
    bases = [f"base_model:{spec['base_model']}"] if "base_model" in spec else []
    return (*[t for t in found if t], "zh", "en", f"license:{spec['licence']}", *bases, "region:us")


def _readme(spec: dict[str, Any], turn: int) -> bytes:
    card = _card(spec)
    front = "\n".join(f"{k}: {v}" for k, v in card.items() if k not in ("license", "language"))
    words = {**spec, "front": front, "licence_words": f"License: {spec['licence']}."}
    text: str = load("sources")["card"].lstrip().format(**words)
    return f"{text}\n<!-- {turn} -->\n".encode()


def _history(
    spec: dict[str, Any], team: tuple[Person, ...], start: datetime, dice: Dice
) -> GitStore:
    git = GitStore()
    end = SAMPLE_NOW - timedelta(days=3)
    moments = sorted(dice.moment(start, end, 0.8) for _ in range(spec["commits"] - 1))
    system = Signature("system", "system@huggingface.example", start, 0)
    git.commit({".gitattributes": b"*.safetensors filter=lfs\n"}, system, "initial commit\n")
    for turn, at in enumerate(moments):
        person = dice.pick(team)
        signed = Signature(person.login, f"{person.login}@users.noreply.huggingface.example", at, 0)
        files = _all_files(spec) if turn == 0 else {"README.md": _readme(spec, turn)}
        message = "Upload folder using huggingface_hub" if turn == 0 else "Update README.md"
        git.commit(dict(files), signed, message + "\n")
    return git


def _all_files(spec: dict[str, Any]) -> dict[str, bytes]:
    spdx = _SPDX.get(spec["licence"])
    text = licence_text(spdx) if spdx else load("sources")["model_licence"].lstrip()
    files = {"README.md": _readme(spec, 0), "LICENSE": text.encode()}
    if spec["kind"] == "model":
        files["config.json"] = b'{"model_type": "harbor", "hidden_size": 768}\n'
        files["tokenizer.json"] = b'{"version": "1.0"}\n'
        digest = hashlib.sha256(spec["id"].encode()).hexdigest()
        pointer = (
            f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize 438000000\n"
        )
        files["model.safetensors"] = pointer.encode()
    if spec["kind"] == "dataset":
        files["data/train.jsonl"] = '{"question": "什么是澜图？"}\n'.encode()
    if spec["kind"] == "space":
        files["app.py"] = b"import gradio\n"
    return files


def _discussions(
    spec: dict[str, Any], people: People, start: datetime, dice: Dice
) -> list[Discussion]:
    end = SAMPLE_NOW - timedelta(hours=8)
    moments = sorted(dice.moment(start, end, 0.7) for _ in range(spec["discussions"]))
    return [_discussion(num, at, people, dice, end) for num, at in enumerate(moments, 1)]


def _discussion(num: int, at: datetime, people: People, dice: Dice, end: datetime) -> Discussion:
    words, is_pull = load("words"), dice.chance(0.25)
    author = dice.pick(people.community)
    made = Discussion(num, fill(dice.pick(words["hub_titles"]), dice), author, is_pull, "open", at)
    said, moment = author, at
    for turn in range(dice.pick((1, 2, 2, 3, 5))):
        body = fill(dice.pick(words["issue_bodies" if turn == 0 else "comments"]), dice)
        made.comments.append(Comment(num * 100 + turn, said, body, moment, moment))
        said, moment = dice.pick(people.community), moment + timedelta(hours=dice.randrange(1, 70))
        if moment > end:
            break
    if dice.chance(0.6):
        made.status = "merged" if is_pull and dice.chance(0.7) else "closed"
        made.closed = min(moment + timedelta(hours=1), end)
        made.closed_by = dice.pick(people.community[:9])
    return made
