"""Evaluation cycles: opened for everybody of a unit at once, as a job; how people are rated in one; closed for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bson import ObjectId
from pymongo import UpdateMany
from pymongo.client_session import ClientSession

from models import ratings
from models.codes import ACTIVE_STATUSES
from models.evaluation_cycles import CLOSED, CYCLE_STATES, CYCLE_STEPS, CycleState, EvaluationCycle
from models.evaluations import Evaluation, EvaluationState, Score
from models.people import Employee
from models.steps import Step
from models.wording import N_, Message
from operations import configuration, jobs, policy, records
from operations.actors import SYSTEM, Actor
from operations.approvals import roles, seats_for
from operations.audit import Origin, Source
from operations.changes import Change
from operations.commits import Stale, Taken, commit
from operations.errors import Denied, Invalid, WrongState
from operations.policy import Action
from operations.references import fetch

OPENING = "open evaluation cycle"
BATCH = 200
ROUNDS = 5
"""How often a job looks again for whom it lacks: people may move while it works."""
NOT_NOW = N_("This step is not possible any more: the cycle is now “%(state)s”. Look at it again.")
UNSETTLED = N_("%(count)s evaluations are not settled yet. Settle them first; then close the cycle.")
OPENING_NOW = N_("The evaluations are still being made. Close the cycle when that is done.")


def steps(actor: Actor, raw: Mapping[str, Any]) -> list[Step]:
    """The steps that the actor may take with a stored cycle now."""
    return [step for step in CYCLE_STEPS if raw.get("state") in step.before and _may(actor, raw, step)]


def _may(actor: Actor, raw: Mapping[str, Any], step: Step) -> bool:
    if not policy.may(actor, Action.CHANGE, "EvaluationCycle", raw):
        return False
    needs_seat = step.right != "write" and not actor.is_system and bool(roles(raw, step.right))
    return not needs_seat or bool(seats_for(actor, raw, step.right))


def move(actor: Actor, id: ObjectId, key: str, seen: int, origin: Origin = records.FORM) -> EvaluationCycle:
    """Take a cycle that the actor saw at version `seen` a step further, and return it.

    Opening it asks for the job that makes an evaluation for each active person of the unit. Raises Missing, Denied,
    Invalid (not all are settled), Full, and WrongState where somebody was first.
    """
    stored = records.read(EvaluationCycle, id)
    policy.require(actor, Action.READ, "EvaluationCycle", stored)
    step = next((each for each in CYCLE_STEPS if each.key == key), None)
    if step is None or stored["state"] not in step.before or (stored.get("version") or 1) != seen:
        raise _late(stored)
    if not _may(actor, stored, step):
        raise Denied()
    made = records.plan_change(actor, EvaluationCycle, stored, {"state": step.after.value}, origin)
    if step.after == CycleState.OPEN:
        made.also.append(lambda session: jobs.insert(actor, OPENING, id, session))
    else:
        _close(made)
    try:
        commit([made])
    except Stale:
        raise _late(records.read(EvaluationCycle, id)) from None
    assert isinstance(made.record, EvaluationCycle)
    return made.record


def _late(stored: Mapping[str, Any]) -> WrongState:
    return WrongState(Message(NOT_NOW, state=Message(dict(CYCLE_STATES)[str(stored.get("state"))])))


def _close(made: Change) -> None:
    """Seal every evaluation with the cycle: what is saved at the very same moment conflicts, and is refused after."""
    if jobs.is_under_way(made.id):
        raise Invalid({"": Message(OPENING_NOW)})
    seal = UpdateMany({"cycle": made.id}, {"$set": {"sealed": True}})
    made.others.append((Evaluation._get_collection_name(), [seal]))

    def require_settled(session: ClientSession) -> None:
        query = {"cycle": made.id, "state": {"$ne": EvaluationState.SETTLED.value}}
        count = Evaluation._get_collection().count_documents(query, session=session)
        if count:
            raise Invalid({"": Message(UNSETTLED, count=count)})

    made.also.append(require_settled)


def add_missing(actor: Actor, id: ObjectId) -> None:
    """Ask for the evaluations of those who came to the unit since the cycle was opened. Raises as `move` does."""
    stored = records.read(EvaluationCycle, id)
    policy.require(actor, Action.CHANGE, "EvaluationCycle", stored)
    if stored["state"] != CycleState.OPEN:
        raise _late(stored)
    if not jobs.again(id) and not jobs.is_under_way(id):
        jobs.insert(actor, OPENING, id)


@jobs.kind(OPENING)
def make_evaluations(hold: jobs.Hold) -> None:
    """Make the evaluation of each active person of a cycle's unit who has none in it yet."""
    cycle = EvaluationCycle._get_collection().find_one({"_id": hold.job["record"], "state": CycleState.OPEN.value})
    if cycle is None:
        return
    for _ in range(ROUNDS):
        held = {raw["employee"] for raw in Evaluation._get_collection().find({"cycle": cycle["_id"]}, {"employee": 1})}
        people = [raw for raw in _people(cycle) if raw["_id"] not in held]
        if not people:
            break
        _make_for(hold, cycle, people, len(held))
    hold.note(None, *[Evaluation._get_collection().count_documents({"cycle": cycle["_id"]})] * 2)


