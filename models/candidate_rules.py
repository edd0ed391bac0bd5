"""CandidateRule: what HR asks of candidates for a promotion or a larger assignment, composed of criteria as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from mongoengine import BooleanField, EmbeddedDocument, EmbeddedDocumentListField, IntField, ListField, StringField

from models import codes
from models.base import Known, Record
from models.fields import Reference, Text
from models.ratings import PREDICATES
from models.wording import N_, Message

PURPOSES = (
    ("rank_promotion", N_("Promotion of rank")), ("position_promotion", N_("Promotion to a position")),
    ("larger_assignment", N_("A larger assignment")),
)  # fmt: skip
CRITERIA = (
    ("rank_min", N_("Golongan at least")), ("rank_max", N_("Golongan at most")),
    ("not_capped", N_("Education allows a higher rank (not mentok ijazah)")),
    ("years_in_rank", N_("Years in the rank at least")), ("predikat", N_("Predikat at least")),
    ("feedback", N_("Appreciated for a skill")), ("plan_progress", N_("Progress of the development plan")),
    ("no_discipline", N_("No moderate or severe sanction in force")), ("kind", N_("Kind of employee")),
    ("position_kind", N_("Kind of position")),
)  # fmt: skip
NEEDED = {
    "rank_min": ("golongan",), "rank_max": ("golongan",), "years_in_rank": ("number",), "predikat": ("predikat",),
    "feedback": ("skill", "number", "months"), "plan_progress": ("number",), "kind": ("kind",),
    "position_kind": ("position_kind",),
}  # fmt: skip
"""What each criterion must say besides itself."""
TAKEN = {**NEEDED, "predikat": ("predikat", "number", "months")}
"""What each may say; anything else that was typed beside it is dropped."""
_SAID = ("golongan", "predikat", "skill", "number", "months", "kind", "position_kind")
SPAN = 24
"""Months that a predikat is looked for in where a criterion says neither months nor how many evaluations."""


class Asked(EmbeddedDocument):
    """What a criterion says. Which of its fields count follows from `what`."""

    meta: ClassVar[dict[str, Any]] = {"abstract": True, "strict": False}

    what = StringField(verbose_name=N_("Criterion"), choices=CRITERIA, required=True)
    golongan = StringField(verbose_name=N_("Golongan"), choices=codes.GOLONGAN)
    predikat = StringField(verbose_name=N_("Predikat"), choices=PREDICATES)
    skill = Text(verbose_name=N_("Skill"), max_length=60)
    number = IntField(
        verbose_name=N_("How many"), min_value=1, max_value=100,
        help_text=N_("Years in the rank, times, percent of the plan, or the newest so many evaluations."),
    )  # fmt: skip
    months = IntField(verbose_name=N_("Within months"), min_value=1, max_value=120)
    kind = StringField(verbose_name=N_("Kind"), choices=codes.KINDS)
    position_kind = StringField(verbose_name=N_("Kind of position"), choices=codes.POSITION_KINDS)
    lenient = BooleanField(verbose_name=N_("Counts as met where nothing is recorded"), default=False)


class Criterion(Asked):
    """One criterion of a rule. `lenient`: it counts as met where nothing is recorded."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}


class Found(Asked):
    """A criterion with what was found of somebody on a day: `state` and `value` of models.candidacy, and its sources as
    `Evaluation:<id>`. Kept in a recommendation as it was."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    state = StringField()
    value = StringField()
    sources = ListField(StringField())


class CandidateRule(Record):
    """Holds for the people of its unit and below."""

    OWNER = "department"
    SEARCHED = ("name",)
    meta: ClassVar[dict[str, Any]] = {
        "collection": "candidate_rules",
        "indexes": [("name", "id"), ("scope", "name", "id"), ("purpose", "id"), ("scope", "purpose", "id"),
                    "search_tokens"],
    }  # fmt: skip

    department = Reference("Department", verbose_name=N_("Unit"), required=True)
    name = Text(verbose_name=N_("Name"), required=True, max_length=120)
    purpose = StringField(verbose_name=N_("For what"), choices=PURPOSES, required=True, default="larger_assignment")
    criteria = EmbeddedDocumentListField(Criterion, verbose_name=N_("Criteria"))
    note = Text(verbose_name=N_("Note"), lines=True, max_length=2000)

    @property
    def label(self) -> str:
        return str(self.name or "")

    def derive(self, known: Known) -> None:
        super().derive(known)
        for row in self.criteria:
            for name in set(_SAID) - set(TAKEN.get(row.what, ())):
                setattr(row, name, None)

    def problems(self) -> dict[str, Message]:
        return dict(self._lacking())

    def _lacking(self) -> Iterator[tuple[str, Message]]:
        for place, row in enumerate(self.criteria):
            for name in NEEDED.get(row.what, ()):
                if getattr(row, name) in (None, ""):
                    yield f"criteria-{place}-{name}", Message(N_("This criterion needs it."))
