"""What waits for an actor: things that need somebody's hand, each with the list of exactly the rows it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mongoengine import Document

from models.addenda import Addendum
from models.departments import Department
from models.evaluations import Evaluation
from models.feedback_rounds import FeedbackRound
from models.follow_ups import OPEN, FollowUp
from models.imports import ImportJob
from models.meetings import Meeting
from models.moments import today
from models.plan_items import OPEN_ITEMS, PlanItem
from models.plans import DevelopmentPlan
from models.recommendations import Recommendation
from models.round_results import RoundResult
from models.training import Training
from models.users import Role
from models.wording import N_
from operations import date_lists, listing, register_waiting
from operations.actors import Actor
from operations.policy import Action, may

INVITED_BEFORE, ITEM_NOTICE = timedelta(days=7), timedelta(days=30)
CLOSING_SOON = timedelta(days=7)
_OF_UNITS = (Role.HEAD, Role.SECRETARY)
DATES, DATE_LIST = N_("dates are overdue or within their notice"), "dates.index"
REGISTER_LIST = "registers.index_view"
"""The list of one register, which its argument `key` names."""


@dataclass(frozen=True, slots=True)
class Waits:
    """One kind of waiting thing: which records, who has to act (a right on the document, and `who` of those who have
    it), and its list's address."""

    label: str
    kind: type[Document]
    right: Action
    endpoint: str
    filters: Callable[[Actor, date], Mapping[str, Any]]
    arguments: Callable[[Actor, date], Mapping[str, Any]]
    who: Callable[[Actor], bool] = lambda actor: True


@dataclass(frozen=True, slots=True)
class Waiting:
    """A waiting kind with how many there are; `capped`: at least so many."""

    label: str
    count: int
    capped: bool
    endpoint: str
    arguments: Mapping[str, Any]


def _is_employee(actor: Actor) -> bool:
    return actor.employee is not None


def _is_of_unit(actor: Actor) -> bool:
    """Whether the actor works for units, not for the whole city: what a dinas must do waits for the dinas."""
    return any(seat.role in _OF_UNITS and not seat.everywhere for seat in actor.seats)


def _leads(actor: Actor) -> bool:
    """Whether the actor leads a unit."""
    return any(seat.role == Role.HEAD for seat in actor.seats)


def _is_of_hr(actor: Actor) -> bool:
    """Whether the actor approves for BKPSDM."""
    return actor.has_role(Role.HR_ADMIN)


def _decides(actor: Actor) -> bool:
    """Whether the actor decides what is recommended."""
    return actor.has_role(Role.LEADERSHIP) or actor.has_role(Role.HR_ADMIN)


def _till(today: date) -> dict[str, Any]:
    """The filters of open follow-ups whose day has come."""
    return {"status": list(OPEN), "due": (None, today + timedelta(days=1))}


def _till_told(today: date) -> dict[str, Any]:
    return {"status": list(OPEN), "due_to": f"{today:%d-%m-%Y}"}


def _approves(actor: Actor) -> bool:
    """Who approves minutes where the unit has set nothing else."""
    return _leads(actor) or _is_of_hr(actor)


