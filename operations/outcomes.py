"""What becomes of one record when its unit's configuration changes, and how many there are of each sort."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bson import encode

from models.base import Record
from models.conversion_events import Event
from operations.changes import same

WRITTEN = ("custom", "attributes", "unique_keys", "search_tokens")
"""The stored fields of a record that a configuration may change."""


@dataclass(slots=True)
class Outcome:
    """One record's way through a change: the stored fields to set and to drop, and what happened to its values."""

    kind: type[Record]
    raw: dict[str, Any]
    after: dict[str, Any]
    events: list[Event]
    is_exact: bool = False  # taken back whole: as it was stored, to the byte

    def differing(self) -> list[str]:
        """The stored fields that change."""
        if self.is_exact:
            return [name for name in self.written if bytes_of(self.raw, name) != bytes_of(self.after, name)]
        return [name for name in self.written if not same(self.raw.get(name), self.after.get(name))]

    @property
    def written(self) -> tuple[str, ...]:
        """The stored fields that a configuration may change in this record."""
        return (*WRITTEN, *self.kind.CONFIGURED)

    @property
    def is_written(self) -> bool:
        return bool(self.differing())

    @property
    def is_converted(self) -> bool:
        return not same(self.raw.get("custom"), self.after.get("custom"))

    @property
    def is_invalid(self) -> bool:
        return any(event.is_invalid for event in self.events)


@dataclass(slots=True)
class Counts:
    """How many records were read, are affected (a value changes or does not fit), and would not be valid."""

    read: int = 0
    affected: int = 0
    changed: int = 0
    invalid: int = 0

    def add(self, outcome: Outcome | None) -> None:
        """Count one record; None for one that nothing touches."""
        self.read += 1
        if outcome is not None:
            self.affected += bool(outcome.events or outcome.is_converted)
            self.changed += outcome.is_converted
            self.invalid += outcome.is_invalid

    @property
    def kept(self) -> int:
        return self.read - self.affected

    def told(self) -> dict[str, int]:
        """The counts as a version keeps them."""
        return {"read": self.read, "affected": self.affected, "changed": self.changed, "invalid": self.invalid}


def bytes_of(raw: Mapping[str, Any], name: str) -> bytes:
    """A stored field as its bytes; nothing where it is absent."""
    return encode({name: raw[name]} if name in raw else {})
