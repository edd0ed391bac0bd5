"""Embedded histories of an employee: education, positions, ranks. One row each, oldest first."""

from __future__ import annotations

from mongoengine import EmbeddedDocument, IntField, StringField

from models.codes import EDUCATION_LEVELS, GOLONGAN, POSITION_KINDS
from models.fields import Day, Text
from models.wording import N_


class Education(EmbeddedDocument):
    """A finished course of study."""

    meta = {"strict": False}

    level = StringField(verbose_name=N_("Level"), choices=EDUCATION_LEVELS, required=True)
    field = Text(verbose_name=N_("Field of study"))
    school = Text(verbose_name=N_("School"))
    year = IntField(verbose_name=N_("Year"), min_value=1940, max_value=2100)


class PositionHeld(EmbeddedDocument):
    """A position held from its TMT until the next one."""

    meta = {"strict": False}

    name = Text(verbose_name=N_("Position"), required=True)
    kind = StringField(verbose_name=N_("Kind of position"), choices=POSITION_KINDS)
    unit = Text(verbose_name=N_("Unit"))
    since = Day(verbose_name=N_("Since (TMT)"))
    decree = Text(verbose_name=N_("Decree (SK)"), max_length=80)


class RankHeld(EmbeddedDocument):
    """A golongan held from its TMT until the next one."""

    meta = {"strict": False}

    golongan = StringField(verbose_name=N_("Golongan"), choices=GOLONGAN, required=True)
    since = Day(verbose_name=N_("Since (TMT)"))
    decree = Text(verbose_name=N_("Decree (SK)"), max_length=80)
