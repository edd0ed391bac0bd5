"""What a change of a configuration makes of one record's values. Pure: the rehearsal and the real thing run the same.

A Decision says what becomes of values that do not fit; without one they are left as they are and told as invalid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from models.conversion_events import CLEAR, LEAVE, Event, Slot, What
from models.defined_values import found_in, is_required
from models.definitions import KEY
from models.fieldsets import PREFIX, FieldSet, read, stored
from models.kinds import MEASURED, parse, suits, write
from models.readings import ParseError
from models.wording import Message


class Difference:
    """Two field sets of one unit, and the paths that matter when one takes the other's place, which `is_restored`
    where it held before."""

    def __init__(self, old: FieldSet, new: FieldSet, is_restored: bool = False) -> None:
        self.old, self.new, self.is_restored = old, new, is_restored
        typed = {path: field for path, field in new.fields.items() if not field.is_computed}
        self.changed = [path for path, field in typed.items() if not _is_same(old.fields.get(path), field)]
        self.asked = [
            path for path, field in typed.items() if field.definition.required or field.definition.required_if
        ]
        self.is_none = old.digest == new.digest

    def touches(self, custom: Mapping[str, Any]) -> bool:
        """Whether a record with these values may change or become invalid."""
        if self.asked or len(self.old.fields) != len(self.new.fields) or self._derived():
            return True
        return any(path[len(PREFIX) :] in custom for path in self.changed)

    def _derived(self) -> bool:
        """Whether something is computed anew for every record."""
        return any(
            field.is_computed and not _is_same(self.old.fields.get(path), field)
            for path, field in self.new.fields.items()
        )


def _is_same(was: Any, field: Any) -> bool:
    return was is not None and was.definition == field.definition


def convert(
    custom: Mapping[str, Any], difference: Difference, decisions: Mapping[str, str]
) -> tuple[dict[str, Any], list[Event]]:
    """(values as they will be stored, what happened) for a record whose unit's fields change so.

    `decisions` by Event.key: `leave`, `clear`, or `=` with the text to fill in. Values of other keys stay untouched.
    """
    old, new = difference.old, difference.new
    found = dict(custom)
    events: list[Event] = []
    for path in difference.changed:
        events += _convert_one(found, path, difference, decisions)
    for path in difference.asked:
        key = path[len(PREFIX) :]
        if found.get(key) in (None, "", []) and is_required(new, found, key):
            events += _missing(found, custom, path, old, new, decisions)
    return found, events


def _convert_one(
    found: dict[str, Any], path: str, difference: Difference, decisions: Mapping[str, str]
) -> Iterator[Event]:
    key, field, was = path[len(PREFIX) :], difference.new.fields[path], difference.old.fields.get(path)
    if found.get(key) in (None, "", []):
        return
    value = found[key]
    events: list[Event] = []
    if _is_of_another_kind(was, field, value, difference.is_restored):
        events = list(_to_kind(Slot(found, key, path), was or field, field, decisions))
    elif field.kind == "table" and isinstance(value, list):
        events = list(_to_columns(found, path, difference, decisions))
    yield from events
    if any(event.is_invalid for event in events):
        return
    codes = getattr(field, "choices", None) or getattr(getattr(field, "field", None), "choices", None)
    if codes is not None and found.get(key) is not None:
        yield from _map_choices(found, path, field, {code for code, _ in codes}, decisions)
    misfit = _misfit(field, found.get(key))
    if misfit is not None and (was is None or _misfit(was, value) is None):
        text = write(field, read(field, found[key]))
        event = Event(path, What.MISFIT, before=text, message=misfit)
        yield _decide(found, key, field, event, decisions)


def _is_of_another_kind(was: Any, field: Any, value: Any, is_restored: bool) -> bool:
    """Whether a value was made for another kind and is to be read anew; that of a field that was retired as such, too.

    What fits a kind that comes back stays: it was made for that one, and its text under the other may be ambiguous.
    """
    held = read(field, value)
    if was is None:
        return not suits(field, held)
    if was.kind == field.kind or (is_restored and not any(found_in("", field, held))):
        return False
    return suits(was, read(was, value)) or not suits(field, held)


def _misfit(field: Any, value: Any) -> Message | None:
    """Why a value that is there does not suit its field; its choices are told apart from this."""
    if value in (None, "", []) or _is_coded(field):
        return None
    return next((message for _, message in found_in("", field, read(field, value))), None)


def _is_coded(field: Any) -> bool:
    return bool(field.choices) or bool(getattr(getattr(field, "field", None), "choices", None))


def _to_kind(slot: Slot, was: Any, field: Any, decisions: Mapping[str, str]) -> Iterator[Event]:
    held = slot.holder[slot.key]
    text = write(was, read(was, held))
    try:
        value = stored(field, parse(field, _bare(text, was, field)))
    except ParseError as error:
        event = Event(slot.path, What.UNREADABLE, before=text, code=slot.code, message=error.message)
        yield _decide(slot.holder, slot.key, field, event, decisions)
        return
    if held == value and type(held) is type(value):
        return
    _put(slot.holder, slot.key, value)
    yield Event(slot.path, What.CONVERTED, before=text, after=write(field, read(field, value)), code=slot.code)


def _to_columns(
    found: dict[str, Any], path: str, difference: Difference, decisions: Mapping[str, str]
) -> Iterator[Event]:
    """A table's cells, each as a value of its own; a row that nothing is left of goes."""
    key, field = path[len(PREFIX) :], difference.new.fields[path]
    old = getattr(difference.old.fields.get(path), "columns", {})
    rows = [dict(row) if isinstance(row, Mapping) else row for row in found[key]]
    events: list[Event] = []
    for row in (each for each in rows if isinstance(each, dict)):
        for name, column in field.columns.items():
            was = old.get(name)
            if row.get(name) not in (None, "", []) and _is_of_another_kind(
                was, column, row[name], difference.is_restored
            ):
                events += _to_kind(Slot(row, name, path, name), was or column, column, decisions)
    if events:
        _put(found, key, [row for row in rows if row != {}])
    yield from events


