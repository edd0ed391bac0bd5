"""A YAML text as a plain tree: mappings, lists and texts, and none of what else YAML can do.

Anchors, aliases, tags, several documents, deep nesting and long files are refused while the text is read event by
event, before anything is built of it. A scalar stays the text it is: what it means is said by the field it is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from models.wording import N_, Message
from operations.errors import Invalid

LARGEST = 512 * 1024
DEEPEST = 12
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = frozenset({"", "~", "null"})
Tree = Any
"""dict[str, Tree], list[Tree], Scalar, or None for nothing."""


class Scalar(str):
    """A text, and whether it stood without quotes, so that it may also be a number or a yes."""

    is_plain: bool

    def __new__(cls, text: str, is_plain: bool = False) -> Scalar:
        made = super().__new__(cls, text)
        made.is_plain = is_plain
        return made


def read(text: str | bytes) -> Tree:
    """The tree of a YAML text. Raises Invalid, whose problem names the place or the line."""
    whole = _decoded(text)
    try:
        return _Reader(iter(yaml.parse(whole, Loader=_LOADER))).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _refused("", N_("Line %(line)s is not written as YAML should be."), mark) from None
    except (yaml.YAMLError, ValueError, OverflowError):
        raise _refused("", N_("This file is not written as YAML should be, or holds characters no text has.")) from None


def _decoded(text: str | bytes) -> str:
    try:
        raw = text.encode() if isinstance(text, str) else text
        if len(raw) > LARGEST:
            raise _refused("", N_("This file is too large: at most %(count)s KB."), count=LARGEST // 1024)
        return raw.decode("utf-8-sig")
    except UnicodeError:
        raise _refused("", N_("This file is no text in UTF-8.")) from None


def _refused(where: str, told: str, mark: Any = None, **values: Any) -> Invalid:
    if mark is not None:
        values["line"] = mark.line + 1
    return Invalid({where: Message(told, **values)})


class _Reader:
    """One pass over the events of a text."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events

    def document(self) -> Tree:
        """The only document."""
        next(self.events)
        first = next(self.events)
        if isinstance(first, yaml.StreamEndEvent):
            return None
        tree = self._node(next(self.events), ())
        next(self.events)
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise _refused("", N_("Line %(line)s begins a second document: one file holds one."), after.start_mark)
        return tree

    def _node(self, event: Any, path: tuple[str, ...]) -> Tree:
        where = "/".join(path)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise _refused(where, N_("Line %(line)s: references (& and *) are not used here."), event.start_mark)
        if event.tag is not None:
            raise _refused(where, N_("Line %(line)s: types (!) are not used here."), event.start_mark)
        if isinstance(event, yaml.ScalarEvent):
            is_plain = event.style in (None, "")
            return None if is_plain and event.value in _NOTHING else Scalar(event.value, is_plain)
        if len(path) >= DEEPEST:
            raise _refused(where, N_("Line %(line)s is nested too deeply."), event.start_mark)
        return self._mapping(path) if isinstance(event, yaml.MappingStartEvent) else self._sequence(path)

    def _sequence(self, path: tuple[str, ...]) -> list[Tree]:
        found: list[Tree] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self._node(event, (*path, str(len(found) + 1))))
        return found

    def _mapping(self, path: tuple[str, ...]) -> dict[str, Tree]:
        found: dict[str, Tree] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise _refused("/".join(path), N_("Line %(line)s: a name must be a text."), event.start_mark)
            name = str(self._node(event, path) or "")[:80]
            inner = (*path, name)
            if name in found:
                raise _refused("/".join(inner), N_("Line %(line)s says this a second time."), event.start_mark)
            found[name] = self._node(next(self.events), inner)
        return found
