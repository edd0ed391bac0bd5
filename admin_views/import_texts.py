"""An import's job and plan as the texts its pages show."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from admin_views.formats import MASK, field_label, format_moment, formatter
from admin_views.translations import choice_labels, say
from models.base import Record
from models.imports import JOB_STATES
from models.wording import N_, Message
from operations import configuration
from operations.imports import Label, Plan, PlannedRow

SHOWN = 200
COUNTED = ("new", "changed", "unchanged", "problem")


def job(raw: Mapping[str, Any], url: str, noun: str) -> dict[str, Any]:
    """A stored job; `noun` is what its records are called."""
    counts = raw.get("counts") or {}
    told = say(N_("%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(problem)s with problems."))
    return {
        "id": str(raw["_id"]),
        "filename": raw.get("filename", ""),
        "noun": noun,
        "state": raw.get("state", ""),
        "state_label": choice_labels(JOB_STATES).get(raw.get("state", ""), ""),
        "done": raw.get("done", 0),
        "total": raw.get("total", 0),
        "message": told % {name: counts.get(name, 0) for name in COUNTED},
        "at": format_moment(raw["created_at"]) if raw.get("created_at") else "",
        "url": f"{url}?id={raw['_id']}",
    }


def plan(found: Plan, kind: type[Record]) -> dict[str, Any]:
    """A plan's counts, problems, changed and new rows of records of that class; at most 200 of each are shown."""
    changed = [row for row in found.rows if row.label == Label.CHANGED][:SHOWN]
    return {
        "counts": found.counts,
        "ignored": found.ignored,
        "units_created": [unit.name for unit in found.new_units],
        "problems": [
            {"row": each.row, "column": say(each.column), "value": each.value, "message": say(each.message)}
            for each in found.problems[:SHOWN]
        ],
        "changed": [
            {"row": row.row, "label": row.name, "belongs": row.belongs, "fields": _changes(kind, row, found.names)}
            for row in changed
        ],
        "created": [
            {"row": row.row, "label": row.name, "belongs": row.belongs} for row in found.rows if row.label == Label.NEW
        ][:SHOWN],
    }


def _changes(kind: type[Record], row: PlannedRow, known: Mapping[Any, Any]) -> list[dict[str, str]]:
    fieldset = configuration.fieldset(kind, list(row.scope))
    found = []
    for each in row.changes:
        field = fieldset.of(kind, each["field"])
        write = formatter(field) if field is not None else lambda value, labels: str(value or "")
        if each["field"] in fieldset.sensitive:
            write = _masked
        label = field_label(field) if field is not None else each["field"]
        found.append({"label": label, "before": write(each["before"], known), "after": write(each["after"], known)})
    return found


def _masked(value: Any, labels: Any) -> str:
    """A value of a built-in field that the unit holds to be sensitive."""
    return MASK if value else ""


def stored_problems(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The problems that a job keeps, in the request's language."""
    return [
        {
            **each,
            "column": say(str(each.get("column") or "")),
            "message": say(Message(each.get("message", ""), **(each.get("values") or {}))),
        }
        for each in raw.get("row_problems") or ()
    ]


def problems_csv(raw: Mapping[str, Any]) -> str:
    """The stored problems as CSV for a spreadsheet; what could be a formula gets a `'`."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([say(text) for text in (N_("Row"), N_("Column"), N_("Value"), N_("Reason"))])
    for each in stored_problems(raw):
        value = str(each["value"])
        guarded = f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
        writer.writerow([each["row"], each["column"], guarded, each["message"]])
    return "﻿" + out.getvalue()
