"""Columns of a list: what is read for each, how it is written, whether it sorts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from mongoengine import Document, EmbeddedDocumentListField, IntField

from admin_views.formats import Labels, formatter
from models.fields import Reference

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `reads` are the stored fields it needs; `sort` the indexed field it sorts by, if it does."""

    key: str
    label: str
    reads: tuple[str, ...]
    write: Callable[[Raw, Labels], str]
    sort: str | None = None
    numeric: bool = False


def field_column(document: type[Document], name: str, sort: str | None = None) -> Column:
    """The column of a document's field, written as its kind is."""
    field = document._fields[name]
    write = formatter(field)
    key = field.db_field or name
    return Column(
        key=name,
        label=getattr(field, "verbose_name", None) or name,
        reads=(key,),
        write=lambda raw, labels: write(raw.get(key), labels),
        sort=sort,
        numeric=isinstance(field, IntField) and not field.choices,
    )


def wanted(document: type[Document], rows: Iterable[Raw]) -> dict[str, set[ObjectId]]:
    """Every id that the rows' references hold, by the class they point at."""
    found: dict[str, set[ObjectId]] = {}
    references = [(name, each.to) for name, each in document._fields.items() if isinstance(each, Reference)]
    nested = [(name, each) for name, each in document._fields.items() if isinstance(each, EmbeddedDocumentListField)]
    for row in rows:
        for name, to in references:
            value = row.get(name)
            if isinstance(value, ObjectId):
                found.setdefault(to, set()).add(value)
        for name, each in nested:
            for to, value in _inside(each, row.get(name)):
                found.setdefault(to, set()).add(value)
    return found


def _inside(field: EmbeddedDocumentListField, rows: Any) -> Iterator[tuple[str, ObjectId]]:
    for name, each in field.field.document_type._fields.items():
        if isinstance(each, Reference):
            for row in rows if isinstance(rows, list) else ():
                if isinstance(row, Mapping) and isinstance(row.get(name), ObjectId):
                    yield each.to, row[name]
