"""The editor of a field definition: the properties that its kind has, each a control like any form's."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from wtforms import Form

from admin_views import forms
from admin_views.form_choices import ChoiceField, ChoicesField
from admin_views.translations import say
from models.definitions import FieldDefinition, Refinement
from models.fieldsets import NONE, FieldSet
from models.kinds import KIND, YES_NO
from models.layer_checks import CONDITIONS, UNIQUE
from models.wording import N_

_ALWAYS = ("label_id", "label_en", "kind", "section", "help_id", "help_en")
_MORE: dict[str, tuple[str, ...]] = {
    "text": ("longest", "pattern"), "lines": ("longest",), "choice": ("choices",), "choices": ("choices",),
    "integer": ("low", "high", "unit"), "decimal": ("low", "high", "unit"), "money": ("low", "high"),
    "date": ("low", "high"), "month": ("low", "high"), "year": ("low", "high"), "table": ("columns",),
    "computed": ("formula", "result", "unit"),
}  # fmt: skip
_NO_DEFAULT = frozenset({"person", "unit", "file", "image", "table", "computed"})
MARKS = ("required", "listed", "filterable", "searchable", "exported", "unique", "sensitive")
SHORT = {"unique": N_("Unique"), "sensitive": N_("Sensitive")}
"""What a mark is called where there is little room."""
CONDITIONAL = ("shown_if", "shown_for", "required_if", "required_for")


def properties(kind: str) -> tuple[str, ...]:
    """What is asked about a field of that kind, in order; its marks and conditions come after."""
    default = () if kind in _NO_DEFAULT else ("default",)
    return (*_ALWAYS, *_MORE.get(kind, ()), *default)


def marks(kind: str, result: str = "") -> tuple[str, ...]:
    """The marks that a field of that kind may have."""
    found = KIND[result if kind == "computed" and result else kind]
    left = {
        "required": kind != "computed",
        "filterable": found.filters,
        "searchable": found.searches,
        "unique": kind in UNIQUE,
        "listed": kind not in ("file", "image"),
    }
    return tuple(mark for mark in MARKS if left.get(mark, True))


@cache
def _form_class(names: tuple[str, ...]) -> type[Form]:
    return forms.record_form(FieldDefinition, names, NONE)


@cache
def _refinement_class() -> type[Form]:
    names = ("label_id", "label_en", "help_id", "help_en", "required", "listed")
    return forms.record_form(Refinement, names, NONE)


def editor(definition: FieldDefinition, sections: Iterable[tuple[str, str]], known: FieldSet, sent: Any = None) -> Form:
    """The form of a definition, or of what was sent of it; prefixed so that its ids are no other form's."""
    kind = str(definition.kind)
    names = (*properties(kind), *marks(kind, str(definition.result or "")), *CONDITIONAL)
    form = _form_class(names)(sent, data=forms.document_data(definition))
    _offer_sections(form, sections)
    _offer_conditions(form, definition, known)
    return form


def refinement_editor(refinement: Refinement | None, sent: Any = None) -> Form:
    """The form of what a unit says of a field that it inherits."""
    data = forms.document_data(refinement) if refinement is not None else {}
    return _refinement_class()(sent, data=data)


def _offer_sections(form: Form, sections: Iterable[tuple[str, str]]) -> None:
    forms.replace(form, "section", ChoiceField(label=form["section"].label.text, codes=tuple(sections)))


def _offer_conditions(form: Form, definition: FieldDefinition, known: FieldSet) -> None:
    """Offer the fields that a condition may look at, and the choices of the one it looks at."""
    others = {key: each for key, each in known.definitions.items() if key != definition.key}
    named = {str(definition.shown_if), str(definition.required_if)}
    codes = tuple((key, each.label) for key, each in others.items() if each.kind in CONDITIONS or key in named)
    for on, values in (("shown_if", "shown_for"), ("required_if", "required_for")):
        forms.replace(form, on, ChoiceField(label=form[on].label.text, codes=codes))
        other = others.get(str(getattr(definition, on) or ""))
        offered: tuple[Any, ...] = ()
        if other is not None:
            offered = YES_NO if other.kind == "yesno" else tuple((str(c.code), c.label) for c in other.choices)
        if offered:
            forms.replace(form, values, ChoicesField(label=say(N_("has one of these values")), codes=offered))
        else:
            del form[values]
