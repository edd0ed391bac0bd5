"""Learning hours (JP): what a person has in a year, the rule that holds for them, and who stands how.

PP 11/2017: a PNS has at least 20 JP a year; a PPPK at most 24 in an agreement year, here the calendar year. A unit may
ask for more of a PNS, or allow less to a PPPK (models.unit_settings). JP count in the year a training ends, once it is
finished.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.codes import KINDS, PPPK_KINDS
from models.configurations import Configuration
from models.people import CEILING_PPPK, FLOOR_PNS, Employee
from models.training import Training
from operations import configuration, listing
from operations.actors import Actor
from operations.indexes import hint
from operations.listing import Asked
from operations.policy import where

SHORT, MET, WITHIN, OVER = STATES = ("short", "met", "within", "over")
Reached = tuple[int, Any]
MOST = 100_000
"""More JP than anybody has."""
_SHOWN = ("name", "title_front", "title_back", "nip", "kind", "golongan", "department", "scope")


@dataclass(frozen=True, slots=True)
class Hours:
    """JP of a year: finished, still planned, and the rule: a floor of 20 for PNS, a ceiling of 24 for PPPK."""

    year: int
    done: int
    planned: int
    rule: str | None
    limit: int

    @property
    def is_broken(self) -> bool:
        """Whether the rule is broken by what is finished: short of a floor, or over a ceiling."""
        return self.done > self.limit if self.rule == "ceiling" else self.rule == "floor" and self.done < self.limit


def rule_of(raw: Mapping[str, Any]) -> tuple[str | None, int]:
    """(`floor`, `ceiling` or None, its JP) for an employee, by `kind` and by where they lie (`scope`)."""
    is_pppk = raw.get("kind") in PPPK_KINDS
    found = configuration.settings(raw.get("scope")) if are_set() else None
    own = (found.jp_ceiling if is_pppk else found.jp_floor) if found else None
    if is_pppk:
        return "ceiling", CEILING_PPPK if own is None else own
    return "floor" if raw.get("kind") == "pns" else None, FLOOR_PNS if own is None else own


def are_set() -> bool:
    """Whether any unit has targets of its own."""
    held = configuration.current()
    return bool(held.remembered("has JP targets", lambda: _has_targets(held)))


def _has_targets(held: Configuration) -> bool:
    told = [layer.settings for _, layer in held.layers.values() if layer.settings]
    return any(each.jp_floor is not None or each.jp_ceiling is not None for each in told)


def of_person(raw: Mapping[str, Any], trainings: Sequence[Mapping[str, Any]], year: int) -> Hours:
    """JP of an employee in `year`, from all of their trainings."""
    rule, limit = rule_of(raw)
    mine = [each for each in trainings if each.get("year") == year]
    done = sum(each.get("jp") or 0 for each in mine if each.get("status") == "done")
    planned = sum(each.get("jp") or 0 for each in mine if each.get("status") in ("scheduled", "running"))
    return Hours(year, done, planned, rule, limit)


def reached(actor: Actor, year: int) -> dict[Any, Reached]:
    """{employee: (JP of finished trainings that count in `year`, path to where they lie)}, within reach, for those who
    have any."""
    match = {**where(actor, Training), "year": year, "status": "done"}
    group = {"_id": "$employee", "jp": {"$sum": "$jp"}, **({"scope": {"$first": "$scope"}} if are_set() else {})}
    found = Training._get_collection().aggregate([{"$match": match}, {"$group": group}])
    return {row["_id"]: (int(row["jp"]), row.get("scope")) for row in found}


def state_of(raw: Mapping[str, Any], jp: int) -> str | None:
    """How an employee of this `kind` and `scope` stands with so many JP, one of `STATES`; None where no rule holds."""
    rule, limit = rule_of(raw)
    if rule == "floor":
        return MET if jp >= limit else SHORT
    return (OVER if jp > limit else WITHIN) if rule == "ceiling" else None


def people(actor: Actor, state: str, year: int, asked: Asked) -> tuple[list[dict[str, Any]], int]:
    """(a page of the employees in reach who stand so, by name, each with `jp` and `limit`; how many in all)."""
    sums = reached(actor, year)
    kinds = [kind for kind, _ in KINDS if state in (state_of({"kind": kind}, 0), state_of({"kind": kind}, MOST))]
    high = state_of({"kind": kinds[0]}, MOST)
    reached_it = [id for id, (jp, scope) in sums.items() if state_of({"kind": kinds[0], "scope": scope}, jp) == high]
    wanted = listing.query(actor, Employee, Asked(filters={"kind": kinds}))
    wanted["_id"] = {"$in" if state == high else "$nin": reached_it}
    named = hint(Employee, {name: value for name, value in wanted.items() if name != "_id"}, "name_folded")
    rows = Employee._get_collection().find(wanted, dict.fromkeys(_SHOWN, 1)).sort([("name_folded", 1), ("_id", 1)])
    rows = (rows.hint(named) if named else rows).skip(asked.offset).limit(asked.size)
    total = Employee._get_collection().count_documents(wanted, **({"hint": named} if named else {}))
    return [{**row, "jp": sums.get(row["_id"], (0,))[0], "limit": rule_of(row)[1]} for row in rows], total
