"""Structured rounds of feedback: their steps, and who is asked about whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bson import ObjectId
from pymongo import DeleteMany, UpdateMany

from models.feedback_rounds import ROUND_STATES, ROUND_STEPS, FeedbackRound, RoundState
from models.moments import today
from models.outbox import Mail, MailState
from models.question_sets import Question, QuestionSet
from models.round_answers import AnswerBox, RoundAnswer
from models.round_invitations import RoundInvitation
from models.round_results import RoundResult
from models.steps import Step
from models.wording import N_, Message
from operations import invitations, jobs, policy, records
from operations.actors import Actor
from operations.audit import Origin
from operations.changes import Change
from operations.commits import Stale, Taken, commit
from operations.errors import Denied, Invalid, WrongState
from operations.meeting_steps import GIVE_REASON
from operations.policy import Action

MAKING, CLOSING, REMINDING = "make feedback round", "close feedback round", "remind of feedback round"
"""Kinds of jobs: operations.round_making, operations.round_closing, operations.round_mails."""
NOT_NOW = N_("This step is not possible any more: the round is now “%(state)s”. Look at it again.")
AT_WORK = N_("The panel still works at this round. Take the step when that is done.")
NO_QUESTIONS = N_("This question set has no questions. Add some first.")
NO_MAILS = N_("This panel sends no mails. Print the links to answer and pass them on.")
NOT_ITS_DAYS = N_("Reminders go out on the days on which answers are taken.")
REMINDED = N_("Everybody was reminded today. Do so again tomorrow at the earliest.")
NOBODY = N_("Say whom the round is about, or who is asked about whom.")


def steps(actor: Actor, raw: Mapping[str, Any]) -> list[Step]:
    """The steps that the actor may take with a stored round now."""
    if not policy.may(actor, Action.CHANGE, "FeedbackRound", raw):
        return []
    return [step for step in ROUND_STEPS if raw.get("state") in step.before]


def move(
    actor: Actor, id: ObjectId, key: str, seen: int, said: str = "", origin: Origin = records.FORM
) -> FeedbackRound:
    """Take a round that the actor saw at version `seen` a step further, and return it.

    Opening asks for the job that makes invitations, boxes and mails; closing for the one that makes the results. Raises
    Missing, Denied, Invalid, Full, and WrongState where somebody was first.
    """
    stored = records.read(FeedbackRound, id)
    policy.require(actor, Action.READ, "FeedbackRound", stored)
    step = next((each for each in ROUND_STEPS if each.key == key), None)
    if step is None or stored["state"] not in step.before or (stored.get("version") or 1) != seen:
        raise _late(stored)
    if not policy.may(actor, Action.CHANGE, "FeedbackRound", stored):
        raise Denied()
    if step.needs_reason and not said.strip():
        raise Invalid({"reason": Message(GIVE_REASON)})
    if step.after != RoundState.CANCELLED and jobs.is_under_way(id):
        raise Invalid({"": Message(AT_WORK)})
    values: dict[str, Any] = {"state": step.after.value, "reason": said.strip() or None}
    if step.after == RoundState.OPEN:
        values |= {"questions": _questions(stored), "proposed": True}
    made = records.plan_change(actor, FeedbackRound, stored, values, origin)
    _EFFECTS[step.after](actor, stored, made)
    return _written(made)


def _written(made: Change) -> FeedbackRound:
    try:
        commit([made])
    except Stale:
        raise _late(records.read(FeedbackRound, made.id)) from None
    assert isinstance(made.record, FeedbackRound)
    return made.record


def _late(stored: Mapping[str, Any]) -> WrongState:
    return WrongState(Message(NOT_NOW, state=Message(dict(ROUND_STATES)[str(stored.get("state"))])))


def _questions(stored: Mapping[str, Any]) -> list[Question]:
    """The questions as they are now: what is answered stays what was asked, whatever becomes of the set."""
    found = QuestionSet._get_collection().find_one({"_id": stored.get("question_set")}) or {}
    questions = [Question._from_son(each) for each in found.get("questions") or ()]
    if not questions:
        raise Invalid({"question_set": Message(NO_QUESTIONS)})
    return questions


def _open(actor: Actor, stored: Mapping[str, Any], made: Change) -> None:
    """Seal who is asked with the round: what is added or taken out at the very same moment is refused."""
    named = RoundInvitation._get_collection().find_one({"round": made.id}, {"_id": 1})
    if named is None and (stored.get("proposed") or (stored.get("whom") == "picked" and not stored.get("subjects"))):
        raise Invalid({"": Message(NOBODY)})
    seal = UpdateMany({"round": made.id}, {"$set": {"sealed": True}})
    made.others.append((RoundInvitation._get_collection_name(), [seal]))
    propose = not stored.get("proposed")
    made.also.append(lambda session: jobs.insert(actor, MAKING, made.id, session, propose=propose))


def _close(actor: Actor, stored: Mapping[str, Any], made: Change) -> None:
    """Seal every box with the round: what is answered at the very same moment is either in it or refused. Who was not
    written to yet never is."""
    seal = UpdateMany({"round": made.id}, {"$set": {"sealed": True}})
    made.others.append((AnswerBox._get_collection_name(), [seal]))
    made.others.append(_unsent(made))
    made.also.append(lambda session: jobs.insert(actor, CLOSING, made.id, session))


def _publish(actor: Actor, stored: Mapping[str, Any], made: Change) -> None:
    """Show the results to whom they are about as well; from now on they wait to be acknowledged."""
    told: dict[str, Any] = {"$set": {"published": True, "waits": True}, "$unset": {"hidden_from": ""}}
    made.others.append((RoundResult._get_collection_name(), [UpdateMany({"round": made.id}, told)]))
    shown = UpdateMany({"round": made.id}, {"$unset": {"hidden_from": ""}})
    made.others.append((RoundAnswer._get_collection_name(), [shown]))


def _cancel(actor: Actor, stored: Mapping[str, Any], made: Change) -> None:
    """What was answered anonymously is thrown away, and who was not written to yet never is."""
    made.others.append((AnswerBox._get_collection_name(), [DeleteMany({"round": made.id})]))
    made.others.append(_unsent(made))


def _unsent(made: Change) -> tuple[str, list[Any]]:
    """What takes back the mails that wait: their links lead nowhere any more."""
    waiting = {"meeting": made.id, "state": MailState.WAITING.value}
    return Mail._get_collection_name(), [DeleteMany(waiting)]


_EFFECTS: dict[Any, Callable[[Actor, Mapping[str, Any], Change], None]] = {
    RoundState.OPEN: _open, RoundState.CLOSED: _close, RoundState.PUBLISHED: _publish, RoundState.CANCELLED: _cancel,
}  # fmt: skip


def propose(actor: Actor, id: ObjectId, origin: Origin = records.FORM) -> None:
    """Ask for the job that proposes who is asked about each person who has nobody yet, for the list to be edited.

    Raises Missing, Denied, Invalid, Full and WrongState.
    """
    stored = records.read(FeedbackRound, id)
    policy.require(actor, Action.CHANGE, "FeedbackRound", stored)
    if stored["state"] != RoundState.DRAFT:
        raise _late(stored)
    if stored.get("whom") == "picked" and not stored.get("subjects"):
        raise Invalid({"": Message(NOBODY)})
    if jobs.is_under_way(id):
        raise Invalid({"": Message(AT_WORK)})
    made = records.plan_change(actor, FeedbackRound, stored, {"proposed": True}, origin)
    if not made.entry.get("changes"):
        jobs.insert(actor, MAKING, id, propose=True)
        return
    made.also.append(lambda session: jobs.insert(actor, MAKING, id, session, propose=True))
    _written(made)


def may_remind(actor: Actor, raw: Mapping[str, Any]) -> bool:
    """Whether the actor may have those who are asked in a stored round written to once more now."""
    return _hindrance(raw) is None and policy.may(actor, Action.CHANGE, "FeedbackRound", raw)


def remind(actor: Actor, id: ObjectId, seen: int, origin: Origin = records.FORM) -> None:
    """Ask for the job that writes once more to those who are asked; at most once a day.

    Raises Missing, Denied, Invalid, Full, and WrongState where somebody was first.
    """
    stored = records.read(FeedbackRound, id)
    policy.require(actor, Action.CHANGE, "FeedbackRound", stored)
    hindrance = _hindrance(stored)
    if hindrance is not None:
        raise Invalid({"": Message(hindrance)})
    if jobs.is_under_way(id):
        raise Invalid({"": Message(AT_WORK)})
    if (stored.get("version") or 1) != seen:
        raise _late(stored)
    made = records.plan_change(actor, FeedbackRound, stored, {"reminded_on": today()}, origin)
    made.also.append(lambda session: jobs.insert(actor, REMINDING, id, session))
    _written(made)


def _hindrance(raw: Mapping[str, Any]) -> str | None:
    """Why nobody may be reminded now."""
    found: FeedbackRound = FeedbackRound._from_son(raw)
    if not found.takes_answers(today()):
        return NOT_ITS_DAYS
    if found.reminded_on == today():
        return REMINDED
    return None if invitations.sends_mails() else NO_MAILS


def again(actor: Actor, id: ObjectId) -> None:
    """Have a job about the round that failed tried again. Raises Missing and Denied."""
    policy.require(actor, Action.CHANGE, "FeedbackRound", records.read(FeedbackRound, id))
    jobs.again(id)


def invite(actor: Actor, values: Mapping[str, Any], origin: Origin) -> RoundInvitation:
    """Ask one more person about somebody, while the round is a draft. Raises Denied, Invalid, Full and WrongState."""
    made = records.plan_create(actor, RoundInvitation, values, origin)
    assert isinstance(made.record, RoundInvitation) and made.guard is not None
    made.guard["match"]["state"] = RoundState.DRAFT.value
    try:
        commit([made])
    except Stale:
        raise _late(records.read(FeedbackRound, made.after["round"])) from None
    except Taken:
        earlier = records.by_token(actor, RoundInvitation, origin)
        if not isinstance(earlier, RoundInvitation):
            raise Invalid({"giver": Message(N_("This person is asked about them already."))}) from None
        return earlier
    return made.record
