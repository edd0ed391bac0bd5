"""Looking up the records that another one points at: one round trip for all of them, judged by the policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bson import ObjectId

from models.base import Known, Record
from models.people import with_titles
from models.references import RECORDS, defined_at, pointed_at
from models.settings import State
from models.wording import N_, Message
from operations import configuration
from operations.actors import Actor
from operations.errors import Invalid
from operations.policy import Action, judge, may

Wanted = Mapping[str, Iterable[ObjectId]]
_SHOWN = (
    "name", "title_front", "title_back", "name_folded", "nip", "scope", "department", "version", "title",
    "confidential", "series", "state", "status", "cadence", "year", "number", "starts_on", "ends_on",
    "position_level", "jp_year_from", "employee", "birth_date", "retirement_age",
)  # fmt: skip
_NAMED = (
    "name",
    "title_front",
    "title_back",
    "title",
    "scope",
    "confidential",
    "text",
)  # what `labels` needs: half the bytes to decode
_LONGEST = 200
_SMALL = frozenset({"Department", "User", "State"})
"""These come last: of a $unionWith the embedded server scans all but the first."""
BATCH = 10_000  # labels come in one answer, without a getMore after the first 101
OUTSIDE = N_("(outside your units)")


def fetch(wanted: Wanted, shown: Sequence[str] = _SHOWN) -> dict[ObjectId, dict[str, Any]]:
    """The wanted records by id, each with the few fields that labels and derivation need, and `kind`, its class.

    All kinds come in one aggregate with $unionWith; ids that do not exist are absent.
    """
    groups = [(name, sorted(set(ids))) for name, ids in wanted.items()]
    groups = sorted(((name, ids) for name, ids in groups if ids), key=lambda group: group[0] in _SMALL)
    if not groups:
        return {}
    (first, ids), *rest = groups
    pipeline = _matching(first, ids, shown)
    for name, more in rest:
        collection = _of(name)._get_collection_name()
        pipeline.append({"$unionWith": {"coll": collection, "pipeline": _matching(name, more, shown)}})
    return {raw["_id"]: raw for raw in _of(first)._get_collection().aggregate(pipeline, batchSize=BATCH)}


def _of(name: str) -> Any:
    return State if name == "State" else RECORDS[name]


def _matching(name: str, ids: list[Any], shown: Sequence[str]) -> list[dict[str, Any]]:
    shown = ("value.revision", "value.applying") if name == "State" else shown
    told = {**dict.fromkeys(shown, 1), "what": "$kind", "kind": {"$literal": name}}
    return [{"$match": {"_id": {"$in": ids}}}, {"$project": told}]


def label(raw: Mapping[str, Any]) -> str:
    """How a fetched record is called."""
    if raw.get("kind") == "Employee":
        return with_titles(raw.get("name"), raw.get("title_front"), raw.get("title_back"))
    return str(raw.get("name") or raw.get("title") or raw.get("text") or "")[:_LONGEST]


def labels(actor: Actor, wanted: Wanted) -> dict[ObjectId, str | None]:
    """What to show for each id: its label, or None where the actor may not know of it or it is gone."""
    found = fetch(wanted, _NAMED)
    judges = {kind: judge(actor, Action.READ, kind) for kind in {raw["kind"] for raw in found.values()}}
    return {id: label(raw) if judges[raw["kind"]](raw) else None for id, raw in found.items()}


def check(actor: Actor, record: Record, before: Record | None, known: Known | None = None) -> Known:
    """Every record that `record` points at. A changed reference to one out of reach is Invalid, never blanked.

    A reference that stays as it was is kept even where the actor could not set it. `known`, fetched before for many
    records at once, saves the round trip; the judgement is the same, but then it is for the transaction to see that
    the fields defined still hold (operations.commits).
    """
    pointers = list(pointed_at(record))
    old = {(name, id) for name, _, id in pointed_at(before)} if before is not None else set()
    wanted: dict[str, set[ObjectId]] = {}
    for _, to, id in pointers:
        wanted.setdefault(to, set()).add(id)
    known = _compared(record, wanted) if known is None else known
    _judge(actor, [pointer for pointer in pointers if (pointer[0], pointer[2]) not in old], known)
    return known


def _compared(record: Record, wanted: dict[str, Any]) -> dict[Any, dict[str, Any]]:
    """What `fetch` finds, once the same trip has shown that the fields the record is checked against still hold."""
    if not record.CONFIGURABLE:
        return fetch(wanted)
    known: dict[Any, dict[str, Any]] = fetch({**wanted, "State": [configuration.NAME]})  # type: ignore[list-item]
    configuration.require({configuration.current().revision}, known.pop(configuration.NAME, None))
    return known


def check_defined(actor: Actor, record: Record, before: Record | None) -> None:
    """As `check`, for the references in defined fields, once it is settled where the record lies."""
    fieldset = configuration.fieldset(type(record), record.scope)
    old = set(defined_at(before, fieldset)) if before is not None else set()
    fresh = [pointer for pointer in defined_at(record, fieldset) if pointer not in old]
    wanted: dict[str, set[ObjectId]] = {}
    for _, to, id in fresh:
        wanted.setdefault(to, set()).add(id)
    _judge(actor, fresh, fetch(wanted) if fresh else {})


def _judge(actor: Actor, pointers: Iterable[tuple[str, str, ObjectId]], known: Known) -> None:
    """Raise Invalid for every pointer to a record that is gone or out of reach."""
    problems = {}
    for name, to, id in pointers:
        raw = known.get(id)
        if raw is None or raw["kind"] != to or not may(actor, Action.READ, to, raw):
            problems[name] = Message(N_("This is not within your units. Pick another."))
    if problems:
        raise Invalid(problems)
