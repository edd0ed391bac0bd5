"""Items of development plans: added while the plan is a draft, followed up afterwards, carried into the next year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bson import ObjectId

from models.audit import Act
from models.base import Known
from models.coming_dates import anniversary
from models.notes import Note
from models.plan_items import OPEN_ITEMS, SETTABLE, PlanItem
from models.plans import PLAN_STATES, DevelopmentPlan, PlanState
from models.references import paths
from models.training import Training
from models.users import Role
from models.wording import N_, Message
from operations import policy, records
from operations.actors import SYSTEM, Actor
from operations.audit import Origin
from operations.careers import day_of
from operations.changes import Change, load, revision
from operations.commits import Stale, Taken, commit
from operations.errors import Invalid, Missing, WrongState
from operations.policy import Action
from operations.references import fetch

MOST = 200
TRIES = 4
CLOSED = N_("The plan of this item is closed: nothing of it is changed any more.")
CARRIED_ON = N_("This item was carried into the plan of the next year: set there how far it is.")
NOT_APPROVED = N_("Only what is open in an approved plan is carried on; this plan is “%(state)s”.")
NO_DRAFT = N_("The plan of %(year)s is no draft any more. Have it returned to draft; then carry the items into it.")
NOTHING_OPEN = N_("Nothing is open in this plan, so there is nothing to carry on.")
_CARRIED = (
    "kind", "title", "why", "aspiration", "competency", "rated", "goal", "jp", "organiser", "cost", "mentor",
    "training",
)  # fmt: skip
_TOLD = ("title", "starts_on", "ends_on", "status")
_OF_PLAN = ("target", "target_name", "goal")


def of_plan(actor: Actor, plan: ObjectId) -> list[dict[str, Any]]:
    """The items of a plan that the actor may see, by their target dates."""
    if not policy.may(actor, Action.READ, "PlanItem"):
        return []
    query = {**policy.where(actor, PlanItem), "plan": plan}
    return list(PlanItem._get_collection().find(query).sort([("ranks", 1), ("_id", 1)]).limit(MOST))


def notes_of(actor: Actor, employee: ObjectId) -> list[dict[str, Any]]:
    """What a person aspired to and was advised in meetings, as far as the actor may see it, the newest first."""
    if not policy.may(actor, Action.READ, "Note"):
        return []
    wanted = {"employee": employee, "kind": {"$in": ["aspiration", "advice"]}, "removed": {"$ne": True}}
    found = Note._get_collection().find({**policy.where(actor, Note), **wanted}).sort("_id", -1).limit(MOST)
    return [raw for raw in found if str(raw.get("text") or "").strip()]


def said(actor: Actor, raw: Mapping[str, Any]) -> dict[str, Any] | None:
    """The note that a stored item answers, where the actor may see it."""
    id = raw.get("aspiration")
    note: dict[str, Any] | None = Note._get_collection().find_one({"_id": id}) if id else None
    return note if note is not None and policy.may(actor, Action.READ, "Note", note) else None


def may_set(actor: Actor, raw: Mapping[str, Any]) -> bool:
    """Whether the actor may set how far a stored item is: its own person does not, and of what was carried nobody."""
    is_own = raw.get("employee") in actor.kept_from and not actor.has_role(Role.HR_ADMIN)
    return str(raw.get("status")) in dict(SETTABLE) and not is_own and policy.may(actor, Action.CHANGE, "PlanItem", raw)


def owner(actor: Actor, plan: ObjectId) -> ObjectId | None:
    """Whose plan this is; None where the actor may not see it."""
    employee = _seen(actor, plan).get("employee")
    return employee if isinstance(employee, ObjectId) else None


def year_of(actor: Actor, plan: ObjectId) -> int | None:
    """Of which year a plan is; None where the actor may not see it."""
    year = _seen(actor, plan).get("year")
    return year if isinstance(year, int) and 1 <= year <= 9999 else None


def _seen(actor: Actor, plan: ObjectId) -> dict[str, Any]:
    raw = DevelopmentPlan._get_collection().find_one({"_id": plan})
    return raw if raw is not None and policy.may(actor, Action.READ, "DevelopmentPlan", raw) else {}


def trainings_of(actor: Actor, employee: ObjectId) -> list[dict[str, Any]]:
    """A person's trainings that may carry an item out, as far as the actor may see them, the newest first."""
    if not policy.may(actor, Action.READ, "Training"):
        return []
    found = Training._get_collection().find({**policy.where(actor, Training), "employee": employee}, _TOLD)
    return list(found.sort("starts_on", -1).limit(MOST))


def change_status(actor: Actor, id: ObjectId, said: Mapping[str, Any], seen: int, origin: Origin) -> PlanItem:
    """Set how far an item is; its history keeps each status with its day and reason. `said` holds `status`, `reason`
    where one is given, and `training` where it is said which one carries the item out (None: none does).

    Raises Missing, Denied, Invalid (no such status, no reason given, a training of somebody else), Conflict, Full, and
    WrongState where the item was carried on or its plan is closed.
    """
    status = said.get("status")
    if status not in dict(SETTABLE):
        raise Invalid({"status": Message(N_("This is not one of the choices."))})
    stored = records.read(PlanItem, id)
    policy.require(actor, Action.CHANGE, "PlanItem", stored)
    if not isinstance(stored.get("plan"), ObjectId):
        raise Missing()
    plan = records.read(DevelopmentPlan, stored["plan"])
    if plan.get("state") == PlanState.CLOSED or stored.get("status") == "carried":
        raise WrongState(Message(CARRIED_ON if stored.get("status") == "carried" else CLOSED))
    values = {"status": status, "reason": str(said.get("reason") or "").strip() or None}
    values |= {"training": said["training"]} if "training" in said else {}
    made = records.save(actor, PlanItem, stored, values, seen, origin)
    assert isinstance(made, PlanItem)
    return made


