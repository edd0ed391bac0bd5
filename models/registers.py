"""Registers: whole types of record that a unit defines, such as Penghargaan or Izin Praktik.

A register says what its records belong to, which states they pass through and who may do what. Its fields are those
of the type of record with its key (models.definitions.TypeDefinition), defined, inherited and refined as any type's.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from mongoengine import BooleanField, EmbeddedDocument, EmbeddedDocumentListField, IntField, ListField, StringField

from models.definitions import KEY, Part
from models.fields import Hidden, Text
from models.users import ROLE_LABELS
from models.wording import N_, Label

OWNERS = (("employee", N_("An employee")), ("unit", N_("A unit")))
ACCESSES = (("see", N_("See")), ("edit", N_("See and edit")), ("all", N_("See, edit and delete")))
ICONS = (
    ("certificate", N_("Certificate")), ("certificate-2", N_("Certificate with a ribbon")), ("award", N_("Medal")),
    ("gavel", N_("Gavel")), ("license", N_("Licence")), ("briefcase", N_("Briefcase")),
    ("stethoscope", N_("Stethoscope")), ("bus", N_("Bus")), ("heart-handshake", N_("Heart")),
    ("school", N_("Graduation cap")), ("file-text", N_("Document")), ("folders", N_("Folders")),
    ("checklist", N_("Checklist")), ("calendar-event", N_("Calendar")), ("id", N_("Identity card")),
    ("category", N_("Category")),
)  # fmt: skip


class StateDefinition(Part):
    """A state of a register's records. The first in the list is the one a new record has."""

    key = Hidden(required=True, regex=KEY)


class TransitionDefinition(EmbeddedDocument):
    """A step from one state to another, and the roles that may make it."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    before = Text(verbose_name=N_("From"), required=True, max_length=80)
    after = Text(verbose_name=N_("To"), required=True, max_length=80)
    roles = ListField(StringField(choices=ROLE_LABELS), verbose_name=N_("Who may"))


class AccessDefinition(EmbeddedDocument):
    """What a role may do with a register's records, in the units where it has that role. HR admins may do all."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    role = StringField(verbose_name=N_("Role"), choices=ROLE_LABELS, required=True)
    may = StringField(verbose_name=N_("May"), choices=ACCESSES, required=True, default="see")


class RegisterDefinition(Part):
    """A register. `label` is its name. `key` and `owner` hold for good: stored records carry them."""

    key = StringField(verbose_name=N_("Key"), required=True, regex=KEY)
    icon = StringField(verbose_name=N_("Icon"), choices=ICONS, default="folders")
    owner = StringField(verbose_name=N_("Belongs to"), choices=OWNERS, required=True, default="employee")
    title_field = StringField(
        verbose_name=N_("Takes its name from"), help_text="the key of the field that names a record"
    )
    expiry_field = StringField(verbose_name=N_("Expires on"), help_text="the key of a date field")
    warn_months = IntField(verbose_name=N_("Warn, months before"), min_value=0, max_value=60, default=3)
    states = EmbeddedDocumentListField(StateDefinition, verbose_name=N_("States"))
    transitions = EmbeddedDocumentListField(TransitionDefinition, verbose_name=N_("Steps between states"))
    access = EmbeddedDocumentListField(AccessDefinition, verbose_name=N_("Who sees and edits"))
    on_employee_page = BooleanField(verbose_name=N_("On the employee's page"), default=True)
    order = IntField(verbose_name=N_("Place in the menu"), min_value=0, max_value=1000, default=50)
    retired = BooleanField(verbose_name=N_("Retired"), default=False, help_text="hidden; its records stay")

    def label_of(self, state: str) -> Label | str:
        """What a state is called; one that is no more, by its key."""
        return next((each.label for each in self.states if each.key == state), state)

    def warns_of(self, end: date, today: date) -> bool:
        """Whether an end is near enough to be told of, or past."""
        months = today.year * 12 + today.month - 1 + (3 if self.warn_months is None else self.warn_months)
        return (end.year * 12 + end.month - 1, end.day) <= (months, today.day)


def settles_alike(was: RegisterDefinition | None, now: RegisterDefinition | None) -> bool:
    """Whether a register names its entries, ends them and begins their states as before."""
    told = [(each.title_field, each.expiry_field, each.states[:1], each.label) for each in (was, now) if each]
    return len(told) != 2 or told[0] == told[1]
