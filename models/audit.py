"""AuditEntry: who did what, when, through what. Written once, never changed (UU 27/2022, PP 71/2019)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from mongoengine import (
    BooleanField,
    DateTimeField,
    DictField,
    Document,
    IntField,
    ListField,
    ObjectIdField,
    StringField,
)

from models.wording import N_


class Act(StrEnum):
    """What was done."""

    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"
    REVEAL = "reveal"
    EXPORT = "export"
    DOWNLOAD = "download"
    CONFIGURE = "configure"
    SIGN_IN = "sign_in"
    SIGN_IN_RECOVERY = "sign_in_recovery"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"


ACT_LABELS = (
    ("create", N_("Created")), ("change", N_("Changed")), ("delete", N_("Deleted")), ("reveal", N_("Revealed")),
    ("export", N_("Exported")), ("download", N_("Downloaded")), ("configure", N_("Configured")),
    ("sign_in", N_("Signed in")),
    ("sign_in_recovery", N_("Signed in with a recovery code")), ("sign_in_failed", N_("Sign-in failed")),
    ("sign_out", N_("Signed out")),
)  # fmt: skip
SOURCE_LABELS = (
    ("form", N_("Form")), ("import", N_("Import")), ("command", N_("Command line")), ("seed", N_("Sample data")),
    ("job", N_("Background job")),
)  # fmt: skip
DOCUMENT_LABELS = (
    ("Department", N_("Unit")), ("Employee", N_("Employee")), ("Training", N_("Training")),
    ("Feedback", N_("Feedback")), ("User", N_("Account")), ("ImportJob", N_("Import")),
    ("Configuration", N_("Configuration")), ("MeetingSeries", N_("Series of meetings")), ("Meeting", N_("Meeting")),
    ("Participant", N_("Participant")), ("Note", N_("Note")), ("FollowUp", N_("Follow-up")),
    ("Addendum", N_("Addendum")), ("EvaluationCycle", N_("Evaluation cycle")), ("Evaluation", N_("Evaluation")),
    ("Competency", N_("Competency")), ("PositionStandard", N_("Standard of a position")),
    ("CompetencyProfile", N_("Competency profile")), ("DevelopmentPlan", N_("Career development plan")),
    ("PlanItem", N_("Item of a plan")), ("CoachingSession", N_("Coaching session")),
    ("QuestionSet", N_("Question set")), ("FeedbackRound", N_("Round of feedback")),
    ("RoundInvitation", N_("Invitation to give feedback")), ("RoundAnswer", N_("Answer in a round")),
    ("RoundResult", N_("Results of a round")),
    ("CandidateRule", N_("Candidate rule")), ("TalentScheme", N_("Talent scheme")),
    ("TalentAssessment", N_("Talent assessment")), ("SuccessionSlate", N_("Succession slate")),
    ("Recommendation", N_("Recommendation")),
)  # fmt: skip


class AuditEntry(Document):
    """One act. For a write it is the revision: `version` is the one it made, `changes` its fields before and after."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "audit",
        "strict": False,
        "auto_create_index": False,
        "indexes": [
            ("at", "id"),
            ("record", "version"),
            ("actor", "at"),
            ("action", "at"),
            ("document", "at"),
            ("scope", "at"),
            ("source", "at"),
            ("confidential", "at", "id"),
            {"fields": ["token"], "unique": True, "partialFilterExpression": {"token": {"$exists": True}}},
        ],
    }

    at = DateTimeField(verbose_name=N_("When"), required=True)
    actor = ObjectIdField(verbose_name=N_("Who"), help_text="the user's id; none for the system")
    actor_name = StringField(verbose_name=N_("Who"))
    action = StringField(verbose_name=N_("Action"), choices=ACT_LABELS, required=True)
    source = StringField(verbose_name=N_("Through"), choices=SOURCE_LABELS)
    document = StringField(verbose_name=N_("Kind of record"), choices=DOCUMENT_LABELS)
    record = ObjectIdField(help_text="the record's id")
    label = StringField(verbose_name=N_("Record"))
    version = IntField(verbose_name=N_("Version"), help_text="the record's version after this act")
    scope = ListField(ObjectIdField(), help_text="the record's units at the time")
    hidden_from = ListField(ObjectIdField(), help_text="employees who may not see the record")
    confidential = BooleanField(default=False, help_text="before or after, the record was confidential")
    changes = ListField(DictField(), verbose_name=N_("Changes"), help_text="[{field, before, after}] as stored")
    detail = DictField(verbose_name=N_("Details"), help_text="what else explains it: filters of an export, an address")
    token = StringField(help_text="the form's one-time token: a second submit finds the first's record")
    job = ObjectIdField(help_text="the import that made it")
    request_id = StringField()
