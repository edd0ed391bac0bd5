"""CoachingSession: one session with a mentor or coach, rated on its two forms: the session, and the competence."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from mongoengine import EmbeddedDocument, EmbeddedDocumentListField, StringField

from models.amounts import Amount
from models.base import Known
from models.competencies import LEVELS, TWICE
from models.fields import Day, Reference, Text
from models.owned import Owned
from models.wording import N_, Message

SESSION_KINDS = (("coaching", N_("Coaching")), ("mentoring", N_("Mentoring")))
STATEMENTS = (
    "Tujuan sesi disepakati bersama sejak awal.",
    "Mentor/coach mendengarkan dan mengajukan pertanyaan yang membuka cara pandang.",
    "Pembahasan sesuai dengan kebutuhan pengembangan saya.",
    "Umpan balik yang diberikan jelas dan dapat ditindaklanjuti.",
    "Waktu sesi dimanfaatkan dengan baik.",
    "Sesi diakhiri dengan langkah nyata yang disepakati.",
)
"""What a session is rated on where the unit's settings say nothing else; in Indonesian, as it is kept."""


class Statement(EmbeddedDocument):
    """A statement as it was put, and how far it is agreed with: 1 not at all, 5 wholly."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    text = Text(verbose_name=N_("Statement"), required=True, max_length=300)
    score = StringField(verbose_name=N_("Score (1–5)"), choices=LEVELS)


class Competence(EmbeddedDocument):
    """A competency before and after, each with its reason."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    competency = Reference("Competency", verbose_name=N_("Competency"), required=True)
    before = StringField(verbose_name=N_("Before (1–5)"), choices=LEVELS, required=True)
    before_reason = Text(verbose_name=N_("Reason (before)"), max_length=500)
    after = StringField(verbose_name=N_("After (1–5)"), choices=LEVELS)
    after_reason = Text(verbose_name=N_("Reason (after)"), max_length=500)


class CoachingSession(Owned):
    """About the person who is coached. `mean` is the mean of the statements that were rated."""

    DERIVED = Owned.DERIVED | {"mean"}
    SEARCHED = ("topic",)
    meta: ClassVar[dict[str, Any]] = {
        "collection": "coaching_sessions",
        "indexes": [
            ("held_on", "id"), ("employee_sort", "id"), ("kind", "id"), ("scope", "held_on", "id"), ("scope", "kind"),
            ("employee", "held_on"), ("item", "held_on"), ("mentor", "held_on"), "search_tokens",
        ],
    }  # fmt: skip

    item = Reference("PlanItem", verbose_name=N_("Item of the plan"))
    kind = StringField(verbose_name=N_("Kind"), choices=SESSION_KINDS, required=True, default="coaching")
    mentor = Reference("Employee", verbose_name=N_("Mentor or coach"), required=True)
    held_on = Day(verbose_name=N_("Held on"), required=True)
    topic = Text(verbose_name=N_("Topic"), required=True)
    agreed = Text(verbose_name=N_("Agreed steps"), lines=True, max_length=4000, help_text=N_("One a line."))
    statements = EmbeddedDocumentListField(Statement, verbose_name=N_("The session, statement by statement"))
    mean = Amount(verbose_name=N_("Mean score"), places=2)
    competences = EmbeddedDocumentListField(Competence, verbose_name=N_("The competence before and after"))

    _odd: Message | None = None

    @property
    def label(self) -> str:
        return str(self.topic or "")

    def derive(self, known: Known) -> None:
        super().derive(known)
        scores = [int(each.score) for each in self.statements if each.score]
        self.mean = (Decimal(sum(scores)) / len(scores)).quantize(Decimal("0.01")) if scores else None  # type: ignore[assignment]
        item = known.get(self.item)
        is_odd = item is not None and item.get("employee") != self.employee
        self._odd = Message(N_("This item is somebody else’s.")) if is_odd else None

    def problems(self) -> dict[str, Message]:
        return dict(self._found())

    def _found(self) -> Iterator[tuple[str, Message]]:
        if self._odd:
            yield "item", self._odd
        if self.mentor is not None and self.mentor == self.employee:
            yield "mentor", Message(N_("Nobody is their own mentor."))
        ids = [each.competency for each in self.competences]
        if len(set(ids)) < len(ids):
            yield "competences", Message(TWICE)
        for index, each in enumerate(self.competences):
            for side in ("before", "after"):
                if getattr(each, side) and not getattr(each, f"{side}_reason"):
                    yield f"competences-{index}-{side}_reason", Message(N_("Give the reason for the level."))
