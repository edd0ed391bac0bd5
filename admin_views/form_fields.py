"""Form fields, one class a kind of value; templates/_fields.html draws each by its `kind`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bson import ObjectId
from wtforms import BooleanField as WTBooleanField
from wtforms import Field, FieldList, Form, FormField, StringField
from wtforms.fields.choices import Choice
from wtforms.widgets import CheckboxInput, FileInput, HiddenInput, PasswordInput, Select, TextArea, TextInput

from admin_views.translations import FormTranslations, choice_labels, say
from models.dates import DateError, format_day, parse_day
from models.identifiers import IdentifierError, format_nip, mask_nik, parse_nik, parse_nip
from models.wording import N_

LARGEST = 2**31 - 1


class RecordForm(Form):
    """The base of every form: our messages, and the two hidden fields that make a save safe."""

    class Meta:
        csrf = False  # flask_wtf.CSRFProtect guards every POST of the panel

        def get_translations(self, form: Form) -> FormTranslations:
            return FormTranslations()

    version = StringField(widget=HiddenInput())
    form_token = StringField(widget=HiddenInput())


class _Text(StringField):
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


class TextField(_Text):
    """One line."""


class LinesField(_Text):
    """Several lines."""

    kind = "lines"
    widget = TextArea()


class PasswordField(_Text):
    """A password: never sent back."""

    kind = "password"
    widget = PasswordInput(hide_value=True)


class NumberField(_Text):
    """A whole number; thousands may have dots (`1.250`)."""

    kind = "number"

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        text = (self.data or "").strip().replace(".", "").replace(" ", "")
        if not text:
            self.data = None
        elif not text.lstrip("-").isascii() or not text.lstrip("-").isdigit() or abs(int(text[:12])) > LARGEST:
            self.fail(N_("This is not a whole number."))
        else:
            self.data = int(text)


class DayField(_Text):
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


class NipField(_Text):
    """An NIP, shown in groups."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        try:
            self.data = parse_nip(self.data) if (self.data or "").strip() else None
        except IdentifierError as error:
            self.fail(error.message)

    def _value(self) -> str:
        return format_nip(self.data) if self.data else super()._value()


class MaskedField(_Text):
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


class ChoiceField(_Text):
    """One of a code list, or none. What is not in the list is refused, never blanked."""

    kind = "choice"
    widget = Select()

    def __init__(self, *args: Any, codes: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = tuple((code, label) for code, label, *_ in codes)

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [("", ""), *choice_labels(self.codes).items()]

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


class ChoicesField(Field):
    """Any of a code list."""

    kind = "choices"
    widget = Select(multiple=True)

    def __init__(self, *args: Any, codes: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = tuple((code, label) for code, label, *_ in codes)

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


class ReferenceField(_Text):
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


class TagsField(_Text):
    """Short texts, separated by commas."""

    kind = "tags"

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        words = (" ".join(word.split()) for word in (self.data or "").split(","))
        self.data = list(dict.fromkeys(word for word in words if word))[:50]

    def _value(self) -> str:
        return ", ".join(str(each) for each in self.data or ())


class UploadField(Field):
    """A file. `data` is the stored file's id, or the new upload."""

    kind = "file"
    widget = FileInput()
    current_url: str | None = None

    def __init__(self, *args: Any, kinds: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        self.upload: Any = None
        self.accept = ",".join(accept for kind in kinds for accept in _ACCEPT[kind])

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.upload = next((each for each in valuelist if getattr(each, "filename", "")), None)


_ACCEPT = {"image": ("image/jpeg", "image/png"), "pdf": ("application/pdf",), "sheet": (".csv", ".xlsx")}


class RowsField(FieldList):
    """Rows of an embedded document. A row that is empty or marked `DELETE` is dropped."""

    kind = "rows"

    def __init__(self, *args: Any, row_form: type[Form], **kwargs: Any) -> None:
        self.row_form = row_form
        super().__init__(FormField(row_form), *args, max_entries=500, **kwargs)

    def kept(self) -> list[Form]:
        """The forms of the rows that stay."""
        return [entry.form for entry in self.entries if not entry.form.is_dropped()]

    @property
    def spare(self) -> Form:
        """An empty row, to be added."""
        return self.row_form(prefix=f"{self.name}-__index__-")


class RowForm(Form):
    """A row of a RowsField."""

    Meta = RecordForm.Meta
    DELETE = StringField(widget=HiddenInput())

    def is_dropped(self) -> bool:
        return bool(self.DELETE.data) or all(
            field.data in (None, "", [], False) and not getattr(field, "typed", "")
            for field in self
            if field is not self.DELETE
        )
