"""Computed fields: a formula over a record's own fields, evaluated by simpleeval, never by `eval`.

Only names, numbers, texts, arithmetic, comparisons, `a if b else c` and the functions below can be said. There are no
attributes, loops or powers, so that a formula costs no more than it is long and reaches nothing but its record.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, DecimalException
from functools import lru_cache
from typing import Any

from simpleeval import InvalidExpression, SimpleEval

from models.wording import N_, Message

LONGEST = 300
DEEPEST = 30
_NODES = (
    ast.Expression, ast.Expr, ast.Name, ast.Load, ast.Constant, ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp,
    ast.And, ast.Or, ast.IfExp, ast.Call, ast.operator, ast.unaryop, ast.cmpop,
)  # fmt: skip


class FormulaError(ValueError):
    """A formula that cannot be used; `message` says why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


def _times(left: Any, right: Any) -> Any:
    if isinstance(left, str) or isinstance(right, str):
        raise TypeError("a text cannot be multiplied")
    return left * right


_OPERATORS: dict[type[ast.AST], Any] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: _times, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Eq: operator.eq, ast.NotEq: operator.ne,
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Not: operator.not_,
    ast.USub: operator.neg, ast.UAdd: operator.pos,
}  # fmt: skip


def _days(first: date, last: date) -> int:
    return (last - first).days


def _months(first: date, last: date) -> int:
    whole = (last.year - first.year) * 12 + last.month - first.month
    return whole - (last.day < first.day)


def _years(first: date, last: date) -> int:
    return _months(first, last) // 12


def _after(start: date, days: int) -> date:
    return start + timedelta(days=int(days))


def _count(values: Any) -> int:
    return len(values) if isinstance(values, list) else int(values is not None)


def _numbers(rows: Any, key: str | None) -> list[Any]:
    values = [row.get(key) if isinstance(row, Mapping) else row for row in rows or ()]
    return [value for value in values if isinstance(value, (int, Decimal)) and not isinstance(value, bool)]


def _sum(rows: Any, key: str | None = None) -> Any:
    return sum(_numbers(rows, key), 0)


def _round(value: Any, places: int = 0) -> Any:
    return round(Decimal(value), int(places))


FUNCTIONS: Mapping[str, Any] = {
    "days": _days, "months": _months, "years": _years, "after": _after, "year": lambda day: day.year,
    "count": _count, "sum": _sum, "round": _round, "min": min, "max": max,
    "empty": lambda value: value in (None, "", []),
}  # fmt: skip


class _Evaluator(SimpleEval):
    """simpleeval with exact decimals, and with no more operators and nodes than are listed above."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        super().__init__(operators=_OPERATORS, functions=dict(FUNCTIONS), names=dict(names))
        self.nodes[ast.Constant] = self._constant

    @staticmethod
    def _constant(node: ast.Constant) -> Any:
        return Decimal(str(node.value)) if isinstance(node.value, float) else node.value


@lru_cache(maxsize=2_000)
def names_in(formula: str) -> frozenset[str]:
    """The fields that a formula reads. Raises FormulaError for what is no formula."""
    tree = _parsed(formula)
    calls = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in calls)


@lru_cache(maxsize=2_000)
def _parsed(formula: str) -> ast.AST:
    if len(formula) > LONGEST:
        raise FormulaError(Message(N_("A formula has at most %(count)s characters."), count=LONGEST))
    try:
        tree = ast.parse(formula.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError(Message(N_("This formula cannot be read. Write it as jam_per_minggu * 4."))) from None
    _check(tree, 0)
    return tree.body


def _check(node: ast.AST, depth: int) -> None:
    if depth > DEEPEST:
        raise FormulaError(Message(N_("This formula is nested too deeply.")))
    if not isinstance(node, _NODES) or (
        isinstance(node, ast.operator | ast.unaryop | ast.cmpop) and (type(node) not in _OPERATORS)
    ):
        raise FormulaError(Message(N_("A formula has fields, numbers, + - * /, comparisons and the functions below.")))
    if isinstance(node, ast.Call) and not _is_known(node):
        known = ", ".join(FUNCTIONS)
        raise FormulaError(Message(N_("There is no such function. There are: %(known)s."), known=known))
    if isinstance(node, ast.Constant) and not isinstance(node.value, (int, float, str, bool, type(None))):
        raise FormulaError(Message(N_("This formula cannot be read. Write it as jam_per_minggu * 4.")))
    for child in ast.iter_child_nodes(node):
        _check(child, depth + 1)


def _is_known(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in FUNCTIONS and not call.keywords


def compute(formula: str, values: Mapping[str, Any]) -> Any:
    """The formula's value; None where a field it needs is empty or the values do not allow it (a division by zero)."""
    tree = _parsed(formula)
    try:
        return _Evaluator(values).eval(formula, previously_parsed=tree)
    except (InvalidExpression, ArithmeticError, DecimalException, TypeError, ValueError, AttributeError, KeyError):
        return None
