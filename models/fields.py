"""Field types of our documents that MongoEngine does not have, or has in a costly way."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Any

from mongoengine import DateTimeField, ObjectIdField, StringField

from models.wording import N_, Message


class Reference(ObjectIdField):
    """The id of another record, never followed by itself.

    MongoEngine's ReferenceField asks the database once a row when it is read; here whoever shows a list asks once
    for all of it. `to` is the document's class name, so that documents may refer to one another in a circle.
    """

    def __init__(self, to: str, **options: Any) -> None:
        self.to = to
        super().__init__(**options)


class Text(StringField):
    """A line of text: outer space dropped, inner space single, NFC, no control characters; empty means none.

    With `lines=True` line breaks stay, for long text.
    """

    def __init__(self, lines: bool = False, **options: Any) -> None:
        self.lines = lines
        options.setdefault("max_length", 8000 if lines else 200)
        super().__init__(**options)

    def validate(self, value: Any, **options: Any) -> None:
        if isinstance(value, str) and "\0" in value:
            self.error(N_("This text holds a character that cannot be stored."))
        super().validate(value, **options)


def tidy(text: str, lines: bool = False) -> str | None:
    """`text` as Text keeps it: NFC, control characters and surrogates dropped, spaces single; None when empty."""
    if text.isascii() and text.isprintable():  # most texts by far
        return " ".join(text.split()) or None
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    kept = (" " if c in "\t\xa0" else c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    joined = "".join(kept)
    rows = joined.split("\n") if lines else [joined.replace("\n", " ")]
    return "\n".join(" ".join(row.split()) for row in rows).strip() or None


CLOCK = re.compile(r"([01]?\d|2[0-3])[.:][0-5]\d")


class ClockTime(Text):
    """A time of the day in WIB, kept and shown as offices write it: `9:00` is 09.00. What is no time stays as it was
    typed, and its check says so."""

    def __init__(self, **options: Any) -> None:
        self.checks = (clock_problem,)
        super().__init__(**options)

    def __set__(self, instance: Any, value: Any) -> None:
        super().__set__(instance, clock_time(value))


def clock_time(told: Any) -> Any:
    """A clock time as it is kept; anything else as it is."""
    is_time = isinstance(told, str) and CLOCK.fullmatch(told.strip())
    return told.strip().replace(":", ".").zfill(5) if is_time else told


def clock_problem(told: Any) -> Message | None:
    """What is wrong with a text that should be a time."""
    return None if isinstance(told, str) and CLOCK.fullmatch(told) else Message(N_("Write the time as 09.00."))


class Hidden(StringField):
    """A text that forms carry and nobody types, such as the code of a choice."""


class Day(DateTimeField):
    """A calendar day without a time, stored as midnight UTC so that ranges and sorting are exact everywhere."""

    def to_python(self, value: Any) -> Any:
        return value.date() if isinstance(value, datetime) else value

    def to_mongo(self, value: Any) -> Any:
        if isinstance(value, date) and not isinstance(value, datetime):
            return datetime(value.year, value.month, value.day, tzinfo=UTC)
        return super().to_mongo(value)

    def validate(self, value: Any) -> None:
        if not isinstance(value, date):
            self.error(N_("This is not a date."))

    def prepare_query_value(self, op: str, value: Any) -> Any:
        return self.to_mongo(value)


class Nip(StringField):
    """The 18 digits of an NIP (models.identifiers)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(regex=r"^\d{18}$", **options)


class Nik(StringField):
    """The 16 digits of a NIK (models.identifiers), shown masked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(regex=r"^\d{16}$", **options)


class FileId(ObjectIdField):
    """The id of a stored file that this record owns. `kinds` names what may be uploaded (operations.files)."""

    def __init__(self, kinds: tuple[str, ...], **options: Any) -> None:
        self.kinds = kinds
        super().__init__(**options)
