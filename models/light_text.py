"""Notes as they are typed: plain text with bold, italics and lists (light Markdown), for a page, a PDF and a Word file.

One parser reads them all. It knows no links, pictures, headings or HTML: what it does not know stays as it was typed,
and a page gets it escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TypedDict

from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("zero", {"breaks": True}).enable(["emphasis", "list", "newline"])
_SWITCHES = {"strong_open": ("bold", True), "strong_close": ("bold", False),
             "em_open": ("italic", True), "em_close": ("italic", False)}  # fmt: skip


class Run(TypedDict):
    """A piece of a line that looks alike."""

    text: str
    bold: bool
    italic: bool


class Line(TypedDict):
    """A line with the mark before it (`• `, `2. `, or none) and how deep it stands in lists, from 0."""

    mark: str
    depth: int
    runs: list[Run]


def html(text: str) -> str:
    """As HTML: paragraphs, lists, bold and italics, and nothing else."""
    return str(_MARKDOWN.render(text))


def plain(text: str) -> str:
    """As plain lines, list marks among them: for a Word file, whose template says how it looks."""
    return "\n".join(line["mark"] + "".join(run["text"] for run in line["runs"]) for line in lines(text))


def lines(text: str) -> list[Line]:
    """As lines of runs: for a template that draws them. Paragraphs have an empty line between them."""
    tokens = _MARKDOWN.parse(text)
    found: list[Line] = []
    marks: list[str] = []
    depth, is_apart = 0, False
    for before, token in pairwise([Token("", "", 0), *tokens]):
        if token.type == "list_item_open":
            marks.append(f"{token.info}{token.markup} " if token.info else "• ")
        elif token.type.endswith("list_open"):
            depth += 1
        elif token.type.endswith("list_close"):
            depth -= 1
        elif token.type == "inline":
            if is_apart and not depth:
                found.append(Line(mark="", depth=0, runs=[]))
            found += _lines_of(token, marks.pop() if marks else "", max(0, depth - 1))
        is_apart = token.type == "paragraph_open" and before.type == "paragraph_close"
    return found


def _lines_of(token: Token, mark: str, depth: int) -> Iterator[Line]:
    line = Line(mark=mark, depth=depth, runs=[])
    look = {"bold": False, "italic": False}
    for child in token.children or ():
        if child.type in _SWITCHES:
            name, is_on = _SWITCHES[child.type]
            look[name] = is_on
        elif child.type in ("softbreak", "hardbreak"):
            yield line
            line = Line(mark="", depth=depth, runs=[])
        elif child.content:
            line["runs"].append(Run(text=child.content, bold=look["bold"], italic=look["italic"]))
    yield line
