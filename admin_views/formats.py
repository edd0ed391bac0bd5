"""Stored values as text: one way for lists, details, history and exports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from bson import ObjectId
from flask import current_app
from mongoengine import BooleanField, DateTimeField, EmbeddedDocumentListField, IntField, ListField
from mongoengine.base import BaseField

from admin_views.translations import choice_labels, language, say
from models.amounts import Amount, format_amount, format_rupiah
from models.custom_fields import Choices, MonthText, Table, YesNo, format_month
from models.dates import format_day
from models.fields import Day, FileId, Nik, Nip, Reference
from models.fieldsets import read
from models.identifiers import format_nip, mask_nik
from models.kinds import write, write_table
from models.readings import row_text
from models.wording import N_
from operations.references import OUTSIDE

MASK = "••••••"
Labels = Mapping[ObjectId, str | None]
Format = Callable[[Any, Labels], str]


def field_label(field: BaseField) -> str:
    """A field's name as people read it."""
    return say(getattr(field, "verbose_name", None) or field.name)


def formatter(field: BaseField) -> Format:
    """How values of a field are written, by its kind; an odd stored type is written as it is, never an error."""
    return _pick(field)


def page_formatter(field: BaseField) -> Format:
    """As `formatter`, for one page: the names of a code list in its language are looked up once, not a cell."""
    is_coded = field.choices and not any(kind in _KINDS for kind in type(field).__mro__)
    return _named(choice_labels(field.choices)) if is_coded else formatter(field)


@lru_cache(maxsize=10_000)
def _pick(field: BaseField) -> Format:
    if getattr(getattr(field, "definition", None), "sensitive", False):
        return lambda value, labels: "" if value in (None, "", []) else MASK
    for kind in type(field).__mro__:
        if kind in _KINDS:
            return _KINDS[kind](field)
    if field.choices:
        return _choice(field)
    return _plain


def _plain(value: Any, labels: Labels) -> str:
    return "" if value is None else str(value)


def _day(field: BaseField) -> Format:
    return lambda value, labels: format_day(value) if isinstance(value, date) else _plain(value, labels)


def _moment(field: BaseField) -> Format:
    return lambda value, labels: format_moment(value) if isinstance(value, datetime) else _plain(value, labels)


def _yes_no(field: BaseField) -> Format:
    return lambda value, labels: say(N_("Yes")) if value else say(N_("No"))


def _answer(field: BaseField) -> Format:
    told = _yes_no(field)
    return lambda value, labels: "" if value is None else told(value, labels)


def _amount(field: Any) -> Format:
    def write(value: Any, labels: Labels) -> str:
        number = field.to_python(value)
        if not isinstance(number, (int, Decimal)):
            return _plain(value, labels)
        return format_rupiah(number) if field.is_money else format_amount(number) + _measure(field)

    return write


def _whole(field: BaseField) -> Format:
    """A whole number; a defined one, unlike a year, with its thousands parted and its unit of measure."""
    if getattr(field, "kind", None) != "integer":
        return _choice(field) if field.choices else _plain
    measure = _measure(field)
    return lambda value, labels: format_amount(value) + measure if isinstance(value, int) else _plain(value, labels)


def _measure(field: Any) -> str:
    return f" {field.unit}" if getattr(field, "unit", None) else ""


def _month(field: BaseField) -> Format:
    return lambda value, labels: format_month(value) if isinstance(value, str) else _plain(value, labels)


def _table(field: Any) -> Format:
    def write(value: Any, labels: Labels) -> str:
        rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
        return write_table([{k: read(c, row.get(k)) for k, c in field.columns.items()} for row in rows], field)

    return write


def _reference(field: BaseField) -> Format:
    def write(value: Any, labels: Labels) -> str:
        known = labels.get(value) if isinstance(value, ObjectId) else None
        return "" if value is None else known or say(OUTSIDE)

    return write


def _choice(field: BaseField) -> Format:
    return lambda value, labels: _named(choice_labels(field.choices))(value, labels)


def _named(names: Mapping[str, str]) -> Format:
    return lambda value, labels: "" if value is None else names.get(str(value), str(value))


def _nip(field: BaseField) -> Format:
    return lambda value, labels: format_nip(value) if isinstance(value, str) else _plain(value, labels)


def _nik(field: BaseField) -> Format:
    return lambda value, labels: mask_nik(value) if isinstance(value, str) else ""


def _file(field: BaseField) -> Format:
    return lambda value, labels: say(N_("(file)")) if value else ""


def _list(field: BaseField, quoted: Callable[[str], str] = str) -> Format:
    inner = _pick(field.field) if field.field is not None else _plain

    def write(value: Any, labels: Labels) -> str:
        values = value if isinstance(value, list) else [] if value is None else [value]
        return ", ".join(quoted(inner(each, labels)) for each in values)

    return write


def _choices(field: BaseField) -> Format:
    """Labels with a comma in them are quoted, as models.kinds reads them again."""
    return _list(field, lambda text: row_text([text], ","))


def _rows(field: BaseField) -> Format:
    inner = field.field.document_type._fields

    def write(value: Any, labels: Labels) -> str:
        rows = [row for row in value or () if isinstance(row, Mapping)] if isinstance(value, list) else []
        texts = [[_pick(inner[key])(row.get(key), labels) for key in inner if key in row] for row in rows]
        return "; ".join(" · ".join(part for part in row if part) for row in texts)

    return write


_KINDS: dict[type, Callable[[BaseField], Format]] = {
    Day: _day,
    DateTimeField: _moment,
    BooleanField: _yes_no,
    Reference: _reference,
    FileId: _file,
    Nip: _nip,
    Nik: _nik,
    EmbeddedDocumentListField: _rows,
    ListField: _list,
    Choices: _choices,
    YesNo: _answer,
    Amount: _amount,
    IntField: _whole,
    MonthText: _month,
    Table: _table,
}


def revealed(field: Any, value: Any) -> str:
    """A sensitive value whole."""
    if getattr(field, "definition", None) is None:
        return str(value or "")
    return write(field, read(field, value))


def format_count(number: int) -> str:
    """A number with its thousands parted as the request's language does: 6.000 or 6,000."""
    text = f"{number:,}"
    return text.replace(",", ".") if language() == "id" else text


def format_moment(moment: datetime) -> str:
    """`24-11-2026 10.42` in the installation's time zone."""
    if not isinstance(moment, datetime):
        return str(moment)
    try:
        local = moment.astimezone(ZoneInfo(current_app.config["JENJANG"].timezone))
    except OverflowError:
        return format_day(moment.date())
    return f"{format_day(local.date())} {local.hour:02}.{local.minute:02}"
