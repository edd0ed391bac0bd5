"""What the rows of a list of dates tell: the person, the unit, the rule; and the same as batches of an export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bson import ObjectId

from models.audit import Act
from models.coming_dates import Coming, coming, licence
from models.departments import Department
from models.entries import entry_class
from models.people import Employee, with_titles
from operations import date_lists
from operations.actors import Actor
from operations.audit import Origin, note
from operations.coming_dates import leads, notice
from operations.date_lists import Sought
from operations.errors import Denied
from operations.policy import Action, judge, may

BATCH = 2_000
_SHOWN = (
    "name", "title_front", "title_back", "nip", "kind", "status", "golongan", "golongan_since", "kgb_since",
    "cpns_since", "created_at", "birth_date", "retirement_age", "contract_end", "honour_received", "educations",
    "dealt_with", "scope", "position_name", "version",
)  # fmt: skip
Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A date of a list, told. `source` and `id` name the record it follows from, `notice` as operations.coming_dates;
    `coming` is None where the record was changed since. `person` is the employee's id."""

    source: str
    id: ObjectId
    kind: str
    day: date
    is_capped: bool
    notice: int | None
    coming: Coming | None
    person: ObjectId | None
    name: str
    nip: str
    position: str
    unit: str
    register: str
    may_note: bool


def told(
    actor: Actor, rows: list[Raw], today: date, also: Iterable[ObjectId] = ()
) -> tuple[list[Row], dict[ObjectId, str]]:
    """(what these rows tell, the names of their units and of those in `also`), as far as the actor may see them: one
    round trip."""
    people, units = _fetched(actor, rows, also)
    judges: dict[str, Any] = {}
    found = []
    for raw in rows:
        held = people.get(raw["_id"], {}) if raw["of"] == "Employee" else raw
        name = raw["of"] if raw["of"] != "EmployeeEntry" else entry_class(str(raw.get("register")), "employee").__name__
        judges.setdefault(name, judge(actor, Action.CHANGE, name))
        found.append(_row(raw, held, units, judges[name](raw), today))
    return found, units


def _row(raw: Raw, held: Mapping[str, Any], units: Mapping[Any, str], may_note: bool, today: date) -> Row:
    is_own = raw["of"] == "Employee"
    dates = coming(held) if is_own else licence(held)
    name = with_titles(held.get("name"), held.get("title_front"), held.get("title_back")) if is_own else None
    return Row(
        source=raw["of"], id=raw["_id"], kind=raw["k"], day=raw["d"], is_capped=raw["c"],
        notice=notice(leads(raw.get("scope")), raw["k"], raw["d"], today),
        coming=next((each for each in dates if (each.kind, each.day) == (raw["k"], raw["d"])), None),
        person=raw["_id"] if is_own else raw.get("employee"),
        name=name or str(raw.get("employee_name") or ""),
        nip=str(held.get("nip") or ""),
        position=str(held.get("position_name") or ""),
        unit=units.get(raw.get("department"), ""),
        register=str(raw.get("register") or ""),
        may_note=may_note,
    )  # fmt: skip


def _fetched(actor: Actor, rows: list[Raw], also: Iterable[ObjectId]) -> tuple[dict[Any, Raw], dict[Any, str]]:
    """(employees of these rows, names of their units), the units as far as the actor may see them."""
    ids = sorted({raw["_id"] for raw in rows if raw["of"] == "Employee"})
    lying = sorted({*also, *(raw["department"] for raw in rows if isinstance(raw.get("department"), ObjectId))})
    units = [{"$match": {"_id": {"$in": lying}}}, {"$project": {"name": 1, "scope": 1, "is_unit": {"$literal": True}}}]
    if ids:
        shown = dict.fromkeys(_SHOWN, 1)
        united = {"$unionWith": {"coll": Department._get_collection_name(), "pipeline": units}}
        pipeline = [{"$match": {"_id": {"$in": ids}}}, {"$project": shown}, united]
        found = list(Employee._get_collection().aggregate(pipeline, batchSize=BATCH * 2))
    else:
        found = list(Department._get_collection().aggregate(units)) if lying else []
    sees = judge(actor, Action.READ, "Department")
    named = {raw["_id"]: str(raw.get("name") or "") for raw in found if raw.get("is_unit") and sees(raw)}
    return {raw["_id"]: raw for raw in found if not raw.get("is_unit")}, named


def batches(
    actor: Actor, sought: Sought, today: date, detail: Mapping[str, Any], origin: Origin
) -> Iterator[list[Row]]:
    """All that is asked, 2,000 rows at a time, logged before the first row leaves. Raises Denied at once."""
    if not may(actor, Action.EXPORT, "Employee"):
        raise Denied()
    note(actor, Act.EXPORT, origin, detail, document="Employee")
    rows = date_lists.every(actor, sought, today)
    return (told(actor, rows[start : start + BATCH], today)[0] for start in range(0, len(rows), BATCH))
