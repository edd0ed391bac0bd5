"""JP in the store: what everybody in reach has reached in a year, and the rule that holds for each.

In the store: of an employee's duplicates the most, of a month with a cap at most the cap, of an employee the sum
(models.learning_hours says the same of one person). Screens ask operations.hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bson import ObjectId

from models import learning_hours
from models.configurations import Configuration
from models.learning_hours import Standard, whole
from models.moments import now
from models.people import CEILING_PPPK, FLOOR_PNS
from models.references import RECORDS
from models.training import Training
from operations import configuration, listing, policy
from operations.actors import Actor
from operations.listing import Asked
from operations.policy import Action

SHORT, MET, WITHIN, OVER = STATES = ("short", "met", "within", "over")
NEEDED = ("kind", "status", "cpns_since", "pns_since", "scope")
"""The stored fields of an employee that say which rule holds for them."""
COUNTING = ("done", "scheduled", "running")
BATCH = 100_000


def rule_of(raw: Mapping[str, Any], year: int | None = None) -> Standard:
    """The rule for an employee by NEEDED in a year (this one), where they lie: a unit may ask for more of a PNS, or
    allow less to a PPPK."""
    found = configuration.settings(raw.get("scope")) if are_set() else None
    floor, ceiling = (found.jp_floor, found.jp_ceiling) if found else (None, None)
    limits = (FLOOR_PNS if floor is None else floor, CEILING_PPPK if ceiling is None else ceiling)
    since = (_day(raw.get("cpns_since")), _day(raw.get("pns_since")))
    kind, status = (None if raw.get(name) is None else str(raw.get(name)) for name in ("kind", "status"))
    return learning_hours.standard(kind, status, since, year or now().year, limits)


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None


def are_set() -> bool:
    """Whether any unit has targets or a conversion table of its own."""
    held = configuration.current()
    return bool(held.remembered("has JP targets", lambda: _has_targets(held)))


def _has_targets(held: Configuration) -> bool:
    told = [layer.settings for _, layer in held.layers.values() if layer.settings]
    return any(each.jp_floor is not None or each.jp_ceiling is not None or each.jp_rules for each in told)


def state_of(raw: Mapping[str, Any], jp: int, year: int | None = None) -> str | None:
    """How an employee, by NEEDED, stands with so many JP in a year (this one), one of STATES; None where no rule
    holds."""
    return state(rule_of(raw, year), jp)


def state(standard: Standard, jp: int) -> str | None:
    """How somebody with that rule stands with so many JP."""
    if standard.rule == "floor":
        return MET if jp >= standard.limit else SHORT
    return (OVER if jp > standard.limit else WITHIN) if standard.rule == "ceiling" else None


def reached(
    actor: Actor, year: int, unit: ObjectId | None = None, action: Action = Action.READ
) -> dict[Any, tuple[int, int]]:
    """{employee: (JP finished in `year`, JP forecast for its end)} within reach and `unit`, for those who have any;
    `action` says whether they are read or only counted.

    One round trip, one more where there are plans.
    """
    filters: dict[str, Any] = {"year": year, "status": list(COUNTING), **({"department": [unit]} if unit else {})}
    wanted = listing.query(actor, Training, Asked(filters=filters), action)
    found = Training._get_collection().aggregate([{"$match": wanted}, *stages()], batchSize=BATCH)
    sums = {row["_id"]: (whole(row["done"]), whole(row["all"])) for row in found if isinstance(row["_id"], ObjectId)}
    for employee, jp in planned(actor, year, unit, action).items():
        done, forecast = sums.get(employee, (0, 0))
        sums[employee] = (done, forecast + jp)
    return sums


def stages() -> list[dict[str, Any]]:
    """What makes {_id: employee, done, all} of trainings that count: as `learning_hours.account`, in the store."""
    own = {"$ifNull": ["$portions.jp", {"$ifNull": ["$counted", 0]}]}
    key = {"employee": "$employee", "same": "$same", "month": "$portions.month"}
    finished = {"$cond": [{"$eq": ["$status", "done"]}, own, 0]}
    once = {"done": {"$max": finished}, "all": {"$max": own}, "cap": {"$max": "$portions.cap"}}
    month = {"employee": "$_id.employee", "month": "$_id.month"}
    summed = {"done": {"$sum": "$done"}, "all": {"$sum": "$all"}, "cap": {"$max": "$cap"}}
    capped = {name: {"$sum": {"$min": [f"${name}", {"$ifNull": ["$cap", 10**9]}]}} for name in ("done", "all")}
    return [
        {"$unwind": {"path": "$portions", "preserveNullAndEmptyArrays": True}},
        {"$group": {"_id": key, **once}},
        {"$group": {"_id": month, **summed}},
        {"$group": {"_id": "$_id.employee", **capped}},
    ]


def planned(actor: Actor, year: int, unit: ObjectId | None, action: Action) -> dict[Any, int]:
    """{employee: JP} of what plans hold for the year and no training was recorded of yet; empty without plans."""
    kind = RECORDS.get("PlanItem")
    if kind is None or not policy.may(actor, action, "PlanItem"):
        return {}
    filters: dict[str, Any] = {"year": year, "status": ["planned", "running"]}
    wanted = listing.query(actor, kind, Asked(filters=filters | ({"department": [unit]} if unit else {})), action)
    match = {"$match": {**wanted, "training": None}}
    group = {"$group": {"_id": "$employee", "jp": {"$sum": "$jp"}}}
    found = kind._get_collection().aggregate([match, group])
    return {row["_id"]: whole(row["jp"]) for row in found if isinstance(row["_id"], ObjectId)}


def plan_items(actor: Actor, employee: ObjectId) -> list[dict[str, Any]]:
    """A person's open plan items that no training was recorded of; none without plans. At most one round trip."""
    kind = RECORDS.get("PlanItem")
    if kind is None or not policy.may(actor, Action.READ, "PlanItem"):
        return []
    wanted = listing.query(actor, kind, Asked(filters={"employee": employee, "status": ["planned", "running"]}))
    return list(kind._get_collection().find({**wanted, "training": None}, {"year": 1, "jp": 1, "title": 1}))