def carry(actor: Actor, plan: ObjectId, origin: Origin = records.FORM) -> DevelopmentPlan:
    """Carry what is open in an approved plan into the draft of the next year, made if there is none, in one
    transaction. Once nothing is open it writes nothing and gives that plan.

    Raises Missing, Denied, Invalid (nothing to carry), Full, and WrongState.
    """
    for _ in range(TRIES):
        stored = records.read(DevelopmentPlan, plan)
        policy.require(actor, Action.CHANGE, "DevelopmentPlan", stored)
        query = {"plan": plan, "status": {"$in": list(OPEN_ITEMS)}}
        items = list(PlanItem._get_collection().find(query).sort("_id", 1))
        following = _following(stored)
        if not items:
            if following is None:
                raise Invalid({"": Message(NOTHING_OPEN)})
            return _loaded(following)
        _require_states(stored, following)
        changes, made = _planned(actor, following or _next_plan(actor, stored, origin), items, origin)
        try:
            commit(changes)
        except (Stale, Taken):
            continue
        return made
    raise Invalid({"": Message(records.MOVING)})


def _following(stored: Mapping[str, Any]) -> dict[str, Any] | None:
    query = {"employee": stored["employee"], "year": stored["year"] + 1}
    return DevelopmentPlan._get_collection().find_one(query)


def _loaded(raw: Mapping[str, Any]) -> DevelopmentPlan:
    made = load(DevelopmentPlan, raw)
    assert isinstance(made, DevelopmentPlan)
    return made


def _require_states(stored: Mapping[str, Any], following: Mapping[str, Any] | None) -> None:
    if stored.get("state") != PlanState.APPROVED:
        state = Message(dict(PLAN_STATES)[str(stored.get("state"))])
        raise WrongState(Message(NOT_APPROVED, state=state))
    if following is not None and following.get("state") != PlanState.DRAFT:
        raise WrongState(Message(NO_DRAFT, year=stored["year"] + 1))


def _next_plan(actor: Actor, stored: Mapping[str, Any], origin: Origin) -> Change:
    values = {name: stored.get(name) for name in _OF_PLAN}
    own = {"employee": stored["employee"], "year": stored["year"] + 1}
    return records.plan_create(actor, DevelopmentPlan, {**values, **own}, origin)


def _planned(
    actor: Actor, following: Change | dict[str, Any], items: Sequence[dict[str, Any]], origin: Origin
) -> tuple[list[Change], DevelopmentPlan]:
    """The next plan where it is new, its new items, and the old ones marked, each pointing at the new one."""
    changes = [following] if isinstance(following, Change) else []
    after = following.after if isinstance(following, Change) else following
    known = {**_known(items), after["_id"]: {**after, "kind": "DevelopmentPlan"}}
    for raw in items:
        made = _copied(actor, _next(raw, after), origin, known)
        known[made.id] = {**made.after, "kind": "PlanItem"}
        marked = {"status": "carried", "carried_to": made.id}
        changes += [made, records.plan_change(actor, PlanItem, raw, marked, origin, known)]
    return sorted(changes, key=_order), _loaded(after)


def _copied(actor: Actor, values: Mapping[str, Any], origin: Origin, known: Known) -> Change:
    """A new item by the actor; what the old one pointed at is kept even where the actor could not have picked it."""
    made = records.plan_create(SYSTEM, PlanItem, values, origin, known)
    policy.require(actor, Action.CREATE, "PlanItem", made.after)
    made.entry = {**revision(actor, Act.CREATE, origin, made), "version": 1}
    return made


def _order(change: Change) -> int:
    """New records first, so that what points at them is written after them."""
    return 0 if change.kind is DevelopmentPlan else 1 if change.stored is None else 2


def _known(items: Sequence[Mapping[str, Any]]) -> dict[ObjectId, dict[str, Any]]:
    wanted: dict[str, set[ObjectId]] = {"PlanItem": {raw["_id"] for raw in items}}
    for name, to in paths(PlanItem):
        wanted.setdefault(to, set()).update(raw[name] for raw in items if isinstance(raw.get(name), ObjectId))
    return fetch(wanted)


def _next(raw: Mapping[str, Any], plan: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an item that goes on with a stored one; a day that lies before its year comes a year later."""
    before = load(PlanItem, raw)
    due = day_of(raw.get("due"))
    later = anniversary(due, plan["year"] - due.year) if due is not None and due.year < plan["year"] else due
    own = {"plan": plan["_id"], "employee": raw["employee"], "due": later, "carried_from": raw["_id"]}
    return {**{name: getattr(before, name) for name in _CARRIED}, **own}
