"""The job that prepares a round: who is asked about whom, a box for each group, a mail for each who is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bson import ObjectId
from mongoengine.connection import get_connection
from pymongo.client_session import ClientSession

from models.codes import ACTIVE_STATUSES
from models.feedback_rounds import FeedbackRound, RoundState
from models.people import Employee
from models.round_answers import AnswerBox
from models.round_invitations import RoundInvitation
from operations import jobs, records, round_mails
from operations.actors import SYSTEM
from operations.audit import Origin, Source
from operations.changes import Change
from operations.commits import Stale, Taken, commit
from operations.feedback_rounds import MAKING
from operations.references import fetch
from operations.round_answers import new_box

BATCH = 25
"""People whose invitations are made in one transaction."""
PEERS, REPORTS = 6, 8
"""How many are asked at most, of a person's colleagues and of those they lead."""
FEW, AROUND = 16, 200
"""Below so many who are near, people of the unit above are looked at too: at most so many."""
_PLACED = {"superior": 1, "department": 1, "scope": 1}
_ACTIVE: dict[str, Any] = {"status": {"$in": sorted(ACTIVE_STATUSES)}}


@jobs.kind(MAKING)
def make(hold: jobs.Hold) -> None:
    """Propose where it is asked for; of an open round make what is lacking of its boxes and mails too."""
    states = [RoundState.DRAFT.value, RoundState.OPEN.value]
    raw = FeedbackRound._get_collection().find_one({"_id": hold.job["record"], "state": {"$in": states}})
    if raw is None:
        return
    if hold.job["arguments"].get("propose"):
        _propose(hold, raw)
    if raw["state"] == RoundState.OPEN:
        _make_boxes(hold, raw)
        round_mails.write(hold, raw)


