"""Evaluation: how a person's work in one period was rated, what they said to it, and what was settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar

from mongoengine import BooleanField, EmbeddedDocument, EmbeddedDocumentListField, IntField, ObjectIdField, StringField

from models import ratings
from models.amounts import Amount
from models.base import Known, Record
from models.codes import VALUES
from models.evaluation_cycles import CADENCES, CLOSED, MONTHS, period_name
from models.fields import Day, FileId, Reference, Text
from models.owned import Owned
from models.ratings import PREDICATES, RATINGS
from models.steps import Step
from models.wording import N_, Message


class EvaluationState(StrEnum):
    """How far an evaluation is."""

    DRAFT = "draft"
    RATED = "rated"
    OBJECTED = "objected"
    ANSWERED = "answered"
    SETTLED = "settled"


EVALUATION_STATES = (
    ("draft", N_("Draft")), ("rated", N_("Rated")), ("objected", N_("Objected to")), ("answered", N_("Responded to")),
    ("settled", N_("Settled")),
)  # fmt: skip
_S = EvaluationState
EVALUATION_STEPS = (
    Step("rate", (_S.DRAFT,), _S.RATED, N_("Give the rating"), "evaluation"),
    Step(
        "respond", (_S.RATED,), _S.ANSWERED, N_("Record the person's response"), needs_reason=True, asks=N_("Response")
    ),
    Step("object", (_S.RATED,), _S.OBJECTED, N_("Record an objection"), "write", True, asks=N_("Objection")),
    Step("uphold", (_S.OBJECTED,), _S.ANSWERED, N_("Keep the rating"), "evaluation", True),
    Step("revise", (_S.OBJECTED, _S.RATED), _S.DRAFT, N_("Take the rating back"), "evaluation", True),
    Step("settle", (_S.ANSWERED, _S.RATED), _S.SETTLED, N_("Settle the evaluation"), "evaluation"),
)
"""Draf → Dinilai → Ditanggapi → Ditetapkan. Who does not respond within the days to object is settled as rated."""
NOT_IN_DRAFT = N_("This evaluation is rated. Have the rating taken back to change it.")


class Score(EmbeddedDocument):
    """One of the unit's own criteria, with its weight, as both were when the cycle was opened."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    criterion = Text(verbose_name=N_("Criterion"), required=True, max_length=120)
    weight = IntField(verbose_name=N_("Weight, %"), min_value=0, max_value=100, required=True)
    score = IntField(verbose_name=N_("Score (0–100)"), min_value=0, max_value=100)


