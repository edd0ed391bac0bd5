"""Shape: what a screen is in one unit: its sections, form, columns and filters, with the fields defined there.

Shapes are immutable and made once a configuration, so that nothing of one unit's can ever show in another's page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mongoengine.base import BaseField

from admin_views.columns import Column, defined_column
from admin_views.filters import Filter, defined_filter
from admin_views.forms import record_form
from models.fieldsets import PREFIX, FieldSet, is_path
from models.kinds import KIND
from models.wording import N_

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form or a details page. `key` is what definitions call it."""

    label: str
    fields: tuple[str, ...]

    @property
    def key(self) -> str:
        return "_".join(str(self.label).lower().split())


class Shape:
    """A RecordView with a FieldSet."""

    def __init__(self, view: Any, fieldset: FieldSet) -> None:
        self.view, self.fieldset = view, fieldset

    def field(self, name: str) -> BaseField | None:
        """The field of that name."""
        return self.fieldset.of(self.view.document, name)

    @cached_property
    def sections(self) -> Sequence[Section]:
        """The screen's sections, each with the fields defined for it, then the sections that were defined."""
        placed: dict[str, list[str]] = {}
        known = {section.key for section in self.view.sections} | {key for key, _ in self.fieldset.sections}
        for key, definition in self.fieldset.definitions.items():
            section = definition.section if definition.section in known else OTHER
            placed.setdefault(section, []).append(PREFIX + key)
        own = [Section(each.label, (*each.fields, *placed.pop(each.key, ()))) for each in self.view.sections]
        added = [Section(label, tuple(placed.pop(key))) for key, label in self.fieldset.sections if key in placed]
        rest = [Section(N_("Other fields"), tuple(placed[OTHER]))] if placed.get(OTHER) else []
        return [*own, *added, *rest]

    @cached_property
    def form_class(self) -> Any:
        """The form of all that people fill in."""
        names = (name for section in self.sections for name in section.fields)
        filled = [name for name in names if not getattr(self.field(name), "is_computed", False)]
        return record_form(self.view.document, filled, self.fieldset)

    @cached_property
    def usual_columns(self) -> list[Column]:
        """The columns of a list for who chose none: the screen's, then those that are defined to be listed."""
        listed = self.fieldset.paths("listed")
        built_in = self._open(self.view.all_columns[: len(self.view.columns)])
        return [*built_in, *(self._column(path) for path in listed)]

    def _open(self, columns: Sequence[Column]) -> list[Column]:
        """Those of the screen's own columns that the unit does not hold to be sensitive."""
        return [column for column in columns if not self.fieldset.sensitive.intersection(column.reads)]

    def is_sensitive(self, name: str) -> bool:
        """Whether a field is shown masked and revealed by a logged act alone."""
        definition = self.fieldset.definitions.get(name[len(PREFIX) :]) if is_path(name) else None
        if definition is not None:
            return bool(definition.sensitive)
        return name in getattr(self.view.document, "SENSITIVE", ()) or name in self.fieldset.sensitive

    @cached_property
    def columns(self) -> list[Column]:
        """Every column there is to choose; a sensitive field has none."""
        free = [path for path, field in self.fieldset.fields.items() if not field.definition.sensitive]
        return [*self._open(self.view.all_columns), *(self._column(path) for path in free)]

    @cached_property
    def exported(self) -> list[Column]:
        """The columns of an export of everything: whose first, then all columns, the record's id last."""
        kept = {PREFIX + key for key, each in self.fieldset.definitions.items() if not each.exported}
        told = [column for column in self.columns if column.key not in kept]
        return [*self.view.export_first, *told, *self._open(self.view.export_last)]

    def _column(self, path: str) -> Column:
        return defined_column(self.fieldset.fields[path])

    @cached_property
    def filters(self) -> list[Filter]:
        """The screen's filters and those of the fields that can be filtered."""
        paths = self.fieldset.paths("filterable")
        fields = [self.fieldset.fields[path] for path in paths]
        built_in = [each for each in self.view.all_filters if each.name not in self.fieldset.sensitive]
        return [*built_in, *(defined_filter(field) for field in fields if KIND[field.kind].filters)]

    @cached_property
    def references(self) -> list[tuple[str, str]]:
        """(path, class pointed at) of the defined references."""
        return [(path, field.to) for path, field in self.fieldset.fields.items() if hasattr(field, "to")]
