"""What every file in `collectors/lockfiles` must keep: a new one is tested by being there."""

from __future__ import annotations

import string
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lock_samples import OTHERWISE, SAMPLES
from packageurl import PackageURL

from collectors import packages
from collectors.packages import Package, Unusable

KINDS = packages.names()
each = pytest.mark.parametrize("kind", KINDS)
HOSTILE = {
    "nothing": "", "words": "not a lock file at all\n", "page": "<!DOCTYPE html><html>404</html>",
    "list": "[1, 2]", "text": '"x"', "null": "null", "deep JSON": "[" * 100_000,
    "deep objects": '{"packages":' * 100_000, "deep flow": "a: " + "[" * 50_000,
    "deep blocks": "packages:\n" + "".join(f"{' ' * n}a:\n" for n in range(2000)),
    "dashes": "packages:\n  " + "- " * 100_000, "keys of keys": "a" + ".a" * 50_000 + " = 1",
    "aliases": "lockfileVersion: 9\nx: &x [a, a]\npackages: {a: [*x, *x]}\n",
    "entities": '<!DOCTYPE project [<!ENTITY a "aa">]><project>&a;</project>',
    "deep XML": "<project>" + "<a>" * 10_000, "dots": "." * 200_000, "signs": "@" * 200_000,
    "brackets": "(" * 200_000, "hashes": " #" * 100_000, "slashes": "\\\n" * 100_000,
    "right to left": "\u202e{}\u202c", "NUL": "\0" * 100, "half a pair": "\ud800",
    "wrong kinds": '{"lockfileVersion": 3, "_meta": {}, "packages": {"node_modules/a": 5, "b": []},'
    ' "dependencies": {"a": {"b": 7}, "": null}, "default": [1], "develop": {"null": "y"}}',
}  # fmt: skip


def told(found: list[Package]) -> set[str]:
    return {
        one.name + (f"@{one.version}" if one.version else f"~{one.wanted}" if one.wanted else "")
        for one in found
    }


def test_every_kind_has_its_sample() -> None:
    assert set(KINDS) == set(SAMPLES)


@each
def test_names_the_packages_of_its_sample(kind: str) -> None:
    path, text, expected = SAMPLES[kind]
    assert packages.kind(f"some/folder/{path}") == kind
    found, unread = packages.read(kind, text)
    assert (told(found), unread) == (expected, 0)
    reader = packages.load(kind)
    assert {one.ecosystem for one in found} == {reader.ECOSYSTEM}
    if reader.LOCK:
        assert sum(one.version is not None for one in found) >= len(found) - 1


@each
def test_package_urls_are_what_the_library_reads_again(kind: str) -> None:
    for one in packages.read(kind, SAMPLES[kind][1])[0]:
        purl = PackageURL.from_string(one.purl or "")
        assert purl.version == one.version
        assert one.name.replace(":", "/").lower().endswith(purl.name.lower())


@each
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_such_file_is_refused_with_a_word_or_names_nothing(kind: str, text: str) -> None:
    try:
        found, _ = packages.read(kind, text)
    except Unusable as error:
        found, said = [], str(error)
    else:
        said = "读到了"
    assert any("\u4e00" <= c <= "\u9fff" for c in said)
    assert {one.name for one in found} <= {"a", "null"}


@each
def test_cut_anywhere_nothing_is_raised_but_unusable(kind: str) -> None:
    text = SAMPLES[kind][1]
    for end in range(0, len(text), 7):
        try:
            found, _ = packages.read(kind, text[:end])
        except Unusable:
            continue
        assert all(one.name in text[:end].replace("</groupId><artifactId>", ":") for one in found)


