"""A dashboard's table: a row an agency with the main figures, sorted as asked, each figure leading to its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from bson import ObjectId

from admin_views.dashboard_links import Links
from admin_views.translations import say
from models.wording import N_
from operations.dashboards import COVERAGE, Board

COLUMNS = (
    ("active", N_("Active")), ("evaluated", N_("Evaluated")), ("met", N_("Met")), ("planned", N_("Planned")),
    ("trained", N_("Trained")), ("jp-short", N_("Short of JP")), ("late_hopes", N_("Unanswered > 90 days")),
    ("late", N_("Overdue follow-ups")), ("retires", N_("Retire in 5 years")),
)  # fmt: skip
NAME = "name"


def by_agency(board: Board, links: Links, sort: str, descending: bool) -> dict[str, Any]:
    """{columns: [(key, label, address that sorts by it, direction)], rows}; without rows where there is one agency."""
    counts = _counts(board)
    keys = [key for key, _ in COLUMNS if key in counts]
    agencies = {agency for told in counts.values() for agency in told} - {None}
    names = {agency: str(board.people.units.get(agency, {}).get("name") or "") for agency in agencies}
    order = sorted(agencies, key=lambda agency: names[agency].casefold())
    if sort in keys:
        order.sort(key=lambda agency: counts[sort][agency], reverse=descending)
    elif descending:
        order.reverse()
    rows = [_row(board, links, agency, names[agency], {key: counts[key][agency] for key in keys}) for agency in order]
    heads = [(NAME, say(N_("Unit"))), *((key, say(label)) for key, label in COLUMNS if key in keys)]
    current = sort if sort in keys else NAME
    return {
        "columns": [(key, label, *_sorting(links, key, current, descending)) for key, label in heads],
        "rows": rows if len(rows) > 1 else [],
    }


def _sorting(links: Links, key: str, current: str, descending: bool) -> tuple[str, str | None]:
    """(the address that sorts by a column, or turns it; the direction of the one sorted by). Counts start largest."""
    is_current = key == current
    turned = not descending if is_current else key != NAME
    direction = ("descending" if descending else "ascending") if is_current else None
    return links.here(sort=key, desc="1" if turned else None), direction


def _counts(board: Board) -> Mapping[str, Counter[Any]]:
    """How many of each column an agency has, as far as the actor counts them."""
    of_people = ("active", *COVERAGE, "jp-short", "retires")
    found = {name: board.by_agency(board.sets[name]) for name in of_people if name in board.sets}
    if "met" in board.sets:
        found["late_hopes"] = Counter(each.agency for each in board.unanswered_long())
        found["late"] = board.late
    return found


def _row(board: Board, links: Links, agency: ObjectId, name: str, counts: Mapping[str, int]) -> dict[str, Any]:
    """A row; of what lies at the city itself, nothing narrower than the whole city leads to it."""
    unit = links.of_unit(agency) if len(board.people.units.get(agency, {}).get("scope") or ()) > 1 else None
    return {
        "name": name,
        "url": unit.here() if unit else None,
        "cells": [(key, counts[key], _url(unit, key) if unit else None) for key in counts],
        "active": counts["active"],
    }


def _url(links: Links, key: str) -> str | None:
    if key == "late_hopes":
        return links.hopes(age="late")
    if key == "late":
        return links.follow_ups(is_late=True)
    return links.people(key)
