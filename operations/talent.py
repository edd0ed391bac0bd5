"""Talent: where people stand among the nine boxes, by the scheme of their unit and by their settled evaluations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from models.base import Record
from models.departments import Department
from models.evaluations import Evaluation, EvaluationState
from models.moments import today
from models.people import Employee
from models.shapes import odd_fields
from models.talent_assessments import Component, TalentAssessment, merged, placed
from models.talent_schemes import USUAL, Rules, TalentScheme
from models.wording import N_, Message
from operations import jobs, listing, policy, records
from operations.actors import SYSTEM, Actor
from operations.audit import Origin, Source
from operations.changes import Change, load
from operations.commits import Stale, commit
from operations.errors import Denied, Invalid
from operations.indexes import hint
from operations.listing import Asked
from operations.policy import Action
from operations.references import fetch

PLACING = "place talent anew"
BATCH = 200
_READ = ("employee", "year", "cadence", "predikat", "weighted")


def schemes(year: int, units: Sequence[ObjectId] | None = None) -> dict[ObjectId, Rules]:
    """The rules that hold in a year, of every unit (or of these) that has a scheme of its own: one round trip."""
    query: dict[str, Any] = {} if units is None else {"department": {"$in": list(units)}}
    sound = (raw for raw in TalentScheme._get_collection().find(query) if _is_sound(TalentScheme, raw))
    rows = sorted(sound, key=lambda raw: raw["year"])
    return {raw["department"]: _rules(raw) for raw in rows if raw["year"] <= year}


def _is_sound(kind: type[Record], raw: Mapping[str, Any]) -> bool:
    """Whether a stored record has the types its class says: others are told on their own page and stop nothing here."""
    return raw.get("year") is not None and not any(odd_fields(kind, raw))


def _rules(raw: dict[str, Any]) -> Rules:
    made = load(TalentScheme, raw)
    assert isinstance(made, TalentScheme)
    return made.rules


def nearest(found: Mapping[ObjectId, Rules], scope: Any) -> Rules:
    """The rules that hold in the unit at the end of `scope`: of the nearest unit that has some, else the usual ones."""
    units = scope if isinstance(scope, list) else []
    return next((found[unit] for unit in reversed(units) if unit in found), USUAL)


def rules_for(scope: Any, year: int) -> Rules:
    """As `nearest`, read from the store."""
    units = [unit for unit in scope or () if isinstance(unit, ObjectId)]
    return nearest(schemes(year, units), units)


def settled(employees: Iterable[ObjectId], year: int) -> dict[ObjectId, list[dict[str, Any]]]:
    """The settled evaluations of these people in a year and the one before."""
    query = {
        "employee": {"$in": list(employees)}, "year": {"$in": [year, year - 1]}, "state": EvaluationState.SETTLED.value,
    }  # fmt: skip
    named = hint(Evaluation, query, None)
    rows = Evaluation._get_collection().find(query, dict.fromkeys(_READ, 1))
    found: dict[ObjectId, list[dict[str, Any]]] = defaultdict(list)
    for raw in (rows.hint(named) if named else rows).sort("_id", 1):
        found[raw["employee"]].append(raw)
    return found


def save(
    actor: Actor, stored: dict[str, Any] | None, values: Mapping[str, Any], seen: int, origin: Origin = records.FORM
) -> Record:
    """Write a new assessment or change a stored one, by the scheme that holds for the person and with performance read
    anew. Raises as records.create and records.change do, and Invalid for a component that the scheme does not have."""
    before = stored or {}
    employee, year = values.get("employee", before.get("employee")), values.get("year", before.get("year"))
    whole = {**values, **_placed(employee, year, values.get("components", _rows(before)))}
    if stored is None:
        return records.create(actor, TalentAssessment, whole, origin)
    return records.change_stored(actor, TalentAssessment, stored, whole, seen, origin)


def _placed(employee: Any, year: Any, rows: Sequence[Component]) -> dict[str, Any]:
    if not isinstance(employee, ObjectId) or not isinstance(year, int):
        return {}
    scope = (Employee._get_collection().find_one({"_id": employee}, {"scope": 1}) or {}).get("scope")
    rules = rules_for(scope, year)
    components, strange = merged(rules, rows)
    if strange:
        told = N_("The unit's scheme has no component “%(name)s”.")
        raise Invalid({"components": Message(told, name=strange[0])})
    return {"components": components, **placed(rules, year, settled([employee], year)[employee], today())}


def _rows(raw: dict[str, Any]) -> Sequence[Component]:
    return load(TalentAssessment, raw).components if raw else ()


def first_components(employee: Any) -> list[dict[str, Any]]:
    """The rows that the form of a new assessment begins with: those of the scheme that holds for the person."""
    raw = Employee._get_collection().find_one({"_id": employee}, {"scope": 1}) if employee else None
    rules = rules_for((raw or {}).get("scope") or _roots(), today().year)
    return [{"name": name, "weight": weight} for name, weight in rules.potential]


def _roots() -> list[ObjectId]:
    return [raw["_id"] for raw in Department._get_collection().find({"parent": None}, {"_id": 1}).limit(1)]


def ask_anew(actor: Actor, unit: ObjectId, year: int) -> None:
    """Ask for the job that reads performance and scheme anew for every assessment of a unit and year. Raises Denied."""
    raw = records.read(Department, unit)
    if not policy.may(actor, Action.CHANGE, "TalentAssessment", {**raw, "confidential": True}):
        raise Denied()
    if not jobs.is_under_way(unit):
        jobs.insert(actor, PLACING, unit, year=year)


@jobs.kind(PLACING)
def place_anew(hold: jobs.Hold) -> None:
    """Bring a year's assessments of a unit in line with the schemes and the evaluations that hold now."""
    query = {"scope": hold.job["record"], "year": hold.job["arguments"]["year"]}
    found = TalentAssessment._get_collection().find(query).sort("_id", 1)
    rows = [raw for raw in found if _is_sound(TalentAssessment, raw)]
    held = schemes(query["year"])
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        changes = [change for change in _anew(batch, held, query["year"]) if change.entry.get("changes")]
        try:
            commit(changes, partial(_note, hold, start + len(batch), len(rows)))
        except Stale:  # somebody saved one just now, and read all anew with it
            _one_by_one(changes)
    hold.note(None, len(rows), len(rows))


