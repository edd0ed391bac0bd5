"""How a unit works: letterhead, numbers of letters, meetings, criteria, targets, lead times, lists. Data, inherited.

What a unit leaves empty it has from the unit above; sensitive fields only ever add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from mongoengine import EmbeddedDocument, EmbeddedDocumentListField, IntField, ListField, StringField

from models import codes
from models.definitions import KEY, Part
from models.fields import FileId, Hidden, Text
from models.jp_rules import JpRule, jp_rule_problems, upon
from models.setting_rows import ListView, Named, Row
from models.users import ROLE_LABELS
from models.wording import N_, Message

CADENCES = (
    ("weekly", N_("Every week")), ("biweekly", N_("Every two weeks")), ("monthly", N_("Every month")),
    ("quarterly", N_("Every quarter")),
)  # fmt: skip
DATES = (
    ("promotion", N_("Rank promotion")), ("kgb", "KGB"), ("retirement", N_("Retirement (BUP)")),
    ("contract", N_("End of a PPPK contract")), ("probation", N_("End of the CPNS year")),
    ("satyalancana", "Satyalancana Karya Satya"), ("licence", N_("End of a licence")),
)  # fmt: skip
APPROVALS = (
    ("invitation", N_("Invitation to a meeting")), ("minutes", N_("Minutes of a meeting")),
    ("plan", N_("Career development plan")), ("evaluation", N_("Periodic evaluation")),
    ("training", N_("Training that was proposed")),
)  # fmt: skip
LETTERS = (("invitation", N_("Invitations to meetings")), ("minutes", N_("Minutes")), ("other", N_("Other letters")))
PLACES = ("kode", "urut", "unit", "bulan", "tahun")
"""What a number's template may name; `bulan` is the month in Roman numerals."""
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_PLACE = re.compile(r"\{([^{}]*)\}")


class NumberTemplate(Part):
    """How the letters of one kind are numbered: `{kode}/{urut}/{unit}/{tahun}`, counted a unit and year."""

    key = Hidden(required=True, regex=KEY)
    letter = StringField(verbose_name=N_("For"), choices=LETTERS, required=True, default="other")
    template = Text(
        verbose_name=N_("Template"),
        required=True,
        max_length=80,
        help_text=N_("With {kode}, {urut}, {unit}, {bulan}, {tahun}; {urut} counts anew each year."),
    )
    code = Text(verbose_name=N_("Code"), max_length=20, help_text=N_("Of the letter's subject, such as 800.1.4."))


USUAL_NUMBERS = {
    "invitation": NumberTemplate(
        key="undangan", label_id="Undangan", label_en="Invitation", letter="invitation", code="800.1.4",
        template="{kode}/{urut}/{unit}/{tahun}",
    ),
    "minutes": NumberTemplate(
        key="notula", label_id="Notula", label_en="Minutes", letter="minutes", code="800.1.4",
        template="{kode}/{urut}/NOT/{unit}/{tahun}",
    ),
}  # fmt: skip
"""How letters are numbered where the unit has set nothing: 800.1.4 is career development."""


class AgendaItem(Part):
    """A usual item of an evaluation meeting."""

    minutes = IntField(verbose_name=N_("Length in minutes"), min_value=1, max_value=480)


class Criterion(Part):
    """A criterion of ratings and its weight in percent."""

    weight = IntField(verbose_name=N_("Weight, %"), min_value=0, max_value=100, required=True)


class Expectation(Row):
    """What the leader expects of one BerAKHLAK value (PermenPANRB 6/2022)."""

    value = StringField(verbose_name=N_("Value"), choices=codes.VALUES, required=True)
    text = Text(verbose_name=N_("Expectation"), max_length=300, required=True)


class LeadTime(Row):
    """How many months ahead a date is told, several times if wanted."""

    date = StringField(verbose_name=N_("Date"), choices=DATES, required=True)
    months = Text(verbose_name=N_("Months ahead"), max_length=30, required=True, help_text=N_("Such as 12, 6, 3."))

    @property
    def numbers(self) -> list[int]:
        """The months, farthest first."""
        return sorted({int(each) for each in re.findall(r"\d{1,3}", str(self.months or ""))}, reverse=True)


class Approval(Row):
    """Which role approves what."""

    what = StringField(verbose_name=N_("What"), choices=APPROVALS, required=True)
    role = StringField(verbose_name=N_("Approved by"), choices=ROLE_LABELS, required=True)


class SensitiveField(Row):
    """A built-in field that this unit shows masked."""

    type = Named("type", verbose_name=N_("Type of record"), required=True)
    field = Named("field", verbose_name=N_("Field"), required=True)


