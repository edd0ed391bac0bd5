"""The first stages of a pipeline that counts: nothing but what the actor's reach holds comes in, found by an index.

The units of the reach and the indexed condition stand in a stage of their own, the first one; whatever else the policy
asks for (confidential, hidden) in the one after it. MongoDB joins the two; the embedded server takes an index only for
a stage whose conditions are exactly its fields, and reads the whole collection for any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from bson import ObjectId

from models.base import Record
from models.fields import Day
from operations.actors import Actor
from operations.policy import Action, where

Stage = dict[str, Any]
WHOLE = 1_000_000
"""Rows of the first answer: all of them, so that what was counted comes in one round trip (up to 16 MB)."""
AGENCY = {
    "$cond": [
        {"$isArray": "$scope"},
        {"$ifNull": [{"$arrayElemAt": ["$scope", 1]}, {"$arrayElemAt": ["$scope", 0]}]},
        None,
    ]
}
"""The agency that a record lies in: the unit right below the city, or the city itself."""


def scoped(actor: Actor, kind: type[Record], by: Mapping[str, Any], unit: ObjectId | None = None) -> list[Stage]:
    """The stages that let in what of `kind` the actor may count, by an indexed condition and within a unit where one is
    given. Raises Denied where the actor counts nothing of the kind."""
    reach = where(actor, kind, Action.COUNT)
    first: Stage = {key: reach.pop(key) for key in ("scope", "$or") if key in reach}
    rest = [reach] if reach else []
    if unit is not None and first.get("scope") != unit:
        rest.append({"scope": unit})
        if not first:
            first = rest.pop()
    return [{"$match": {**first, **by}}, *({"$match": each} for each in rest)]


def within(field: str, first: date, last: date) -> Stage:
    """The condition of days from `first` to `last`, as one below the day after: of an upper bound that is within, the
    embedded server forgets what equals it, where the index goes on behind that field."""
    return {field: {"$gte": Day().to_mongo(first), "$lt": Day().to_mongo(last + timedelta(days=1))}}


def month_number(value: Any) -> Stage:
    """The month of a date as models.periods.month_of numbers it; null for what is no date."""
    counted = {"$add": [{"$multiply": [{"$year": value}, 12]}, {"$month": value}, -1]}
    return {"$cond": [{"$eq": [{"$type": value}, "date"]}, counted, None]}


def midnight(day: date) -> datetime:
    """How the store keeps a day."""
    found: datetime = Day().to_mongo(day)
    return found
