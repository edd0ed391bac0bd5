"""RoundInvitation: who is asked about whom in a structured round of feedback."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from mongoengine import BooleanField, StringField

from models.base import Known, Record
from models.feedback_rounds import FROZEN, GIVERS, RoundState
from models.fields import Reference
from models.people import with_titles
from models.search import tokens
from models.wording import N_, Message


class RoundInvitation(Record):
    """`giver` is asked about `employee`. It never says whether they answered: nobody writes that down."""

    OWNER = "round"
    GUARDED: ClassVar[Mapping[str, Any]] = {"sealed": {"$ne": True}}
    DERIVED = Record.DERIVED | {"department", "employee_name", "giver_name", "sealed", "title"}
    meta: ClassVar[dict[str, Any]] = {
        "collection": "round_invitations",
        "indexes": [
            ("employee_name", "id"), ("scope", "employee_name", "id"), ("relation", "id"), ("scope", "relation", "id"),
            ("round", "employee_name", "id"), ("round", "giver"), ("employee", "id"), ("giver", "id"), "search_tokens",
            {"fields": ["round", "employee", "giver"], "unique": True},
        ],
    }  # fmt: skip

    round = Reference("FeedbackRound", verbose_name=N_("Round"), required=True)
    title = StringField(verbose_name=N_("Round"))
    employee = Reference("Employee", verbose_name=N_("About"), required=True)
    employee_name = StringField(verbose_name=N_("About"))
    giver = Reference("Employee", verbose_name=N_("Who is asked"), required=True)
    giver_name = StringField(verbose_name=N_("Who is asked"))
    relation = StringField(verbose_name=N_("Asked as"), choices=GIVERS, required=True, default="peer")
    sealed = BooleanField(help_text="the round was opened: who is asked stands")
    _is_late = False

    @property
    def label(self) -> str:
        return f"{self.giver_name or ''} → {self.employee_name or ''}"

    def derive(self, known: Known) -> None:
        super().derive(known)
        source = known.get(self.round, {})
        self.title = source.get("title")
        self._is_late = not self.sealed and source.get("state") not in (None, RoundState.DRAFT)
        self.employee_name, self.giver_name = _named(known.get(self.employee)), _named(known.get(self.giver))
        self.search_tokens = tokens([self.employee_name, self.giver_name])

    def problems(self) -> dict[str, Message]:
        if self._is_late:
            return {"round": Message(FROZEN)}
        if (self.giver == self.employee) != (self.relation == "self"):
            return {"relation": Message(N_("About themselves people answer as “Self”, and nobody else does."))}
        return {}

    @classmethod
    def fixed(cls, raw: Mapping[str, Any]) -> Message | None:
        return Message(FROZEN) if raw.get("sealed") else None


def _named(raw: Any) -> Any:
    return with_titles(raw.get("name"), raw.get("title_front"), raw.get("title_back")) if raw else None
