"""What a monthly report tells by name: aspirations without an answer, late follow-ups, dates that are coming. Each as
{jumlah: how many in all, baris: the first MOST of them}, within the actor's reach and without what is confidential."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bson import ObjectId

from models.follow_ups import OPEN, FollowUp
from models.moments import day_at, today
from models.notes import Note
from models.periods import first_day
from operations import date_lists, paper_words, policy
from operations.actors import Actor
from operations.careers import day_of
from operations.dashboards import Board
from operations.date_lists import ALL, OVERDUE, Sought
from operations.references import labels
from operations.scoped_stages import midnight

Data = dict[str, Any]
MOST = 60
AHEAD = 3
"""For how many months after the reported one dates are told."""


def waiting(actor: Actor, board: Board) -> Data:
    """Whose aspirations nobody answered for too long, the oldest first; without what they said."""
    chosen = sorted(each.id for each in board.unanswered_long())
    query = {"$and": [policy.where(actor, Note)], "_id": {"$in": chosen}, "confidential": {"$ne": True}}
    found = list(Note._get_collection().find(query, {"employee": 1, "category": 1}).sort("_id", 1))
    shown = found[:MOST]
    names = labels(actor, {"Employee": {raw["employee"] for raw in shown if raw.get("employee")}})
    rows = [
        {
            "nama": names.get(raw.get("employee")) or "",
            "kategori": paper_words.CATEGORIES.get(str(raw.get("category")), ""),
            "sejak": paper_words.plain_day(day_at(raw["_id"].generation_time)),
            "hari": str((board.at - raw["_id"].generation_time).days),
        }
        for raw in shown
    ]
    return {"jumlah": len(found), "baris": rows}


def late(actor: Actor, board: Board) -> Data:
    """Follow-ups that are open past their day, the oldest first."""
    query: dict[str, Any] = {"$and": [policy.where(actor, FollowUp), *_of_unit(board)], "status": {"$in": list(OPEN)}}
    query |= {"due": {"$lt": midnight(today())}, "confidential": {"$ne": True}}
    found = list(FollowUp._get_collection().find(query, {"text": 1, "pic_label": 1, "due": 1}).sort("due", 1))
    rows = [
        {
            "uraian": str(raw.get("text") or ""),
            "pic": str(raw.get("pic_label") or ""),
            "tenggat": paper_words.plain_day(day_of(raw.get("due"))),
        }
        for raw in found[:MOST]
    ]
    return {"jumlah": len(found), "baris": rows}


def _of_unit(board: Board) -> list[dict[str, Any]]:
    unit = board.asked.unit
    return [{"scope": unit}] if unit is not None else []


def dates(actor: Actor, board: Board) -> Data:
    """The dates of the months after the reported one, in order; `lewat` counts by kind what is past and undone."""
    first, present = board.asked.period.last_month + 1, today()
    begins, last = first_day(first), first_day(first + AHEAD) - timedelta(days=1)
    ahead = Sought(ALL, unit=board.asked.unit, first=begins, last=last, size=MOST)
    found = date_lists.find(actor, ahead, present)
    overdue = date_lists.by_day(actor, Sought(OVERDUE, unit=board.asked.unit), present)
    past = sum((Counter(kinds) for kinds in overdue.values()), Counter[str]())
    names = _names(actor, found.rows)
    rows = [
        {
            "nama": names.get(raw.get("employee") or raw["_id"]) or str(raw.get("employee_name") or ""),
            "peristiwa": paper_words.DATES.get(raw["k"], raw["k"]),
            "tanggal": paper_words.plain_day(raw["d"]),
        }
        for raw in found.rows
    ]
    lapsed = [{"peristiwa": paper_words.DATES.get(k, k), "jumlah": str(n)} for k, n in sorted(past.items())]
    return {"jumlah": found.total, "baris": rows, "lewat": lapsed}


def _names(actor: Actor, rows: Sequence[Mapping[str, Any]]) -> Mapping[ObjectId, str | None]:
    return labels(actor, {"Employee": {raw.get("employee") or raw["_id"] for raw in rows}})
