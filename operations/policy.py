"""Who may do what, where: one table, deny by default. Lists and single records are judged by the same rule.

A role's grants hold in the units of the memberships that give the role, and everything under them. Roles and what
they see: domain.md §7.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from bson import ObjectId
from mongoengine import Document
from mongoengine.queryset import QuerySet

from models.audit import AuditEntry
from models.base import Record
from models.competencies import FOR_ALL
from models.entries import entry_class, register_of
from models.fieldsets import FieldSet
from models.imports import ImportJob
from models.registers import RegisterDefinition
from models.users import Role
from models.wording import N_, Message
from operations import configuration
from operations.actors import Actor
from operations.errors import Denied, Missing
from operations.reach import Reach, within


class Action(StrEnum):
    """What may be done with a document."""

    READ = "read"
    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"
    EXPORT = "export"
    REVEAL = "reveal"
    IMPORT = "import"
    ANSWER = "answer"  # say what was asked of BKPSDM
    DELEGATED = "delegated"  # change what was handed over to one's unit
    COUNT = "count"  # add up in figures that tell of nobody by name


_LOOK = frozenset({Action.READ, Action.EXPORT, Action.COUNT})
_FIGURES = frozenset({Action.COUNT})
_CHANGE = _LOOK | {Action.CHANGE}
_WRITE = _CHANGE | {Action.CREATE}
_ALL = _WRITE | {Action.DELETE}
_OF_EVALUATIONS = ("EvaluationCycle", "Evaluation")
_OF_PLANS = ("DevelopmentPlan", "PlanItem", "CompetencyProfile", "CoachingSession")
_TABLES = ("Competency", "PositionStandard")
_OF_ROUNDS = ("QuestionSet", "FeedbackRound", "RoundInvitation")
_OF_MEETINGS = ("MeetingSeries", "Meeting", "Participant", "Note", "FollowUp", "Addendum")
_OF_TALENT = ("TalentAssessment", "SuccessionSlate", "Recommendation")
Grants = Mapping[str, frozenset[Action]]
GRANTS: Mapping[Role, Grants] = {
    Role.HR_ADMIN: {
        "Department": _ALL,
        "Employee": _ALL | {Action.REVEAL, Action.IMPORT},
        "Training": _ALL | {Action.REVEAL, Action.IMPORT},
        "Feedback": _ALL | {Action.REVEAL, Action.IMPORT},
        "User": _ALL,
        "ImportJob": _ALL,
        "AuditEntry": _LOOK,
        "Configuration": _WRITE | {Action.REVEAL},  # say of a sensitive field that it is none any more
        **dict.fromkeys(_OF_MEETINGS, _ALL | {Action.REVEAL}),
        "EvaluationCycle": _ALL, "Evaluation": _CHANGE | {Action.DELETE, Action.REVEAL},
        "FollowUp": _ALL | {Action.REVEAL, Action.ANSWER},
        **dict.fromkeys((*_OF_PLANS, *_TABLES), _ALL | {Action.REVEAL}),
        **dict.fromkeys(_OF_ROUNDS, _ALL), "RoundAnswer": _LOOK, "RoundResult": _CHANGE,
        **dict.fromkeys((*_OF_TALENT, "CandidateRule", "TalentScheme"), _ALL),
    },
    Role.HEAD: {
        "Department": _LOOK, "Employee": _LOOK, "Training": _WRITE, "Feedback": _WRITE, "Configuration": _LOOK,
        **dict.fromkeys(_OF_MEETINGS, _WRITE), "Participant": _ALL, "EvaluationCycle": _WRITE,
        "Evaluation": _CHANGE, **dict.fromkeys((*_OF_PLANS, *_TABLES), _WRITE), "PlanItem": _ALL,
        **dict.fromkeys(_OF_ROUNDS, _WRITE), "RoundInvitation": _ALL, "RoundAnswer": _LOOK, "RoundResult": _CHANGE,
        **dict.fromkeys(_OF_TALENT, _WRITE), "CandidateRule": _LOOK, "TalentScheme": _LOOK,
    },
    Role.SECRETARY: {
        "Department": _LOOK, "Employee": _WRITE, "Training": _ALL | {Action.IMPORT}, "Feedback": _WRITE,
        "ImportJob": _WRITE, "Configuration": _LOOK | {Action.DELEGATED},
        **dict.fromkeys(_OF_MEETINGS, _WRITE), "Participant": _ALL, "EvaluationCycle": _WRITE,
        "Evaluation": _CHANGE, **dict.fromkeys((*_OF_PLANS, *_TABLES), _WRITE), "PlanItem": _ALL,
        **dict.fromkeys(_OF_ROUNDS, _WRITE), "RoundInvitation": _ALL,
    },
    Role.AUDITOR: dict.fromkeys(
        ("Department", "Employee", "Training", "Feedback", "User", "AuditEntry", "Configuration", *_OF_MEETINGS,
         *_OF_EVALUATIONS, *_OF_PLANS, *_TABLES, *_OF_ROUNDS), _LOOK
    ),
    Role.LEADERSHIP: {
        **dict.fromkeys(("Employee", "Training", "Feedback", *_OF_EVALUATIONS, *_OF_MEETINGS, *_OF_PLANS), _FIGURES),
        "Department": _LOOK, **dict.fromkeys(_OF_TALENT, _LOOK),
    },
}  # fmt: skip
REGISTERS: Grants = {
    "see": _LOOK, "edit": _WRITE | {Action.IMPORT}, "all": _ALL | {Action.IMPORT},
    "hr": _ALL | {Action.IMPORT, Action.REVEAL},
}  # fmt: skip
"""What each access that a register gives to a role allows; HR admins have "hr" in every register."""
SEES_CONFIDENTIAL = frozenset({Role.HR_ADMIN, Role.HEAD, Role.LEADERSHIP})
HAS_CONFIDENTIAL = frozenset({"Feedback", "RoundAnswer", "RoundResult", "AuditEntry", *_OF_MEETINGS, *_OF_TALENT})
OF_ONESELF = frozenset({"Participant", "FollowUp"})
"""What people may write about themselves: that they are there, and how far they are with what they promised."""


def reaches(actor: Actor, name: str, action: Action) -> tuple[Reach, ...]:
    """Where the actor may do `action` with documents of that class name; empty means nowhere."""
    if actor.is_system:
        return (Reach(None, True),)
    register = register_of(name)
    if register is not None:
        return _reaches_of(actor, *register, action)
    seats = [seat for seat in actor.seats if action in GRANTS[seat.role].get(name, ())]
    plain = name not in HAS_CONFIDENTIAL
    found = []
    for confidential in (True, False):
        group = [seat for seat in seats if (plain or seat.role in SEES_CONFIDENTIAL) == confidential]
        if any(seat.everywhere for seat in group):
            found.append(Reach(None, confidential))
        elif group:
            found.append(Reach(frozenset(seat.unit for seat in group) | _for_all(name, action), confidential))
    return tuple(found[:1] if found and found[0] == Reach(None, True) else found)


def _for_all(name: str, action: Action) -> frozenset[ObjectId]:
    """The city's own tables are read by whoever reads such tables at all."""
    return frozenset([FOR_ALL] if name in _TABLES and action in _LOOK else [])


