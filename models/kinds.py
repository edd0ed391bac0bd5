"""The kinds of defined fields: how each is stored, read from text and written as text. Pure; one entry a kind.

`make` gives the field that forms, lists, details, filters and validation know how to treat; `parse` and `write` are
each other's inverse and serve typing, imports, defaults, bounds and the change of a field's kind alike.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bson import ObjectId
from mongoengine import IntField, StringField
from mongoengine.base import BaseField

from models import readings
from models.amounts import Amount, AmountError, is_amount
from models.custom_fields import (
    Choices,
    Email,
    Link,
    MonthText,
    Phone,
    Table,
    Year,
    YesNo,
    email_problem,
    link_problem,
    month_problem,
    phone_problem,
)
from models.dates import DateError
from models.definitions import KINDS, ColumnDefinition, FieldDefinition
from models.fields import Day, FileId, Nip, Reference, Text
from models.identifiers import IdentifierError
from models.readings import ParseError
from models.search import fold
from models.wording import N_, Label, Message

Definition = FieldDefinition | ColumnDefinition
Options = Mapping[str, Any]
YES_NO = (("1", N_("Yes")), ("0", N_("No")))


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `parse` takes text that is not empty and may raise ValueError; `write` takes a Python value, which is
    one of the type `holds`."""

    icon: str
    make: Callable[[Any, dict[str, Any]], BaseField]
    parse: Callable[[str, BaseField], Any]
    write: Callable[[Any, BaseField], str]
    filters: bool = True
    searches: bool = False
    sorts: bool = True
    bounded: bool = False
    holds: type = str
    label: str = ""


def parse(field: BaseField, text: str) -> Any:
    """The Python value of what was typed or imported for a defined field, None for nothing; raises ParseError.

    A number may have its unit of measure behind it: `30 hari` where the unit is `hari`.
    """
    text = _bare(text, field)
    if not text.strip():
        return None
    try:
        found = KIND[field.kind].parse(text, field)
    except (DateError, IdentifierError, AmountError, ParseError) as error:
        raise ParseError(error.message) from None
    except (ValueError, OverflowError, csv.Error):
        raise ParseError(unfit(field, text)) from None
    return None if found == [] else found


def _bare(text: str, field: BaseField) -> str:
    """A text without the unit of measure of its field: `30 hari` is 30 where that is `hari`."""
    unit = str(getattr(field, "unit", None) or "")
    is_measured = unit and field.kind in MEASURED and text.rstrip().lower().endswith(unit.lower())
    return text.rstrip()[: -len(unit)] if is_measured else text


def unfit(field: BaseField, text: str) -> Message:
    """Says that this is no value of the field's kind."""
    return Message(N_("“%(text)s” does not fit here: %(kind)s."), text=text[:40], kind=Message(KIND[field.kind].label))


def suits(field: BaseField, value: Any) -> bool:
    """Whether a Python value is of the type that the field's kind has, as everything is that `parse` gives: a number
    with no more decimals than it keeps."""
    held = KIND[field.kind].holds
    if held is Decimal:
        return is_amount(value) and round(Decimal(value), field.places) == value
    return isinstance(value, held) and isinstance(value, bool) == (held is bool)


def write(field: BaseField, value: Any) -> str:
    """A Python value as the text that `parse` reads back; an odd one as it is."""
    if value is None:
        return ""
    try:
        return KIND[field.kind].write(value, field)
    except (ValueError, TypeError, AttributeError, KeyError, ArithmeticError):
        return str(value)


def _text(definition: Any, options: Options) -> BaseField:
    longest = getattr(definition, "longest", None)
    return Text(max_length=longest or 200, **options)


def _parse_table(text: str, field: Any) -> list[dict[str, Any]]:
    rows = csv.reader(io.StringIO(text), delimiter="|", skipinitialspace=True)
    found = []
    for cells in rows:
        if len(cells) > len(field.columns):
            raise ParseError(Message(N_("A row has at most %(count)s parts."), count=len(field.columns)))
        pairs = zip(field.columns.items(), cells, strict=False)
        row = {key: parse(column, cell.strip()) for (key, column), cell in pairs}
        if any(value is not None for value in row.values()):
            found.append({key: value for key, value in row.items() if value is not None})
    return found


def write_table(value: Any, field: Any) -> str:
    """Rows as text: a line each, `|` between columns, quoted as in CSV."""
    rows = ([write(column, row.get(key)) for key, column in field.columns.items()] for row in value)
    return "\n".join(readings.row_text(row, "|") for row in rows)


def _choice(definition: Definition, options: Options) -> BaseField:
    return StringField(choices=choices_of(definition), **options)


