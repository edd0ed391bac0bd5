"""What a unit asks in structured rounds of feedback (360): questions with the skill or value that each speaks of."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import EmbeddedDocument, EmbeddedDocumentListField, StringField

from models.base import Known, Record
from models.codes import VALUES
from models.fields import Hidden, Reference, Text
from models.wording import N_, Label, Message

QUESTION_KINDS = (("scale", N_("Scale 1–5")), ("text", N_("Text")))
LOWEST, HIGHEST = 1, 5
MOST_QUESTIONS = 40


class Question(EmbeddedDocument):
    """A question, with the skill or the BerAKHLAK value that it speaks of. Without a kind it is a scale."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    key = Hidden(regex=r"^q[0-9]{1,4}$", help_text="what answers are kept under; made when the set is saved")
    text_id = Text(verbose_name=N_("Question (Indonesian)"), required=True, max_length=300)
    text_en = Text(verbose_name=N_("Question (English)"), max_length=300)
    kind = StringField(verbose_name=N_("Answered by"), choices=QUESTION_KINDS, help_text=N_("Scale 1–5 if empty."))
    skill = Text(verbose_name=N_("Skill"), max_length=60)
    value = StringField(verbose_name=N_("BerAKHLAK value"), choices=VALUES)

    @property
    def label(self) -> Label:
        return Label(str(self.text_id or ""), self.text_en)

    @property
    def is_text(self) -> bool:
        return bool(self.kind == "text")


def number_questions(questions: list[Question]) -> None:
    """Give each question that has none a key of its own; those that are there keep theirs."""
    held = {str(each.key) for each in questions if each.key}
    fresh = (f"q{number}" for number in range(1, 10_000) if f"q{number}" not in held)
    seen: set[str] = set()
    for each in questions:
        if not each.key or str(each.key) in seen:
            each.key = next(fresh)  # type: ignore[assignment]
        seen.add(str(each.key))


class QuestionSet(Record):
    """What a unit asks in rounds. A round keeps a copy as it was when it was opened."""

    OWNER = "department"
    SEARCHED = ("name",)
    meta: ClassVar[dict[str, Any]] = {
        "collection": "question_sets",
        "indexes": [("name", "id"), ("scope", "name", "id"), "search_tokens"],
    }

    department = Reference("Department", verbose_name=N_("Unit"), required=True)
    name = Text(verbose_name=N_("Name"), required=True, max_length=120)
    questions = EmbeddedDocumentListField(Question, verbose_name=N_("Questions"))

    @property
    def label(self) -> str:
        return str(self.name or "")

    def derive(self, known: Known) -> None:
        super().derive(known)
        number_questions(self.questions)

    def problems(self) -> dict[str, Message]:
        if len(self.questions) > MOST_QUESTIONS:
            return {"questions": Message(N_("At most %(count)s questions: long forms are not answered."),
                                         count=MOST_QUESTIONS)}  # fmt: skip
        return {}
