"""What a rehearsal found, in words: what happens to which values, and what may be decided about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from admin_views.formats import format_count, format_moment
from admin_views.shapes import Shape
from admin_views.translations import say
from models.conversion_events import CLEAR, LEAVE, What
from models.definitions import KINDS
from models.fieldsets import PREFIX
from models.kinds import YES_NO
from models.moments import now
from models.wording import N_, Message
from operations.rehearsal import Finding, Rehearsal

_TEXTS = {
    What.CONVERTED: N_("is read anew as: %(kind)s."),
    What.UNREADABLE: N_("holds texts that cannot be read as: %(kind)s."),
    What.REMOVED: N_("loses the choice “%(code)s”."),
    What.MISFIT: N_("holds values that do not fit any more."),
    What.MISSING: N_("is required now, and still empty."),
    What.TWICE: N_("is unique now, but some records share a value. Mend them, or take the mark off."),
}


def rehearsal(found: Rehearsal, shapes: Mapping[str, Shape]) -> dict[str, Any]:
    """A rehearsal for its template; `shapes` are the screens with the draft's fields, by type of record."""
    counts = found.counts
    return {
        "at": format_moment(now())[-5:],
        "digest": found.digest,
        "is_open": found.is_open,
        "read": format_count(counts.read),
        "affected": format_count(counts.affected),
        "invalid": format_count(counts.invalid),
        "kept": format_count(counts.kept),
        "has_invalid": bool(counts.invalid),
        "findings": [_finding(each, shapes.get(each.type)) for each in found.findings],
    }


def _finding(each: Finding, shape: Shape | None) -> dict[str, Any]:
    field: Any = shape.field(each.path) if shape else None
    label = say(field.verbose_name) if field is not None else each.path[len(PREFIX) :]
    column = getattr(field, "columns", {}).get(each.code)
    if column is not None:
        field, label = column, f"{label}, {say(column.verbose_name)}"
    kind = say(_kind_label(field))
    return {
        "key": each.key,
        "count": format_count(each.count),
        "label": label,
        "text": say(Message(_TEXTS[each.what], kind=kind, code=each.code)),
        "examples": [_example(each, record, event, shape) for _, record, event in each.examples],
        "options": _options(each, field),
        "decision": each.decision,
        "takes_text": each.what in (What.MISSING, What.UNREADABLE, What.MISFIT) and _is_typed(field),
        "filled": each.decision[1:] if each.decision.startswith("=") else "",
        "is_open": each.is_open,
        "is_automatic": each.what == What.CONVERTED,
    }


def _kind_label(field: Any) -> str:
    definition = getattr(field, "definition", field)  # a table's column has none
    return dict(KINDS).get(str(definition.kind), "") if field is not None else ""


def _is_typed(field: Any) -> bool:
    return field is not None and field.kind not in ("person", "unit", "file", "image", "table", "choice", "yesno")


def _example(each: Finding, record: str, event: Any, shape: Shape | None) -> str:
    if each.what == What.MISSING or not event.before:  # a sensitive value is not told
        return record
    if event.after:
        return f"“{event.before}” → {event.after}"
    return f"{record}: “{event.before}”"


def _options(each: Finding, field: Any) -> list[tuple[str, str]]:
    """What may be decided: (value, label); the first asks."""
    if each.what in (What.CONVERTED, What.TWICE):
        return []
    leave = (LEAVE, say(N_("Leave as it is; asked for at the next save")))
    clear = (CLEAR, say(N_("Empty it; the old value is kept with this version")))
    if each.what == What.REMOVED:
        return [*_coded(N_("Replace by “%(label)s”"), field), leave, clear]
    codes = _coded(N_("Fill with “%(label)s”"), field)
    return [*codes, leave] if each.what == What.MISSING else [*codes, leave, clear]


def _coded(text: str, field: Any) -> list[tuple[str, str]]:
    return [(f"={code}", say(Message(text, label=say(label)))) for code, label in _offered(field)]


def _offered(field: Any) -> tuple[tuple[str, Any], ...]:
    if field is None:
        return ()
    if field.kind == "yesno":
        return YES_NO
    return tuple(getattr(field, "offered", field.choices) or ())
