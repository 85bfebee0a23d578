"""The stand-in shares no code with the clients it answers."""

from __future__ import annotations

import ast


def test_it_imports_nothing_of_the_project(root):
    rooms = ("collectors", "scoring", "reports", "warehouse", "yuanzheng")
    found = set()
    for path in (root / "collectors" / "standin").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0
                names = [node.module or ""]
            found |= {name for name in names if name.partition(".")[0] in rooms}
    assert found
    assert all(name.startswith("collectors.standin") for name in found)
