"""Every control of a form as HTML, by its kind: label, control, errors and help tied together.

Drawn in one pass: as macros of a template a form of sixty controls costs ten times as much. Whatever comes from
documents, visitors and the catalogue is escaped where it is put in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from flask import Flask
from markupsafe import Markup
from wtforms import Form

from admin_views.assets import icon
from admin_views.translations import choice_labels, gettext, language

Draw = Callable[[Any], str]
"""A WTForms field as HTML."""


def init_app(app: Flask) -> None:
    """Let templates call `draw(field)`."""
    app.jinja_env.globals["draw"] = draw


def draw(field: Any) -> Markup:
    """A field whole: its label, what is typed or picked, its errors, its help."""
    drawn = _WHOLE.get(getattr(field, "kind", ""), _labelled)(field)
    condition = getattr(field, "condition", None)
    return Markup(_conditional(condition, drawn) if condition else drawn)  # noqa: S704 (escaped below)


def _conditional(condition: tuple[str, Sequence[str]], drawn: str) -> str:
    """A field that shows only while another one has a value, or one of these: the browser hides it else."""
    name, codes = condition
    on, values = escape(name), escape(",".join(codes))
    return f'<div class="conditional" data-shown-if="{on}" data-shown-for="{values}">{drawn}</div>'


def _labelled(field: Any) -> str:
    kind = getattr(field, "kind", "")
    full = ' class="full"' if kind == "lines" else ""
    needed = f' <span class="muted fw-normal">({escape(gettext("required"))})</span>' if _is_required(field) else ""
    label = f'<label class="form-label" for="{escape(field.id)}">{escape(str(field.label.text))}{needed}</label>'
    return f"<div{full}>{label}{_CONTROLS.get(kind, _line)(field)}{_notes(field)}</div>\n"


def _is_required(field: Any) -> bool:
    return bool(field.render_kw and field.render_kw.get("required"))


def _named(field: Any) -> str:
    """The attributes every control has: id, name, and what describes it."""
    id = escape(field.id)
    told = [f"{id}-{part}" for part, texts in (("error", field.errors), ("help", field.description)) if texts]
    described = f' aria-describedby="{" ".join(told)}"' if told else ""
    invalid = ' aria-invalid="true"' if field.errors else ""
    return f'id="{id}" name="{escape(field.name)}"{described}{invalid}'


def _notes(field: Any) -> str:
    """Its errors and its help, under the ids that `_named` points at."""
    if not field.errors and not field.description:
        return ""
    id, sign = escape(field.id), icon("alert-circle")
    texts = [text for text in field.errors if isinstance(text, str)]  # of rows, the other errors stand in the rows
    marks = [f' id="{id}-error"', *[""] * len(texts)]
    errors = "".join(
        f'<p class="err"{mark}>{sign} {escape(text)}</p>' for mark, text in zip(marks, texts, strict=False)
    )
    told = f'<p class="help" id="{id}-help">{escape(str(field.description))}</p>' if field.description else ""
    return errors + told


def _line(field: Any, more: str = "") -> str:
    kw = field.render_kw or {}
    complete, value = escape(kw.get("autocomplete") or "off"), escape(field._value())
    more += f' inputmode="{escape(kw["inputmode"])}"' if kw.get("inputmode") else ""
    return f'<input class="form-control" type="text" {_named(field)} value="{value}" autocomplete="{complete}"{more}>'


def _number(field: Any) -> str:
    return _line(field, ' inputmode="numeric"')


def _tags(field: Any) -> str:
    """A line of short texts, and those that the unit offers as buttons that add them."""
    offered = "".join(
        f'<button class="btn btn-quiet btn-sm" type="button" data-tag="{escape(tag)}">{icon("plus", "icon-sm")} '
        f"{escape(tag)}</button>"
        for tag in getattr(field, "offered", ())
    )
    return _line(field) + (
        f'<div class="tags-offered" data-tags="{escape(field.id)}">{offered}</div>' if offered else ""
    )


def _decimal(field: Any) -> str:
    return _line(field, ' inputmode="decimal"')


def _lines(field: Any) -> str:
    return f'<textarea class="form-control" {_named(field)} rows="4">\n{escape(field._value())}</textarea>'


def _password(field: Any) -> str:
    complete = escape((field.render_kw or {}).get("autocomplete") or "off")
    return f'<input class="form-control" type="password" {_named(field)} autocomplete="{complete}">'


def _masked(field: Any) -> str:
    line = _line(field, f' placeholder="{escape(field.masked)}" inputmode="numeric"')
    kept = escape(gettext("Left empty, what is stored stays."))
    return f'{line}<p class="help">{kept}</p>' if field.masked else line


def _day(field: Any) -> str:
    pick = escape(gettext("Pick a date for %(name)s", name=str(field.label.text)))
    typed = _line(field, f' placeholder="{escape(gettext("dd-mm-yyyy"))}" data-day')
    button = f'<button class="btn btn-plain btn-square" type="button" data-pick-day hidden aria-label="{pick}">'
    return f'<div class="with-button">{typed}{button}{icon("calendar")}</button></div>'


def _choice(field: Any) -> str:
    codes = (("", ""), *getattr(field, "drawn", field.codes))
    return f'<select class="form-select" {_named(field)}>{options(codes, [field._value()])}</select>'


def options(codes: tuple[tuple[str, str], ...], chosen: Iterable[str]) -> Markup:
    """A code list as the options of a select, `chosen` picked."""
    found = _options(codes, language())
    for value in chosen:
        mark = f'value="{escape(value)}"'
        found = found.replace(f"{mark}>", f"{mark} selected>", 1)
    return Markup(found)  # noqa: S704 (escaped in _options)


@lru_cache(maxsize=1_000)
def _options(codes: tuple[tuple[str, str], ...], locale: str) -> str:
    """The options of a code list, none picked: made once a language, as code lists never change."""
    labels = choice_labels(codes).items()
    return "".join(f'<option value="{escape(code)}">{escape(label)}</option>' for code, label in labels)


def _reference(field: Any) -> str:
    lookup = f'data-lookup="{escape(field.lookup_url)}"'
    id = escape(field._value())
    now = f'<option value="{id}" selected>{escape(str(field.current))}</option>' if id else ""
    return f'<select class="form-select" {_named(field)} {lookup}><option value=""></option>{now}</select>'


def _file(field: Any) -> str:
    now = ""
    if field.current_url:
        words = f"{icon('download')} {escape(gettext('Current file'))}"
        now = f'<p class="meta"><a class="link-text" href="{escape(field.current_url)}">{words}</a></p>'
    if field.upload is not None and not field.errors:
        words = gettext("The form was not saved, and browsers forget files: choose “%(name)s” again.")
        now += f'<p class="help text-late">{escape(words % {"name": field.upload.filename[:80]})}</p>'
    return f'{now}<input class="form-control" type="file" {_named(field)} accept="{escape(field.accept)}">'


def _yes_no(field: Any) -> str:
    checked = " checked" if field.data else ""
    box = f'<input class="form-check-input" type="checkbox" {_named(field)} value="1"{checked}>'
    return f'<div><label class="check">{box} {escape(str(field.label.text))}</label>{_notes(field)}</div>\n'


def _choices(field: Any) -> str:
    """Boxes, the ticked ones first in the order picked: a browser sends them as they stand, and the order is kept."""
    chosen, name = list(field.data or ()), escape(field.name)
    drawn = sorted(field.choices, key=lambda pair: chosen.index(pair[0]) if pair[0] in chosen else len(chosen))
    boxes = "".join(
        f'<label class="check"><input class="form-check-input" type="checkbox" name="{name}" value="{escape(code)}"'
        f"{' checked' if code in chosen else ''}> {escape(label)}</label>"
        for code, label in drawn
    )
    return _group(field, "", f'<div class="checks">{boxes}</div>')


def _group(field: Any, mark: str, content: str) -> str:
    legend = f'<legend class="form-label">{escape(str(field.label.text))}</legend>'
    return f'<fieldset class="full"{mark} id="{escape(field.id)}">{legend}{content}{_notes(field)}</fieldset>\n'


def _rows(field: Any) -> str:
    """The rows, a spare one in a <template> for the browser to copy, and the button that does."""
    rows = "".join(_row(field, entry.form) for entry in field.entries)
    add = f"{icon('plus')} {escape(gettext('Add a row'))}"
    button = f'<button class="btn btn-plain mt-2" type="button" data-add-row>{add}</button>'
    spare = f"<template>{_row(field, field.spare)}</template>"
    return _group(field, " data-rows", f"<div data-list>{rows}</div>{spare}{button}")


def _hidden(field: Any) -> str:
    return f'<input type="hidden" {_named(field)} value="{escape(field._value())}">'


def _row(field: Any, form: Form) -> str:
    mark = form["DELETE"]
    id, hidden = escape(mark.name), " hidden" if mark.data else ""
    dropped = f'<input type="hidden" id="{id}" name="{id}" value="{escape(mark.data or "")}">'
    controls = "".join(draw(inner) for inner in form if inner is not mark)
    remove = escape(gettext("Remove this row of %(name)s", name=str(field.label.text)))
    button = f'<button class="btn btn-quiet btn-square" type="button" data-remove-row aria-label="{remove}">'
    return f'<div class="form-row"{hidden}>{dropped}{controls}{button}{icon("trash")}</button></div>\n'


_CONTROLS: dict[str, Draw] = {
    "number": _number,
    "decimal": _decimal,
    "tags": _tags,
    "lines": _lines,
    "password": _password,
    "masked": _masked,
    "day": _day,
    "choice": _choice,
    "reference": _reference,
    "file": _file,
}
_WHOLE: dict[str, Draw] = {"hidden": _hidden, "rows": _rows, "choices": _choices, "yesno": _yes_no}
