"""Form fields of the fields that a dinas defined: each typed value is read by the one parser of its kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mongoengine.base import BaseField

from admin_views import form_fields, form_parts
from admin_views.form_choices import ChoiceField, ChoicesField, Codes, ReferenceField
from admin_views.form_fields import Typed
from admin_views.formats import MASK
from admin_views.translations import choice_labels
from models.kinds import YES_NO, parse, write
from models.readings import ParseError

DRAWN = {
    "date": "day",
    "integer": "number",
    "decimal": "decimal",
    "money": "decimal",
    "year": "number",
    "lines": "lines",
}


class ParsedField(Typed):
    """A value typed as text. `field` is the defined field that reads and writes it."""

    def __init__(self, *args: Any, field: BaseField, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field = field
        self.kind = DRAWN.get(field.kind, "text")

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        try:
            self.data = parse(self.field, self.data or "")
        except ParseError as error:
            self.fail(error.message)

    def _value(self) -> str:
        typed = getattr(self, "typed", None)
        return typed if typed is not None else write(self.field, self.data)


class MaskedField(ParsedField):
    """A sensitive value: what is stored is never sent to the form; left empty it stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = "masked"

    def process_data(self, value: Any) -> None:
        self.masked = MASK if value not in (None, "", []) else ""
        self.data = None

    def _value(self) -> str:
        return getattr(self, "typed", "")


def _with_held(codes: Codes, offered: Codes, held: Iterable[str]) -> Codes:
    """What is offered, and what is held: what is no choice any more is shown too, to be refused and never blanked."""
    kept, known = {code for code, _ in offered}.union(held), {code for code, _ in codes}
    gone = tuple((code, code) for code in held if code and code not in known)
    return (*(pair for pair in codes if pair[0] in kept), *gone)


class OfferedField(ChoiceField):
    """One of the choices that are offered; one that was retired stays where it is chosen already."""

    def __init__(self, *args: Any, offered: Codes = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered

    @property
    def drawn(self) -> Codes:
        """What the control shows."""
        return _with_held(self.codes, self.offered, [self._value()])


class OfferedManyField(ChoicesField):
    """Any of the choices that are offered, and those retired that are chosen already."""

    def __init__(self, *args: Any, offered: Codes = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered

    def process_data(self, value: Any) -> None:
        held = value if isinstance(value, list) else [] if value is None else [value]
        self.data = [str(each) for each in held]

    @property
    def choices(self) -> list[tuple[str, str]]:
        drawn = _with_held(self.codes, self.offered, self.data or ())
        return list(choice_labels(drawn).items())


class AnswerField(ChoiceField):
    """Yes, no, or nothing yet."""

    answer: bool | None = None

    def process_data(self, value: Any) -> None:
        self.data = str(int(value)) if isinstance(value, bool) else None if value is None else str(value)

    @property
    def drawn(self) -> Codes:
        """What the control shows."""
        return _with_held(self.codes, self.codes, [self._value()])

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.answer = {"1": True, "0": False}.get(self.data or "")


def defined_control(field: BaseField, options: dict[str, Any]) -> Any:
    """The unbound control of a defined field, or of a column of a table."""
    kind = field.kind
    if getattr(getattr(field, "definition", None), "sensitive", False) and kind not in _WHOLE:
        return MaskedField(field=field, **options)
    if kind == "choice":
        return OfferedField(codes=field.choices, offered=getattr(field, "offered", field.choices), **options)
    if kind == "choices":
        return OfferedManyField(codes=field.field.choices, offered=field.offered, **options)
    if kind == "yesno":
        return AnswerField(codes=YES_NO, **options)
    if kind in ("person", "unit"):
        return ReferenceField(to=field.to, **options)
    if kind in ("file", "image"):
        return form_parts.UploadField(kinds=field.kinds, **options)
    if kind == "table":
        return _rows(field, options)
    return ParsedField(field=field, **options)


_WHOLE = frozenset({"file", "image", "table"})


def _rows(field: BaseField, options: dict[str, Any]) -> Any:
    columns: Mapping[str, BaseField] = field.columns
    names = {
        key: defined_control(each, {"label": form_fields.Said(each.verbose_name)}) for key, each in columns.items()
    }
    return form_parts.RowsField(row_form=type("DefinedRow", (form_parts.RowForm,), names), **options)


def typed_value(control: Any) -> Any:
    """The Python value of a control, built in or defined."""
    return control.answer if isinstance(control, AnswerField) else control.data
