"""Finding the records of a list: what is asked, turned into one query, and at most two round trips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bson import ObjectId
from mongoengine import Document
from pymongo.cursor import Cursor

from models.fields import Day
from models.fieldsets import is_path
from models.search import asked as search_words
from operations.actors import Actor
from operations.indexes import hint
from operations.policy import Action, where

COUNTED = 2_000  # counting stops here: nobody reads page 41, and a full count grows with the collection
DEEPEST = 100_000  # records a pager skips at most; beyond, narrow the list


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for. `filters` map a field to values: a list (any of them), a bool or a period as
    (first, end) of dates or moments, the end itself outside, either of them None.

    The unit filter is `department`, and means a unit and everything under it.
    """

    search: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)
    sort: str = "id"
    descending: bool = False
    offset: int = 0
    size: int = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A page of stored documents. `total` is exact, or a floor where `capped`."""

    rows: list[dict[str, Any]]
    total: int
    capped: bool


def query(actor: Actor, kind: type[Document], asked: Asked, action: Action = Action.READ) -> dict[str, Any]:
    """The query of what is asked, within the actor's reach."""
    parts = [where(actor, kind, action), *(_condition(name, value) for name, value in asked.filters.items())]
    words = search_words(asked.search)
    if words and "search_tokens" in kind._fields:
        parts.append({"search_tokens": words[0] if len(words) == 1 else {"$all": words}})
    elif asked.search.strip():
        return {"_id": {"$in": []}}  # alone: beside other conditions the server scans for what it cannot find
    return _all(parts)


def _condition(name: str, value: Any) -> dict[str, Any]:
    key = "scope" if name == "department" else "attributes" if is_path(name) else name
    if isinstance(value, tuple):
        ends = zip(("$gte", "$lt"), value, strict=True)
        return {key: {operator: Day().to_mongo(end) for operator, end in ends if end is not None}}
    if isinstance(value, list):
        return {key: value[0] if len(value) == 1 else {"$in": value}}
    return {key: value}


def _all(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """One flat query where no two parts speak of the same field, else their $and."""
    merged: dict[str, Any] = {}
    left = []
    for part in parts:
        if merged.keys() & part.keys():
            left.append(part)
        else:
            merged.update(part)
    return {"$and": [merged, *left]} if left else merged


def cursor(kind: type[Document], wanted: dict[str, Any], asked: Asked, fields: Sequence[str]) -> Cursor[dict[str, Any]]:
    """The stored documents of a query with only `fields`, sorted, not yet cut."""
    key = "_id" if asked.sort == "id" else asked.sort
    order = -1 if asked.descending else 1
    found = kind._get_collection().find(wanted, dict.fromkeys(fields, 1))
    found = found.sort([(key, order), ("_id", order)] if key != "_id" else [("_id", order)])
    name = hint(kind, wanted, key)
    return found.hint(name) if name else found


def find(actor: Actor, kind: type[Document], asked: Asked, fields: Sequence[str]) -> Found:
    """The page asked for: one round trip, and one more to count where the page alone does not tell."""
    wanted = query(actor, kind, asked)
    offset = min(max(asked.offset, 0), DEEPEST)
    rows = list(cursor(kind, wanted, asked, fields).skip(offset).limit(asked.size))
    if (rows and len(rows) < asked.size) or (not rows and not offset):
        return Found(rows, offset + len(rows), False)
    total, capped = _counted(kind, wanted)
    return Found(rows, max(total, offset + len(rows)), capped)


def count(actor: Actor, kind: type[Document], filters: Mapping[str, Any]) -> tuple[int, bool]:
    """(how many, whether there are more) a list with these filters has: one round trip."""
    return _counted(kind, query(actor, kind, Asked(filters=filters)))


def _counted(kind: type[Document], wanted: dict[str, Any]) -> tuple[int, bool]:
    collection = kind._get_collection()
    if not wanted:
        return collection.estimated_document_count(), False
    total = collection.count_documents(wanted, **counting(kind, wanted))
    return min(total, COUNTED), total > COUNTED


def counting(kind: type[Document], wanted: dict[str, Any]) -> dict[str, Any]:
    """How a query's documents are counted: at most so many, and by that index where one is named."""
    name = hint(kind, wanted, None)
    return {"limit": COUNTED + 1, **({"hint": name} if name else {})}


def suggest(actor: Actor, kind: type[Document], typed: str, limit: int = 20) -> list[dict[str, Any]]:
    """Records for a reference picked by typing: the first `limit` that match, in the actor's reach."""
    sort = next((name for name in ("name_folded", "name", "employee_sort") if name in kind._fields), "id")
    shown = ("name", "title_front", "title_back", "nip", "position_name", "code", "kind", "scope", "title", "text",
             "employee_name", sort)  # fmt: skip
    asked = Asked(search=typed, sort=sort, size=limit)
    return list(cursor(kind, query(actor, kind, asked), asked, shown).limit(limit))


def one(actor: Actor, kind: type[Document], id: ObjectId, fields: Sequence[str] = ()) -> dict[str, Any] | None:
    """A stored document within the actor's reach, or None."""
    shown = dict.fromkeys(fields, 1) or None
    return kind._get_collection().find_one(_all([{"_id": id}, where(actor, kind)]), shown)
