"""The registers on an employee's page: a table each, and what in them ends soon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import url_for

from admin_views.register_view import expiry_warning
from admin_views.translations import say
from models.dates import format_day
from models.registers import RegisterDefinition
from models.wording import N_, Message
from operations import registers
from operations.actors import Actor
from operations.careers import day_of
from operations.policy import Action, may
from operations.register_states import state_of

Kept = Sequence[tuple[RegisterDefinition, list[dict[str, Any]]]]
_TOLD_AFTER = timedelta(days=365)
MOST = 50


def tables(actor: Actor, raw: Mapping[str, Any], kept: Kept) -> list[dict[str, Any]]:
    """One table a register, whose first cells link to the entries."""
    return [_table(actor, raw, each, rows) for each, rows in kept if each.on_employee_page]


def _table(actor: Actor, raw: Mapping[str, Any], each: RegisterDefinition, rows: list[Any]) -> dict[str, Any]:
    kind = registers.class_of(each).__name__
    new = url_for("registers.create_view", key=each.key, employee=str(raw["_id"]))
    head = [N_("Name"), *([N_("State")] if each.states else []), *([N_("Valid until")] if each.expiry_field else [])]
    return {
        "label": say(each.label),
        "head": [say(text) for text in head],
        "rows": [_cells(each, row) for row in rows[:MOST]],
        "links": [url_for("registers.details_view", key=each.key, id=str(row["_id"])) for row in rows[:MOST]],
        "add_url": new if may(actor, Action.CREATE, kind, {"scope": raw.get("scope") or []}) else None,
        "more_url": None,
        "empty": say(N_("None recorded.")),
    }


def _cells(each: RegisterDefinition, row: Mapping[str, Any]) -> list[str]:
    end = day_of(row.get("expires_on"))
    state = [say(each.label_of(state_of(each, row)))] if each.states else []
    return [str(row.get("title") or ""), *state, *([format_day(end) if end else ""] if each.expiry_field else [])]


def warnings(kept: Kept, today: date) -> Iterator[Message]:
    """What expires soon, or did within the last year."""
    for each, rows in kept:
        for row in rows:
            end, told = day_of(row.get("expires_on")), expiry_warning(each, row)
            if told is not None and end is not None and today - end <= _TOLD_AFTER:
                yield told
