"""A document's own rules as messages people can act on, one a field.

MongoEngine's own validation says the same in developers' English and stops at types; it runs after this as a net.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mongoengine import EmbeddedDocumentListField, ListField
from mongoengine.base import BaseDocument, BaseField

from models.wording import N_, Message

REQUIRED = N_("This field is required.")
LARGEST_LIST = 500


def field_problems(document: BaseDocument) -> Iterator[tuple[str, Message]]:
    """Yield (field, message) for each value that its field does not take; rows of embedded lists as `field-row-inner`.

    The name of an embedded value follows the form's naming, so that a message finds its control.
    """
    for name, field in document._fields.items():
        if name == "id":
            continue
        value = getattr(document, name)
        if isinstance(field, EmbeddedDocumentListField):
            yield from _rows(name, value)
        elif isinstance(field, ListField):
            yield from ((name, message) for each in value or () for message in _one(field.field, each))
        else:
            yield from ((name, message) for message in _one(field, value))


def _rows(name: str, rows: Any) -> Iterator[tuple[str, Message]]:
    if len(rows or ()) > LARGEST_LIST:
        yield name, Message(N_("At most %(count)s rows."), count=LARGEST_LIST)
        return
    for index, row in enumerate(rows or ()):
        for inner, message in field_problems(row):
            yield f"{name}-{index}-{inner}", message


def _one(field: BaseField | None, value: Any) -> Iterator[Message]:
    if field is None:
        return
    if value in (None, "", []):
        if field.required:
            yield Message(REQUIRED)
        return
    if field.choices and value not in [code for code, *_ in field.choices]:
        yield Message(N_("This is not one of the choices."))
    longest = getattr(field, "max_length", None)
    if longest and isinstance(value, str) and len(value) > longest:
        yield Message(N_("At most %(count)s characters, this has %(length)s."), count=longest, length=len(value))
    pattern = getattr(field, "regex", None)
    if pattern and isinstance(value, str) and not re.search(pattern, value):
        yield Message(N_("This is not written as it should be."))
    yield from _bounds(field, value)
    yield from (found for check in getattr(field, "checks", ()) if (found := check(value)) is not None)


def value_problems(field: BaseField, value: Any) -> Iterator[Message]:
    """What is wrong with one value of a field, each of a list's too."""
    if isinstance(field, ListField) and value not in (None, "", []):
        values = value if isinstance(value, list) else [value]
        yield from (message for each in values for message in _one(field.field, each))
    else:
        yield from _one(field, value)


def _bounds(field: BaseField, value: Any) -> Iterator[Message]:
    low, high = getattr(field, "min_value", None), getattr(field, "max_value", None)
    if not isinstance(value, (int, float)):
        return
    if low is not None and value < low:
        yield Message(N_("At least %(low)s."), low=low)
    if high is not None and value > high:
        yield Message(N_("At most %(high)s."), high=high)