def _note(hold: jobs.Hold, done: int, total: int, session: ClientSession) -> None:
    hold.note(session, done, total)


def _one_by_one(changes: Iterable[Change]) -> None:
    for change in changes:
        try:
            commit([change])
        except Stale:
            continue


def _anew(batch: Sequence[dict[str, Any]], held: Mapping[ObjectId, Rules], year: int) -> Iterable[Change]:
    people = [raw["employee"] for raw in batch]
    evaluations, known = settled(people, year), fetch({"Employee": people})
    for raw in batch:
        rules = nearest(held, raw.get("scope"))
        components, _ = merged(rules, _rows(raw))
        values = {"components": components, **placed(rules, year, evaluations[raw["employee"]], today())}
        yield records.plan_change(SYSTEM, TalentAssessment, raw, values, Origin(source=Source.JOB), known)


def counts(actor: Actor, unit: ObjectId | None, year: int) -> Counter[int | None]:
    """How many assessed people are in each box (None: not placed yet) of a unit and year, within the actor's reach."""
    filters: dict[str, Any] = {"year": [year], **({"department": [unit]} if unit else {})}
    match = {"$match": listing.query(actor, TalentAssessment, Asked(filters=filters))}
    group = {"$group": {"_id": "$box", "count": {"$sum": 1}}}
    rows = TalentAssessment._get_collection().aggregate([match, group])
    return Counter({row["_id"]: row["count"] for row in rows})


def of_person(actor: Actor, employee: ObjectId) -> list[dict[str, Any]]:
    """A person's assessments that the actor may see, the newest first; none for who may see none."""
    if not policy.may(actor, Action.READ, "TalentAssessment"):
        return []
    query = {**policy.where(actor, TalentAssessment), "employee": employee}
    return list(TalentAssessment._get_collection().find(query).sort("year", -1))


def in_boxes(actor: Actor, unit: ObjectId, boxes: Sequence[int], year: int) -> list[dict[str, Any]]:
    """The assessments of a unit and year in these boxes, the best box first, by name."""
    filters = {"department": [unit], "year": [year], "box": list(boxes)}
    query = listing.query(actor, TalentAssessment, Asked(filters=filters))
    rows = TalentAssessment._get_collection().find(query, {"employee": 1, "box": 1, "employee_sort": 1, "year": 1})
    return sorted(rows, key=lambda raw: (-raw["box"], str(raw.get("employee_sort") or "")))


def save_scheme(
    actor: Actor, stored: dict[str, Any] | None, values: Mapping[str, Any], seen: int, origin: Origin = records.FORM
) -> Record:
    """Write a scheme, and have the present year's assessments of its unit placed anew by it."""
    if stored is None:
        made = records.create(actor, TalentScheme, values, origin)
    else:
        made = records.change_stored(actor, TalentScheme, stored, values, seen, origin)
    ask_anew(actor, made.department, today().year)
    return made
