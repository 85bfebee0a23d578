"""The documents say what is true: commands exist, links lead somewhere, both READMEs agree."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
READMES = [ROOT / "README.md", ROOT / "README.en.md"]
MAIN, TESTS = "python3 -m pip install uv && uv run yuanzheng demo", "uv run pytest"


def blocks(path: Path) -> list[list[str]]:
    found = re.findall(r"```sh\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
    return [[line.split("#")[0].strip() for line in block.splitlines()] for block in found]


@pytest.mark.parametrize("path", READMES, ids=lambda p: p.name)
def test_the_readme_opens_with_the_two_commands(path: Path) -> None:
    assert blocks(path)[0] == [MAIN, TESTS]
    before = path.read_text(encoding="utf-8").split("```sh")[0].strip().splitlines()
    assert len(before) == 1, "nothing but the title stands before them"


def test_ci_runs_the_readme_s_test_command() -> None:
    lines = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert TESTS in lines


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def commands() -> dict[str, set[str]]:
    """Command → its options, as the program knows them."""
    from yuanzheng.cli import root

    found = {}
    for name, command in root.commands.items():
        found[name] = {o for p in command.params for o in [*p.opts, *p.secondary_opts]}
    return found


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_commands_in_the_documents_exist(path: Path) -> None:
    known = commands()
    text = path.read_text(encoding="utf-8")
    for line in re.findall(r"(?:uv run )?yuanzheng ([a-z]+[^`\n]*)", text):
        words = shlex.split(line.split("#")[0].replace("…", ""), posix=False)
        if words[0] not in known:
            assert not line.startswith(words[0] + " --"), f"{path.name}: yuanzheng {line}"
            continue
        for word in words[1:]:
            if re.fullmatch(r"--[a-z-]+", word):
                assert word in known[words[0]] | {"--help"}, f"{path.name}: yuanzheng {line}"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "yuanzheng/web/templates").glob("*.j2")), ids=lambda p: p.name
)
def test_commands_on_the_pages_take_what_stands_behind_them(path: Path) -> None:
    import click

    from yuanzheng.cli import root

    text = path.read_text(encoding="utf-8")
    for name, word in re.findall(r"yuanzheng ([a-z]+) (项目|网址|路径|证据包)", text):
        takes = [p for p in root.commands[name].params if isinstance(p, click.Argument)]
        assert takes, f"yuanzheng {name} {word}"


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_addresses_to_be_fetched_are_sent_as_they_stand(path: Path) -> None:
    """curl encodes what is foreign in a path, and nothing in a query: the server answers 400."""
    for line in re.findall(r"^curl [^\n]*", path.read_text(encoding="utf-8"), re.M):
        assert re.search(r"\?[^' ]*[^\x00-\x7f]", line) is None, line


def test_both_readmes_say_the_same_commands() -> None:
    chinese, english = ([c for b in blocks(p) for c in b] for p in READMES)
    plain = [
        [re.sub(r"[^\x00-\x7f]|you|project\b|PATH", "", c) for c in r] for r in (chinese, english)
    ]
    assert plain[0] == plain[1]


def test_no_document_names_the_machine_it_was_written_on() -> None:
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        for place in (Path.home(), ROOT):
            assert f"{place}/" not in text, path.name
