"""The chain of a career: forward from an aspiration to what came of it, back from a recommendation to what it rests on.

Each stage is told by the records that stand for it; where there is none although there should be one, the gap is told.
Whatever the actor may not see is not told, and makes no gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bson import ObjectId

from models.base import Record
from models.evaluations import Evaluation, EvaluationState
from models.feedback import Feedback
from models.follow_ups import FollowUp
from models.meetings import Meeting
from models.moments import day_at
from models.notes import Note
from models.plan_items import PlanItem
from models.recommendations import Recommendation, RecommendationState
from models.training import Training
from operations import listing
from operations.actors import Actor
from operations.careers import day_of
from operations.chain_links import Chain, Gap, Link, Stage, in_order, link, with_gaps
from operations.errors import Missing
from operations.policy import Action, may, where

Raw = Mapping[str, Any]
MOST = 500


_SEEN_IN = {
    Stage.ADVICE: "Note", Stage.PLAN: "PlanItem", Stage.TRAINING: "Training", Stage.EVALUATION: "Evaluation",
    Stage.RECOMMENDATION: "Recommendation", Stage.ASPIRATION: "Note",
}  # fmt: skip
_SOURCES: Mapping[str, tuple[type[Record], Stage]] = {
    "Feedback": (Feedback, Stage.FEEDBACK), "Evaluation": (Evaluation, Stage.EVALUATION),
    "Training": (Training, Stage.TRAINING), "PlanItem": (PlanItem, Stage.PLAN),
}  # fmt: skip
"""Which records a recommendation may rest on, and the stage each stands for."""


def aspirations_of(actor: Actor, employee: ObjectId) -> list[dict[str, Any]]:
    """A person's aspirations that the actor may see, newest first."""
    told = {"employee": employee, "kind": "aspiration", "removed": {"$ne": True}}
    return [raw for raw in rows(actor, Note, told) if str(raw.get("text") or "").strip()][::-1]


def recommendations_of(actor: Actor, employee: ObjectId) -> list[dict[str, Any]]:
    """A person's recommendations that the actor may see, newest first."""
    return rows(actor, Recommendation, {"employee": employee})[::-1]


def forward(actor: Actor, id: ObjectId, today: date) -> Chain:
    """What came of an aspiration. Raises Missing. At most nine round trips."""
    hope = listing.one(actor, Note, id) if may(actor, Action.READ, "Note") else None
    if hope is None or hope.get("kind") != "aspiration":
        raise Missing()
    advice = rows(actor, Note, _advice_on(hope))
    items = rows(actor, PlanItem, {"aspiration": {"$in": [id, *(raw["_id"] for raw in advice)]}})
    trainings = _by_id(actor, Training, (raw.get("training") for raw in items))
    said = list(_said(actor, hope))
    links = [
        *said, *_advised(advice, said[0].day),
        *_agreed(actor, hope),
        *(link(Stage.PLAN, "PlanItem", raw) for raw in items),
        *(link(Stage.TRAINING, "Training", raw) for raw in trainings),
    ]  # fmt: skip
    links += _judged(actor, hope["employee"], links)
    links += _recognised(actor, hope["employee"], {f"{each.kind}:{each.id}" for each in links})
    return with_gaps(links, today, lambda stage: may(actor, Action.READ, _SEEN_IN[stage]))


def backward(actor: Actor, id: ObjectId) -> Chain:
    """What a recommendation rests on, down to the aspirations that were answered before it. Raises Missing. At most
    nine round trips."""
    raw = listing.one(actor, Recommendation, id) if may(actor, Action.READ, "Recommendation") else None
    if raw is None:
        raise Missing()
    links = [*_outcome(raw), *_rests_on(actor, raw)]
    items = _by_id(actor, PlanItem, [each.id for each in links if each.kind == "PlanItem"])
    done = rows(actor, PlanItem, {"employee": raw["employee"], "status": "done"})
    items = list({each["_id"]: each for each in (*items, *done)}.values())
    links += [link(Stage.PLAN, "PlanItem", each) for each in items]
    trainings = _by_id(actor, Training, (each.get("training") for each in items))
    links += [link(Stage.TRAINING, "Training", each) for each in trainings]
    links += _asked_for(actor, items)
    whole = in_order(links)
    if any(each.stage == Stage.ASPIRATION for each in whole) or not may(actor, Action.READ, "Note"):
        return [*whole]
    return [Gap(Stage.ASPIRATION, None), *whole]


def _said(actor: Actor, hope: Raw) -> Iterator[Link]:
    """An aspiration and the meeting in which it was voiced."""
    meeting = listing.one(actor, Meeting, hope["meeting"], ("title", "day"))
    day = day_of(meeting.get("day")) if meeting else day_at(hope["_id"].generation_time)
    yield Link(Stage.ASPIRATION, "Note", hope["_id"], day, str(hope.get("text") or ""), str(hope.get("category") or ""))
    if meeting is not None:
        yield Link(Stage.MEETING, "Meeting", meeting["_id"], day, str(meeting.get("title") or ""))


