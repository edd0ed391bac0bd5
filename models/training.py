"""Training: one item of competence development, from proposal to its effect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from mongoengine import DictField, IntField, ListField, StringField

from models import codes, learning_hours
from models.base import Known, Record
from models.coming_dates import licence
from models.dated import Dated
from models.dates import months_after
from models.fields import Day, FileId, Text
from models.jp_rules import JpRule, rule_for
from models.owned import Owned
from models.wording import N_, Message

TRANSITIONS = {
    "proposed": ("scheduled", "cancelled"),
    "scheduled": ("running", "done", "cancelled"),
    "running": ("done", "cancelled"),
    "done": (),
    "cancelled": ("proposed",),
}


IMPACT_MONTHS, IMPACT_JP = 3, 20
"""After so many months the effect of a finished training is asked for, of one of so many JP or of these kinds."""
IMPACT_KINDS = frozenset({"1", "2", "3", codes.INTERNSHIP})


class Training(Owned, Dated):
    """A training of any of SIASN's 25 kinds. What it counts in JP, and in which year: models.learning_hours."""

    COUNTED = frozenset({"year", "counted", "portions", "same"})
    DERIVED = Owned.DERIVED | Dated.DATED | COUNTED | {"impact_due"}
    SEARCHED = ("title", "organiser", "certificate_number")
    CONFIGURABLE = True
    IDENTITY = ("title", "starts_on")
    meta: ClassVar[dict[str, Any]] = {
        "collection": "trainings",
        "indexes": [
            ("starts_on", "id"),
            ("title", "id"),
            ("employee_sort", "id"),
            ("jp", "id"),
            ("kind", "id"),
            ("status", "id"),
            ("scope", "starts_on", "id"),
            ("scope", "kind"),
            ("scope", "status"),
            ("employee", "starts_on"),
            ("year", "id"),
            ("scope", "year"),
            ("impact_due", "id"),
            ("scope", "impact_due", "id"),
            "search_tokens",
            "date_tokens",
            *Record.CUSTOM_INDEXES,
        ],
    }

    title = Text(verbose_name=N_("Title"), required=True)
    kind = StringField(verbose_name=N_("Kind"), choices=codes.TRAINING_KINDS, required=True, default="3")
    status = StringField(verbose_name=N_("Status"), choices=codes.TRAINING_STATUSES, required=True, default="done")
    jp = IntField(
        verbose_name=N_("Learning hours (JP)"), min_value=0, max_value=2000, default=0, help_text=N_("45 minutes each.")
    )
    sessions = IntField(
        verbose_name=N_("Sessions"),
        min_value=1,
        max_value=366,
        help_text=N_("Of coaching, mentoring and what else counts by session; left empty: one."),
    )
    starts_on = Day(verbose_name=N_("Starts"), required=True)
    ends_on = Day(verbose_name=N_("Ends"))
    year = IntField(verbose_name=N_("Year"), help_text="the year its JP counts in")
    counted = IntField(verbose_name=N_("Counted JP"), help_text="by the conversion table, after its own caps")
    portions = ListField(DictField(), help_text="of these by month, {month, jp, cap}, where a month has a cap")
    same = StringField(help_text="an employee's trainings with the same key are one")
    organiser = Text(verbose_name=N_("Organiser"))
    certificate_number = Text(verbose_name=N_("Certificate number"), max_length=120)
    certificate = FileId(
        ("image", "pdf"), verbose_name=N_("Certificate"), help_text=N_("PDF, JPEG or PNG, at most 8 MB.")
    )
    expires_on = Day(verbose_name=N_("Valid until"))
    impact_person = Text(verbose_name=N_("Effect on the person"), lines=True)
    impact_team = Text(verbose_name=N_("Effect on the team"), lines=True)
    impact_organisation = Text(verbose_name=N_("Effect on the organisation"), lines=True)
    impact_due = Day(verbose_name=N_("Effect to be told"), help_text="while it is not told at all three levels")
    host = Text(verbose_name=N_("Host of the internship"))
    supervisor = Text(verbose_name=N_("Supervisor there"))
    knowledge = Text(verbose_name=N_("Knowledge gained"), lines=True)
    contacts = Text(verbose_name=N_("Professional contacts"), lines=True, help_text=N_("One a line."))

    @property
    def label(self) -> str:
        return str(self.title or "")

    def derive(self, known: Known) -> None:
        super().derive(known)
        self.settle_year(known.get(self.employee, {}))
        self.count(())
        self.impact_due = self._impact_day(self.ends_on or self.starts_on)
        self.keep_dates(licence(self.told(("title", "expires_on", "employee_status", "status"))))

    def settle_year(self, owner: Mapping[str, Any]) -> None:
        """Compute the year it counts in, by its end and the year of whose it is."""
        last = self.ends_on or self.starts_on
        self.year = learning_hours.year_of(last, learning_hours.year_begins(owner)) if last else None

    def count(self, rows: Iterable[JpRule]) -> None:
        """Compute what it counts, where these rows of the conversion table hold."""
        rule = rule_for(self.kind, rows)
        if self.starts_on:
            jp = learning_hours.given(rule, self.jp or 0, self.sessions or 1, self.starts_on, self.ends_on)
            found = learning_hours.counted(rule, str(self.kind), jp, self.starts_on, self.ends_on)
            self.counted = found.jp
            self.portions = [{"month": month, "jp": jp, "cap": cap} for month, jp, cap in found.portions]
        is_monthly = rule.most_month is not None
        self.same = learning_hours.sameness(self.certificate_number, self.title, self.starts_on, is_monthly)

    def _impact_day(self, last: Any) -> Any:
        """From when on its effect is to be told: three months after a finished one that is large enough to have any."""
        told = (self.impact_person, self.impact_team, self.impact_organisation)
        is_large = self.kind in IMPACT_KINDS or (self.jp or 0) >= IMPACT_JP
        if last is None or self.status != "done" or not is_large or all(told):
            return None
        return months_after(last, IMPACT_MONTHS)

    def problems(self) -> dict[str, Message]:
        found = {}
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            found["ends_on"] = Message(N_("The end lies before the start."))
        if self.starts_on and self.starts_on.year < 1950:
            found["starts_on"] = Message(N_("The year lies before 1950."))
        return found

    def warnings(self) -> Sequence[Message]:
        return list(self._odd())

    def _odd(self) -> Iterator[Message]:
        if self.status != "done":
            return
        if not self.counted:
            yield Message(N_("Finished, but without JP: it counts for nothing yet."))
        if self.kind == codes.INTERNSHIP and not self.knowledge:
            yield Message(N_("This internship is finished, but its report lacks the knowledge gained. Add it."))
        if self.kind == codes.INTERNSHIP and not self.contacts:
            yield Message(N_("This internship is finished, but its report names no professional contacts. Add them."))