def subjects(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The active people whom a stored round is about, as far as who is asked about them follows from it."""
    unit = {"scope": raw["department"], **_ACTIVE}
    if raw.get("whom") == "picked":
        unit = {"_id": {"$in": [row.get("employee") for row in raw.get("subjects") or ()]}, **_ACTIVE}
    found = list(Employee._get_collection().find(unit, _PLACED).sort("_id", 1))
    if raw.get("whom") == "leaders":
        led = {each.get("superior") for each in found}
        found = [each for each in found if each["_id"] in led]
    return found


def _propose(hold: jobs.Hold, raw: Mapping[str, Any]) -> None:
    found = RoundInvitation._get_collection().find({"round": raw["_id"]}, {"employee": 1})
    held = {each["employee"] for each in found}
    people = [each for each in subjects(raw) if each["_id"] not in held]
    for start in range(0, len(people), BATCH):
        batch = people[start : start + BATCH]
        done, total = len(held) + start + len(batch), len(held) + len(people)
        made = _planned(raw, batch)
        try:
            commit(made, lambda session, d=done, t=total: hold.note(session, d, t))  # type: ignore[misc]
        except (Stale, Taken):
            _one_by_one(made)


def _one_by_one(made: Iterable[Change]) -> None:
    """After somebody was added or moved meanwhile: the rest of the batch."""
    for each in made:
        try:
            commit([each])
        except (Stale, Taken):
            continue


def _planned(raw: Mapping[str, Any], people: Sequence[Mapping[str, Any]]) -> list[Change]:
    asked = [(person["_id"], giver, as_) for person, givers in _givers(people) for giver, as_ in givers]
    wanted = {id for about, giver, _ in asked for id in (about, giver)}
    known = fetch({"Employee": wanted, "FeedbackRound": [raw["_id"]]})
    same = {"round": raw["_id"], "sealed": True if raw["state"] == RoundState.OPEN else None}
    rows = [{**same, "employee": about, "giver": giver, "relation": as_} for about, giver, as_ in asked]
    origin = Origin(source=Source.JOB)
    return [records.plan_create(SYSTEM, RoundInvitation, values, origin, known) for values in rows]


Givers = list[tuple[ObjectId, str]]


def _givers(people: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], Givers]]:
    """Whom to ask about each of these people: themselves, their leader, colleagues, those they lead."""
    ids = [each["_id"] for each in people]
    above = [each["superior"] for each in people if each.get("superior")]
    leaders = {raw["_id"] for raw in _find({"_id": {"$in": above}})}
    reports = _grouped(_find({"superior": {"$in": ids}}), "superior")
    teams = _grouped(_find({"superior": {"$in": above}}), "superior")
    units = _grouped(_find({"department": {"$in": [each.get("department") for each in people]}}), "department")
    wide: dict[Any, list[ObjectId]] = {}
    for each in people:
        superior = each.get("superior")
        near = [*teams.get(superior, []), *units.get(each.get("department"), [])]
        around = _around(each, wide) if len(set(near)) < FEW else []
        leader = superior if superior in leaders else None
        yield each, proposed(each["_id"], leader, reports.get(each["_id"], []), near, around)


def _around(person: Mapping[str, Any], kept: dict[Any, list[ObjectId]]) -> list[ObjectId]:
    """People of the unit above somebody's own, for who has few colleagues of their own."""
    above = (person.get("scope") or [None])[-2:][0]
    if above not in kept:
        kept[above] = [raw["_id"] for raw in _find({"scope": above}, AROUND)]
    return kept[above]


def _find(query: Mapping[str, Any], most: int = 0) -> list[dict[str, Any]]:
    return list(Employee._get_collection().find({**query, **_ACTIVE}, _PLACED).sort("_id", 1).limit(most))


def _grouped(rows: Iterable[Mapping[str, Any]], name: str) -> dict[Any, list[ObjectId]]:
    found: dict[Any, list[ObjectId]] = {}
    for raw in rows:
        found.setdefault(raw.get(name), []).append(raw["_id"])
    return found


def proposed(
    person: ObjectId,
    leader: ObjectId | None,
    reports: Sequence[ObjectId],
    near: Sequence[ObjectId],
    around: Sequence[ObjectId] = (),
) -> Givers:
    """Whom to ask about a person: as colleagues those who are `near`, and where these are few, of those `around`.

    Of many the next in order are taken, so that in a team everybody is asked about as often; nobody is asked twice
    about one person.
    """
    taken = {person, leader}
    below = _next(person, [id for id in reports if id not in taken], REPORTS)
    taken |= set(reports)
    beside = _next(person, [id for id in dict.fromkeys(near) if id not in taken], PEERS)
    taken |= set(near)
    beside += _next(person, [id for id in around if id not in taken], PEERS - len(beside))
    above = [(leader, "leader")] if leader else []
    return [(person, "self"), *above, *((id, "peer") for id in beside), *((id, "subordinate") for id in below)]


def _next(person: ObjectId, ids: Sequence[ObjectId], most: int) -> list[ObjectId]:
    """The `most` that follow the person in the ring of all ids."""
    ring = sorted(ids)
    place = sum(id < person for id in ring)
    return [*ring[place:], *ring[:place]][:most]


def _make_boxes(hold: jobs.Hold, raw: Mapping[str, Any]) -> None:
    """A box for every group that is asked and has none yet."""
    if not raw.get("anonymous"):
        return
    found = RoundInvitation._get_collection().find({"round": raw["_id"]}, {"employee": 1, "relation": 1})
    wanted = {(each["employee"], each["relation"]) for each in found}
    held = AnswerBox._get_collection().find({"round": raw["_id"]}, {"employee": 1, "relation": 1})
    lacking = sorted(wanted - {(each["employee"], each["relation"]) for each in held})
    for start in range(0, len(lacking), 500):
        boxes = [new_box(raw["_id"], employee, relation) for employee, relation in lacking[start : start + 500]]
        done = len(wanted) - len(lacking) + start + len(boxes)
        _insert(hold, boxes, (done, len(wanted)))


def _insert(hold: jobs.Hold, boxes: list[dict[str, Any]], progress: tuple[int, int]) -> None:
    def write(session: ClientSession) -> None:
        AnswerBox._get_collection().insert_many(boxes, session=session)
        hold.note(session, *progress)

    with get_connection().start_session() as session:
        session.with_transaction(write)
