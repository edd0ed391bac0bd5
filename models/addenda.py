"""Addendum: what approved minutes are corrected by, approved likewise; the minutes themselves never change."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from mongoengine import IntField, ObjectIdField, StringField

from models.base import Known
from models.fields import Text
from models.meetings import SETTLED
from models.notes import MeetingPart
from models.steps import Step
from models.wording import N_, Message


class AddendumState(StrEnum):
    """How far an addendum is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


ADDENDUM_STATES = (
    ("draft", N_("Draft")), ("submitted", N_("Submitted")), ("approved", N_("Approved")),
    ("withdrawn", N_("Withdrawn")),
)  # fmt: skip
_S = AddendumState
STANDS = N_("An approved addendum is never changed: it stands beside the minutes for good.")
ADDENDUM_STEPS = (
    Step("submit", (_S.DRAFT,), _S.SUBMITTED, N_("Submit the addendum")),
    Step("approve", (_S.SUBMITTED,), _S.APPROVED, N_("Approve the addendum"), "minutes", sure=STANDS),
    Step("return", (_S.SUBMITTED,), _S.DRAFT, N_("Send back"), "minutes", True),
    Step("withdraw", (_S.DRAFT, _S.SUBMITTED), _S.WITHDRAWN, N_("Withdraw"), "write", True),
)
"""Who approves minutes approves what corrects them (operations.addenda)."""
NOT_APPROVED = N_("The minutes of this meeting are not approved yet: correct them directly.")
NOT_IN_DRAFT = N_("Only an addendum in draft can be changed. Have it sent back, or write another one.")


class Addendum(MeetingPart):
    """One correction of a meeting's approved minutes. `number` counts those approved of the meeting."""

    STEPPED = frozenset({"state"})
    DERIVED = MeetingPart.DERIVED | {"number", "submitted_by"}
    SEARCHED = ("concerns", "text")
    meta: ClassVar[dict[str, Any]] = {
        "collection": "addenda",
        "indexes": [
            ("meeting", "id"), ("state", "id"), ("scope", "state", "id"), ("scope", "confidential", "id"),
            ("confidential", "id"), "search_tokens",
        ],
    }  # fmt: skip

    concerns = Text(
        verbose_name=N_("What it corrects"),
        max_length=200,
        required=True,
        help_text=N_("The place in the minutes, such as: C. Pembahasan, Sari Wulandari."),
    )
    text = Text(
        verbose_name=N_("As it shall read"), lines=True, max_length=4000, required=True,
        help_text=N_("What was written and what holds instead, so that it can be read without the minutes."),
    )  # fmt: skip
    state = StringField(verbose_name=N_("State"), choices=ADDENDUM_STATES, required=True, default="draft")
    reason = Text(verbose_name=N_("Reason"), lines=True, max_length=500, help_text="of the last step that asks for one")
    number = IntField(verbose_name=N_("Number"), help_text="among those approved of the meeting, from 1")
    submitted_by = ObjectIdField(help_text="the user who submitted it: somebody else approves it")

    _is_open = True

    @property
    def label(self) -> str:
        return str(self.concerns or "")

    def derive(self, known: Known) -> None:
        super().derive(known)
        self._is_open = known.get(self.meeting, {}).get("state") in SETTLED

    def problems(self) -> dict[str, Message]:
        return {} if self._is_open else {"meeting": Message(NOT_APPROVED)}

    @classmethod
    def fixed(cls, raw: Any) -> Message | None:
        return None if raw.get("state") == AddendumState.DRAFT else Message(NOT_IN_DRAFT)
