"""Columns of a spreadsheet that fill fields a unit defined: found by their labels or keys, read by their kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bson import ObjectId

from models.fieldsets import FieldSet, stored, value_at
from models.wording import Label, Message
from operations.cells import CellError
from operations.changes import same
from operations.import_cells import CellReader, is_fillable
from operations.siasn_columns import spoken
from operations.workbooks import Cell


def places(fieldset: FieldSet, headers: Sequence[str]) -> dict[str, int]:
    """Which column fills which defined field: {path: index}. Files cannot be filled from a cell."""
    told = [spoken(header) for header in headers]
    found = {}
    for path, field in fieldset.fields.items():
        name = next((name for name in _names(field) if name in told), None) if is_fillable(field) else None
        if name:
            found[path] = told.index(name)
    return found


def _names(field: Any) -> tuple[str, ...]:
    """What a header may call the field."""
    label: Label = field.definition.label
    key = str(field.definition.key).replace("_", " ")
    return spoken(str(label)), spoken(label.told("en")), spoken(key)


def values(
    reader: CellReader, fieldset: FieldSet, filled: Mapping[str, int], row: Sequence[Cell], held: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Message]]:
    """(what a row changes of a stored record's defined fields, problems), both by path; `filled` as `places` gives it.

    Empty cells say nothing.
    """
    found: dict[str, Any] = {}
    problems: dict[str, Message] = {}
    for path, place in filled.items():
        field = fieldset.fields[path]
        try:
            value = reader.read(field, row[place])
        except CellError as error:
            problems[path] = error.message
            continue
        if value is not None and not same(stored(field, value), value_at(held, path)):
            found[path] = value
    return found, problems


def path_for(place: ObjectId | None, held: Mapping[ObjectId, Any]) -> list[Any]:
    """The path of a unit that the import knows, from the root."""
    return list(held.get(place, {}).get("scope") or ()) if place is not None else []
