"""Defined fields in a record: their rules, what is computed, and what makes them found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mongoengine.base import BaseField

from models import attributes
from models.base import Record
from models.fieldsets import PREFIX, FieldSet, plain, read, stored, token_value
from models.formulas import FormulaError, compute, names_in
from models.kinds import parse, suits, unfit, write
from models.readings import ParseError
from models.search import MOST, fold, tokens
from models.validation import REQUIRED, value_problems
from models.wording import Message


def applies(fieldset: FieldSet, custom: Mapping[str, Any], key: str) -> bool:
    """Whether a field is shown, given the values of the fields that it depends on."""
    definition = fieldset.definitions[key]
    return not definition.shown_if or _has(fieldset, custom, definition.shown_if, definition.shown_for)


def is_required(fieldset: FieldSet, custom: Mapping[str, Any], key: str) -> bool:
    """Whether a field must be filled, given the values of the fields that it depends on."""
    definition = fieldset.definitions[key]
    asked = definition.required or bool(
        definition.required_if and _has(fieldset, custom, definition.required_if, definition.required_for)
    )
    return bool(asked and applies(fieldset, custom, key))


def _has(fieldset: FieldSet, custom: Mapping[str, Any], key: str, codes: list[str]) -> bool:
    """Whether the field `key` has one of these codes, or any value where none is named."""
    if key not in fieldset.definitions:
        return True
    value = custom.get(key)
    if not codes:
        return value not in (None, "", [])
    held = value if isinstance(value, list) else [value]
    return any((str(int(each)) if isinstance(each, bool) else str(each)) in codes for each in held)


def problems(fieldset: FieldSet, custom: Mapping[str, Any]) -> Iterator[tuple[str, Message]]:
    """(path, message) for each defined field whose value cannot be saved; columns of a table as `path-row-column`."""
    for path, field in fieldset.fields.items():
        key = path[len(PREFIX) :]
        value = read(field, custom.get(key))
        if value in (None, "", []):
            if is_required(fieldset, custom, key) and not field.is_computed:
                yield path, Message(REQUIRED)
            continue
        yield from found_in(path, field, value)


def found_in(path: str, field: BaseField, value: Any) -> Iterator[tuple[str, Message]]:
    """As `problems`, for one field's Python value that is not empty."""
    columns = getattr(field, "columns", None)
    if columns is not None and isinstance(value, list):
        yield from _rows(path, columns, value)
    elif not field.is_computed:
        yield from _one(path, field, value)


def _one(path: str, field: BaseField, value: Any) -> Iterator[tuple[str, Message]]:
    if value not in (None, "", []) and not suits(field, value):
        yield path, unfit(field, write(field, value))
        return
    yield from ((path, message) for message in value_problems(field, value))


def _rows(path: str, columns: Mapping[str, BaseField], rows: list[Any]) -> Iterator[tuple[str, Message]]:
    for index, row in enumerate(rows):
        for key, column in columns.items():
            yield from _one(f"{path}-{index}-{key}", column, row.get(key))


def derive(record: Record, fieldset: FieldSet) -> None:
    """Compute what is computed, then what makes the record found by its defined fields."""
    custom = record.custom
    for key, definition in _computed_in_order(fieldset):
        value = _result(fieldset.fields[PREFIX + key], compute(definition, _names(record, fieldset, key)))
        if value is None:
            custom.pop(key, None)
        else:
            custom[key] = value
    record.attributes = sorted(set(_attributes(fieldset, custom)))
    record.unique_keys = sorted(_unique(record, fieldset))
    searched = [_spoken(fieldset, custom, path) for path in fieldset.paths("searchable")]
    if any(searched):
        found = {*record.search_tokens, *tokens(searched)}
        record.search_tokens = sorted(found)[: 2 * MOST]


def _computed_in_order(fieldset: FieldSet) -> Iterator[tuple[str, str]]:
    """(key, formula) of every computed field, those that others read first; one in a circle is left out."""
    waiting = {key: str(d.formula or "") for key, d in fieldset.definitions.items() if d.kind == "computed"}
    while waiting:
        ready = [key for key, formula in waiting.items() if not (_read_by(formula) & waiting.keys())]
        if not ready:
            return
        for key in ready:
            yield key, waiting.pop(key)


def _read_by(formula: str) -> frozenset[str]:
    try:
        return names_in(formula)
    except FormulaError:
        return frozenset()


class _Names(dict[str, Any]):
    """What a formula may read: a field that has no value is None, so that it is computed to nothing."""

    def __missing__(self, key: str) -> Any:
        return None


def _names(record: Record, fieldset: FieldSet, key: str) -> Mapping[str, Any]:
    """What the formula of the field `key` reads. What is sensitive is read for a sensitive field alone: any other
    would show it."""
    own = {
        name: getattr(record, name) for name, field in record._fields.items() if getattr(field, "verbose_name", None)
    }
    hidden = record.SENSITIVE | record.SECRET
    left: set[str] = set()
    if not fieldset.definitions[key].sensitive:
        hidden |= fieldset.sensitive
        left = {name for name, each in fieldset.definitions.items() if each.sensitive}
    told = {name: value for name, value in own.items() if name not in hidden and not isinstance(value, list)}
    return _Names({**told, **{name: plain(value) for name, value in record.custom.items() if name not in left}})


def _result(field: BaseField, value: Any) -> Any:
    """A computed value as its field stores it; nothing where it is no such value."""
    if value is None:
        return None
    try:
        return stored(field, parse(field, write(field, value)))
    except ParseError:
        return None


def _attributes(fieldset: FieldSet, custom: Mapping[str, Any]) -> Iterator[str]:
    for key, definition in fieldset.definitions.items():
        if definition.filterable or definition.kind in ("person", "unit"):
            yield from attributes.tokens(key, token_value(fieldset.fields[PREFIX + key], custom.get(key)))


def _unique(record: Record, fieldset: FieldSet) -> Iterator[str]:
    within = "".join(f"/{part}" for part in record.NARROWED.values())
    for key, definition in fieldset.definitions.items():
        value = custom_text(record.custom.get(key)) if definition.unique else ""
        if value:
            yield f"{fieldset.units[key]}{within}:{key}={value}"


def custom_text(value: Any) -> str:
    """A stored value as one folded text, for comparing."""
    return fold(str(plain(value))) if value not in (None, "", []) else ""


def _spoken(fieldset: FieldSet, custom: Mapping[str, Any], path: str) -> str | None:
    value = custom.get(path[len(PREFIX) :])
    return None if value is None else write(fieldset.fields[path], read(fieldset.fields[path], value))
