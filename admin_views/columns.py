"""Columns of a list: what is read for each, how it is written, whether it sorts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bson import ObjectId
from mongoengine import Document, EmbeddedDocumentListField, IntField
from mongoengine.base import BaseField

from admin_views.formats import Labels, formatter, page_formatter
from models.fields import Reference
from models.fieldsets import value_at
from models.kinds import KIND
from models.wording import N_

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `reads` are the stored fields it needs; `sort` the indexed field it sorts by, if it does; `whole`
    writes what a list shortens."""

    key: str
    label: str
    reads: tuple[str, ...]
    write: Callable[[Raw, Labels], str]
    sort: str | None = None
    numeric: bool = False
    field: BaseField | None = None
    whole: Callable[[Raw, Labels], str] | None = None

    def writer(self) -> Callable[[Raw, Labels], str]:
        """`write` for the cells of one page."""
        if self.field is None:
            return self.write
        write, key = page_formatter(self.field), self.reads[0]
        return lambda raw, labels: write(raw.get(key), labels)


def _employee_name(raw: Raw, labels: Labels) -> str:
    return str(raw.get("employee_name") or "")


EMPLOYEE = Column("employee", N_("Employee"), ("employee_name",), _employee_name, "employee_sort")
"""Whose record it is, by the name that was derived into it."""


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
        field=field,
    )


def defined_column(field: BaseField) -> Column:
    """The column of a defined field; only what can be sorted by one value sorts."""
    path, write = field.name, formatter(field)
    return Column(
        key=path,
        label=field.verbose_name,
        reads=(path,),
        write=lambda raw, labels: write(value_at(raw, path), labels),
        sort=path if KIND[field.kind].sorts else None,
        numeric=field.kind in ("integer", "decimal", "money"),
    )


def wanted(
    document: type[Document], rows: Iterable[Raw], defined: Iterable[tuple[str, str]] = ()
) -> dict[str, set[ObjectId]]:
    """Every id that the rows' references hold, by the class they point at; `defined` are paths of defined ones."""
    found: dict[str, set[ObjectId]] = {}
    references, nested = _pointing(document)
    for row in rows:
        for name, to in (*references, *defined):
            value = value_at(row, name)
            if isinstance(value, ObjectId):
                found.setdefault(to, set()).add(value)
        for name, inner in nested:
            for to, value in _inside(inner, row.get(name)):
                found.setdefault(to, set()).add(value)
    return found


Pointing = list[tuple[str, str]]
"""(name, class pointed at) of a document's references."""


@cache
def _pointing(document: type[Document]) -> tuple[Pointing, list[tuple[str, Pointing]]]:
    """The references of a document, and those within the rows of each embedded one that has any."""
    nested = [(name, each) for name, each in document._fields.items() if isinstance(each, EmbeddedDocumentListField)]
    inner = [(name, _references(each.field.document_type)) for name, each in nested]
    return _references(document), [(name, found) for name, found in inner if found]


def _references(document: Any) -> Pointing:
    return [(name, each.to) for name, each in document._fields.items() if isinstance(each, Reference)]


def _inside(references: Pointing, rows: Any) -> Iterator[tuple[str, ObjectId]]:
    for row in rows if isinstance(rows, list) else ():
        for name, to in references:
            if isinstance(row, Mapping) and isinstance(row.get(name), ObjectId):
                yield to, row[name]
