"""FeedbackRound: a structured round of feedback (360), asked of many about many; anonymous where it is set so.

What is answered anonymously is no record: models.round_answers and docs/feedback.md say how it is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from mongoengine import BooleanField, EmbeddedDocument, EmbeddedDocumentListField, IntField, StringField

from models.base import Record
from models.codes import RELATIONS
from models.fields import Day, Reference, Text
from models.question_sets import Question
from models.steps import Step
from models.wording import N_, Message

FEWEST = 3
"""The smallest minimum of a group in an anonymous round."""
GIVERS = (("self", N_("Self")), *RELATIONS)
"""Who answers, by how they stand to the person."""
NAMED = ("self", "leader")
"""Of these there is one each: they are never anonymous, and the form says so."""


class RoundState(StrEnum):
    """How far a round is."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


ROUND_STATES = (
    ("draft", N_("Draft")), ("open", N_("Open")), ("closed", N_("Closed")), ("published", N_("Published")),
    ("cancelled", N_("Cancelled")),
)  # fmt: skip
_S = RoundState
ROUND_STEPS = (
    Step("open", (_S.DRAFT,), _S.OPEN, N_("Open the round")),
    Step("close", (_S.OPEN,), _S.CLOSED, N_("Close the round")),
    Step("publish", (_S.CLOSED,), _S.PUBLISHED, N_("Publish the results")),
    Step("cancel", (_S.DRAFT, _S.OPEN), _S.CANCELLED, N_("Cancel the round"), needs_reason=True),
)
WHOM = (
    ("picked", N_("Those named below")), ("leaders", N_("Everybody of the unit who leads others")),
    ("all", N_("Everybody of the unit")),
)  # fmt: skip
FROZEN = N_("This round was opened: its questions, people and rules stand as they are.")


class Subject(EmbeddedDocument):
    """Somebody whom a round is about."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    employee = Reference("Employee", verbose_name=N_("Employee"), required=True)


class FeedbackRound(Record):
    """One round. `questions` are frozen as it is opened; `answers` are those that its results tell of, set when the
    results are made. Nothing of it changes while people answer."""

    OWNER = "department"
    STEPPED = frozenset({"state", "questions", "reason", "answers", "proposed", "reminded_on"})
    DERIVED = Record.DERIVED | {"questions"}
    SEARCHED = ("title",)
    meta: ClassVar[dict[str, Any]] = {
        "collection": "feedback_rounds",
        "indexes": [
            ("closes_on", "id"), ("scope", "closes_on", "id"), ("state", "closes_on", "id"),
            ("scope", "state", "closes_on"), ("question_set", "id"), "search_tokens",
        ],
    }  # fmt: skip

    department = Reference("Department", verbose_name=N_("Unit"), required=True)
    title = Text(verbose_name=N_("Title"), required=True, max_length=120)
    question_set = Reference("QuestionSet", verbose_name=N_("Question set"), required=True)
    whom = StringField(verbose_name=N_("Who is it about?"), choices=WHOM, required=True, default="picked")
    subjects = EmbeddedDocumentListField(Subject, verbose_name=N_("These people"))
    opens_on = Day(verbose_name=N_("Answers from"), required=True)
    closes_on = Day(verbose_name=N_("Answers until"), required=True)
    anonymous = BooleanField(
        verbose_name=N_("Anonymous"), default=True,
        help_text=N_("Answers of peers, subordinates and others; the leader's and one's own never are."),
    )  # fmt: skip
    minimum = IntField(
        verbose_name=N_("Smallest group that is shown"), min_value=FEWEST, max_value=20, required=True, default=FEWEST,
        help_text=N_("In an anonymous round; a smaller group is told together with others, or not at all."),
    )  # fmt: skip
    note = Text(verbose_name=N_("Words to those who answer"), lines=True, max_length=1000)
    state = StringField(verbose_name=N_("State"), choices=ROUND_STATES, required=True, default="draft")
    questions = EmbeddedDocumentListField(Question, verbose_name=N_("Questions as they are asked"))
    proposed = BooleanField(
        verbose_name=N_("Proposed"), help_text="who is asked was proposed, and the list stands as it was edited since"
    )
    reminded_on = Day(verbose_name=N_("Reminded"), help_text="when those who are asked were last written to once more")
    answers = IntField(verbose_name=N_("Answers in the results"))
    reason = Text(verbose_name=N_("Reason"), max_length=500)

    @property
    def label(self) -> str:
        return str(self.title or "")

    def problems(self) -> dict[str, Message]:
        found = {}
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            found["closes_on"] = Message(N_("It closes before it opens."))
        return found

    def takes_answers(self, today: date) -> bool:
        """Whether it is open and this is one of its days."""
        is_day = self.opens_on is not None and self.closes_on is not None and self.opens_on <= today <= self.closes_on
        return self.state == RoundState.OPEN and bool(is_day)

    @classmethod
    def fixed(cls, raw: Mapping[str, Any]) -> Message | None:
        return None if raw.get("state") == RoundState.DRAFT else Message(FROZEN)
