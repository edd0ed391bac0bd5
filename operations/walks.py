"""One walk over all records that a change of a unit's configuration reaches, each carried from the old to the new.

The rehearsal walks to count and to tell; applying walks the same way, inside its transaction, and writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from models.base import Record
from models.configurations import Configuration, ConfigurationDraft, Layer
from models.conversion_events import Event, What
from models.conversions import Difference, convert
from models.entries import entry_classes
from models.fieldsets import PREFIX
from models.references import RECORDS
from models.registers import RegisterDefinition, settles_alike
from operations import configuration
from operations.changes import derive, dump, load
from operations.errors import Invalid
from operations.outcomes import Counts, Outcome, bytes_of
from operations.references import fetch
from operations.restoring import Restoring, undo

BATCH = 1_000


class Walk:
    """One walk over all records that a change of a unit's layer reaches; `beat` is called every thousand of them."""

    def __init__(
        self,
        draft: ConfigurationDraft,
        held: Configuration,
        session: ClientSession | None = None,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self.unit: ObjectId = draft.unit
        self.decisions: Mapping[str, Mapping[str, str]] = decided(draft)
        self.held, self.session, self.beat = held, session, beat
        self.next = held.with_layer(self.unit, draft.layer or Layer())
        self.counts = Counts()
        self.undone, self.is_restored = Restoring(draft, session), draft.restores is not None
        self._differences: dict[tuple[str, str], Difference] = {}
        self._unique: dict[str, ObjectId] = {}
        self.renamed: set[type[Record]] = set()

    def outcomes(self) -> Iterator[Outcome]:
        """Every record that something happens to, in the order of types and ids; the others are only counted."""
        for kind in self._kinds():
            batch: list[dict[str, Any]] = []
            wanted = {**kind.NARROWED, "scope": self.unit}
            found = kind._get_collection().find(wanted, session=self.session).sort("_id", 1)
            for raw in found:
                batch.append(raw)
                if len(batch) == BATCH:
                    self.beat()
                    yield from self._batch(kind, batch)
                    batch = []
            yield from self._batch(kind, batch)

    def again(self, kind: type[Record], ids: list[ObjectId], session: ClientSession) -> Iterator[Outcome]:
        """The outcomes of these records, read anew in one answer; what was counted stays as it was."""
        counted = replace(self.counts)
        found = kind._get_collection().find({"_id": {"$in": ids}}, session=session).batch_size(len(ids) + 1)
        try:
            yield from self._batch(kind, list(found))
        finally:
            self.counts = counted

    def _kinds(self) -> list[type[Record]]:
        """The types of record of which the layer says something else than before."""
        before = self.held.layers[self.unit][1] if self.unit in self.held.layers else Layer()
        after = self.next.layers[self.unit][1]
        path = configuration.path_of(self.unit)
        every = configurable(each for held in (self.held, self.next) for unit, each in held.registers if unit in path)
        names = {kind: kind.type_name() for kind in every}
        found = {kind for kind, name in names.items() if before.type_of(name) != after.type_of(name)}
        self.renamed = {
            kind for kind, name in names.items() if not settles_alike(before.register_of(name), after.register_of(name))
        }
        named = {each["document"] for rows in self.undone.found.values() for each in rows}
        return [kind for kind in every if kind in found | self.renamed or kind.__name__ in named]

    def _batch(self, kind: type[Record], batch: list[dict[str, Any]]) -> Iterator[Outcome]:
        touched = [(raw, difference) for raw in batch if (difference := self._touching(kind, raw)) is not None]
        known = _owners(kind, [raw for raw, _ in touched])
        self.counts.read += len(batch) - len(touched)
        for raw, difference in touched:
            outcome = self._outcome(kind, raw, difference, known)
            self.counts.add(outcome)
            if outcome is not None:
                yield outcome

    def _touching(self, kind: type[Record], raw: dict[str, Any]) -> Difference | None:
        scope = [unit for unit in raw.get("scope") or () if isinstance(unit, ObjectId)]
        old, new = (each.fieldset(kind.type_name(), scope) for each in (self.held, self.next))
        key = (old.digest, new.digest)
        if key not in self._differences:
            self._differences[key] = Difference(old, new, self.is_restored)
        difference = self._differences[key]
        if raw["_id"] in self.undone.found or kind in self.renamed:
            return difference
        if difference.is_none or not difference.touches(raw.get("custom") or {}):
            return None
        return difference

    def is_sensitive(self, outcome: Outcome, path: str) -> bool:
        """Whether a defined field of that record is shown masked, before the change or after it."""
        scope = [unit for unit in outcome.raw.get("scope") or () if isinstance(unit, ObjectId)]
        sets = (each.fieldset(outcome.kind.type_name(), scope) for each in (self.held, self.next))
        return any(path in each.paths("sensitive") for each in sets)

    def _outcome(
        self, kind: type[Record], raw: dict[str, Any], difference: Difference, known: Mapping[ObjectId, Any]
    ) -> Outcome | None:
        taken_back = self.undone.of(raw)
        start, is_whole = undo(raw, taken_back)
        custom, events = convert(start.get("custom") or {}, difference, self.decisions.get(kind.type_name(), {}))
        values = {"custom": start.get("custom") or {}}
        exact = bool(taken_back) and is_whole and bytes_of({"custom": custom}, "custom") == bytes_of(values, "custom")
        after = dict(start) if exact else self._derived(kind, {**start, "custom": custom}, known)
        events += self._twice(raw["_id"], after)
        outcome = Outcome(kind, raw, after, events, exact)
        outcome.after = {name: after[name] for name in outcome.written if name in after}
        return outcome if events or outcome.is_written else None

    def _derived(self, kind: type[Record], raw: dict[str, Any], known: Mapping[ObjectId, Any]) -> dict[str, Any]:
        try:
            record = load(kind, raw)
        except Invalid:
            return raw  # written past the panel: left as it is
        with configuration.pinned(self.next):
            derive(record, known or {getattr(record, kind.OWNER or ""): raw})
        return dump(record)

    def _twice(self, id: ObjectId, after: Mapping[str, Any]) -> list[Event]:
        found = []
        for each in after.get("unique_keys") or ():
            if self._unique.setdefault(each, id) != id:
                path = PREFIX + str(each).partition(":")[2].partition("=")[0]
                found.append(Event(path, What.TWICE, before=str(each).partition("=")[2], is_invalid=True))
        return found


def decided(draft: ConfigurationDraft) -> dict[str, dict[str, str]]:
    """A draft's decisions by type of record, then by Event.key."""
    found: dict[str, dict[str, str]] = {}
    for name, decision in (draft.decisions or {}).items():
        of, _, key = name.partition("/")
        found.setdefault(of, {})[key] = str(decision)
    return found


def configurable(registers: Iterable[RegisterDefinition] = ()) -> list[type[Record]]:
    """Every document whose fields a unit may define, those of these registers included."""
    return [*(kind for kind in RECORDS.values() if kind.CONFIGURABLE), *entry_classes(registers)]


def _owners(kind: type[Record], rows: list[dict[str, Any]]) -> Mapping[ObjectId, Any]:
    """The records that these lie with, where deriving needs more of them than their place."""
    field: Any = kind._fields.get(kind.OWNER or "")
    if field is None or field.to == "Department":
        return {}
    return fetch({field.to: {raw[kind.OWNER or ""] for raw in rows if raw.get(kind.OWNER or "")}})
