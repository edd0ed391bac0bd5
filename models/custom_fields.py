"""Field types that only defined fields have; the rest are those of every document (models.fields)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from mongoengine import BooleanField, DictField, IntField, ListField, StringField
from mongoengine.base import BaseField

from models.dates import MONTHS
from models.fields import Text
from models.wording import N_, Message

_MONTH = re.compile(r"(?P<month>\d{1,2}|[a-z]+)[-/. ](?P<year>\d{4})|(?P<first>\d{4})-(?P<second>\d{1,2})", re.ASCII)
_EMAIL = re.compile(r"[^\s@<>,;]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,5}")
_PHONE = re.compile(r"\+?[0-9][0-9 ().-]{4,29}")


class MonthText(StringField):
    """A month, stored as `2026-11` so that it sorts."""

    def validate(self, value: Any) -> None:
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}", value):
            self.error(N_("This is not a month."))


class Year(IntField):
    """A calendar year."""


class YesNo(BooleanField):
    """Yes, no, or not told yet: three states, unlike a ticked box."""


class Link(Text):
    """An address on the web."""


class Email(Text):
    """An e-mail address."""


class Phone(Text):
    """A telephone number as written."""


class Choices(ListField):
    """Any of the choices, in the order picked."""


class Table(ListField):
    """Repeating rows: dictionaries of the values of `columns`, each a field by its key."""

    def __init__(self, columns: Mapping[str, BaseField], **options: Any) -> None:
        self.columns = columns
        super().__init__(DictField(), **options)


def parse_month(text: str) -> str:
    """`2026-11` from `11-2026`, `2026-11` or `November 2026`; raises ValueError."""
    match = _MONTH.fullmatch(" ".join(text.lower().split()))
    told = (match["month"] or match["second"]) if match else ""
    year = (match["year"] or match["first"]) if match else ""
    number = int(told) if told.isdigit() else MONTHS.get(told, 0)
    if not match or not 1 <= number <= 12 or year == "0000":
        raise ValueError(text)
    return f"{year}-{number:02}"


def first_day(value: str) -> date | None:
    """The first day of a stored month; None for what is none."""
    try:
        return date.fromisoformat(f"{value}-01")
    except ValueError:
        return None


def month_problem(value: Any) -> Message | None:
    """Why this is no month."""
    return None if first_day(str(value)) else Message(N_("This is not a month."))


def format_month(value: str) -> str:
    """`11-2026`."""
    year, _, month = value.partition("-")
    return f"{month}-{year}" if month else value


def link_problem(value: Any) -> Message | None:
    """Why this is no link to a page: only http and https are, so that no link ever runs a script."""
    try:
        parts = urlsplit(str(value))
    except ValueError:
        parts = urlsplit("")
    if parts.scheme in ("http", "https") and parts.hostname and "." in parts.hostname:
        return None
    return Message(N_("This is not a link. Write it whole, as https://bkpsdm.salatiga.go.id."))


def email_problem(value: Any) -> Message | None:
    """Why this is no e-mail address."""
    return None if _EMAIL.fullmatch(str(value)) else Message(N_("This is not an e-mail address."))


def phone_problem(value: Any) -> Message | None:
    """Why this is no telephone number."""
    return None if _PHONE.fullmatch(str(value)) else Message(N_("This is not a telephone number."))


def plain_day(value: Any) -> date | None:
    """The calendar day of a stored date."""
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None
