"""Form fields that are picked: from a code list, among the records, or ticked."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from wtforms import BooleanField as WTBooleanField
from wtforms import Field
from wtforms.fields.choices import Choice
from wtforms.widgets import CheckboxInput, Select

from admin_views.form_fields import Typed
from admin_views.offered_names import offered
from admin_views.translations import choice_labels, say
from models.wording import N_
from operations.references import OUTSIDE

Codes = tuple[tuple[str, str], ...]
"""A code list: (code, label) each."""


class ChoiceField(Typed):
    """One of a code list, or none. What is not in the list is refused, never blanked."""

    kind = "choice"
    widget = Select()

    def __init__(self, *args: Any, codes: Codes = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = codes

    @property
    def choices(self) -> list[tuple[str, str]]:
        must_be = bool(self.render_kw and self.render_kw.get("required")) and self.data in dict(self.codes)
        return [*([] if must_be else [("", "")]), *choice_labels(self.codes).items()]

    def iter_choices(self) -> Any:
        chosen = self._value()
        yield from ((value, label, value == chosen, {}) for value, label in self.choices)

    def has_groups(self) -> bool:
        return False

    def _iter_choices_normalized(self) -> Any:
        return (Choice(value, label, chosen, {}) for value, label, chosen, _ in self.iter_choices())

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if self.data and self.data not in dict(self.codes):
            self.fail(N_("This is not one of the choices."))


class NamedField(ChoiceField):
    """One of what the panel has of a kind: its lists, its types of record, their fields."""

    def __init__(self, what: str, *args: Any, **kwargs: Any) -> None:
        self.what = what
        Typed.__init__(self, *args, **kwargs)

    @property
    def codes(self) -> Codes:  # type: ignore[override]
        return offered(self.what)


class ChoicesField(Field):
    """Any of a code list."""

    kind = "choices"
    widget = Select(multiple=True)

    def __init__(self, *args: Any, codes: Codes = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = codes

    @property
    def choices(self) -> list[tuple[str, str]]:
        return list(choice_labels(self.codes).items())

    def iter_choices(self) -> Any:
        yield from ((value, label, value in (self.data or ()), {}) for value, label in self.choices)

    def has_groups(self) -> bool:
        return False

    def _iter_choices_normalized(self) -> Any:
        return (Choice(value, label, chosen, {}) for value, label, chosen, _ in self.iter_choices())

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = list(dict.fromkeys(str(value) for value in valuelist if value))
        if not set(self.data) <= set(dict(self.codes)):
            self.data = []
            raise ValueError(say(N_("This is not one of the choices.")))


class YesNoField(WTBooleanField):
    """A checkbox."""

    kind = "yesno"
    widget = CheckboxInput()


class ReferenceField(Typed):
    """Another record, picked by typing. The view sets `current` (its label) and `lookup_url`."""

    kind = "reference"
    current: str | None = None
    lookup_url = ""

    def __init__(self, *args: Any, to: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.to = to

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        text = (self.data or "").strip()
        if text and not ObjectId.is_valid(text):
            self.fail(N_("Pick one from the list."))
        else:
            self.data = ObjectId(text) if text else None

    def _value(self) -> str:
        return str(self.data) if self.data else ""


class PickedField(ChoiceField):
    """A record picked from the few that fit, put in the place of a ReferenceField, which has read what was sent."""

    @property
    def drawn(self) -> Codes:
        """What fits, and what is held although it does not."""
        held = self._value()
        return self.codes if not held or held in dict(self.codes) else (*self.codes, (held, say(OUTSIDE)))

    def _value(self) -> str:
        return str(self.data) if self.data else ""


class TagsField(Typed):
    """Short texts, separated by commas."""

    kind = "tags"

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        words = (" ".join(word.split()) for word in (self.data or "").split(","))
        self.data = list(dict.fromkeys(word for word in words if word))[:50]

    def _value(self) -> str:
        return ", ".join(str(each) for each in self.data or ())
