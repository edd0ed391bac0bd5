"""Form fields that are typed, one class a kind of value; admin_views.controls draws each by its `kind`."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import escape
from wtforms import Form, StringField
from wtforms.widgets import HiddenInput, PasswordInput, TextArea, TextInput

from admin_views.translations import FormTranslations, say
from models.amounts import AmountError, format_amount, is_amount, parse_amount
from models.dates import DateError, format_day, parse_day
from models.identifiers import IdentifierError, format_nip, mask_nik, parse_nik, parse_nip
from models.wording import N_

LARGEST = 2**31 - 1


class Said(str):
    """A label translated each time it is shown: forms are made once, read in two languages."""

    def __new__(cls, text: str) -> Said:
        said = super().__new__(cls, text)
        said.text = text
        return said

    def __str__(self) -> str:
        return say(self.text)

    def __html__(self) -> str:
        return escape(say(self.text))


class RecordForm(Form):
    """The base of every form: our messages, and the hidden fields that make a save safe.

    `fields_of` names the defined fields it was drawn with.
    """

    class Meta:
        csrf = False  # flask_wtf.CSRFProtect guards every POST of the panel

        def get_translations(self, form: Form) -> FormTranslations:
            return FormTranslations()

    version = StringField("", widget=HiddenInput())
    form_token = StringField("", widget=HiddenInput())
    fields_of = StringField("", widget=HiddenInput())


class Typed(StringField):
    """A text field that ignores what is not text."""

    kind = "text"
    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = str(valuelist[0]) if valuelist else None

    def fail(self, message: Any) -> None:
        """Refuse what was typed; it stays in the field."""
        self.typed = str(self.raw_data[0]) if self.raw_data else ""
        self.data = None
        raise ValueError(say(message))

    def _value(self) -> str:
        typed = getattr(self, "typed", None)
        return typed if typed is not None else str(self.data) if self.data is not None else ""


class TextField(Typed):
    """One line."""


class HiddenField(Typed):
    """Carried along, not typed."""

    kind = "hidden"


class LinesField(Typed):
    """Several lines."""

    kind = "lines"
    widget = TextArea()


class PasswordField(Typed):
    """A password: never sent back."""

    kind = "password"
    widget = PasswordInput(hide_value=True)


class NumberField(Typed):
    """A whole number; thousands may have dots (`1.250`)."""

    kind = "number"

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        text = (self.data or "").strip().replace(".", "").replace(" ", "")
        if not text:
            self.data = None
        elif not re.fullmatch(r"-?[0-9]{1,15}", text) or abs(int(text)) > LARGEST:
            self.fail(N_("This is not a whole number."))
        else:
            self.data = int(text)


class AmountField(Typed):
    """A number with decimals, written `1.250.000,50`; `Rp` before it is read over."""

    kind = "decimal"

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        text = (self.data or "").strip()
        try:
            self.data = parse_amount(text) if text else None
        except AmountError as error:
            self.fail(error.message)

    def _value(self) -> str:
        return format_amount(self.data) if is_amount(self.data) else getattr(self, "typed", "")


class DayField(Typed):
    """A date, typed as dd-mm-yyyy or in any usual way."""

    kind = "day"

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        text = (self.data or "").strip()
        try:
            self.data = parse_day(text) if text else None
        except DateError as error:
            self.fail(error.message)

    def _value(self) -> str:
        return format_day(self.data) if self.data is not None else getattr(self, "typed", "")


class NipField(Typed):
    """An NIP, shown in groups."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        try:
            self.data = parse_nip(self.data) if (self.data or "").strip() else None
        except IdentifierError as error:
            self.fail(error.message)

    def _value(self) -> str:
        return format_nip(self.data) if self.data else super()._value()


class MaskedText(Typed):
    """A text that the unit holds to be sensitive: what is stored is never sent to the form; left empty it stays."""

    kind = "masked"
    masked = ""

    def process_data(self, value: Any) -> None:
        self.masked = "••••••" if value else ""
        self.data = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = self.data or None

    def _value(self) -> str:
        return self.data or ""


class MaskedField(Typed):
    """A NIK: what is stored is never sent to the form; left empty it stays."""

    kind = "masked"

    def process_data(self, value: Any) -> None:
        self.masked = mask_nik(value) if isinstance(value, str) else ""
        self.data = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        try:
            self.data = parse_nik(self.data) if (self.data or "").strip() else None
        except IdentifierError as error:
            self.fail(error.message)

    def _value(self) -> str:
        return getattr(self, "typed", "")
