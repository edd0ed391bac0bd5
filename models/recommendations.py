"""Recommendation: that somebody be promoted, moved or given more; decided by people, carried out into the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, ClassVar

from mongoengine import (
    BooleanField,
    DictField,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    ListField,
    StringField,
)

from models import codes
from models.base import Known
from models.candidate_rules import PURPOSES, Found
from models.fields import Day, Reference, Text
from models.owned import Owned
from models.steps import Step
from models.wording import N_, Message


class RecommendationState(StrEnum):
    """How far a recommendation is."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    SUPPORTED = "supported"
    APPROVED = "approved"
    DECLINED = "declined"
    CARRIED_OUT = "carried_out"
    REVOKED = "revoked"


RECOMMENDATION_STATES = (
    ("draft", N_("Draft")), ("proposed", N_("Proposed")), ("supported", N_("Supported")),
    ("approved", N_("Decided: yes")), ("declined", N_("Declined")), ("carried_out", N_("Carried out")),
    ("revoked", N_("Revoked")),
)  # fmt: skip
_S = RecommendationState
RECOMMENDATION_STEPS = (
    Step("propose", (_S.DRAFT,), _S.PROPOSED, N_("Propose")),
    Step("send_back", (_S.PROPOSED, _S.SUPPORTED), _S.DRAFT, N_("Send back"), "support", True),
    Step("support", (_S.PROPOSED,), _S.SUPPORTED, N_("Support"), "support"),
    Step("approve", (_S.SUPPORTED,), _S.APPROVED, N_("Decide: yes"), "decision"),
    Step("decline", (_S.SUPPORTED,), _S.DECLINED, N_("Decline"), "decision", True),
    Step("carry_out", (_S.APPROVED,), _S.CARRIED_OUT, N_("Carry out"), "carrying_out"),
    Step("revoke", (_S.CARRIED_OUT,), _S.REVOKED, N_("Revoke"), "carrying_out", True),
)
"""Draf → Diusulkan → Didukung → Disetujui atau Ditolak → Dilaksanakan → Dicabut."""
KINDS_OF = (*PURPOSES, ("transfer", N_("Transfer")))
NEEDED = {
    "rank_promotion": ("golongan",), "position_promotion": ("position_name",), "larger_assignment": ("assignment",),
    "transfer": ("unit",),
}  # fmt: skip
"""What each kind must propose."""
NOT_IN_DRAFT = N_("This recommendation is proposed: it goes on by its steps. Have it sent back to change it.")


class StepTaken(EmbeddedDocument):
    """A state it came to, when, by whom, and why where that was asked."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    on = Day(verbose_name=N_("On"))
    state = StringField(verbose_name=N_("State"), choices=RECOMMENDATION_STATES)
    by = Text(verbose_name=N_("By"))
    reason = Text(verbose_name=N_("Reason"), max_length=500)


class Recommendation(Owned):
    """Confidential, and hidden from the person until it is carried out. `criteria` are those of its rule as they stood
    on `evaluated_on`; `written` is what carrying it out wrote: [{field, before, after}] of the employee, as stored."""

    STEPPED = frozenset({"state", "taken", "written"})
    DERIVED = Owned.DERIVED | {"written", "confidential"}
    SEARCHED = ("position_name", "assignment")
    meta: ClassVar[dict[str, Any]] = {
        "collection": "recommendations",
        "indexes": [
            ("updated_at", "id"), ("state", "id"), ("kind", "id"), ("employee_sort", "id"), ("rule", "id"),
            ("scope", "updated_at", "id"), ("scope", "state", "id"), ("scope", "kind", "id"),
            ("employee", "state"), ("unit", "id"), "search_tokens",
        ],
    }  # fmt: skip

    kind = StringField(verbose_name=N_("For what"), choices=KINDS_OF, required=True, default="position_promotion")
    state = StringField(verbose_name=N_("State"), choices=RECOMMENDATION_STATES, required=True, default="draft")
    golongan = StringField(verbose_name=N_("New golongan"), choices=codes.GOLONGAN)
    position_name = Text(verbose_name=N_("New position"))
    position_kind = StringField(verbose_name=N_("Kind of the position"), choices=codes.POSITION_KINDS)
    position_level = StringField(verbose_name=N_("Level of the position"), choices=codes.POSITION_LEVELS)
    eselon = StringField(verbose_name=N_("Eselon"), choices=codes.ESELONS)
    unit = Reference("Department", verbose_name=N_("New unit"), help_text=N_("Left empty: the present one."))
    assignment = Text(verbose_name=N_("Assignment"), max_length=300, help_text=N_("What the person would lead or do."))
    since = Day(verbose_name=N_("Effective date (TMT)"), help_text=N_("At the latest when it is carried out."))
    decree = Text(verbose_name=N_("Decree (SK)"), max_length=80)
    reason = Text(verbose_name=N_("Why"), lines=True, required=True, max_length=4000)
    rule = Reference("CandidateRule", verbose_name=N_("Rule"))
    criteria = EmbeddedDocumentListField(Found, verbose_name=N_("Criteria"))
    evaluated_on = Day(verbose_name=N_("Evaluated on"))
    taken = EmbeddedDocumentListField(StepTaken, verbose_name=N_("Steps"))
    written = ListField(DictField(), help_text="what carrying it out wrote of the employee")
    confidential = BooleanField(default=True)

    @property
    def label(self) -> str:
        return f"{self.employee_name or ''}: {self.position_name or self.assignment or self._grade()}"

    def _grade(self) -> str:
        return dict(codes.GOLONGAN).get(str(self.golongan), "")

    @property
    def is_confidential(self) -> bool:
        return True

    def derive(self, known: Known) -> None:
        super().derive(known)
        is_told = self.state in (RecommendationState.CARRIED_OUT, RecommendationState.REVOKED)
        self.confidential, self.hidden_from = True, [] if is_told else [self.employee]

    def problems(self) -> dict[str, Message]:
        return dict(self._lacking())

    def _lacking(self) -> Iterator[tuple[str, Message]]:
        for name in NEEDED.get(str(self.kind), ()):
            if getattr(self, name) in (None, ""):
                yield name, Message(N_("A recommendation of this kind says it."))

    @classmethod
    def fixed(cls, raw: Mapping[str, Any]) -> Message | None:
        return None if raw.get("state") == RecommendationState.DRAFT else Message(NOT_IN_DRAFT)