class UnitSettings(EmbeddedDocument):
    """The settings of a unit. Empty means: as the unit above has it."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    logo = FileId(("image",), verbose_name=N_("Logo"), help_text=N_("JPEG or PNG, at most 2 MB."))
    letterhead = Text(
        verbose_name=N_("Letterhead"), lines=True, max_length=500, help_text=N_("One line a row, as on the letter.")
    )
    numbers = EmbeddedDocumentListField(NumberTemplate, verbose_name=N_("Numbers of letters"))
    invitation_template = FileId(
        ("docx",), verbose_name=N_("Word template of invitations"), help_text=N_("Word file (.docx), at most 2 MB.")
    )
    minutes_template = FileId(
        ("docx",), verbose_name=N_("Word template of minutes"), help_text=N_("Word file (.docx), at most 2 MB.")
    )
    cadence = StringField(verbose_name=N_("Evaluation meetings"), choices=CADENCES)
    agenda = EmbeddedDocumentListField(AgendaItem, verbose_name=N_("Usual agenda"))
    phrases = Text(
        verbose_name=N_("Standard phrases"),
        lines=True,
        max_length=4000,
        help_text=N_("One a line, offered in minutes."),
    )
    criteria = EmbeddedDocumentListField(Criterion, verbose_name=N_("Rating criteria"))
    expectations = EmbeddedDocumentListField(Expectation, verbose_name=N_("BerAKHLAK expectations"))
    jp_floor = IntField(
        verbose_name=N_("JP a PNS needs a year"), min_value=20, max_value=200, help_text=N_("At least 20 (PP 11/2017).")
    )
    jp_ceiling = IntField(
        verbose_name=N_("JP a PPPK may have a year"), min_value=0, max_value=24, help_text=N_("At most 24.")
    )
    jp_rules = EmbeddedDocumentListField(
        JpRule,
        verbose_name=N_("What trainings count in JP"),
        help_text=N_("Kinds without a row count as above, or as the table of learning hours says."),
    )
    lead_times = EmbeddedDocumentListField(LeadTime, verbose_name=N_("Lead times of warnings"))
    skills = ListField(
        Text(max_length=60), verbose_name=N_("Skills offered in feedback"), help_text=N_("Separate with commas.")
    )
    coaching_statements = Text(
        verbose_name=N_("Statements on a coaching session"), lines=True, max_length=4000,
        help_text=N_("One a line, each rated 1–5."),
    )  # fmt: skip
    approvals = EmbeddedDocumentListField(Approval, verbose_name=N_("Who approves what"))
    views = EmbeddedDocumentListField(ListView, verbose_name=N_("Lists at first sight"))
    sensitive = EmbeddedDocumentListField(SensitiveField, verbose_name=N_("Sensitive built-in fields"))


GROUPS: Sequence[tuple[str, str, tuple[str, ...]]] = (
    (
        "letters",
        N_("Letterhead and numbers"),
        ("letterhead", "logo", "numbers", "invitation_template", "minutes_template"),
    ),
    ("meetings", N_("Meetings"), ("cadence", "agenda", "phrases", "approvals")),
    ("criteria", N_("Criteria and expectations"), ("criteria", "expectations", "skills", "coaching_statements")),
    ("targets", N_("Targets and warnings"), ("jp_floor", "jp_ceiling", "jp_rules", "lead_times")),
    ("lists", N_("Lists and privacy"), ("views", "sensitive")),
)


def settings_problems(settings: UnitSettings) -> Iterator[tuple[str, Message]]:
    """What forbids to apply settings, beyond the fields' own checks."""
    total = sum(each.weight or 0 for each in settings.criteria)
    if settings.criteria and total != 100:
        yield "criteria", Message(N_("The weights make %(total)s; they must make 100."), total=total)
    for index, each in enumerate(settings.numbers):
        names = _PLACE.findall(str(each.template or ""))
        unknown = [name for name in names if name not in PLACES]
        if unknown or "urut" not in names:
            told = N_("Name {urut}, and only {kode}, {urut}, {unit}, {bulan} and {tahun}.")
            yield f"numbers-{index}-template", Message(told)
    for index, each in enumerate(settings.lead_times):
        if not each.numbers:
            yield f"lead_times-{index}-months", Message(N_("Give months as numbers, such as 12, 6, 3."))
    for index, each in enumerate(settings.views):
        if not each.screen:
            yield f"views-{index}-screen", Message(N_("Say which list, or give its address under filters."))
    yield from jp_rule_problems(settings.jp_rules)
    for name, key in (("expectations", "value"), ("lead_times", "date"), ("approvals", "what")):
        values = [getattr(each, key) for each in getattr(settings, name)]
        if len(set(values)) < len(values):
            yield name, Message(N_("The same is said twice."))


def template_of(templates: Sequence[NumberTemplate], letter: str) -> NumberTemplate:
    """What numbers the letters of one kind of LETTERS: the unit's own template for it, else the usual one."""
    return next((each for each in templates if each.letter == letter), USUAL_NUMBERS[letter])


def letter_number(template: NumberTemplate, count: int, unit: str, year: int, month: int) -> str:
    """The number of a letter: `800.1.4/007/DINSOS/2026`; a place that is empty takes its slash along."""
    told = {
        "kode": template.code or "",
        "urut": f"{count:03}",
        "unit": unit,
        "bulan": _ROMAN[month - 1],
        "tahun": str(year),
    }
    found = _PLACE.sub(lambda match: told.get(match[1], match[0]), str(template.template or ""))
    return "/".join(part for part in found.split("/") if part.strip())


def merged(layers: Sequence[UnitSettings]) -> UnitSettings:
    """What holds where these settings lie upon one another, the root's first."""
    found = UnitSettings()
    for each in layers:
        for name in UnitSettings._fields:
            value = getattr(each, name)
            if name == "sensitive":
                found.sensitive = [*found.sensitive, *value]
            elif name == "jp_rules":
                found.jp_rules = upon(found.jp_rules, value)
            elif value not in (None, "", []):
                setattr(found, name, value)
    return found
