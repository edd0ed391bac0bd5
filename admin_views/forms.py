"""Forms made from documents: each field's control by its kind, and the values back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from mongoengine import BooleanField, Document, EmbeddedDocument, EmbeddedDocumentListField, IntField, ListField
from mongoengine.base import BaseField
from wtforms import Form

from admin_views import form_choices, form_defined, form_fields, form_parts
from admin_views.form_choices import ReferenceField
from admin_views.form_defined import defined_control, typed_value
from admin_views.form_fields import Said
from admin_views.form_parts import RowsField
from admin_views.translations import say
from models.amounts import Amount
from models.base import Record
from models.custom_fields import Table
from models.fields import Day, FileId, Hidden, Nik, Nip, Reference, Text
from models.fieldsets import NONE, FieldSet, is_path, read, value_at
from models.setting_rows import Named
from operations.errors import Invalid

Maker = Callable[[BaseField, dict[str, Any]], Any]


def record_form(document: type[Document], names: Iterable[str], fieldset: FieldSet) -> type[form_fields.RecordForm]:
    """The form class of the named fields, built in and defined."""
    controls = {name: control(fieldset.of(document, name), name, name in fieldset.sensitive) for name in names}
    return type(f"{document.__name__}Form", (form_fields.RecordForm,), controls)


def control(field: BaseField, name: str, is_sensitive: bool = False) -> Any:
    """The unbound control of a field: by the nearest class among the field's bases, so that subclasses keep it."""
    options = {
        "label": Said(getattr(field, "verbose_name", None) or name),
        "description": Said(getattr(field, "help_text", None) or "") if getattr(field, "verbose_name", None) else "",
        "render_kw": {"required": True} if field.required else None,
    }
    if is_path(name):
        return defined_control(field, options)
    if is_sensitive and isinstance(field, Text):
        return form_fields.MaskedText(**options)
    if not isinstance(field, (Reference, FileId, EmbeddedDocumentListField)) and field.choices:
        return _marked(form_choices.ChoiceField(codes=tuple(field.choices), **options), field)
    for each in type(field).__mro__:
        if each in _MAKERS:
            return _marked(_MAKERS[each](field, options), field)
    return _marked(form_fields.TextField(**options), field)


def _marked(control: Any, field: BaseField) -> Any:
    control.kwargs["default"] = field.default
    return control


def _rows(field: BaseField, options: dict[str, Any]) -> Any:
    document = field.field.document_type
    names = {name: control(field, name) for name, field in document._fields.items()}
    return form_parts.RowsField(row_form=type(f"{document.__name__}Row", (form_parts.RowForm,), names), **options)


def _list(field: BaseField, options: dict[str, Any]) -> Any:
    if field.field is not None and field.field.choices:
        return form_choices.ChoicesField(codes=tuple(field.field.choices), **options)
    return form_choices.TagsField(**options)


_MAKERS: Mapping[type, Maker] = {
    Reference: lambda field, options: form_choices.ReferenceField(to=field.to, **options),
    FileId: lambda field, options: form_parts.UploadField(kinds=field.kinds, **options),
    EmbeddedDocumentListField: _rows,
    ListField: _list,
    BooleanField: lambda field, options: form_choices.YesNoField(**options),
    IntField: lambda field, options: form_fields.NumberField(**options),
    Named: lambda field, options: form_choices.NamedField(field.what, **options),
    Hidden: lambda field, options: form_fields.HiddenField(**options),
    Day: lambda field, options: form_fields.DayField(**options),
    Amount: lambda field, options: form_fields.AmountField(**options),
    Nip: lambda field, options: form_fields.NipField(**options),
    Nik: lambda field, options: form_fields.MaskedField(**options),
    Text: lambda field, options: (form_fields.LinesField if field.lines else form_fields.TextField)(**options),
}


_MASKED = (form_fields.MaskedField, form_fields.MaskedText, form_defined.MaskedField)
_SILENT = (form_parts.RowsField, form_choices.YesNoField, form_choices.ChoicesField)