class Evaluation(Owned):
    """One a person and cycle. `level` is the functional level the person had when the cycle was opened, `rater` who was
    to rate; `predikat`, `credit` and `weighted` follow from the ratings. `sealed`: its cycle is closed."""

    STEPPED = frozenset({"state", "response", "responded_on", "objection", "answer", "rated_on"})
    DERIVED = Owned.DERIVED | {
        "predikat", "credit", "weighted", "sealed", "cadence", "year", "number", "starts_on", "ends_on", "rated_by",
        "level", "title",
    }  # fmt: skip
    SEARCHED = ("note",)
    GUARDED: ClassVar[Mapping[str, Any]] = {"sealed": {"$ne": True}}
    CONFIGURABLE = True
    meta: ClassVar[dict[str, Any]] = {
        "collection": "evaluations",
        "indexes": [
            ("ends_on", "id"), ("employee_sort", "id"), ("state", "id"), ("predikat", "id"), ("year", "id"),
            ("cadence", "id"),
            ("scope", "ends_on", "id"), ("scope", "state", "id"), ("scope", "predikat", "id"), ("scope", "year", "id"),
            ("employee", "ends_on"), ("cycle", "state"), ("cycle", "predikat"), ("rater", "state"), "search_tokens",
            {"fields": ["cycle", "employee"], "unique": True},
            *Record.CUSTOM_INDEXES,
        ],
    }  # fmt: skip

    cycle = Reference("EvaluationCycle", verbose_name=N_("Cycle"), required=True)
    title = StringField(verbose_name=N_("Period"))
    cadence = StringField(verbose_name=N_("Kind of period"), choices=CADENCES)
    year = IntField(verbose_name=N_("Year"))
    number = IntField(help_text="of the period within its year")
    starts_on = Day(verbose_name=N_("Period starts"))
    ends_on = Day(verbose_name=N_("Period ends"))
    rater = Reference("Employee", verbose_name=N_("Rated by"), help_text=N_("The leader; found by name or NIP."))
    level = StringField(help_text="of the functional position, as it was when the cycle was opened")
    state = StringField(verbose_name=N_("State"), choices=EVALUATION_STATES, required=True, default="draft")
    results = StringField(verbose_name=N_("Work results"), choices=RATINGS)
    behaviour = StringField(verbose_name=N_("Work behaviour"), choices=RATINGS)
    pelayanan = StringField(verbose_name="Berorientasi Pelayanan", choices=RATINGS)
    akuntabel = StringField(verbose_name="Akuntabel", choices=RATINGS)
    kompeten = StringField(verbose_name="Kompeten", choices=RATINGS)
    harmonis = StringField(verbose_name="Harmonis", choices=RATINGS)
    loyal = StringField(verbose_name="Loyal", choices=RATINGS)
    adaptif = StringField(verbose_name="Adaptif", choices=RATINGS)
    kolaboratif = StringField(verbose_name="Kolaboratif", choices=RATINGS)
    predikat = StringField(verbose_name=N_("Predikat"), choices=PREDICATES)
    scores = EmbeddedDocumentListField(Score, verbose_name=N_("Criteria of the unit"))
    weighted = Amount(verbose_name=N_("Weighted score"), places=2)
    credit = Amount(verbose_name=N_("Angka kredit"), places=3)
    evidence = Text(verbose_name=N_("Evidence"), lines=True, help_text=N_("What was achieved, and where it is seen."))
    evidence_file = FileId(
        ("image", "pdf"), verbose_name=N_("Evidence (file)"), help_text=N_("PDF, JPEG or PNG, at most 8 MB.")
    )
    note = Text(verbose_name=N_("Note of the leader"), lines=True)
    rated_on = Day(verbose_name=N_("Rated on"))
    rated_by = ObjectIdField(help_text="the user who gave the rating")
    response = Text(verbose_name=N_("Response of the person"), lines=True)
    responded_on = Day(verbose_name=N_("Responded on"))
    objection = Text(verbose_name=N_("Objection"), lines=True)
    answer = Text(verbose_name=N_("Answer to the objection"), lines=True)
    sealed = BooleanField(help_text="set as the cycle is closed, in the same transaction")

    @property
    def label(self) -> str:
        return f"{self.employee_name or ''} ({period_name(self.cadence, self.year, self.number)})"

    def derive(self, known: Known) -> None:
        super().derive(known)
        cycle, owner = known.get(self.cycle), known.get(self.employee, {})
        self.level = self.level or owner.get("position_level")
        if cycle is not None:
            for name in ("cadence", "year", "number", "starts_on", "ends_on"):
                setattr(self, name, _plain(cycle.get(name)))
        self.title = period_name(self.cadence, self.year, self.number)
        self.predikat = ratings.predicate(self.results, self.behaviour)
        months = MONTHS.get(str(self.cadence), 12)
        self.credit = ratings.credit(self.predikat, self.level, months)  # type: ignore[assignment]
        self.weighted = self._weighted()

    def _weighted(self) -> Any:
        if not self.scores or any(each.score is None for each in self.scores):
            return None
        return ratings.weighted((each.weight, each.score) for each in self.scores)

    def problems(self) -> dict[str, Message]:
        found = {}
        if self.rater is not None and self.rater == self.employee:
            found["rater"] = Message(N_("Nobody rates themselves."))
        total = sum(each.weight or 0 for each in self.scores)
        if self.scores and total != 100:
            told = N_("The weights make %(total)s; they must make 100.")
            found["scores"] = Message(told, total=total)
        if self.state != EvaluationState.DRAFT and self.predikat is None:
            missing = "behaviour" if self.results else "results"
            found[missing] = Message(N_("Rate both results and behaviour first."))
        return found

    def warnings(self) -> Sequence[Message]:
        return list(self._odd())

    def _odd(self) -> Iterator[Message]:
        suggested = ratings.overall(getattr(self, code) for code in ratings.VALUE_CODES)
        if suggested and self.behaviour and suggested != self.behaviour:
            label = Message(dict(RATINGS)[suggested])
            yield Message(N_("The ratings of the single values suggest: work behaviour %(label)s."), label=label)

    @classmethod
    def fixed(cls, raw: Mapping[str, Any]) -> Message | None:
        if raw.get("sealed"):
            return Message(CLOSED)
        return None if raw.get("state") == EvaluationState.DRAFT else Message(NOT_IN_DRAFT)


def _plain(value: Any) -> Any:
    """A stored day as a day; anything else as it is."""
    return value.date() if hasattr(value, "hour") else value


assert {code for code, _ in VALUES} <= set(Evaluation._fields)