KINDS: tuple[Waits, ...] = (
    Waits(
        N_("of your follow-ups are due or overdue"), FollowUp, Action.READ, "follow_ups.index_view",
        lambda actor, today: {"pic": [actor.employee], **_till(today)},
        lambda actor, today: {"pic": str(actor.employee), **_till_told(today)}, _is_employee,
    ),
    Waits(
        N_("follow-ups of your unit are due or overdue"), FollowUp, Action.CHANGE, "follow_ups.index_view",
        lambda actor, today: _till(today), lambda actor, today: _till_told(today), _is_of_unit,
    ),
    Waits(
        N_("follow-ups wait for an answer of BKPSDM"), FollowUp, Action.ANSWER, "follow_ups.index_view",
        lambda actor, today: {"awaits_answer": True}, lambda actor, today: {"awaits_answer": "1"},
    ),
    Waits(
        N_("follow-ups were answered by BKPSDM and are still open"), FollowUp, Action.CHANGE, "follow_ups.index_view",
        lambda actor, today: {"status": list(OPEN), "asked": True, "awaits_answer": False},
        lambda actor, today: {"status": list(OPEN), "asked": "1", "awaits_answer": "0"}, _is_of_unit,
    ),
    Waits(
        N_("addenda to minutes wait to be approved"), Addendum, Action.CHANGE, "addenda.index_view",
        lambda actor, today: {"state": ["submitted"]}, lambda actor, today: {"state": "submitted"}, _approves,
    ),
    Waits(
        N_("evaluations wait for your rating"), Evaluation, Action.CHANGE, "evaluations.index_view",
        lambda actor, today: {"rater": [actor.employee], "state": ["draft"]},
        lambda actor, today: {"rater": str(actor.employee), "state": "draft"}, _is_employee,
    ),
    Waits(
        N_("evaluations are responded to and wait to be settled"), Evaluation, Action.CHANGE,
        "evaluations.index_view", lambda actor, today: {"state": ["answered"]},
        lambda actor, today: {"state": "answered"}, _leads,
    ),
    Waits(
        N_("objections to evaluations wait for an answer"), Evaluation, Action.CHANGE, "evaluations.index_view",
        lambda actor, today: {"state": ["objected"]}, lambda actor, today: {"state": "objected"}, _leads,
    ),
    Waits(
        N_("development plans wait for the leader"), DevelopmentPlan, Action.CHANGE, "development_plans.index_view",
        lambda actor, today: {"state": ["submitted"]}, lambda actor, today: {"state": "submitted"}, _leads,
    ),
    Waits(
        N_("development plans wait for BKPSDM"), DevelopmentPlan, Action.CHANGE, "development_plans.index_view",
        lambda actor, today: {"state": ["agreed"]}, lambda actor, today: {"state": "agreed"}, _is_of_hr,
    ),
    Waits(
        N_("items of plans are due within 30 days or overdue"), PlanItem, Action.CHANGE, "plan_items.index_view",
        lambda actor, today: {"status": list(OPEN_ITEMS), "due": (None, today + ITEM_NOTICE + timedelta(days=1))},
        lambda actor, today: {"status": list(OPEN_ITEMS), "due_to": f"{today + ITEM_NOTICE:%d-%m-%Y}"}, _is_of_unit,
    ),
    Waits(
        N_("trainings whose effect is to be told"), Training, Action.CHANGE, "trainings.index_view",
        lambda actor, today: {"impact_due": (None, today + timedelta(days=1))},
        lambda actor, today: {"impact_due_to": f"{today:%d-%m-%Y}"}, _is_of_unit,
    ),
    Waits(
        N_("rounds of feedback are past their last day and wait to be closed"), FeedbackRound, Action.CHANGE,
        "feedback_rounds.index_view", lambda actor, today: {"state": ["open"], "closes_on": (None, today)},
        lambda actor, today: {"state": "open", "closes_on_to": f"{today - timedelta(days=1):%d-%m-%Y}"},
    ),
    Waits(
        N_("rounds of feedback close within 7 days"), FeedbackRound, Action.CHANGE, "feedback_rounds.index_view",
        lambda actor, today: {"state": ["open"], "closes_on": (today, today + CLOSING_SOON + timedelta(days=1))},
        lambda actor, today: {
            "state": "open", "closes_on_from": f"{today:%d-%m-%Y}", "closes_on_to": f"{today + CLOSING_SOON:%d-%m-%Y}",
        },
    ),
    Waits(
        N_("results of rounds wait to be acknowledged"), RoundResult, Action.CHANGE, "round_results.index_view",
        lambda actor, today: {"waits": True}, lambda actor, today: {"waits": "1"}, _leads,
    ),
    Waits(
        N_("recommendations wait for your support"), Recommendation, Action.READ, "recommendations.index_view",
        lambda actor, today: {"state": ["proposed"]}, lambda actor, today: {"state": "proposed"}, _leads,
    ),
    Waits(
        N_("recommendations wait for a decision"), Recommendation, Action.READ, "recommendations.index_view",
        lambda actor, today: {"state": ["supported"]}, lambda actor, today: {"state": "supported"}, _decides,
    ),
    Waits(
        N_("recommendations wait to be carried out"), Recommendation, Action.READ, "recommendations.index_view",
        lambda actor, today: {"state": ["approved"]}, lambda actor, today: {"state": "approved"},
        lambda actor: actor.has_role(Role.HR_ADMIN),
    ),
    Waits(
        N_("invitations to meetings within 7 days not sent"), Meeting, Action.CHANGE, "meetings.index_view",
        lambda actor, today: {"state": ["draft"], "day": (today, today + INVITED_BEFORE + timedelta(days=1))},
        lambda actor, today: {
            "state": "draft", "day_from": f"{today:%d-%m-%Y}", "day_to": f"{today + INVITED_BEFORE:%d-%m-%Y}",
        }, _is_of_unit,
    ),
    Waits(
        N_("import previews not yet applied"), ImportJob, Action.CHANGE, "imports.new",
        lambda actor, today: {"state": ["planned"]}, lambda actor, today: {},
    ),
    Waits(
        N_("units to review"), Department, Action.CHANGE, "departments.index_view",
        lambda actor, today: {"needs_review": True}, lambda actor, today: {"needs_review": "1"},
    ),
    Waits(
        N_("trainings proposed"), Training, Action.CHANGE, "trainings.index_view",
        lambda actor, today: {"status": ["proposed"]}, lambda actor, today: {"status": "proposed"},
    ),
)  # fmt: skip


def for_actor(actor: Actor) -> list[Waiting]:
    """What waits for the actor: in the order of `KINDS`, then of its registers; what there is none of is left out.

    One round trip a kind that can wait for them at all, two for dates.
    """
    day = today()
    found = []
    for each in KINDS:
        if not may(actor, each.right, each.kind.__name__) or not each.who(actor):
            continue
        count, capped = listing.count(actor, each.kind, each.filters(actor, day))
        if count:
            found.append(Waiting(each.label, count, capped, each.endpoint, each.arguments(actor, day)))
    return [*found, *_dates(actor, day), *_entries(actor)]


def _dates(actor: Actor, day: date) -> Iterator[Waiting]:
    """Dates that matter which are overdue or near; auditors look on."""
    if may(actor, Action.READ, "Employee") and any(seat.role != Role.AUDITOR for seat in actor.seats):
        count, capped = date_lists.count(actor, date_lists.Sought(), day)
        if count:
            yield Waiting(DATES, count, capped, DATE_LIST, {})


def _entries(actor: Actor) -> Iterator[Waiting]:
    """Register entries that wait for a step of the actor's."""
    for place, count, capped in register_waiting.counts(actor):
        units = sorted(str(unit) for unit in place.units)
        arguments = {"key": place.register, "department": units, "state": place.states}
        yield Waiting(place.label, count, capped, REGISTER_LIST, arguments)
