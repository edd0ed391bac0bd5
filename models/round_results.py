"""RoundResult: what is told of a structured round about one person. Made once, as the round is closed; never again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from mongoengine import BooleanField, EmbeddedDocument, EmbeddedDocumentListField, IntField, StringField

from models.amounts import Amount
from models.base import Known
from models.feedback_rounds import RoundState
from models.fields import Day, Reference, Text
from models.owned import Owned
from models.question_sets import Question
from models.wording import N_, Message

FIXED = N_("These results stand as the round was closed. Acknowledge them, or record a response.")


class ToldGroup(EmbeddedDocument):
    """A group that is told: its relations (`peer`, or `peer subordinate` where two are told as one)."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    relations = StringField(required=True)
    answers = IntField(min_value=1, required=True)
    invited = IntField(min_value=1, required=True)


class ToldFigure(EmbeddedDocument):
    """How a group answered one question."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    relations = StringField(required=True)
    key = StringField(required=True)
    count = IntField(min_value=1, required=True)
    mean = Amount(places=2, required=True)
    spread = Amount(places=2, required=True)


class ToldText(EmbeddedDocument):
    """What somebody of a group wrote; in no order."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    relations = StringField(required=True)
    key = StringField(required=True)
    text = Text(lines=True, max_length=2000, required=True)


class RoundResult(Owned):
    """One a round and person. Hidden from them until the round is published; for BKPSDM and the leader alone."""

    SEARCHED = ("title",)
    STEPPED = frozenset({"acknowledged_on", "response"})
    DERIVED = Owned.DERIVED | {
        "title", "closed_on", "questions", "groups", "figures", "texts", "confidential", "published", "waits",
    }  # fmt: skip
    meta: ClassVar[dict[str, Any]] = {
        "collection": "round_results",
        "indexes": [
            ("closed_on", "id"), ("employee_sort", "id"), ("scope", "closed_on", "id"),
            ("scope", "confidential", "closed_on"), ("employee", "closed_on"), ("waits", "id"), ("scope", "waits"),
            ("published", "id"), ("scope", "published"), "search_tokens",
            {"fields": ["round", "employee"], "unique": True},
        ],
    }  # fmt: skip

    round = Reference("FeedbackRound", verbose_name=N_("Round"), required=True)
    title = StringField(verbose_name=N_("Round"))
    closed_on = Day(verbose_name=N_("Answers until"), help_text="the last day of the round, not the day it was closed")
    anonymous = BooleanField(verbose_name=N_("Anonymous"), default=True)
    minimum = IntField(verbose_name=N_("Smallest group that is shown"))
    questions = EmbeddedDocumentListField(Question)
    groups = EmbeddedDocumentListField(ToldGroup)
    figures = EmbeddedDocumentListField(ToldFigure)
    texts = EmbeddedDocumentListField(ToldText)
    confidential = BooleanField(default=True)
    published = BooleanField(verbose_name=N_("Published"), default=False)
    waits = BooleanField(verbose_name=N_("Waits to be acknowledged"), default=False)
    acknowledged_on = Day(verbose_name=N_("Acknowledged"))
    response = Text(verbose_name=N_("Response"), lines=True, max_length=4000)

    @property
    def label(self) -> str:
        return f"{self.employee_name or ''} ({self.title or ''})"

    @property
    def is_confidential(self) -> bool:
        return True

    def derive(self, known: Known) -> None:
        super().derive(known)
        source = known.get(self.round)
        if source is not None:
            self.title = source.get("title")
            self.published = source.get("state") == RoundState.PUBLISHED
        self.confidential = True
        self.waits = bool(self.published and not self.acknowledged_on)
        self.hidden_from = [] if self.published else [self.employee]

    @classmethod
    def fixed(cls, raw: Mapping[str, Any]) -> Message | None:
        return Message(FIXED)
