"""Marked texts of a Python file, read from its syntax: Babel's own reader loses those in f-strings and nested calls."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

Found = tuple[int, str, "str | tuple[str | None, ...] | None", list[str]]


def python_texts(file: IO[bytes], keywords: Mapping[str, Any], tags: Collection[str], options: Any) -> Iterator[Found]:
    """The literal arguments of every call of a keyword, as Babel wants them; other arguments are None."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in keywords and node.args:
            texts = tuple(_text(each) for each in node.args)
            yield node.lineno, node.func.id, texts if len(texts) > 1 else texts[0], []


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
