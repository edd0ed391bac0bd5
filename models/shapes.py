"""Whether a stored document has the types its class says: what was written past the panel is told, never a crash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from bson import ObjectId
from mongoengine import (
    BooleanField,
    DateTimeField,
    DictField,
    EmbeddedDocumentListField,
    IntField,
    ListField,
    ObjectIdField,
    StringField,
)
from mongoengine.base import BaseDocument, BaseField

_TYPES: tuple[tuple[type[BaseField], type], ...] = (
    (StringField, str), (BooleanField, bool), (IntField, int), (DateTimeField, datetime), (ObjectIdField, ObjectId),
    (DictField, dict), (ListField, list),
)  # fmt: skip


@cache
def _expected(kind: Any) -> tuple[tuple[str, BaseField, type], ...]:
    """(stored name, field, Python type) of every field whose type is known here."""
    found = []
    for name, field in kind._fields.items():
        stored = next((python for base, python in _TYPES if isinstance(field, base)), None)
        if stored is not None:
            found.append((field.db_field or name, field, stored))
    return tuple(found)


def odd_fields(kind: type[BaseDocument], raw: Mapping[str, Any]) -> Iterator[str]:
    """The stored names of `raw` whose value is of another type than the document's; nothing is always fine."""
    for name, field, expected in _expected(kind):  # type: ignore[arg-type]
        value = raw.get(name)
        if value is None:
            continue
        if not _has_shape(field, value, expected):
            yield name


def _has_shape(field: BaseField, value: Any, expected: type[Any]) -> bool:
    if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
        return False
    if isinstance(value, list):
        return not _is_odd_list(field, value)
    return not (isinstance(value, dict) and "_cls" in value)


def _is_odd_list(field: BaseField, values: list[Any]) -> bool:
    inner = field.field
    if isinstance(field, EmbeddedDocumentListField):
        rows = inner.document_type
        return any(not isinstance(row, Mapping) or any(odd_fields(rows, row)) for row in values)
    if isinstance(inner, DictField):
        return not all(isinstance(value, Mapping) for value in values)
    expected = next((python for base, python in _TYPES if isinstance(inner, base)), None)
    return expected is not None and not all(isinstance(value, expected) for value in values)
