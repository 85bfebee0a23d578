"""The plan for a million projects: every number in the document follows from those it names."""

from __future__ import annotations

import ast
import operator
import tomllib
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
PLAN = tomllib.loads((DOCS / "million.toml").read_text("utf-8"))
_DOES = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
         ast.Div: operator.truediv}  # fmt: skip


def worked_out(formula: str, known: dict[str, float]) -> float:
    def value(node: ast.expr) -> float:
        match node:
            case ast.BinOp(left, does, right):
                return _DOES[type(does)](value(left), value(right))
            case ast.Name(name):
                return known[name]
            case ast.Constant(int() | float() as number):
                return number
        raise ValueError(ast.dump(node))

    return value(ast.parse(formula, mode="eval").body)


def results() -> dict[str, float]:
    known = {one["id"]: float(one["value"]) for one in PLAN["given"]}
    for one in PLAN["made"]:
        known[one["id"]] = worked_out(one["formula"], known)
    return known


def shown(value: float) -> str:
    """Three figures that count; more would be pretence."""
    rounded = float(f"{value:.3g}")
    return f"{rounded:,.0f}" if rounded >= 100 else f"{rounded:g}"


def tables() -> tuple[list[str], list[str]]:
    known = results()
    given = [
        f"| `{one['id']}` | {one['what']} | {one['value']:,} {one['unit']} | {one['source']} |"
        if one["value"] >= 1
        else f"| `{one['id']}` | {one['what']} | {one['value']} {one['unit']} | {one['source']} |"
        for one in PLAN["given"]
    ]
    made = [
        f"| {one['what']} | `{one['formula']}` | **{shown(known[one['id']])}** {one['unit']} |"
        for one in PLAN["made"]
    ]
    return given, made


def test_the_document_shows_what_the_arithmetic_gives() -> None:
    text = (DOCS / "million.md").read_text("utf-8")
    given, made = tables()
    assert [row for row in (*given, *made) if row not in text] == []
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == len(given) + len(made) + 2, "a row that nothing works out"


def test_shares_are_a_whole_and_every_number_is_used() -> None:
    known = results()
    assert known["small"] + known["medium"] + known["large"] == 1
    used = " ".join(one["formula"] for one in PLAN["made"])
    assert [one["id"] for one in PLAN["given"] if one["id"] not in used] == []
    assert worked_out("a * (b + 2) / 4", {"a": 6, "b": 4}) == 9
    assert (shown(38_530_000), shown(16.06), shown(0.4627)) == ("38,500,000", "16.1", "0.463")
