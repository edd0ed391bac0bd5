"""Rounds of feedback for tests: made, opened, answered, closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from bson import ObjectId

from models.feedback_rounds import FeedbackRound
from models.moments import today
from models.question_sets import Question, QuestionSet
from models.round_invitations import RoundInvitation
from models.round_results import RoundResult
from operations import feedback_rounds, jobs, records, round_answers, round_closing, round_links, round_making, runs
from operations.actors import SYSTEM
from operations.audit import Origin

KEY = "a key of the panel, of thirty-two letters and more"
JOBS = (round_making, round_closing)
"""Imported for the jobs that they do."""
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"text_id": "Membagi tugas dengan adil", "text_en": "Shares work fairly", "skill": "Kepemimpinan"},
    {"text_id": "Menepati janji layanan", "value": "pelayanan"},
    {"text_id": "Apa yang sebaiknya diteruskan?", "kind": "text"},
)
"""q1, q2 on the scale, q3 a text."""


def make_set(unit: Any, name: str = "Kepemimpinan 360") -> QuestionSet:
    values = {"department": unit, "name": name, "questions": [Question(**each) for each in QUESTIONS]}
    made = records.create(SYSTEM, QuestionSet, values)
    assert isinstance(made, QuestionSet)
    return made


def make_round(unit: Any, people: Iterable[ObjectId] = (), **values: Any) -> FeedbackRound:
    whole = {
        "department": unit, "title": "Umpan balik 360", "question_set": make_set(unit).id, "opens_on": today(),
        "closes_on": today() + timedelta(days=10),
        "subjects": [{"employee": id} for id in people], **values,
    }  # fmt: skip
    rows = [feedback_rounds.FeedbackRound.subjects.field.document_type(**each) for each in whole["subjects"]]
    made = records.create(SYSTEM, FeedbackRound, {**whole, "subjects": rows})
    assert isinstance(made, FeedbackRound)
    return made


def work() -> None:
    assert jobs.work(runs.new_run()) >= 1


def step(made: FeedbackRound, key: str, said: str = "") -> FeedbackRound:
    """Take a round a step further, whatever its version, and do the job that this asks for."""
    seen = records.read(FeedbackRound, made.id)["version"]
    moved = feedback_rounds.move(SYSTEM, made.id, key, seen, said)
    if key in ("open", "close"):
        work()
    return moved


def open_round(unit: Any, people: Iterable[ObjectId] = (), **values: Any) -> FeedbackRound:
    """A round that is open, its invitations and boxes made."""
    return step(make_round(unit, people, **values), "open")


def close(made: FeedbackRound) -> FeedbackRound:
    return step(made, "close")


def asked_of(made: FeedbackRound, giver: ObjectId) -> round_links.Asked:
    """What a link of somebody's asks."""
    return round_links.read(KEY, round_links.sign(KEY, made.id, giver))


def answer(invitation: Any, **said: Any) -> None:
    """Answer an invitation as its page would."""
    token = round_links.sign(KEY, invitation["round"], invitation["giver"])
    sent = {key: str(value) for key, value in said.items()}
    round_answers.answer(KEY, round_links.read(KEY, token), invitation["_id"], sent, Origin())


def result_of(made: FeedbackRound, person: ObjectId) -> dict[str, Any]:
    found: dict[str, Any] = RoundResult._get_collection().find_one({"round": made.id, "employee": person})
    return found


def invited(made: Any) -> list[dict[str, Any]]:
    return list(RoundInvitation._get_collection().find({"round": made.id}).sort("_id", 1))