def values(
    document: type[Document], form: Form, submitted: Mapping[str, Any], fieldset: FieldSet = NONE
) -> dict[str, Any]:
    """What the form says, by field. A control that the browser did not send leaves its field alone.

    A browser says nothing of an unticked box or of the last row removed: those count as empty only in a whole form,
    one with its `form_token`.
    """
    found = {}
    is_whole = "form_token" in submitted
    for each in form:
        name = each.short_name
        field = fieldset.of(document, name)
        if field is None:
            continue
        if isinstance(each, _SILENT) and not is_whole and name not in submitted:
            continue
        if isinstance(each, form_parts.RowsField):
            found[name] = [_row(field, row) for row in each.kept()]
        elif isinstance(each, form_parts.UploadField) or (isinstance(each, _MASKED) and each.data is None):
            continue
        elif isinstance(each, _SILENT) or each.name in submitted:
            found[name] = typed_value(each)
    return found


def whole_values(document: Any, form: Form, sent: Iterable[str], fieldset: FieldSet = NONE) -> dict[str, Any]:
    """What a form says that was sent whole. Raises Invalid with the first error of each field that cannot be read."""
    form.validate()
    problems = {name: errors[0] for name, errors in form.errors.items() if errors and isinstance(errors[0], str)}
    if problems:
        raise Invalid(problems)
    names = [*(name.partition("-")[0] for name in sent), "form_token"]
    return values(document, form, dict.fromkeys(names, ""), fieldset)


def _row(field: BaseField, row: Form) -> EmbeddedDocument | dict[str, Any]:
    if isinstance(field, Table):
        return {key: typed_value(row[key]) for key in field.columns}
    kept = {each.short_name: each.data for each in row if each.short_name in field.field.document_type._fields}
    made = field.field.document_type()
    for name, value in kept.items():
        setattr(made, name, value if value != "" else None)
    return made


def data_of(record: Record, fieldset: FieldSet = NONE) -> dict[str, Any]:
    """A record as the data its form starts from."""
    held = {"custom": record.custom}
    found = {path: _drawn(field, read(field, value_at(held, path))) for path, field in fieldset.fields.items()}
    return found | document_data(record)


def document_data(document: Any) -> dict[str, Any]:
    """A document's own fields as the data a form starts from, each row of an embedded list as a dictionary."""
    return {
        name: [{key: getattr(row, key) for key in row._fields} for row in getattr(document, name)]
        if isinstance(field, EmbeddedDocumentListField)
        else getattr(document, name)
        for name, field in document._fields.items()
    }


def replace(form: Form, name: str, control: Any) -> None:
    """Put another control in a field's place, with its label, help and what it holds."""
    old = form[name]
    made = control.bind(form, name)
    made.process(None, old.data)
    made.raw_data, made.errors, made.process_errors = old.raw_data, old.errors, old.process_errors
    form._fields[name] = made


def _drawn(field: BaseField, value: Any) -> Any:
    """A value as its control takes it: what is no table is a row's first cell."""
    if isinstance(field, Table) and value not in (None, "") and not isinstance(value, list):
        return [{next(iter(field.columns)): value}]
    return value


def put_problems(form: Form, problems: Mapping[str, Any]) -> list[str]:
    """Attach an operation's messages to their controls; returns those that belong to none."""
    left = []
    for name, message in problems.items():
        target = _find(form, name)
        if target is None:
            left.append(say(message))
        else:
            target.errors = [*target.errors, say(message)]
    return left


def _find(form: Form, name: str) -> Any:
    top, _, rest = name.partition("-")
    target = form._fields.get(top)
    if target is None or not rest or not isinstance(target, form_parts.RowsField):
        return target
    index, _, inner = rest.partition("-")
    kept = target.kept()
    return kept[int(index)]._fields.get(inner) if int(index) < len(kept) else target


def problems_of(form: Form) -> list[tuple[str, str, str]]:
    """Every control's errors as (id, label, message), rows included, for the summary on top."""
    found = []
    for each in form:
        if isinstance(each, form_parts.RowsField):
            found += [(f.id, str(f.label.text), text) for e in each.entries for f in e.form for text in f.errors]
            own = [text for text in getattr(each, "errors", ()) if isinstance(text, str)]
            found += [(each.id, str(each.label.text), text) for text in own]
        else:
            found += [(each.id, str(each.label.text), text) for text in each.errors]
    return found


def references(form: Any) -> Iterator[tuple[str, ReferenceField]]:
    """(path, control) of every reference of a form, those in its rows and their templates too."""
    for each in form:
        if isinstance(each, ReferenceField):
            yield each.short_name, each
        if isinstance(each, RowsField):
            for row in [*(entry.form for entry in each.entries), each.spare]:
                for path, inner in references(row):
                    yield f"{each.short_name}.{path}", inner