def choices_of(definition: Definition) -> tuple[tuple[str, Label], ...]:
    """(code, label) of every choice, retired ones too; a table's column has its choices as they are told."""
    if isinstance(definition, ColumnDefinition):
        return tuple((fold(text)[:40], Label(text)) for text in definition.options)
    return tuple((str(each.code), each.label) for each in definition.choices)


def _table(definition: FieldDefinition, options: Options) -> BaseField:
    return Table({str(each.key): column_of(each) for each in definition.columns}, **options)


def column_of(definition: ColumnDefinition) -> BaseField:
    """The field of a table's column."""
    code = str(definition.kind)
    field = KIND[code].make(definition, {"verbose_name": definition.label, "required": bool(definition.required)})
    field.kind, field.name, field.checks = code, str(definition.key), CHECKS.get(code, ())
    field.is_computed, field.unit = False, None
    return field


def _amount(places: int, is_money: bool = False) -> Callable[[Any, Options], BaseField]:
    return lambda definition, options: Amount(places=places, is_money=is_money, **options)


def _computed(definition: FieldDefinition, options: Options) -> BaseField:
    return KIND[str(definition.result)].make(definition, dict(options))


def _year(definition: Any, options: Options) -> BaseField:
    return Year(min_value=1900, max_value=2200, **options)


def _choices_field(definition: Definition, options: Options) -> BaseField:
    return Choices(StringField(choices=choices_of(definition)), **options)


def _simple(kind: type[BaseField], **more: Any) -> Callable[[Any, Options], BaseField]:
    return lambda definition, options: kind(**more, **options)


def _file(*kinds: str) -> Callable[[Any, Options], BaseField]:
    return _simple(FileId, kinds=kinds)


_TEXT = (readings.parse_text, readings.plain)
_NUMBER = (readings.parse_amount, readings.write_amount)
_SEVERAL = (readings.parse_choices, readings.write_choices)
_ID = (readings.refused, readings.plain)  # of a record or a file: picked, never typed
MEASURED = frozenset({"integer", "decimal", "money"})
"""Kinds whose values have a unit of measure."""
_KINDS: Mapping[str, Kind] = {
    "text": Kind("letter-case", _text, *_TEXT, searches=True),
    "lines": Kind("align-left", _simple(Text, lines=True), *_TEXT, filters=False, searches=True, sorts=False),
    "integer": Kind("hash", _simple(IntField), readings.parse_whole, readings.write_amount, bounded=True, holds=int),
    "decimal": Kind("decimal", _amount(3), *_NUMBER, bounded=True, holds=Decimal),
    "money": Kind("cash", _amount(2, True), *_NUMBER, bounded=True, holds=Decimal),
    "date": Kind("calendar", _simple(Day), readings.read_day, readings.write_day, bounded=True, holds=date),
    "month": Kind("calendar-month", _simple(MonthText), readings.read_month, readings.write_month, bounded=True),
    "year": Kind("calendar-event", _year, readings.parse_year, readings.plain, bounded=True, holds=int),
    "yesno": Kind("toggle-left", _simple(YesNo), readings.parse_yes_no, readings.write_yes_no, holds=bool),
    "choice": Kind("list", _choice, readings.parse_choice, readings.write_choice),
    "choices": Kind("list-check", _choices_field, *_SEVERAL, sorts=False, holds=list),
    "person": Kind("user", _simple(Reference, to="Employee"), *_ID, sorts=False, holds=ObjectId),
    "unit": Kind("building", _simple(Reference, to="Department"), *_ID, sorts=False, holds=ObjectId),
    "file": Kind("paperclip", _file("pdf", "image"), *_ID, filters=False, sorts=False, holds=ObjectId),
    "image": Kind("photo", _file("image"), *_ID, filters=False, sorts=False, holds=ObjectId),
    "link": Kind("link", _simple(Link, max_length=500), *_TEXT, filters=False),
    "email": Kind("mail", _simple(Email, max_length=120), *_TEXT, searches=True),
    "phone": Kind("phone", _simple(Phone, max_length=40), *_TEXT, searches=True),
    "nip": Kind("id", _simple(Nip), readings.read_nip, readings.write_nip, searches=True),
    "table": Kind("table", _table, _parse_table, write_table, filters=False, sorts=False, holds=list),
    "computed": Kind("math-function", _computed, *_ID),
}
KIND = {code: replace(_KINDS[code], label=label) for code, label in KINDS}
CHECKS: Mapping[str, tuple[Callable[[Any], Message | None], ...]] = {
    "link": (link_problem,),
    "email": (email_problem,),
    "month": (month_problem,),
    "phone": (phone_problem,),
}
