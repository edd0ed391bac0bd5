"""What a monthly report tells by name: aspirations without an answer, late follow-ups, dates that are coming. Each as
{jumlah: how many in all, baris: the first MOST of them}, within the actor's reach and without what is confidential."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bson import ObjectId

from models.codes import ACTIVE_STATUSES
from models.follow_ups import OPEN, FollowUp
from models.meetings import WIB
from models.notes import Note
from models.people import Employee, with_titles
from models.periods import first_day
from operations import coming_dates, follow_ups, paper_words, policy
from operations.actors import Actor
from operations.careers import day_of
from operations.dashboards import Board
from operations.references import labels
from operations.scoped_stages import midnight

Data = dict[str, Any]
MOST = 60
AHEAD = 3
"""For how many months after the reported one dates are told."""
_DATED = (
    "name", "title_front", "title_back", "status", "kind", "birth_date", "retirement_age", "golongan",
    "golongan_since", "educations", "contract_end", "cpns_since", "pns_since", "scope",
)  # fmt: skip


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
            "sejak": paper_words.plain_day(raw["_id"].generation_time.astimezone(WIB).date()),
            "hari": str((board.at - raw["_id"].generation_time).days),
        }
        for raw in shown
    ]
    return {"jumlah": len(found), "baris": rows}


def late(actor: Actor, board: Board) -> Data:
    """Follow-ups that are open past their day, the oldest first."""
    query: dict[str, Any] = {"$and": [policy.where(actor, FollowUp), *_of_unit(board)], "status": {"$in": list(OPEN)}}
    query |= {"due": {"$lt": midnight(follow_ups.today())}, "confidential": {"$ne": True}}
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
    """The dates of the active people in the months after the reported one, in order; `lewat` counts those that passed
    without anything being done, by kind."""
    first = board.asked.period.last_month + 1
    begins, after = first_day(first), first_day(first + AHEAD)
    parts = [policy.where(actor, Employee), *_of_unit(board)]
    query: dict[str, Any] = {"$and": parts, "status": {"$in": sorted(ACTIVE_STATUSES)}}
    coming: list[tuple[date, str, ObjectId, Mapping[str, Any]]] = []
    past: Counter[str] = Counter()
    for raw in Employee._get_collection().find(query, dict.fromkeys(_DATED, 1)):
        for each in coming_dates.of_person(raw, (), begins):
            if each.day < begins:
                past[each.kind] += 1
            elif each.day < after:
                coming.append((each.day, each.kind, raw["_id"], raw))
    coming.sort(key=lambda told: told[:3])
    return {"jumlah": len(coming), "baris": list(_rows(coming[:MOST])), "lewat": _counted(past)}


def _rows(coming: list[tuple[date, str, ObjectId, Mapping[str, Any]]]) -> Iterator[dict[str, str]]:
    for day, kind, _, raw in coming:
        name = paper_words.DATES.get(kind, kind)
        yield {"nama": _name(raw), "peristiwa": name, "tanggal": paper_words.plain_day(day)}


def _name(raw: Mapping[str, Any]) -> str:
    return with_titles(raw.get("name"), raw.get("title_front"), raw.get("title_back"))


def _counted(past: Counter[str]) -> list[dict[str, str]]:
    return [
        {"peristiwa": paper_words.DATES.get(kind, kind), "jumlah": str(count)} for kind, count in sorted(past.items())
    ]
