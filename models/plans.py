"""DevelopmentPlan: how a person's career is developed in a year (rencana pengembangan karier)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar

from mongoengine import BooleanField, IntField, ObjectIdField, StringField

from models.base import Known, Record
from models.fields import Day, Reference, Text
from models.owned import Owned
from models.steps import Step
from models.wording import N_, Message


class PlanState(StrEnum):
    """How far a plan is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    AGREED = "agreed"
    APPROVED = "approved"
    CLOSED = "closed"


PLAN_STATES = (
    ("draft", N_("Draft")), ("submitted", N_("Submitted")), ("agreed", N_("Agreed by the leader")),
    ("approved", N_("Approved by BKPSDM")), ("closed", N_("Closed")),
)  # fmt: skip
BY_HR = "plan by HR"
"""The right of who approves for BKPSDM (operations.approvals); no setting of a unit gives it away."""
_S = PlanState
PLAN_STEPS = (
    Step("submit", (_S.DRAFT,), _S.SUBMITTED, N_("Submit to the leader")),
    Step("agree", (_S.SUBMITTED,), _S.AGREED, N_("Agree as the leader"), "plan"),
    Step("return", (_S.SUBMITTED,), _S.DRAFT, N_("Send back"), "plan", True),
    Step("approve", (_S.AGREED,), _S.APPROVED, N_("Approve for BKPSDM"), BY_HR),
    Step("reopen", (_S.AGREED, _S.APPROVED), _S.DRAFT, N_("Return to draft"), BY_HR, True),
    Step("close", (_S.APPROVED,), _S.CLOSED, N_("Close the plan"), "plan"),
)
NOT_IN_DRAFT = N_("This plan is no draft any more: only how far its items are is still set. Have it returned to draft.")
OF_ANOTHER = N_("This evaluation is about somebody else.")
NOT_SETTLED = N_("This evaluation is not settled yet. Settle it first, or pick another one.")
NO_BASIS = N_("No settled evaluation is the basis of this plan. Pick one as soon as there is one.")


class DevelopmentPlan(Owned):
    """One a person and year. `done` and `total` count its items as models.plan_items does; they follow each write of an
    item in its transaction and are no change of the plan."""

    STEPPED = frozenset({"state", "reason", "submitted_by", "agreed_by", "agreed_on", "approved_on"})
    DERIVED = Owned.DERIVED | {"title", "lacks_basis", "done", "total"}
    SEARCHED = ("target_name",)
    CONFIGURABLE = True
    meta: ClassVar[dict[str, Any]] = {
        "collection": "development_plans",
        "indexes": [
            ("year", "id"), ("employee_sort", "id"), ("state", "id"), ("lacks_basis", "id"), ("target", "id"),
            ("basis", "id"), ("scope", "year", "id"), ("scope", "state", "id"), ("scope", "lacks_basis", "id"),
            ("scope", "employee_sort", "id"), "search_tokens",
            {"fields": ["employee", "year"], "unique": True},
            *Record.CUSTOM_INDEXES,
        ],
    }  # fmt: skip

    year = IntField(verbose_name=N_("Year"), min_value=2015, max_value=2100, required=True)
    title = StringField(verbose_name=N_("Plan"))
    target = Reference(
        "PositionStandard", verbose_name=N_("Target position"),
        help_text=N_("A standard of position: the gaps to it are shown. If there is none, name the position below."),
    )  # fmt: skip
    target_name = Text(verbose_name=N_("Target position (name)"))
    basis = Reference(
        "Evaluation", verbose_name=N_("Basis: settled evaluation"), help_text=N_("A settled one of this very person.")
    )
    lacks_basis = BooleanField(verbose_name=N_("Without a basis"), default=True)
    goal = Text(
        verbose_name=N_("Goal of the organisation"), lines=True, max_length=1000,
        help_text=N_("Which goal of the unit this development serves."),
    )  # fmt: skip
    note = Text(verbose_name=N_("Note"), lines=True, max_length=2000)
    state = StringField(verbose_name=N_("State"), choices=PLAN_STATES, required=True, default="draft")
    reason = Text(verbose_name=N_("Reason"), max_length=500, help_text="of the last step that asks for one")
    submitted_by = ObjectIdField(
        verbose_name=N_("Submitted by"), help_text="the user who submitted it: somebody else agrees"
    )
    agreed_by = ObjectIdField(
        verbose_name=N_("Agreed by"), help_text="the user who agreed as the leader: somebody else approves"
    )
    agreed_on = Day(verbose_name=N_("Agreed on"))
    approved_on = Day(verbose_name=N_("Approved on"))
    done = IntField(verbose_name=N_("Items done"), default=0)
    total = IntField(verbose_name=N_("Items"), default=0)

    _odd: Message | None = None

    @property
    def label(self) -> str:
        return f"{self.title or ''} ({self.employee_name or ''})"

    def derive(self, known: Known) -> None:
        super().derive(known)
        self.title = f"Rencana pengembangan karier {self.year}"
        self.lacks_basis = self.basis is None
        rated = known.get(self.basis)
        self._odd = None
        if rated is not None and rated.get("employee") != self.employee:
            self._odd = Message(OF_ANOTHER)
        elif rated is not None and rated.get("state") != "settled":
            self._odd = Message(NOT_SETTLED)

    def problems(self) -> dict[str, Message]:
        return {"basis": self._odd} if self._odd else {}

    def warnings(self) -> Sequence[Message]:
        return () if self.basis else (Message(NO_BASIS),)

    @classmethod
    def fixed(cls, raw: Mapping[str, Any]) -> Message | None:
        return None if raw.get("state") == PlanState.DRAFT else Message(NOT_IN_DRAFT)
