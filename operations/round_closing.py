"""The job that makes the results of a closed round, and what becomes of them: acknowledged, responded to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bson import ObjectId
from pymongo import DeleteMany

from models import group_figures
from models.feedback_rounds import FeedbackRound, RoundState
from models.group_figures import GroupTold
from models.moments import today
from models.question_sets import Question
from models.round_answers import AnswerBox, RoundAnswer
from models.round_invitations import RoundInvitation
from models.round_results import RoundResult, ToldFigure, ToldGroup, ToldText
from models.wording import N_, Message
from operations import jobs, policy, records
from operations.actors import SYSTEM, Actor
from operations.audit import Origin, Source
from operations.careers import day_of
from operations.changes import Change
from operations.commits import Stale, Taken, commit
from operations.errors import Denied, Invalid, Missing, WrongState
from operations.feedback_rounds import CLOSING
from operations.policy import Action
from operations.records import MOVING
from operations.references import fetch

BATCH, ROUNDS = 25, 5
_ORIGIN = Origin(source=Source.JOB)
UNPUBLISHED = N_("These results are not published yet.")


@jobs.kind(CLOSING)
def make_results(hold: jobs.Hold) -> None:
    """Make the result of everybody a closed round is about; the boxes it was made of are gone with it."""
    raw = FeedbackRound._get_collection().find_one({"_id": hold.job["record"], "state": RoundState.CLOSED.value})
    if raw is None:
        return
    asked: dict[ObjectId, Counter[str]] = {}
    for each in RoundInvitation._get_collection().find({"round": raw["_id"]}, {"employee": 1, "relation": 1}):
        asked.setdefault(each["employee"], Counter())[each["relation"]] += 1
    for _ in range(ROUNDS):
        held = {each["employee"] for each in RoundResult._get_collection().find({"round": raw["_id"]}, {"employee": 1})}
        lacking = sorted(asked.keys() - held)
        if not lacking:
            break
        for start in range(0, len(lacking), BATCH):
            _write(hold, _planned(raw, lacking[start : start + BATCH], asked), len(asked))
    else:
        raise WrongState(Message(MOVING))
    _note_answers(raw["_id"])


def _write(hold: jobs.Hold, made: Sequence[Change], total: int) -> None:
    """Write a batch; where one of it moves at this moment, the next look finds all of it again."""
    done = RoundResult._get_collection().count_documents({"round": hold.job["record"]}) + len(made)
    try:
        commit(made, lambda session: hold.note(session, done, total))
    except (Stale, Taken):
        if len(made) > 1:
            for each in made:
                _write(hold, [each], total)


def _planned(
    raw: Mapping[str, Any], people: Sequence[ObjectId], asked: Mapping[ObjectId, Counter[str]]
) -> list[Change]:
    known = fetch({"Employee": people, "FeedbackRound": [raw["_id"]]})
    sheets = _sheets(raw, people)
    return [_result(raw, id, sheets.get(id, {}), asked[id], known) for id in people if id in known]


def _sheets(raw: Mapping[str, Any], people: Sequence[ObjectId]) -> dict[ObjectId, dict[str, list[dict[str, Any]]]]:
    """What was answered about each, by relation."""
    query = {"round": raw["_id"], "employee": {"$in": list(people)}}
    found: dict[ObjectId, dict[str, list[dict[str, Any]]]] = {}
    for box in AnswerBox._get_collection().find(query) if raw.get("anonymous") else ():
        found.setdefault(box["employee"], {})[box["relation"]] = box["sheets"]
    for each in () if raw.get("anonymous") else RoundAnswer._get_collection().find(query):
        found.setdefault(each["employee"], {}).setdefault(each["relation"], []).append(each.get("sheet") or {})
    return found


def _result(
    raw: Mapping[str, Any], person: ObjectId, boxes: Mapping[str, Any], invited: Counter[str], known: Mapping[Any, Any]
) -> Change:
    questions = [Question._from_son(each) for each in raw.get("questions") or ()]
    scales = [str(each.key) for each in questions if not each.is_text]
    texts = [str(each.key) for each in questions if each.is_text]
    minimum = raw.get("minimum") if raw.get("anonymous") else None
    values = {
        "round": raw["_id"], "employee": person, "questions": questions, "closed_on": day_of(raw.get("closes_on")),
        "anonymous": bool(raw.get("anonymous")), "minimum": raw.get("minimum"),
        **rows_of(group_figures.told(scales, texts, boxes, minimum), invited),
    }  # fmt: skip
    made = records.plan_create(SYSTEM, RoundResult, values, _ORIGIN, known)
    gone = DeleteMany({"round": raw["_id"], "employee": person})
    made.others.append((AnswerBox._get_collection_name(), [gone]))
    return made


def rows_of(told: Sequence[GroupTold], invited: Mapping[str, int]) -> dict[str, list[Any]]:
    """What is told, as the rows that a result keeps."""
    groups, figures, texts = [], [], []
    for each in told:
        name = " ".join(each.relations)
        asked = sum(invited.get(code, 0) for code in each.relations)
        groups.append(ToldGroup(relations=name, answers=each.answers, invited=asked))
        figures += [
            ToldFigure(relations=name, key=f.key, count=f.count, mean=f.mean, spread=f.spread) for f in each.figures
        ]
        texts += [ToldText(relations=name, key=key, text=text) for key, text in each.texts]
    return {"groups": groups, "figures": figures, "texts": texts}


def _note_answers(round: ObjectId) -> None:
    """Write into the round, and so into its history, how many answers its results tell of: of no group else."""
    found = RoundResult._get_collection().find({"round": round}, {"groups.answers": 1})
    count = sum(group["answers"] for raw in found for group in raw.get("groups") or ())
    stored = records.read(FeedbackRound, round)
    made = records.plan_change(SYSTEM, FeedbackRound, stored, {"answers": count}, _ORIGIN)
    if made.entry.get("changes"):
        try:
            commit([made])
        except Stale:
            _note_answers(round)


def may_acknowledge(actor: Actor, stored: Mapping[str, Any]) -> bool:
    """Whether the actor may record what the person of a stored result says to it: others do, or BKPSDM."""
    try:
        policy.require(actor, Action.CHANGE, "RoundResult", stored)
    except (Denied, Missing):
        return False
    return True


def acknowledge(
    actor: Actor, id: ObjectId, seen: int, day: date | None, response: str, origin: Origin = records.FORM
) -> RoundResult:
    """Record that the person has taken note of their results on a day (today), and what they said to them.

    Raises Missing, Denied, Invalid, Full, Conflict, and WrongState while they are not published.
    """
    stored = records.read(RoundResult, id)
    policy.require(actor, Action.CHANGE, "RoundResult", stored)
    if not stored.get("published"):
        raise WrongState(Message(UNPUBLISHED))
    day = day or day_of(stored.get("acknowledged_on")) or today()
    if day > today():
        raise Invalid({"acknowledged_on": Message(N_("This day is still to come."))})
    values = {"acknowledged_on": day, "response": response.strip() or stored.get("response")}
    made = records.save(actor, RoundResult, stored, values, seen, origin)
    assert isinstance(made, RoundResult)
    return made
