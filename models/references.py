"""Which documents exist, and which fields of them point at which."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from bson import ObjectId
from mongoengine import EmbeddedDocumentListField

from models.addenda import Addendum
from models.audit import AuditEntry
from models.base import Record
from models.candidate_rules import CandidateRule
from models.coaching import CoachingSession
from models.competencies import Competency, CompetencyProfile, PositionStandard
from models.configurations import ConfigurationDraft, ConfigurationVersion, Conversion
from models.departments import Department
from models.entries import EmployeeEntry, UnitEntry
from models.evaluation_cycles import EvaluationCycle
from models.evaluations import Evaluation
from models.feedback import Feedback
from models.feedback_rounds import FeedbackRound
from models.fields import Reference
from models.fieldsets import FieldSet, value_at
from models.follow_ups import FollowUp
from models.imports import ImportJob, ImportRow
from models.jobs import Job
from models.meetings import Meeting
from models.minutes import Minutes
from models.notes import Note, Participant
from models.outbox import Mail
from models.owned import Owned
from models.people import Employee
from models.plan_items import PlanItem
from models.plans import DevelopmentPlan
from models.presence import Presence
from models.question_sets import QuestionSet
from models.recommendations import Recommendation
from models.round_answers import AnswerBox, RoundAnswer
from models.round_invitations import RoundInvitation
from models.round_results import RoundResult
from models.series import MeetingSeries
from models.settings import State
from models.statistics import Snapshot
from models.succession import SuccessionSlate
from models.talent_assessments import TalentAssessment
from models.talent_schemes import TalentScheme
from models.training import Training
from models.users import Session, User

RECORDS: dict[str, type[Record]] = {
    kind.__name__: kind
    for kind in (
        Department,
        Employee,
        Training,
        Feedback,
        User,
        ImportJob,
        EmployeeEntry,
        UnitEntry,
        MeetingSeries,
        Meeting,
        Participant,
        Note,
        FollowUp,
        Addendum,
        EvaluationCycle,
        Evaluation,
        Competency,
        PositionStandard,
        CompetencyProfile,
        DevelopmentPlan,
        PlanItem,
        CoachingSession,
        QuestionSet,
        FeedbackRound,
        RoundInvitation,
        RoundAnswer,
        RoundResult,
        CandidateRule,
        TalentScheme,
        TalentAssessment,
        SuccessionSlate,
        Recommendation,
    )
}
OWNED: tuple[type[Owned], ...] = (
    Training, Feedback, EmployeeEntry, Evaluation, CompetencyProfile, DevelopmentPlan, PlanItem, CoachingSession,
    RoundAnswer, RoundResult, TalentAssessment, Recommendation,
)  # fmt: skip
DOCUMENTS = (
    *RECORDS.values(), AuditEntry, Session, State, Snapshot, ConfigurationVersion, ConfigurationDraft, Conversion,
    Minutes, Mail, Presence, Job, AnswerBox, ImportRow,
)  # fmt: skip


@cache
def paths(kind: type[Record]) -> tuple[tuple[str, str], ...]:
    """Every reference of a document as (dotted path, document it points at), embedded rows included."""
    found = []
    for name, field in kind._fields.items():
        if isinstance(field, Reference):
            found.append((name, field.to))
        if isinstance(field, EmbeddedDocumentListField):
            rows = field.field.document_type._fields.items()
            found += [(f"{name}.{inner}", each.to) for inner, each in rows if isinstance(each, Reference)]
    return tuple(found)


def pointed_at(record: Record) -> Iterator[tuple[str, str, ObjectId]]:
    """Every reference a record holds: (top-level field, document it points at, id)."""
    for path, to in paths(type(record)):  # type: ignore[arg-type]
        name, _, inner = path.partition(".")
        value = getattr(record, name)
        for each in [getattr(row, inner) for row in value or ()] if inner else [value]:
            if each is not None:
                yield name, to, each


def defined_at(record: Record, fieldset: FieldSet) -> Iterator[tuple[str, str, ObjectId]]:
    """As `pointed_at`, of the references in defined fields."""
    for path, field in fieldset.fields.items():
        value = value_at({"custom": record.custom}, path) if isinstance(field, Reference) else None
        if isinstance(value, ObjectId):
            yield path, field.to, value


def pointing_at(kind: type[Record]) -> Iterator[tuple[type[Record], str]]:
    """Every (document, path) that may point at a record of `kind`."""
    for other in RECORDS.values():
        for path, to in paths(other):  # type: ignore[arg-type]
            if to == kind.__name__ and not (other is kind and path == "department"):
                yield other, path
