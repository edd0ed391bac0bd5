"""Form fields with parts of their own: an upload, and the rows of an embedded document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from wtforms import Field, FieldList, Form, FormField, StringField
from wtforms.widgets import FileInput, HiddenInput

from admin_views.form_fields import RecordForm


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


_ACCEPT = {
    "image": ("image/jpeg", "image/png"),
    "pdf": ("application/pdf",),
    "sheet": (".csv", ".xlsx"),
    "docx": (".docx",),
}


class RowsField(FieldList):
    """Rows of an embedded document. A row that is empty or marked `DELETE` is dropped."""

    kind = "rows"

    def __init__(self, *args: Any, row_form: type[Form], **kwargs: Any) -> None:
        self.row_form = row_form
        super().__init__(FormField(row_form, ""), *args, max_entries=500, **kwargs)

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        """The places of the rows that were sent. WTForms reads what no browser sends, such as `²`, as a number too."""
        start = f"{prefix}-"
        told = (name[len(start) :].partition("-")[0] for name in formdata if name.startswith(start))
        return (int(place) for place in told if place.isascii() and place.isdigit() and len(place) < 10)

    def kept(self) -> list[Form]:
        """The forms of the rows that stay."""
        return [entry.form for entry in self.entries if not entry.form.is_dropped()]

    @cached_property
    def spare(self) -> Form:
        """An empty row, to be added."""
        return self.row_form(prefix=f"{self.name}-__index__-")


class RowForm(Form):
    """A row of a RowsField."""

    Meta = RecordForm.Meta
    DELETE = StringField("", widget=HiddenInput())

    def is_dropped(self) -> bool:
        return bool(self.DELETE.data) or all(
            field.data in (None, "", [], False) and not getattr(field, "typed", "")
            for field in self
            if field is not self.DELETE
        )