def _bare(text: str, was: Any, field: Any) -> str:
    """A text without the unit of measure that its field had; the one that it has now is read with the number."""
    unit = was.unit if field.kind in MEASURED else None
    return text[: -len(unit)] if unit and text.lower().endswith(unit.lower()) else text


def _map_choices(
    found: dict[str, Any], path: str, field: Any, codes: set[str], decisions: Mapping[str, str]
) -> Iterator[Event]:
    key = path[len(PREFIX) :]
    held = found[key] if isinstance(found[key], list) else [found[key]]
    for code in [str(each) for each in held if str(each) not in codes]:
        name = code if re.fullmatch(KEY, code) else ""  # what never was a choice is told as one
        event = Event(path, What.REMOVED, before=code, code=name)
        to = decisions.get(event.key, "")
        if to == CLEAR or to.lstrip("=") in codes:
            now = [each for each in _listed(found.get(key)) if str(each) != code]
            now += [to.lstrip("=")] if to != CLEAR and to.lstrip("=") not in now else []
            _put(found, key, now if isinstance(found[key], list) else next(iter(now), None))
            yield Event(path, What.REMOVED, before=code, after="" if to == CLEAR else to.lstrip("="), code=name)
        else:
            yield Event(path, What.REMOVED, before=code, code=name, is_invalid=True)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [] if value is None else [value]


def _missing(
    found: dict[str, Any],
    custom: Mapping[str, Any],
    path: str,
    old: FieldSet,
    new: FieldSet,
    decisions: Mapping[str, str],
) -> Iterator[Event]:
    key = path[len(PREFIX) :]
    if key in old.definitions and is_required(old, custom, key) and custom.get(key) in (None, "", []):
        return
    yield _decide(found, key, new.fields[path], Event(path, What.MISSING), decisions)


def _decide(found: dict[str, Any], key: str, field: Any, event: Event, decisions: Mapping[str, str]) -> Event:
    decision = decisions.get(event.key, LEAVE)
    if decision == CLEAR and event.what != What.MISSING:
        _put(found, key, None)
        return replace(event, is_invalid=False)
    if decision.startswith("="):
        try:
            value = stored(field, parse(field, decision[1:]))
        except ParseError:
            value = None
        if value is not None and not any(found_in("", field, read(field, value))):
            _put(found, key, value)
            after = write(field, read(field, value))
            return replace(event, after=after)
    return replace(event, is_invalid=True)


def _put(found: dict[str, Any], key: str, value: Any) -> None:
    if value in (None, "", []):
        found.pop(key, None)
    else:
        found[key] = value
