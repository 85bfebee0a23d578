"""Which files a commit touches and what they then contain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from collectors.standin.community.dice import Dice
from collectors.standin.community.texts import licence_text, load

_AREAS = ("core", "index", "serve", "io", "cli", "plugins")


@dataclass(slots=True)
class Shelf:
    """The files of one repository as last written; `turn` makes every writing a new one."""

    name: str
    contents: dict[str, bytes] = field(default_factory=dict)
    turn: int = 1
    before: dict[str, bytes | None] = field(default_factory=dict)

    def change(self, kind: str, dice: Dice) -> dict[str, bytes]:
        """One to three files of a kind with new contents."""
        paths = {_PATHS[kind](self.name, dice) for _ in range(dice.pick((1, 1, 1, 2, 3)))}
        if kind == "space":
            return self._blank_lines(dice)
        return {path: self._render(kind, path, dice) for path in sorted(paths)}

    def put(self, changes: Mapping[str, bytes | None]) -> dict[str, bytes | None]:
        """Takes the changes in; `before` then undoes them."""
        self.before = {path: self.contents.get(path) for path in changes}
        self.contents.update({path: data for path, data in changes.items() if data is not None})
        for path in [path for path, data in changes.items() if data is None]:
            del self.contents[path]
        return dict(changes)

    def _render(self, kind: str, path: str, dice: Dice) -> bytes:
        self.turn += 1
        words, sources = load("words"), load("sources")
        locked = _LOCKS.get(path.rpartition("/")[2], kind)
        template: str = sources[_TEMPLATES.get(kind, locked)].lstrip("\n")
        part = dice.pick(words["parts"])
        text = template.format(part=part, number=self.turn, name=self.name.replace("-", "_"))
        return text.encode()

    def _blank_lines(self, dice: Dice) -> dict[str, bytes]:
        code = sorted(p for p in self.contents if p.endswith(".py"))
        path = dice.pick(code)
        return {path: self.contents[path] + b"\n"}


def first_files(spec: dict[str, Any], owner: str, mailmap: str) -> dict[str, bytes]:
    """What the first commit of a repository brings."""
    sources, name = load("sources"), spec["name"]
    words = {
        "name": name, "title": spec["title"], "description": spec["description"], "owner": owner,
        "licence": _declared(spec), "licence_words": _words(_declared(spec)),
    }  # fmt: skip
    files = {
        "LICENSE": licence_file(spec, owner),
        "README.md": sources["readme"].lstrip().format(**words).encode(),
        "pyproject.toml": sources["manifest"].lstrip().format(**words).encode(),
        f"{name.replace('-', '_')}/__init__.py": b'"""First version."""\n',
        ".gitignore": b"__pycache__/\nbuild/\n",
        "CONTRIBUTING.md": sources["contributing"].lstrip().encode(),
    }
    if "go" in spec["kinds"]:
        files["go.mod"] = sources["go_module"].lstrip().format(**words).encode()
    if "vendored" in spec["kinds"]:
        files["third_party/fmt/LICENSE"] = _mit("Victor Z.")
    if spec.get("notice"):
        files["NOTICE"] = sources["notice"].lstrip().format(**words).encode()
    if mailmap:
        files[".mailmap"] = mailmap.encode()
    return files


def licence_file(spec: dict[str, Any], owner: str) -> bytes:
    """The full text with the holder filled in; with a rider where the spec asks for one."""
    declared = _declared(spec)
    text = _mit(owner).decode() if declared == "MIT" else licence_text(declared)
    return (text + (load("sources")["rider"] if spec.get("rider") else "")).encode()


def _mit(holder: str) -> bytes:
    text = licence_text("MIT").replace("<year>", "2024")
    return text.replace("<copyright holders>", holder).encode()


def _declared(spec: dict[str, Any]) -> str:
    declared: str = spec.get("licence_file", spec["licence"])
    return declared


def _words(spdx_id: str) -> str:
    names = {
        "Apache-2.0": "Apache License 2.0",
        "MulanPSL-2.0": "木兰宽松许可证，第2版（MulanPSL-2.0）",
    }
    return f"本项目采用 {names.get(spdx_id, spdx_id)} 开源。Released under {spdx_id}."


def _numbered(folder: str, stem: str, suffix: str, count: int) -> Callable[[str, Dice], str]:
    return lambda name, dice: f"{folder}{stem}{dice.randrange(count)}{suffix}"


def _python(name: str, dice: Dice) -> str:
    return f"{name.replace('-', '_')}/{dice.pick(_AREAS)}/part{dice.randrange(14)}.py"


_TEMPLATES = {"docs": "markdown", "space": "python"}
_LOCKS = {"poetry.lock": "poetry", "package-lock.json": "npm"}
_PATHS: dict[str, Callable[[str, Dice], str]] = {
    "python": _python,
    "space": _python,
    "cpp": _numbered("csrc/", "kernel", ".cpp", 18),
    "go": _numbered("controllers/", "controller", ".go", 22),
    "docs": lambda name, dice: f"docs/{dice.pick(('zh', 'en'))}/page{dice.randrange(30)}.md",
    "test": _numbered("tests/", "test_part", ".py", 25),
    "lock": lambda name, dice: dice.pick(("uv.lock", "poetry.lock", "console/package-lock.json")),
    "generated": _numbered("proto/", "service", "_pb2.py", 6),
    "vendored": _numbered("third_party/fmt/", "format", ".h", 4),
    "workflow": _numbered(".github/workflows/", "ci", ".yml", 3),
    "yaml": _numbered("deploy/", "config", ".yaml", 8),
}
