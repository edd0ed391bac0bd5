"""What settings of a unit may name: the panel's lists, its types of record, and the built-in fields of those."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import current_app

from admin_views.addresses import REGISTER
from admin_views.formats import field_label
from admin_views.session import current_actor
from admin_views.translations import say
from operations import registers

Names = tuple[tuple[str, str], ...]


def offered(what: str) -> Names:
    """(name, what people call it) of every `screen`, `type` of record or `field` of one that there is."""
    return tuple(sorted(_OFFERED[what](), key=lambda pair: pair[1].lower()))


def _views() -> list[Any]:
    """The lists of records that the panel has built in."""
    admin: Any = current_app.extensions["admin"][0]
    return [view for view in admin._views if hasattr(view, "document")]


def _configurable() -> list[Any]:
    return [view for view in _views() if getattr(view.document, "CONFIGURABLE", False)]


def _screens() -> Iterator[tuple[str, str]]:
    yield from ((view.endpoint, say(view.title)) for view in _views())
    kept = {str(each.key): each for _, each in registers.kept_by(current_actor())}
    yield from ((REGISTER + key, say(each.label)) for key, each in kept.items())


def _types() -> Iterator[tuple[str, str]]:
    yield from ((view.document.type_name(), say(view.title)) for view in _configurable())


def _fields() -> Iterator[tuple[str, str]]:
    """Every field that people fill in, once, with the types of record that have it."""
    found: dict[str, tuple[str, list[str]]] = {}
    for view in _configurable():
        for name in (name for section in view.sections for name in section.fields):
            label = field_label(view.document._fields[name])
            found.setdefault(name, (label, []))[1].append(say(view.title))
    yield from ((name, f"{label} ({', '.join(titles)})") for name, (label, titles) in found.items())


_OFFERED: Mapping[str, Callable[[], Iterator[tuple[str, str]]]] = {
    "screen": _screens, "type": _types, "field": _fields,
}  # fmt: skip