def _people(cycle: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The active people of a cycle's unit, those whose own unit has a cycle of the same period included."""
    query = {"scope": cycle["department"], "status": {"$in": sorted(ACTIVE_STATUSES)}}
    return list(Employee._get_collection().find(query, {"superior": 1, "scope": 1}).sort("_id", 1))


def _make_for(hold: jobs.Hold, cycle: dict[str, Any], people: Sequence[dict[str, Any]], done: int) -> None:
    total = done + len(people)
    for start in range(0, len(people), BATCH):
        batch = people[start : start + BATCH]
        _write(hold, cycle["_id"], _planned(cycle, batch), (done + start, total))


def _planned(cycle: dict[str, Any], people: Sequence[dict[str, Any]]) -> list[Change]:
    """The new evaluations of these people, checked and ready."""
    wanted = {raw["_id"] for raw in people} | {raw["superior"] for raw in people if raw.get("superior")}
    known = fetch({"Employee": wanted, "EvaluationCycle": [cycle["_id"]]})
    before = _rated_before(cycle, people) if cycle["cadence"] == "yearly" else {}
    found = []
    for raw in people:
        if raw["_id"] in known:
            values = _first_values(cycle, raw, known, before.get(raw["_id"], []))
            origin = Origin(source=Source.JOB)
            found.append(records.plan_create(SYSTEM, Evaluation, values, origin, known))
    return found


def _first_values(
    cycle: Mapping[str, Any], raw: Mapping[str, Any], known: Mapping[Any, Any], before: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    criteria = configuration.settings(raw.get("scope")).criteria
    scores = [Score(criterion=str(each.label), weight=each.weight) for each in criteria]
    results, behaviour = ratings.proposed(before) or (None, None)
    superior = raw.get("superior")
    return {
        "employee": raw["_id"], "cycle": cycle["_id"], "rater": superior if superior in known else None,
        "scores": scores, "results": results, "behaviour": behaviour,
    }  # fmt: skip


def _rated_before(
    cycle: Mapping[str, Any], people: Iterable[Mapping[str, Any]]
) -> dict[ObjectId, list[tuple[str, str]]]:
    """(results, behaviour) of these people's settled periods of the year, in order: what the year's rating proposes."""
    query = {
        "employee": {"$in": [raw["_id"] for raw in people]}, "year": cycle["year"],
        "state": EvaluationState.SETTLED.value, "cadence": {"$ne": "yearly"},
    }  # fmt: skip
    found: dict[ObjectId, list[tuple[str, str]]] = {}
    for raw in Evaluation._get_collection().find(query).sort([("ends_on", 1), ("_id", 1)]):
        found.setdefault(raw["employee"], []).append((raw["results"], raw["behaviour"]))
    return found


def _write(hold: jobs.Hold, cycle: ObjectId, changes: Sequence[Change], progress: tuple[int, int]) -> None:
    """Write a batch with the job's progress; where one of it was made or moved meanwhile, the halves without it."""
    done, total = progress

    def also(session: ClientSession) -> None:
        _hold_open(cycle, session)
        hold.note(session, done + len(changes), total)

    if not changes:
        return
    try:
        commit(changes, also)
    except (Stale, Taken):
        if len(changes) > 1:
            middle = len(changes) // 2
            _write(hold, cycle, changes[:middle], (done, total))
            _write(hold, cycle, changes[middle:], (done + middle, total))


def _hold_open(cycle: ObjectId, session: ClientSession) -> None:
    """Conflict with whoever closes the cycle at the same time, so that nothing is made in a closed one."""
    query, touch = {"_id": cycle, "state": CycleState.OPEN.value}, {"$set": {"held_at": ObjectId()}}
    if not EvaluationCycle._get_collection().update_one(query, touch, session=session).matched_count:
        raise WrongState(Message(CLOSED))


def counts(actor: Actor, cycle: ObjectId) -> tuple[Counter[str], Counter[str]]:
    """(evaluations by state, settled or rated ones by predikat) of a cycle, within the actor's reach."""
    match = {"$match": {**policy.where(actor, Evaluation), "cycle": cycle}}
    group = {"$group": {"_id": {"state": "$state", "predikat": "$predikat"}, "count": {"$sum": 1}}}
    states: Counter[str] = Counter()
    predicates: Counter[str] = Counter()
    for row in Evaluation._get_collection().aggregate([match, group]):
        states[str(row["_id"].get("state"))] += row["count"]
        if row["_id"].get("predikat"):
            predicates[str(row["_id"]["predikat"])] += row["count"]
    return states, predicates