def _reaches_of(actor: Actor, key: str, owner: str, action: Action) -> tuple[Reach, ...]:
    """Where the actor may do that with a register's entries: in every unit that keeps it, as far as a seat reaches."""
    found: set[ObjectId | None] = set()
    for unit, definition in configuration.current().registers_of(key, owner):
        for seat in actor.seats:
            if action in REGISTERS.get(_access(seat.role, definition), ()):
                found |= within(seat, unit)
    if None in found:
        return (Reach(None, True),)
    return (Reach(frozenset(unit for unit in found if unit), True),) if found else ()


def _access(role: Role, definition: RegisterDefinition) -> str:
    if role == Role.HR_ADMIN:
        return "hr"
    return next((str(each.may) for each in definition.access if each.role == role), "")


def narrowed(kind: type[Document]) -> Mapping[str, Any]:
    """The query of what is of this class in its collection."""
    return kind.NARROWED if issubclass(kind, Record) else {}


def where(actor: Actor, kind: type[Document], action: Action = Action.READ) -> dict[str, Any]:
    """The query of all records of `kind` within the actor's reach. Raises Denied where there is none at all."""
    found = reaches(actor, kind.__name__, action)
    if not found:
        raise Denied()
    query: dict[str, Any] = found[0].query() if len(found) == 1 else {"$or": [reach.query() for reach in found]}
    kept_from = actor.kept_from
    if kept_from and kind.__name__ in HAS_CONFIDENTIAL:
        query["hidden_from"] = {"$ne": kept_from[0]} if len(kept_from) == 1 else {"$nin": list(kept_from)}
    if kind is AuditEntry and Reach(None, True) not in found:
        return {"$and": [query, _told_of_registers(actor, action)]}
    if kind is ImportJob and not actor.is_system:
        query["document"] = {"$in": _imported(actor)}
    return {**narrowed(kind), **query}


