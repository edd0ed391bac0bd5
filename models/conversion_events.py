"""What may happen to values when a configuration changes, what may be decided of it, and where it happens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.fieldsets import PREFIX
from models.wording import Message

LEAVE, CLEAR = "leave", "clear"


class What(StrEnum):
    """What happens to a value."""

    CONVERTED = "converted"  # its kind changed, and the text of it could be read
    UNREADABLE = "unreadable"  # its kind changed, and it could not
    REMOVED = "removed"  # a choice that is no more
    MISFIT = "misfit"  # out of the bounds, pattern or length that are new
    MISSING = "missing"  # required now, and empty
    TWICE = "twice"  # unique now, and another record has it


DECIDED = frozenset({What.UNREADABLE, What.REMOVED, What.MISFIT, What.MISSING})
"""What somebody must decide about before it is applied."""


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to one value of one record. `before` and `after` are texts; `code` is a choice's that is gone, or
    the key of the column in whose cell the value is."""

    path: str
    what: What
    before: str = ""
    after: str = ""
    code: str = ""
    message: Message | None = None
    is_invalid: bool = False

    @property
    def key(self) -> str:
        """What decisions call it, for all records alike."""
        return f"{self.path[len(PREFIX) :]}:{self.what.value}" + (f":{self.code}" if self.code else "")


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value lies: in `holder` under `key`; events tell of it by `path` and, in a table, the column's `code`."""

    holder: dict[str, Any]
    key: str
    path: str
    code: str = ""
