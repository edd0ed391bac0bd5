"""PlanItem: one thing that a development plan sets out to do, why, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from mongoengine import BooleanField, EmbeddedDocument, EmbeddedDocumentListField, IntField, StringField

from models.amounts import Amount
from models.base import Known
from models.fields import Day, Reference, Text
from models.follow_ups import LAST
from models.gaps import RATED
from models.moments import now
from models.owned import Owned
from models.plans import PlanState
from models.wording import N_, Message

ITEM_KINDS = (
    ("training", N_("Training")), ("mentoring", N_("Mentoring")), ("internship", N_("Internship")),
    ("study", N_("Further education")), ("coaching", N_("Coaching")), ("assignment", N_("Assignment or rotation")),
    ("self_study", N_("Self-study")),
)  # fmt: skip
REASONS = (
    ("aspiration", N_("Aspiration")), ("advice", N_("Advice")), ("gap", N_("Competency gap")),
    ("evaluation", N_("Evaluation")),
)  # fmt: skip
ITEM_STATUSES = (
    ("planned", N_("Planned")), ("running", N_("Under way")), ("done", N_("Done")), ("dropped", N_("Dropped")),
    ("carried", N_("Carried into the next year")),
)  # fmt: skip
OPEN_ITEMS = ("planned", "running")
UNCOUNTED = frozenset({"dropped", "carried"})
"""The statuses that count neither as done nor as to be done."""
ASKING = frozenset({"dropped"})
"""The statuses that ask for a reason."""
SETTABLE = tuple(pair for pair in ITEM_STATUSES if pair[0] != "carried")
"""What people set; items are carried with their plan."""
NOT_IN_DRAFT = N_("The plan of this item is no draft any more: only how far the item is is still set.")
OF_ANOTHER = N_("This is about somebody else. Pick one of the same person.")


def progress(statuses: Iterable[Any]) -> tuple[int, int]:
    """(done, all) of a plan's items; what was dropped or carried into another year counts for neither."""
    counted = [each for each in statuses if each not in UNCOUNTED]
    return sum(each == "done" for each in counted), len(counted)


class ItemStatusRow(EmbeddedDocument):
    """A status it had, since which day, and why."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    on = Day(verbose_name=N_("Since"), required=True)
    status = StringField(verbose_name=N_("Status"), choices=ITEM_STATUSES, required=True)
    reason = Text(verbose_name=N_("Reason"), max_length=500)


class PlanItem(Owned):
    """Lies where its employee lies and takes its year from its plan. `aspiration` is the note of a meeting that it
    answers, an aspiration or advice; `competency` and `rated` say which gap. `sealed`: its plan is no draft, so that it
    changes by its status alone. `carried_to` is the item that goes on with it in the next year's plan."""

    STEPPED = frozenset({"status", "reason", "carried_to"})
    DERIVED = Owned.DERIVED | {"year", "sealed", "history", "ranks"}
    SEARCHED = ("title", "organiser")
    meta: ClassVar[dict[str, Any]] = {
        "collection": "plan_items",
        "indexes": [
            ("ranks", "id"), ("due", "id"), ("status", "ranks", "id"), ("kind", "id"), ("why", "id"), ("year", "id"),
            ("employee_sort", "id"), ("scope", "ranks", "id"), ("scope", "status", "ranks"), ("scope", "kind"),
            ("scope", "why"), ("scope", "year"), ("employee", "year"), ("plan", "ranks"), ("mentor", "ranks"),
            ("aspiration", "id"), ("training", "id"), ("competency", "id"), "search_tokens",
        ],
    }  # fmt: skip

    plan = Reference("DevelopmentPlan", verbose_name=N_("Plan"), required=True)
    year = IntField(verbose_name=N_("Year"))
    kind = StringField(verbose_name=N_("Kind"), choices=ITEM_KINDS, required=True, default="training")
    title = Text(verbose_name=N_("What"), required=True)
    why = StringField(verbose_name=N_("Why"), choices=REASONS, required=True, default="gap")
    aspiration = Reference(
        "Note", verbose_name=N_("Aspiration or advice"), help_text=N_("Said in a meeting, and answered by this item.")
    )
    competency = Reference("Competency", verbose_name=N_("Competency"))
    rated = StringField(
        verbose_name=N_("Rated below expectation"), choices=RATED, help_text=N_("Of the evaluation the plan rests on.")
    )
    goal = Text(verbose_name=N_("Goal of the organisation"), max_length=500)
    due = Day(verbose_name=N_("Target date"), required=True)
    ranks = Day(help_text="what lists sort by: its day, or the last of all days")
    jp = IntField(verbose_name=N_("Learning hours (JP)"), min_value=0, max_value=2000)
    organiser = Text(verbose_name=N_("Organiser"))
    cost = Amount(verbose_name=N_("Cost"), places=0, is_money=True, min_value=0)
    mentor = Reference("Employee", verbose_name=N_("Mentor or coach"))
    training = Reference("Training", verbose_name=N_("Training that carries it out"))
    status = StringField(verbose_name=N_("Status"), choices=ITEM_STATUSES, required=True, default="planned")
    reason = Text(verbose_name=N_("Reason"), max_length=500)
    history = EmbeddedDocumentListField(ItemStatusRow, verbose_name=N_("History of the status"))
    carried_from = Reference("PlanItem", verbose_name=N_("Carried from"))
    carried_to = Reference("PlanItem", verbose_name=N_("Carried into"))
    sealed = BooleanField(help_text="set as its plan leaves draft, in the same transaction")

    _odd: Mapping[str, Message] = {}

    @property
    def label(self) -> str:
        return str(self.title or "")

    def derive(self, known: Known) -> None:
        super().derive(known)
        plan = known.get(self.plan)
        if plan is not None:
            self.year = plan.get("year")
            self.sealed = plan.get("state") != PlanState.DRAFT or None
        self.ranks = self.due or LAST  # type: ignore[assignment]
        self._odd = dict(self._mismatches(known))
        if not self.history or self.history[-1].status != self.status:
            self.history.append(ItemStatusRow(on=now().date(), status=self.status, reason=self.reason))

    def _mismatches(self, known: Known) -> Iterator[tuple[str, Message]]:
        for name in ("plan", "aspiration", "training"):
            other = known.get(getattr(self, name))
            if other is not None and other.get("employee") != self.employee:
                yield name, Message(OF_ANOTHER)
        said = known.get(self.aspiration)
        if said is not None and said.get("what", "aspiration") not in ("aspiration", "advice"):
            yield "aspiration", Message(N_("Only an aspiration or advice is answered by an item."))

    def problems(self) -> dict[str, Message]:
        found = dict(self._odd)
        if self.why in ("aspiration", "advice") and not self.aspiration:
            found.setdefault("aspiration", Message(N_("Say which aspiration or advice.")))
        if self.why == "gap" and not self.competency:
            found["competency"] = Message(N_("Say which competency."))
        if self.cost is not None and self.cost < 0:
            found["cost"] = Message(N_("At least %(low)s."), low=0)
        if self.mentor is not None and self.mentor == self.employee:
            found["mentor"] = Message(N_("Nobody is their own mentor."))
        if self.status in ASKING and not self.reason:
            found["reason"] = Message(N_("Say why."))
        return found

    def warnings(self) -> Sequence[Message]:
        found = list(super().warnings())
        if self.due and self.year and self.due.year < self.year:
            found.append(Message(N_("It is due before the year of its plan, %(year)s."), year=self.year))
        return found

    @classmethod
    def fixed(cls, raw: Mapping[str, Any]) -> Message | None:
        return Message(NOT_IN_DRAFT) if raw.get("sealed") else None
