"""JpRule: how a unit converts one kind of training to learning hours, as a row of its settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from mongoengine import EmbeddedDocument, IntField, StringField

from models import codes, learning_hours
from models.learning_hours import AS_GIVEN, Rule
from models.wording import N_, Message


class JpRule(EmbeddedDocument):
    """One row of the table; it replaces the row of the units above, and of the defaults, of the same kind."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    training = StringField(verbose_name=N_("Kind of training"), choices=codes.TRAINING_KINDS, required=True)
    unit = StringField(verbose_name=N_("Counts"), choices=learning_hours.UNITS, required=True)
    jp = IntField(verbose_name="JP", min_value=0, max_value=1000)
    most_day = IntField(verbose_name=N_("At most a day"), min_value=0, max_value=24)
    most_month = IntField(verbose_name=N_("At most a month"), min_value=0, max_value=300)

    @property
    def rule(self) -> Rule:
        """The row as a rule."""
        return Rule(str(self.unit), self.jp or 0, self.most_day, self.most_month)


def rule_for(kind: str | None, rows: Iterable[JpRule]) -> Rule:
    """The rule for a kind of training where these rows hold."""
    own = next((row.rule for row in rows if row.training == kind), None)
    return own or learning_hours.DEFAULTS.get(str(kind), learning_hours.PLAIN)


def table(rows: Iterable[JpRule]) -> Mapping[str, Rule]:
    """The whole table where these rows hold, by kind."""
    kept = list(rows)
    return {kind: rule_for(kind, kept) for kind, _ in codes.TRAINING_KINDS}


def upon(above: Iterable[JpRule], own: Iterable[JpRule]) -> list[JpRule]:
    """The rows of a unit upon those above it, kind by kind."""
    return list({str(row.training): row for row in (*above, *own)}.values())


def jp_rule_problems(rows: Iterable[JpRule]) -> Iterator[tuple[str, Message]]:
    """What forbids to apply such rows: (field, message)."""
    seen = set()
    for index, row in enumerate(rows):
        if row.unit != AS_GIVEN and row.jp is None:
            yield f"jp_rules-{index}-jp", Message(N_("Say how many JP. 0 means that it counts for nothing."))
        if row.training in seen:
            yield f"jp_rules-{index}-training", Message(N_("The same is said twice."))
        seen.add(row.training)
