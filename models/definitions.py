"""What a dinas defines without code: fields, the sections they stand in, and the choices they offer.

A definition is data, never a program: what it can say is listed here, and every part of the panel that shows, checks
or finds a value reads it from the one field that models.kinds makes of it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import BooleanField, EmbeddedDocument, EmbeddedDocumentListField, IntField, ListField, StringField

from models.fields import Hidden, Text
from models.wording import N_, Label

KEY = r"^[a-z][a-z0-9_]{0,39}$"
KINDS = (
    ("text", N_("Text")), ("lines", N_("Long text")), ("integer", N_("Whole number")),
    ("decimal", N_("Decimal number")), ("money", N_("Money (rupiah)")), ("date", N_("Date")), ("month", N_("Month")),
    ("year", N_("Year")), ("yesno", N_("Yes or no")), ("choice", N_("Single choice")),
    ("choices", N_("Multiple choice")), ("person", N_("Employee")), ("unit", N_("Unit")), ("file", N_("File (PDF)")),
    ("image", N_("Image")), ("link", N_("Link")), ("email", N_("E-mail")), ("phone", N_("Telephone")),
    ("nip", "NIP"), ("table", N_("Table")), ("computed", N_("Computed")),
)  # fmt: skip
SIMPLE = frozenset(
    {"text", "integer", "decimal", "money", "date", "month", "year", "yesno", "choice", "link", "email", "phone"}
)  # what a column of a table may be
SIMPLE_KINDS = tuple((code, label) for code, label in KINDS if code in SIMPLE)
RESULTS = (
    ("integer", N_("Whole number")), ("decimal", N_("Decimal number")), ("money", N_("Money (rupiah)")),
    ("text", N_("Text")), ("date", N_("Date")), ("yesno", N_("Yes or no")),
)  # fmt: skip


class Part(EmbeddedDocument):
    """A part of a configuration: it has a label in both languages and ignores what it does not know."""

    meta: ClassVar[dict[str, Any]] = {"abstract": True, "strict": False}

    label_id = Text(verbose_name=N_("Label (Indonesian)"), required=True, max_length=80)
    label_en = Text(verbose_name=N_("Label (English)"), max_length=80)

    @property
    def label(self) -> Label:
        return Label(str(self.label_id or ""), self.label_en)


class Choice(Part):
    """One choice of a field. A retired one is no longer offered; values that hold it stay right."""

    code = Hidden(required=True, regex=KEY, help_text="what records store; made of the label")
    retired = BooleanField(verbose_name=N_("Retired"), default=False)


class ColumnDefinition(Part):
    """A column of a table field."""

    key = Hidden(required=True, regex=KEY, help_text="what its values are stored under; made of the label")
    kind = StringField(verbose_name=N_("Kind of field"), required=True, choices=SIMPLE_KINDS, default="text")
    required = BooleanField(verbose_name=N_("Required"), default=False)
    options = ListField(Text(max_length=60), verbose_name=N_("Choices"), help_text=N_("Separate with commas."))


class FieldDefinition(Part):
    """A field of a dinas. `key` names its values for good; operations.rehearsal says what changing the rest costs."""

    key = StringField(verbose_name=N_("Key"), required=True, regex=KEY)
    kind = StringField(verbose_name=N_("Kind of field"), required=True, choices=KINDS, default="text")
    help_id = Text(verbose_name=N_("Help (Indonesian)"), max_length=200)
    help_en = Text(verbose_name=N_("Help (English)"), max_length=200)
    section = StringField(verbose_name=N_("Section"), help_text="the key of a section, built in or defined")
    required = BooleanField(verbose_name=N_("Required"), default=False)
    default = Text(verbose_name=N_("Default"), max_length=200, help_text=N_("What a new record starts with."))
    unique = BooleanField(verbose_name=N_("Unique within the unit"), default=False)
    choices = EmbeddedDocumentListField(Choice, verbose_name=N_("Choices"))
    low = Text(verbose_name=N_("At least"), max_length=20)
    high = Text(verbose_name=N_("At most"), max_length=20)
    longest = IntField(verbose_name=N_("Longest, in characters"), min_value=1, max_value=8000)
    pattern = Text(
        verbose_name=N_("Pattern by example"),
        max_length=60,
        help_text=N_("A digit stands for any digit, a letter for any letter, the rest for itself: 440/SIP/001."),
    )
    unit = Text(verbose_name=N_("Unit of measure"), max_length=20, help_text=N_("Such as “days”."))
    listed = BooleanField(verbose_name=N_("In lists"), default=False)
    filterable = BooleanField(verbose_name=N_("Can be filtered"), default=False)
    searchable = BooleanField(verbose_name=N_("Is searched"), default=False)
    exported = BooleanField(verbose_name=N_("Is exported"), default=True)
    sensitive = BooleanField(verbose_name=N_("Sensitive: shown masked, each reveal is logged"), default=False)
    shown_if = StringField(verbose_name=N_("Shown only if"), help_text="the key of a choice or yes/no field")
    shown_for = ListField(StringField(), verbose_name=N_("has one of these values"), help_text="codes; yes: 1, no: 0")
    required_if = StringField(verbose_name=N_("Required if"), help_text="the key of a choice or yes/no field")
    required_for = ListField(StringField(), verbose_name=N_("has one of these values"), help_text="codes")
    columns = EmbeddedDocumentListField(ColumnDefinition, verbose_name=N_("Columns"))
    formula = Text(verbose_name=N_("Formula"), max_length=300, help_text=N_("Such as jam_per_minggu * 4."))
    result = StringField(verbose_name=N_("Result"), choices=RESULTS, default="decimal", help_text="of a formula")
    retired = BooleanField(verbose_name=N_("Retired"), default=False, help_text="not shown; its values stay")

    @property
    def help(self) -> Label | str:
        return Label(self.help_id, self.help_en) if self.help_id else ""


class Refinement(EmbeddedDocument):
    """What a unit makes stricter or calls otherwise of a field that it inherits; it can loosen nothing."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    key = StringField(required=True, regex=KEY)
    label_id = Text(verbose_name=N_("Label (Indonesian)"), max_length=80)
    label_en = Text(verbose_name=N_("Label (English)"), max_length=80)
    help_id = Text(verbose_name=N_("Help (Indonesian)"), max_length=200)
    help_en = Text(verbose_name=N_("Help (English)"), max_length=200)
    required = BooleanField(verbose_name=N_("Required"), default=False)
    listed = BooleanField(verbose_name=N_("In lists"), default=False)


class SectionDefinition(Part):
    """A part of a form and of a details page."""

    key = StringField(verbose_name=N_("Key"), required=True, regex=KEY)


class TypeDefinition(EmbeddedDocument):
    """What a unit adds to one type of record."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    name = StringField(required=True, help_text="the document's class name, or the key of a register")
    sections = EmbeddedDocumentListField(SectionDefinition)
    fields = EmbeddedDocumentListField(FieldDefinition)
    refinements = EmbeddedDocumentListField(Refinement)
