"""Where the figures of a dashboard lead, for those who may read what is counted; nowhere for the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bson import ObjectId
from flask import url_for

from models.dates import format_day
from models.follow_ups import OPEN
from models.moments import today
from models.periods import Period
from operations.actors import Actor
from operations.dashboard_reads import RATED, Asked
from operations.policy import Action, may


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses of one dashboard's rows."""

    actor: Actor
    asked: Asked

    def of_unit(self, unit: ObjectId) -> Links:
        """The same for one unit."""
        return replace(self, asked=replace(self.asked, unit=unit))

    def _reads(self, name: str) -> bool:
        return may(self.actor, Action.READ, name)

    def pairs(self, **changes: Any) -> dict[str, Any]:
        """The address' arguments of a dashboard: what is asked, with `changes`; None drops one."""
        asked = self.asked
        told: dict[str, Any] = {
            "year": asked.period.year, "part": asked.period.part or None,
            "department": str(asked.unit) if asked.unit else None, "over": "years" if asked.in_years else None,
        }  # fmt: skip
        return {name: value for name, value in {**told, **changes}.items() if value is not None}

    def here(self, **changes: Any) -> str:
        """The dashboard itself."""
        return url_for("dashboard.index", **self.pairs(**changes))

    def people(self, figure: str, period: Period | None = None) -> str | None:
        """The people of a figure, of another period where one is given."""
        if not self._reads("Employee"):
            return None
        told = {"year": period.year, "part": period.part or None} if period else {}
        return url_for("dashboard.people", **self.pairs(of=figure, over=None, **told))

    def hopes(self, **which: str) -> str | None:
        """Aspirations, see operations.dashboard_lists.Which."""
        return url_for("dashboard.aspirations", **self.pairs(over=None, **which)) if self._reads("Note") else None

    def evaluations(self, predikat: str) -> str | None:
        """The evaluations of the period that have a predikat."""
        if not self._reads("Evaluation"):
            return None
        period = self.asked.period
        days = {"ends_on_from": format_day(period.starts), "ends_on_to": format_day(period.ends)}
        return url_for("evaluations.index_view", predikat=predikat, state=RATED, **days, **self._unit())

    def follow_ups(self, is_late: bool = False) -> str | None:
        """The follow-ups that are open, or those of them that are late."""
        if not self._reads("FollowUp"):
            return None
        due = {"due_to": format_day(today() - timedelta(days=1))} if is_late else {}
        return url_for("follow_ups.index_view", status=OPEN, **due, **self._unit())

    def report(self, month: Period) -> str:
        """The report of the unit and a month as PDF."""
        return url_for("dashboard.report", **self.pairs(over=None, year=month.year, part=month.part))

    def _unit(self) -> dict[str, str]:
        return {"department": str(self.asked.unit)} if self.asked.unit else {}
