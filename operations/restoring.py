"""What a version that is brought back takes back in each record.

Units above one another change the same records. Where all of them stand as they once stood together, a record is what
it was then, in whatever order they got there; else what the unit alone did since that version is taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from models.configurations import ConfigurationDraft, ConfigurationVersion, Conversion
from models.departments import Department
from operations.changes import same

Version = tuple[ObjectId, int]
_SHOWN = {"unit": 1, "number": 1, "restores": 1, "at": 1}


class Restoring:
    """The conversions that bringing back a draft's version may take back; none where it brings none back."""

    def __init__(self, draft: ConfigurationDraft, session: ClientSession | None) -> None:
        self.unit, self.number = draft.unit, draft.restores
        self.found: dict[ObjectId, list[dict[str, Any]]] = {}
        self._since: dict[tuple[Any, ...], int | None] = {}
        if draft.restores is None:
            return
        found = ConfigurationVersion._get_collection().find({}, _SHOWN, session=session)
        versions = list(found.sort([("at", 1), ("_id", 1)]))
        near = self._near({raw["unit"] for raw in versions})
        self._versions = [raw for raw in versions if raw["unit"] in near]
        self._places = {(raw["unit"], raw["number"]): at for at, raw in enumerate(self._versions)}
        self._stood: dict[Version, int] = {}
        for raw in self._versions:
            restored = raw.get("restores")
            stood = raw["number"] if restored is None else self._as_it_stood(raw["unit"], restored)
            self._stood[raw["unit"], raw["number"]] = stood
        self._find(session)

    def _near(self, units: set[ObjectId]) -> set[ObjectId]:
        """Those of the units that records may lie in together with this one: it, and what is above and below it."""
        found = Department._get_collection().find({"_id": {"$in": [*units, self.unit]}}, {"scope": 1})
        scopes = {raw["_id"]: raw.get("scope") or [] for raw in found}
        above = scopes.get(self.unit, [])
        return {unit for unit in units if unit in above or self.unit in scopes.get(unit, [])}

    def _as_it_stood(self, unit: ObjectId, number: int) -> int:
        """The version that first had this version's layer: one that was brought back is the one that it brought."""
        return self._stood.get((unit, number), number)

    def _find(self, session: ClientSession | None) -> None:
        """Gather by record, the newest first, what was done since the version that comes back."""
        first = self._places.get((self.unit, int(self.number or 0)), -1)
        later = [(raw["unit"], raw["number"]) for raw in self._versions[first + 1 :]]
        found: list[dict[str, Any]] = []
        for unit in dict.fromkeys(unit for unit, _ in later):
            lowest = min(number for each, number in later if each == unit)
            query = {"unit": unit, "number": {"$gte": lowest}}
            found += Conversion._get_collection().find(query, session=session)
        known = [each for each in found if (each["unit"], each["number"]) in self._places]
        for each in sorted(known, key=lambda row: self._places[row["unit"], row["number"]], reverse=True):
            self.found.setdefault(each["record"], []).append(each)

    def of(self, raw: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What is taken back of a stored record, the newest first."""
        rows = self.found.get(raw["_id"], [])
        if not rows:
            return []
        path = tuple(each for each in raw.get("scope") or () if isinstance(each, ObjectId))
        if path not in self._since:
            self._since[path] = self._when(path)
        since = self._since[path]
        if since is None:
            return [each for each in rows if each["unit"] == self.unit and each["number"] > int(self.number or 0)]
        return [
            each for each in rows if each["unit"] in path and self._places[each["unit"], each["number"]] > since
        ]  # fmt: skip

    def _when(self, path: Sequence[ObjectId]) -> int | None:
        """The last place in time at which the units of a path stood as they will; None where they never did."""
        standing: dict[ObjectId, int] = dict.fromkeys(path, 0)
        history = [(-1, dict(standing))]
        for at, raw in enumerate(self._versions):
            if raw["unit"] in standing:
                standing[raw["unit"]] = self._stood[raw["unit"], raw["number"]]
                history.append((at, dict(standing)))
        wanted = {**standing, self.unit: self._as_it_stood(self.unit, int(self.number or 0))}
        return next((at for at, stood in reversed(history) if stood == wanted), None)


def undo(raw: dict[str, Any], conversions: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Any], bool]:
    """A stored record with conversions taken back where its values are still as each left them, and whether all were
    whole: then it is what it was, to the byte."""
    found, is_whole = {**raw}, True
    for each in conversions:
        before, after = each.get("before") or {}, each.get("after") or {}
        names = each.get("names") or ()
        if all(same(found.get(name), after.get(name)) for name in names):
            for name in names:
                _set(found, name, before)
            continue
        is_whole = False
        found["custom"] = _taken_back(dict(found.get("custom") or {}), before, after)
    return found, is_whole


def _taken_back(custom: dict[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Values one by one: those that are as the conversion left them become what they were."""
    was, became = before.get("custom") or {}, after.get("custom") or {}
    for key in {*was, *became}:
        if not same(was.get(key), became.get(key)) and same(custom.get(key), became.get(key)):
            _set(custom, key, was)
    return custom


def _set(found: dict[str, Any], name: str, source: Mapping[str, Any]) -> None:
    if name in source:
        found[name] = source[name]
    else:
        found.pop(name, None)
