"""Defined fields that are unique in a unit: values that a file tells twice, or that another record has already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.fieldsets import PREFIX
from models.wording import N_, Message
from operations.records import TAKEN

if TYPE_CHECKING:
    from operations.import_rows import Judged
TOLD_TWICE = N_("The same value stands in row %(row)s already, and it must be unique.")


@dataclass(slots=True)
class UniqueValues:
    """What the rows so far take: the number of the row by unique key (models.base.Record.unique_keys)."""

    told: dict[str, int] = field(default_factory=dict)

    def judge(self, rows: Sequence[Judged]) -> None:
        """Note the problem of every row that would take a value which is not free."""
        changing = [row for row in rows if row.change is not None and not row.problems]
        wanted = [(row, key) for row in changing for key in row.change.after.get("unique_keys") or ()]  # type: ignore[union-attr]
        if not wanted:
            return
        holders = self._holders(changing[0], [key for _, key in wanted])
        for row, key in wanted:
            other = self.told.setdefault(key, row.number)
            if other != row.number:
                row.problems[path_of(key)] = Message(TOLD_TWICE, row=other)
            elif holders.get(key, row.change.id) != row.change.id:  # type: ignore[union-attr]
                row.problems[path_of(key)] = Message(TAKEN)

    def _holders(self, row: Judged, keys: list[str]) -> dict[str, Any]:
        """Which stored record has each of these keys; one round trip."""
        assert row.change is not None
        query = {"unique_keys": {"$in": sorted(set(keys)), "$gt": ""}}  # `$gt` for the partial index
        found = row.change.kind._get_collection().find(query, {"unique_keys": 1})
        return {key: raw["_id"] for raw in found for key in raw["unique_keys"]}


def path_of(key: str) -> str:
    """The path of the field that a unique key is about."""
    return PREFIX + key.partition("=")[0].rpartition(":")[2]