def _imported(actor: Actor) -> list[str | None]:
    """What import jobs may be about for the actor; those of old do not say that they are about employees."""
    registers = (entry_class(str(each.key), str(each.owner)).__name__ for _, each in configuration.current().registers)
    names = sorted({"Employee", "Training", "Feedback", *registers})
    found: list[str | None] = [name for name in names if reaches(actor, name, Action.IMPORT)]
    return [*found, None] if "Employee" in found else found


def _told_of_registers(actor: Actor, action: Action) -> dict[str, Any]:
    """Acts on entries of registers are told to those alone who may see the entries."""
    names = {entry_class(str(each.key), str(each.owner)).__name__ for _, each in configuration.current().registers}
    seen = [{"document": name, **reach.query()} for name in sorted(names) for reach in reaches(actor, name, action)]
    return {"$or": [{"document": {"$not": {"$regex": "^(Unit)?Register:"}}}, *seen]}


def visible(actor: Actor, kind: type[Document]) -> QuerySet:
    """All records of `kind` the actor may see: what every read that shows records starts from."""
    return kind.objects(__raw__=where(actor, kind))


def may(actor: Actor, action: Action, name: str, raw: Mapping[str, Any] | None = None) -> bool:
    """Whether the actor may do `action` with that record, or, without one, with any record of the class."""
    return bool(reaches(actor, name, action)) if raw is None else judge(actor, action, name)(raw)


def judge(actor: Actor, action: Action, name: str) -> Callable[[Mapping[str, Any]], bool]:
    """What tells of each record of that class whether the actor may do `action` with it; for many records."""
    found = reaches(actor, name, action)
    if name == "ImportJob" and not actor.is_system:
        about = set(_imported(actor))
        return lambda raw: raw.get("document") in about and any(reach.holds(raw) for reach in found)
    kept_from = actor.kept_from
    if not kept_from and Reach(None, True) in found:
        return lambda raw: True

    def holds(raw: Mapping[str, Any]) -> bool:
        hidden = kept_from and any(who in raw.get("hidden_from", ()) for who in kept_from)
        return not hidden and any(reach.holds(raw) for reach in found)

    return holds


def withheld(actor: Actor, kind: type[Record], fieldset: FieldSet) -> set[str]:
    """The fields of such records that the actor may not set, by a form or a file: answers, without the right to give
    them; sensitive ones, without the right to reveal them. Whether a value was the stored one would tell it."""
    answers = set() if may(actor, Action.ANSWER, kind.__name__) else set(kind.ANSWERED)
    return answers | (set() if may(actor, Action.REVEAL, kind.__name__) else sensitive(kind, fieldset))


def sensitive(kind: type[Record], fieldset: FieldSet) -> set[str]:
    """The fields of such records that are shown masked, where these fields hold."""
    return {*kind.SENSITIVE, *fieldset.paths("sensitive"), *fieldset.sensitive}


def require(actor: Actor, action: Action, name: str, raw: Mapping[str, Any]) -> None:
    """Raise Missing when the actor may not even see the record, Denied when they may see but not do this."""
    if not may(actor, Action.READ, name, raw):
        raise Missing()
    if not may(actor, action, name, raw):
        raise Denied()
    if name == "User" and action == Action.DELETE and raw.get("_id") == actor.id:
        raise Denied(Message(N_("You cannot switch off your own account.")))
    own = actor.employee is not None and actor.employee in (raw.get("_id"), raw.get("employee"))
    if own and name not in OF_ONESELF and action not in _LOOK and not actor.has_role(Role.HR_ADMIN):
        raise Denied(Message(N_("This is about yourself: someone else must enter it.")))