def _advised(notes: Iterable[Raw], day: date | None) -> Iterator[Link]:
    """Advice was given on the day of its meeting, whenever it was typed up."""
    yield from (replace(link(Stage.ADVICE, "Note", raw), day=day) for raw in notes)


def _advice_on(hope: Raw) -> dict[str, Any]:
    return {"meeting": hope["meeting"], "removed": {"$ne": True}, "kind": "advice", "parent": hope["slot"]}


def _agreed(actor: Actor, hope: Raw) -> Iterator[Link]:
    told = {"meeting": hope["meeting"], "aspiration": hope["slot"]}
    yield from (link(Stage.FOLLOW_UP, "FollowUp", raw) for raw in rows(actor, FollowUp, told))


def _judged(actor: Actor, employee: ObjectId, links: Sequence[Link]) -> Iterator[Link]:
    """The first evaluation of a period that ended after what was done: a training by its own day, whenever the item
    that it carries out was ticked off."""
    done = max(_days_done(links, Stage.TRAINING) or _days_done(links, Stage.PLAN), default=None)
    if done is None:
        return
    settled = rows(actor, Evaluation, {"employee": employee, "state": EvaluationState.SETTLED.value})
    after = [raw for raw in settled if (day_of(raw.get("ends_on")) or date.min) >= done]
    for raw in sorted(after, key=lambda each: each["ends_on"])[:1]:
        yield link(Stage.EVALUATION, "Evaluation", raw)


def _days_done(links: Iterable[Link], stage: Stage) -> list[date]:
    return [each.day for each in links if each.stage == stage and each.status == "done" and each.day]


def _recognised(actor: Actor, employee: ObjectId, chain: set[str]) -> Iterator[Link]:
    """The recommendations that rest on a record of the chain, and what they came to."""
    for raw in recommendations_of(actor, employee)[::-1]:
        if chain & set(_source_names(raw)):
            yield from _outcome(raw)


def _outcome(raw: Raw) -> Iterator[Link]:
    """A recommendation, and the position that was written where it was carried out."""
    yield link(Stage.RECOMMENDATION, "Recommendation", raw)
    if raw.get("state") == RecommendationState.CARRIED_OUT:
        text = str(raw.get("position_name") or raw.get("assignment") or raw.get("golongan") or "")
        yield Link(Stage.POSITION, "Employee", raw["employee"], day_of(raw.get("since")), text)


def _source_names(raw: Raw) -> Iterator[str]:
    found = raw.get("criteria")
    for row in found if isinstance(found, list) else ():
        yield from (str(each) for each in (row.get("sources") or () if isinstance(row, dict) else ()))


def _rests_on(actor: Actor, raw: Raw) -> Iterator[Link]:
    """The records that a recommendation's criteria name as their sources."""
    named: dict[str, list[ObjectId]] = {}
    for each in _source_names(raw):
        kind, _, id = each.partition(":")
        if kind in _SOURCES and ObjectId.is_valid(id):
            named.setdefault(kind, []).append(ObjectId(id))
    for kind, ids in named.items():
        document, stage = _SOURCES[kind]
        yield from (link(stage, kind, found) for found in _by_id(actor, document, ids))


def _asked_for(actor: Actor, items: Iterable[Raw]) -> Iterator[Link]:
    """The aspirations that plan items answer, by themselves or by the advice that was given on them."""
    notes = _by_id(actor, Note, (each.get("aspiration") for each in items))
    advice = [raw for raw in notes if raw.get("kind") == "advice"]
    yield from (link(Stage.ADVICE, "Note", raw) for raw in advice)
    hopes = [raw for raw in notes if raw.get("kind") == "aspiration"]
    for raw in advice:
        slot = {"meeting": raw["meeting"], "slot": raw.get("parent"), "kind": "aspiration"}
        hopes += rows(actor, Note, slot)
    for raw in {each["_id"]: each for each in hopes}.values():
        said = list(_said(actor, raw))
        yield from said
        yield from _advised(rows(actor, Note, _advice_on(raw)), said[0].day)
        yield from _agreed(actor, raw)


def rows(actor: Actor, kind: type[Record], query: Raw) -> list[dict[str, Any]]:
    """The records of a query that the actor may see, oldest first; none for who may see none."""
    if not may(actor, Action.READ, kind.__name__):
        return []
    found = kind._get_collection().find({**where(actor, kind), **query})
    return list(found.sort("_id", 1).limit(MOST))


def _by_id(actor: Actor, kind: type[Record], ids: Iterable[Any]) -> list[dict[str, Any]]:
    wanted = sorted({id for id in ids if isinstance(id, ObjectId)})
    return rows(actor, kind, {"_id": {"$in": wanted}}) if wanted else []
