"""What is answered in structured rounds of feedback: under a name, or in a box that keeps none.

A box belongs to one group of givers (a relation) about one person. It is no record: a record has an id that tells when
it was made, a version, times, and a history that tells who wrote what. A box tells what was answered and no more.
"""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import BooleanField, DictField, Document, ListField, ObjectIdField, StringField

from models.base import Known
from models.feedback_rounds import GIVERS, RoundState
from models.fields import Reference
from models.owned import Owned
from models.people import with_titles
from models.wording import N_


class AnswerBox(Document):
    """The anonymous answers of one group about one person. Each writing puts the whole box anew, in an order drawn
    anew, so that neither place nor time nor id of an answer is kept. `spent` marks the invitations that were used: each
    mark is made with the panel's key, without which nobody tells whose it is. Its results made, a box is deleted."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "answer_boxes",
        "strict": False,
        "auto_create_index": False,
        "indexes": [{"fields": ["round", "employee", "relation"], "unique": True}],
    }

    id = StringField(primary_key=True, help_text="random: an ObjectId tells a time")
    round = ObjectIdField(required=True)
    employee = ObjectIdField(required=True, help_text="whom it is about")
    relation = StringField(required=True, choices=GIVERS)
    sheets = ListField(DictField(), help_text="by the question's key: 1–5 or a text; in no order")
    spent = ListField(StringField(), help_text="marks of the invitations that were used; in no order")
    stamp = StringField(help_text="random, another one each time: of two who write at once one does so again")
    sealed = BooleanField(help_text="the round is closed: nothing is put in any more")


class RoundAnswer(Owned):
    """What somebody answered in a round that is not anonymous, under their name: for BKPSDM and the leader, and once
    the results are published for the person themselves."""

    DERIVED = Owned.DERIVED | {"giver_name", "hidden_from"}
    meta: ClassVar[dict[str, Any]] = {
        "collection": "round_answers",
        "indexes": [
            ("employee", "round"), ("giver", "id"), ("round", "employee"), ("scope", "id"),
            {"fields": ["invitation"], "unique": True},
        ],
    }  # fmt: skip

    invitation = Reference("RoundInvitation", verbose_name=N_("Invitation"), required=True)
    round = Reference("FeedbackRound", verbose_name=N_("Round"), required=True)
    giver = Reference("Employee", verbose_name=N_("Given by"), required=True)
    giver_name = StringField(verbose_name=N_("Given by"))
    relation = StringField(verbose_name=N_("Asked as"), choices=GIVERS, required=True)
    sheet = DictField(verbose_name=N_("Answers"), help_text="by the question's key: 1–5 or a text")
    confidential = BooleanField(verbose_name=N_("Confidential"), default=True)

    @property
    def label(self) -> str:
        return f"{self.giver_name or ''} → {self.employee_name or ''}"

    @property
    def is_confidential(self) -> bool:
        return True

    def derive(self, known: Known) -> None:
        super().derive(known)
        self.giver_name = _named(known.get(self.giver)) or self.giver_name
        self.confidential = True
        is_told = known.get(self.round, {}).get("state") == RoundState.PUBLISHED
        self.hidden_from = [] if is_told else [self.employee]


def _named(raw: Any) -> Any:
    return with_titles(raw.get("name"), raw.get("title_front"), raw.get("title_back")) if raw else None
