"""All paths of a tree in the order git lists them, for programs that read one folder at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from collectors.gitvalues import FOLDER, MOST_PATHS, Entry, endless

Folder = list[tuple[bytes, int, bytes]]
# Deeper than any folder made by people: a path costs its length each time it is made.
_DEEPEST = 500


def found(
    folder: Callable[[bytes], Folder], root: bytes, wanted: Callable[[Entry], bool]
) -> list[Entry]:
    """What `Repository.found` tells; `folder` lists a tree by its id. Raises `TooLarge`."""
    kept, numbers = list[Entry](), 0
    # One iterator for each folder that is open: a list of all that wait could have no end.
    waiting: list[Iterator[tuple[bytes, int, bytes]]] = [_inside(folder, root, b"")]
    while waiting:
        listed = next(waiting[-1], None)
        if listed is None:
            waiting.pop()
            continue
        numbers += 1
        if numbers > MOST_PATHS or len(waiting) > _DEEPEST:
            raise endless()
        path, mode, sha = listed
        entry = Entry(path.decode("utf-8", "replace"), f"{mode:06o}", sha.decode())
        if entry.mode == FOLDER:
            waiting.append(_inside(folder, sha, path + b"/"))
        elif wanted(entry):
            kept.append(entry)
    return kept


def _inside(
    folder: Callable[[bytes], Folder], sha: bytes, above: bytes
) -> Iterator[tuple[bytes, int, bytes]]:
    return iter([(above + name, mode, inner) for name, mode, inner in folder(sha)])
