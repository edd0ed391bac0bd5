"""The monthly report of a unit as a paper: its figures, and by name what must not be forgotten.

Whoever may count but not read gets the figures alone. What is confidential is counted but never named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from bson import ObjectId

from models import periods
from models.audit import Act
from models.departments import Department
from models.moments import today
from models.periods import Period
from models.search import fold
from operations import (
    audit,
    configuration,
    dashboard_lists,
    dashboards,
    documents,
    files,
    paper_words,
    policy,
    report_lists,
    report_words,
)
from operations.actors import Actor
from operations.audit import Origin
from operations.dashboard_reads import Asked
from operations.dashboards import Board
from operations.errors import Missing
from operations.meeting_papers import Paper

Data = dict[str, Any]


def month_for(period: Period, today: date) -> Period:
    """The month that is reported of a period: itself, or the last one of it that has begun."""
    if period.length == 1:
        return period
    return periods.month(max(period.first_month, min(period.last_month, periods.month_of(today))))


def make(actor: Actor, unit: ObjectId | None, month: Period, origin: Origin) -> Paper:
    """The report of a unit, of all of the actor's reach where none is given. Raises Denied, and Missing for a unit that
    the actor does not know of."""
    board = dashboard_lists.in_reach(dashboards.of_actor(actor, Asked(month, unit)))
    place = _place(board)
    settings = configuration.settings(place.get("scope"))
    data = {**_head(place, settings.letterhead, month), **report_words.figures(board), **_lists(actor, board)}
    logo = _logo(settings.logo)
    _note(actor, place, month, origin)
    return Paper(_filename(place, month), documents.PDF, documents.pdf("monthly", data, logo))


def _place(board: Board) -> Mapping[str, Any]:
    """The unit that is reported: the one asked for, else the highest of the reach."""
    units = board.people.units
    if board.asked.unit is not None:
        return units[board.asked.unit]
    return min(units.values(), key=lambda raw: (len(raw.get("scope") or ()), str(raw["_id"])), default={})


def _head(place: Mapping[str, Any], letterhead: Any, month: Period) -> Data:
    root = Department._get_collection().find_one({"_id": (place.get("scope") or [None])[0]}, {"name": 1}) or {}
    return {
        "kop": [line for line in str(letterhead or "").splitlines() if line.strip()],
        "unit": str(place.get("name") or ""),
        "bulan": month.name,
        "kota": paper_words.place_of(str(root.get("name") or "")),
        "tanggal": paper_words.plain_day(today()),
    }


def _lists(actor: Actor, board: Board) -> Data:
    """By name, for whoever may read the records: what waits for an answer, is late, or is coming."""
    may_read = all(policy.may(actor, policy.Action.READ, name) for name in ("Employee", "Note", "FollowUp"))
    if not may_read:
        return {"bernama": False, "menunggu": {}, "terlambat": {}, "tanggal_penting": {}}
    return {
        "bernama": True,
        "menunggu": report_lists.waiting(actor, board),
        "terlambat": report_lists.late(actor, board),
        "tanggal_penting": report_lists.dates(actor, board),
    }


def _logo(logo: Any) -> bytes | None:
    try:
        return files.read_kept(logo) if isinstance(logo, ObjectId) else None
    except Missing:
        return None


def _filename(place: Mapping[str, Any], month: Period) -> str:
    """`laporan-dinas-sosial-2026-11.pdf`: letters, digits and dashes alone."""
    name = re.sub(r"[^a-z0-9]+", "-", fold(str(place.get("name") or "")))[:60].strip("-")
    return "-".join(part for part in ("laporan", name, f"{month.starts:%Y-%m}") if part) + ".pdf"


def _note(actor: Actor, place: Mapping[str, Any], month: Period, origin: Origin) -> None:
    told = {
        "document": "Department", "record": place.get("_id"), "label": str(place.get("name") or ""),
        "scope": place.get("scope"),
    }  # fmt: skip
    audit.note(actor, Act.DOWNLOAD, origin, {"paper": f"report {month.starts:%Y-%m}"}, **told)
