"""An import's job and plan as the texts its pages show."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
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
        "refusal": refusal(raw),
        "message": told % {name: counts.get(name, 0) for name in COUNTED},
        "at": format_moment(raw["created_at"]) if raw.get("created_at") else "",
        "url": f"{url}?id={raw['_id']}",
    }


def refusal(raw: Mapping[str, Any]) -> str:
    """Why the last run on a job ended before its time; empty where none did."""
    kept = raw.get("refusal") or {}
    return say(Message(kept["message"], **(kept.get("values") or {}))) if kept.get("message") else ""


def plan(found: Plan, kind: type[Record], main: Sequence[str]) -> dict[str, Any]:
    """A plan's counts, problems, changed and new rows of records of that class; at most 200 of each are shown.

    `main` names the fields that tell most of a record: of new rows these are shown, as far as the file fills them.
    """
    changed = [row for row in found.rows if row.label == Label.CHANGED][:SHOWN]
    return {
        "counts": found.counts,
        "ignored": found.ignored,
        "units_created": [
            {"name": unit.name, "above": unit.parent_name, "rows": unit.rows} for unit in found.new_units
        ],
        "problems": [
            {"row": each.row, "column": say(each.column), "value": each.value, "message": say(each.message)}
            for each in found.problems[:SHOWN]
        ],
        "changed": [
            {
                "row": row.row,
                "label": row.name,
                "belongs": row.belongs,
                "fields": _changes(kind, row, found.names, row.changes),
            }
            for row in changed
        ],
        "created": [
            {**_about(row), "fields": _main(kind, row, found.names, main)}
            for row in [row for row in found.rows if row.label == Label.NEW][:SHOWN]
        ],
    }


def _about(row: PlannedRow) -> dict[str, Any]:
    return {"row": row.row, "label": row.name, "belongs": row.belongs}


def _main(kind: type[Record], row: PlannedRow, known: Mapping[Any, Any], main: Sequence[str]) -> list[dict[str, str]]:
    """What a new row says, the fields that tell most first."""
    ranks = {name: rank for rank, name in enumerate(main)}
    told = sorted((each for each in row.changes if each["field"] in ranks), key=lambda each: ranks[each["field"]])
    return [each for each in _changes(kind, row, known, told) if each["after"]]


def _changes(
    kind: type[Record], row: PlannedRow, known: Mapping[Any, Any], told: Sequence[Mapping[str, Any]]
) -> list[dict[str, str]]:
    fieldset = configuration.fieldset(kind, list(row.scope))
    found = []
    for each in told:
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
