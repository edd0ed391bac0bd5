"""FieldSet: the fields that one type of record has in one unit, those of its document and those defined.

A defined field is called by the path at which it is stored, `custom.str_number`. No field of a document has a dot in
its name, so that neither can ever be taken for the other, in a form, an address, a query or the history.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bson import Decimal128
from mongoengine.base import BaseField

from models.amounts import Amount
from models.custom_fields import first_day
from models.definitions import FieldDefinition
from models.fields import Day, Text, tidy
from models.kinds import CHECKS, KIND, parse, write
from models.patterns import fits
from models.readings import ParseError
from models.wording import N_, Label, Message

PREFIX = "custom."


@dataclass(frozen=True, slots=True)
class FieldSet:
    """`fields` by path, in the order of the form; `definitions` the same by key; `sections` as (key, label).

    `units` has the unit that each field is defined for, by key: within it a unique value is unique. `sensitive` names
    built-in fields that the unit shows masked. Immutable.
    """

    fields: Mapping[str, BaseField] = field(default_factory=dict)
    definitions: Mapping[str, FieldDefinition] = field(default_factory=dict)
    sections: Sequence[tuple[str, Label]] = ()
    units: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    sensitive: frozenset[str] = frozenset()

    def of(self, kind: Any, name: str) -> BaseField | None:
        """The field of a document's class by its name, defined or built in."""
        return self.fields.get(name) or kind._fields.get(name)

    def paths(self, mark: str) -> list[str]:
        """The paths of the fields that have this mark of FieldDefinition, such as `listed`."""
        return [PREFIX + key for key, each in self.definitions.items() if getattr(each, mark)]


NONE = FieldSet()


def is_path(name: str) -> bool:
    """Whether a field is a defined one."""
    return name.startswith(PREFIX)


def value_at(raw: Mapping[str, Any], name: str) -> Any:
    """A stored document's value of a field, built in or defined."""
    if not is_path(name):
        return raw.get(name)
    held = raw.get("custom")
    return held.get(name[len(PREFIX) :]) if isinstance(held, Mapping) else None


def make_field(definition: FieldDefinition) -> BaseField:
    """The field of a definition, which forms, lists, details, filters, validation and exports treat as any other.

    A bound or default that cannot be read is left out here; models.configuring tells it where it is defined.
    """
    code, key = str(definition.kind), str(definition.key)
    options: dict[str, Any] = {"verbose_name": definition.label, "help_text": definition.help}
    made: Any = KIND[code].make(definition, {**options, "required": bool(definition.required)})
    made.kind = str(definition.result) if code == "computed" else code
    made.name = made.db_field = PREFIX + key
    made.definition = definition
    made.is_computed = code == "computed"
    made.unit = definition.unit
    made.checks = (*CHECKS.get(code, ()), *_bounds(definition, made), *_pattern(definition))
    made.offered = tuple((str(each.code), each.label) for each in definition.choices if not each.retired)
    return made


def _bounds(definition: FieldDefinition, made: BaseField) -> Iterator[Any]:
    for text, is_low in ((definition.low, True), (definition.high, False)):
        try:
            end = parse(made, text or "") if KIND[made.kind].bounded else None
        except ParseError:
            end = None
        if end is not None:
            yield _bound(made, end, is_low)


def _bound(made: BaseField, end: Any, is_low: bool) -> Any:
    told = Message(N_("At least %(low)s."), low=write(made, end)) if is_low else None
    told = told or Message(N_("At most %(high)s."), high=write(made, end))

    def check(value: Any) -> Message | None:
        value = value.date() if isinstance(value, datetime) else value
        try:
            is_out = value < end if is_low else value > end
        except (TypeError, ArithmeticError):
            return None
        return told if is_out else None

    return check


def _pattern(definition: FieldDefinition) -> Iterator[Any]:
    example = definition.pattern
    if example and definition.kind == "text":
        told = Message(N_("Write it as in this example: %(example)s."), example=example)
        yield lambda value: None if fits(str(value), str(example)) else told


_TYPED = (Day, Amount)
"""Fields whose values the store has in another type than Python."""


def stored(field: BaseField, value: Any) -> Any:
    """A Python value as it is stored; a text is tidied as every text is kept."""
    if value in (None, "", []):
        return None
    if isinstance(field, Text) and isinstance(value, str):
        return tidy(value, field.lines)
    columns = getattr(field, "columns", None)
    if columns is not None and isinstance(value, list):
        rows = [{key: stored(column, row.get(key)) for key, column in columns.items()} for row in value]
        kept = [{key: each for key, each in row.items() if each is not None} for row in rows]
        return [row for row in kept if row] or None
    return list(value) if isinstance(value, list) else field.to_mongo(value) if isinstance(field, _TYPED) else value


def read(field: BaseField, value: Any) -> Any:
    """A stored value as Python has it: a date, a Decimal; an odd one as it is."""
    columns = getattr(field, "columns", None)
    if columns is not None and isinstance(value, list):
        rows = [row for row in value if isinstance(row, Mapping)]
        return [{key: read(column, row.get(key)) for key, column in columns.items()} for row in rows]
    if isinstance(value, (datetime, Decimal128)) and isinstance(field, _TYPED):
        return field.to_python(value)
    return value


def stored_as_is(value: Any) -> Any:
    """A Python value in the type the store has for it, whatever field it is of."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return Day().to_mongo(value)
    if isinstance(value, Decimal):
        return Decimal128(value)
    if isinstance(value, list):
        return [stored_as_is(each) for each in value]
    return {key: stored_as_is(each) for key, each in value.items()} if isinstance(value, dict) else value


def normalised(fieldset: FieldSet, custom: Mapping[str, Any]) -> dict[str, Any]:
    """Stored values with those of the set's fields as their kinds keep them; those of other fields as they are."""
    found = dict(custom or {})
    for path, each in fieldset.fields.items():
        key = path[len(PREFIX) :]
        if key in found:
            found[key] = stored(each, read(each, found[key]))
    return {key: value for key, value in found.items() if value not in (None, "", [])}


def make_default(field: Any) -> Any:
    """What a new record starts with; nothing where the default cannot be read."""
    try:
        return parse(field, field.definition.default or "") if not field.is_computed else None
    except ParseError:
        return None


def plain(value: Any) -> Any:
    """A stored value as formulas and tokens take it, whatever field it belongs to."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, Decimal128):
        return value.to_decimal()
    if isinstance(value, list):
        return [plain(each) for each in value]
    return {key: plain(each) for key, each in value.items()} if isinstance(value, Mapping) else value


def token_value(field: BaseField, value: Any) -> Any:
    """A stored or Python value as models.attributes takes it: a month is its first day."""
    bare = plain(value)
    return first_day(bare) or bare if field.kind == "month" and isinstance(bare, str) else bare