@each
@settings(
    max_examples=25, deadline=timedelta(seconds=2),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(data=st.data())
def test_changed_anywhere_nothing_is_raised_but_unusable(kind: str, data: st.DataObject) -> None:
    text = SAMPLES[kind][1]
    at = data.draw(st.integers(0, len(text) - 1))
    put = data.draw(st.text(string.printable + "名\u202e\0", max_size=6))
    try:
        found, _ = packages.read(kind, text[:at] + put + text[at + len(put) :])
    except Unusable:
        return
    assert all(one.purl and one.name.isprintable() for one in found)


@each
def test_too_many_packages_are_refused(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_PACKAGES", 0)
    with pytest.raises(Unusable, match="超过"):
        packages.read(kind, SAMPLES[kind][1])


def test_licences_of_lock_files_that_tell_them() -> None:
    [mono, unit] = packages.read("composer_lock", SAMPLES["composer_lock"][1])[0]
    assert (mono.licence, mono.scope) == ("MIT OR GPL-2.0-only", "runtime")
    assert (unit.licence, unit.scope) == ("BSD-3-Clause", "development")
    old = '{"lockfileVersion": 1, "dependencies": {"a": {"version": "1.0.0", "dev": true,' \
        ' "dependencies": {"b": {"version": "2.0.0"}}}}}'  # fmt: skip
    assert told(packages.read("package_lock", old)[0]) == {"a@1.0.0", "b@2.0.0"}


@pytest.mark.parametrize(("kind", "key", "expected"), [
    ("pnpm_lock", "/@s/a/1.0.0_peer@2", "@s/a@1.0.0"), ("pnpm_lock", "/a@1.0.0(b@2)", "a@1.0.0"),
    ("pnpm_lock", "a@1.0.0-rc.1", "a@1.0.0-rc.1"),
])  # fmt: skip
def test_keys_of_pnpm_of_all_years(kind: str, key: str, expected: str) -> None:
    found, _ = packages.read(kind, f"lockfileVersion: x\npackages:\n  '{key}': {{}}\n")
    assert told(found) == {expected}


def test_what_comes_from_an_address_is_named_or_counted() -> None:
    """Never left out in silence: the file would pass for read in full."""
    text = (
        "-r requirements-base.txt\n-r base.txt\n--requirement deps/more.txt\n-c limits.txt\n"
        "-i https://x/\ngit+https://u:p@x.example/y.git@v1#egg=y\n"
        "-e git+ssh://git@x.example/z.git#egg=z&subdirectory=a\n"
        "https://x.example/some_tool-1.0-py3-none-any.whl#sha256=a\nhttps://x.example/a.zip\n"
        "-e .\n--editable ./own\n./own.whl\nfile:own\nidna==3.7\n"
    )
    found, unread = packages.read("requirements", text)
    assert (told(found), unread) == ({"y", "z", "some_tool@1.0", "idna@3.7"}, 3)
    lock = (
        '{"_meta": {}, "default": {"y": {"editable": true, "git": "https://x.example/y.git"},'
        ' "own": {"editable": true, "path": "."}}, "docs": {"sphinx": {"version": "==7.0"}}}'
    )
    found, unread = packages.read("pipfile_lock", lock)
    assert (told(found), unread) == ({"y", "sphinx@7.0"}, 0)


def test_the_younger_yarn() -> None:
    text = (
        '__metadata:\n  version: 8\n\n"ms@npm:^2.1.1":\n  version: 2.1.3\n'
        '  resolution: "ms@npm:2.1.3"\n\n"app@workspace:.":\n  version: 0.0.0-use.local\n'
    )
    assert told(packages.read("yarn_lock", text)[0]) == {"ms@2.1.3"}


@pytest.mark.parametrize(("kind", "text", "expected"), OTHERWISE)
def test_what_is_installed_is_named_and_the_projects_own_is_not(
    kind: str, text: str, expected: set[str]
) -> None:
    """Not the alias it hides behind, not once for each machine, not what a fork replaces."""
    found, unread = packages.read(kind, text)
    assert (told(found), unread, len(found)) == (expected, 0, len(expected))


def test_names_that_could_be_written_in_any_way_are_left_out_and_counted() -> None:
    text = (
        '{"lockfileVersion": 3, "packages": {"node_modules/\\u202ea": {"version": "1"},'
        ' "node_modules/b": {"version": "' + "1" * 400 + '"}, "node_modules/c": {"version": "1"}}}'
    )
    found, unread = packages.read("package_lock", text)
    assert (told(found), unread) == ({"c@1"}, 2)


def test_extras_of_the_project_itself_are_nobody_elses() -> None:
    text = (
        '[project]\nname = "My.Tool"\ndependencies = ["idna"]\n[project.optional-dependencies]\n'
        'docs = ["sphinx"]\nall = ["my-tool[docs]"]\n[dependency-groups]\ndev = ["my_tool[all]"]\n'
    )
    found, unread = packages.read("pyproject", text)
    assert ([one.name for one in found], unread) == (["idna", "sphinx"], 0)


@pytest.mark.parametrize(
    ("flags", "scope"),
    [
        ('"devOptional": true', "optional"), ('"dev": true, "optional": true', "development"),
        ('"dev": true', "development"), ('"optional": true', "optional"),
    ],
)  # fmt: skip
def test_what_npm_installs_for_others_too_is_not_for_development_only(
    flags: str, scope: str
) -> None:
    """npm: devOptional is both a dev and an optional dependency of a non-dev one."""
    places = f'{{"node_modules/fsevents": {{"version": "2.3.3", {flags}}}}}'
    [one], _ = packages.read("package_lock", f'{{"lockfileVersion": 3, "packages": {places}}}')
    assert one.scope == scope
