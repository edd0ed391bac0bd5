"""Values of defined fields from text and back: the parts of models.kinds that know one kind each.

What reads a text may raise ValueError; ParseError where it can say why.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

from mongoengine.base import BaseField

from models.amounts import format_amount
from models.amounts import parse_amount as parse_number
from models.custom_fields import format_month, parse_month, plain_day
from models.dates import format_day, parse_day
from models.fields import tidy
from models.identifiers import format_nip, parse_nip
from models.search import fold
from models.wording import N_, Label, Message

_WHOLE = Decimal(2) ** 53
_SPOKEN = {"ya": True, "y": True, "yes": True, "1": True, "tidak": False, "t": False, "no": False, "0": False}


class ParseError(ValueError):
    """A text that is no value of the kind; `message` says why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


def parse_text(text: str, field: Any) -> str | None:
    return tidy(text, getattr(field, "lines", False))


def plain(value: Any, field: BaseField) -> str:
    return str(value)


def parse_whole(text: str, field: BaseField) -> int:
    found = parse_number(text)
    if found != found.to_integral_value() or abs(found) >= _WHOLE:
        raise ParseError(Message(N_("This is not a whole number.")))
    return int(found)


def parse_amount(text: str, field: Any) -> Decimal:
    found = parse_number(text)
    if round(found, field.places) != found:
        raise ParseError(Message(N_("At most %(count)s decimals."), count=field.places))
    return found


def parse_year(text: str, field: BaseField) -> int:
    bare = text.strip()
    if not (len(bare) == 4 and bare.isascii() and bare.isdigit()):
        raise ValueError(text)
    return int(bare)


def parse_yes_no(text: str, field: BaseField) -> bool:
    found = _SPOKEN.get(fold(text))
    if found is None:
        raise ValueError(text)
    return found


def parse_choice(text: str, field: Any) -> str:
    found = _code(text, field.choices)
    if found is None:
        raise ParseError(Message(N_("“%(text)s” is not one of the choices."), text=text[:40]))
    return found


def _code(text: str, choices: Any) -> str | None:
    """The code of a choice given by code or by either label, case aside."""
    asked = fold(text)
    for code, label in choices:
        if asked in (code, fold(str(label)), fold(label.told("en") if isinstance(label, Label) else "")):
            return str(code)
    return None


def parse_choices(text: str, field: Any) -> list[str]:
    parts = [part for part in next(csv.reader([text], skipinitialspace=True), []) if part.strip()]
    return list(dict.fromkeys(parse_choice(part, field.field) for part in parts))


def write_choices(value: Any, field: Any) -> str:
    return row_text([write_choice(each, field.field) for each in value], ",")


def write_choice(value: Any, field: Any) -> str:
    return next((str(label) for code, label in field.choices or () if code == value), str(value))


def row_text(cells: list[str], delimiter: str) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="").writerow(cells)
    return line.getvalue()


def refused(text: str, field: BaseField) -> Any:
    raise ParseError(Message(N_("This cannot be filled from a text.")))


def write_reference(value: Any, field: BaseField) -> str:
    return str(value)


def write_nip(value: Any, field: BaseField) -> str:
    return format_nip(value)


def write_day(value: Any, field: BaseField) -> str:
    return format_day(plain_day(value) or value)


def write_amount(value: Any, field: BaseField) -> str:
    return format_amount(value)


def read_day(text: str, field: BaseField) -> date:
    return parse_day(text)


def write_month(value: Any, field: BaseField) -> str:
    return format_month(value)


def write_yes_no(value: Any, field: BaseField) -> str:
    return "Ya" if value else "Tidak"


def read_month(text: str, field: BaseField) -> str:
    return parse_month(text)


def read_nip(text: str, field: BaseField) -> str:
    return parse_nip(text)
