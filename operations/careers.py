"""One person's career: what the employee page shows beside the record itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.codes import PPPK_KINDS
from models.feedback import Feedback
from models.people import CEILING_PPPK, FLOOR_PNS
from models.training import Training
from operations.actors import Actor
from operations.listing import Asked, cursor, query

MOST = 200
_TRAINING = ("title", "kind", "status", "jp", "starts_on", "ends_on", "year", "organiser", "host", "expires_on")
_FEEDBACK = ("giver_name", "giver", "relation", "given_on", "kind", "text", "skills", "confidential", "employee_name")


@dataclass(frozen=True, slots=True)
class Career:
    """The newest 200 trainings and feedback entries the actor may see, newest first."""

    trainings: list[dict[str, Any]]
    feedback: list[dict[str, Any]]


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


def of_employee(actor: Actor, raw: Mapping[str, Any]) -> Career:
    """Trainings and feedback of an employee, in the actor's reach: two round trips."""
    own = {"employee": [raw["_id"]]}
    trainings = Asked(filters=own, sort="starts_on", descending=True)
    feedback = Asked(filters=own, sort="given_on", descending=True)
    return Career(
        list(cursor(Training, query(actor, Training, trainings), trainings, _TRAINING).limit(MOST)),
        list(cursor(Feedback, query(actor, Feedback, feedback), feedback, _FEEDBACK).limit(MOST)),
    )


def hours(raw: Mapping[str, Any], trainings: list[dict[str, Any]], year: int) -> Hours:
    """JP of `year` (PP 11/2017: PNS at least 20 a year; PPPK at most 24 an agreement year, here the calendar year)."""
    mine = [each for each in trainings if each.get("year") == year]
    done = sum(each.get("jp") or 0 for each in mine if each.get("status") == "done")
    planned = sum(each.get("jp") or 0 for each in mine if each.get("status") in ("scheduled", "running"))
    if raw.get("kind") in PPPK_KINDS:
        return Hours(year, done, planned, "ceiling", CEILING_PPPK)
    rule = "floor" if raw.get("kind") == "pns" else None
    return Hours(year, done, planned, rule, FLOOR_PNS)
