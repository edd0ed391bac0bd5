"""Succession slates: who could follow in a position, in order; filled from the best boxes or a rule by one click."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bson import ObjectId
from flask import flash, redirect
from flask_admin import expose

from admin_views import talent_texts
from admin_views.base import RecordView, Section
from admin_views.columns import Raw
from admin_views.form_screen import requested_id, seen_version
from admin_views.formats import Labels
from admin_views.session import current_actor, origin
from admin_views.translations import choice_labels, say
from models.dates import format_day
from models.succession import READINESS, SuccessionSlate
from models.wording import N_, Message
from operations import succession
from operations.actors import Actor
from operations.careers import day_of
from operations.errors import Conflict, Invalid
from operations.policy import Action, may

READY_LOOKS = {"now": "ok", "soon": "go", "later": ""}
MEANWHILE = N_("Somebody else changed this just now. Look at it again.")


class SuccessionSlates(RecordView):
    document = SuccessionSlate
    title = N_("Succession")
    singular = N_("Succession slate")
    group = N_("Talent")
    icon = "stairs-up"
    order = 64
    details_template = "succession_slate.html"
    search_hint = N_("Position, or who holds it")
    empty = N_("No slates yet. Add one for a position whose holder retires soon.")
    sort = ("retires_on", False)
    columns = ("position", "department", "incumbent", "retires_on", "candidates")
    more_columns = ("note", "updated_at")
    sortable = {"position": "position", "retires_on": "retires_on"}
    filters = ("department", "retires_on", "incumbent")
    sections = (
        Section(N_("Position"), ("department", "position", "incumbent", "note")),
        Section(N_("Successors, in order"), ("candidates",)),
    )

    def details(self, actor: Actor, raw: Raw, acts: Any, shown: Labels) -> dict[str, Any]:
        found = super().details(actor, dict(raw), acts, shown)
        rows = [row for row in raw.get("candidates") or () if isinstance(row, dict)]
        boxes = succession.boxes_of(actor, [row.get("employee") for row in rows])
        changes = self.allowed(actor, Action.CHANGE, dict(raw))
        rules = succession.rules_for(actor, raw) if changes else []
        retires = day_of(raw.get("retires_on"))
        day = format_day(retires) if retires else ""
        holder = shown.get(raw["incumbent"]) if raw.get("incumbent") else ""
        told = Message(N_("%(name)s retires on %(day)s"), name=holder or say(N_("(outside your units)")), day=day)
        return {
            **found,
            "subtitle": say(told) if retires else "",
            "tables": [],
            "successors": [self._row(actor, row, boxes, shown) for row in rows],
            "boxes_url": self.get_url(".from_boxes") if changes else None,
            "rule_url": self.get_url(".from_rule") if changes and rules else None,
            "rules": [(str(each["_id"]), str(each.get("name") or "")) for each in rules],
        }

    def _row(self, actor: Actor, row: Raw, boxes: Any, shown: Labels) -> dict[str, Any]:
        held = boxes.get(row.get("employee"))
        ready, person = str(row.get("readiness")), str(row.get("employee"))
        see_person = may(actor, Action.READ, "Employee")
        return {
            "name": shown.get(row.get("employee")) or say(N_("(outside your units)")),  # type: ignore[call-overload]
            "url": self.get_url("employees.details_view", id=person) if see_person else None,
            "readiness": choice_labels(READINESS).get(ready, ready),
            "look": READY_LOOKS.get(ready, ""),
            "reason": str(row.get("reason") or ""),
            "box": f"{talent_texts.name(held.get('box'))} ({held.get('year')})" if held else "",
            "box_url": f"{self.get_url('talent_assessments.details_view')}?id={held['_id']}" if held else None,
        }

    @expose("/from-boxes/", methods=("POST",))
    def from_boxes(self) -> Any:
        """Take in the people of boxes 7–9 of the slate's unit."""
        return self._filled(lambda id, seen: succession.from_boxes(current_actor(), id, seen, origin()))

    @expose("/from-rule/", methods=("POST",))
    def from_rule(self) -> Any:
        """Take in the candidates of a rule."""
        rule = requested_id("rule")
        return self._filled(lambda id, seen: succession.from_rule(current_actor(), id, rule, seen, origin()))

    def _filled(self, fill: Callable[[ObjectId, int], int]) -> Any:
        id = requested_id()
        try:
            count = fill(id, seen_version())
        except Invalid as error:
            flash(say(error.message), "error")
        except Conflict:
            flash(say(MEANWHILE), "error")
        else:
            flash(
                say(Message(N_("%(count)s successors were added. Put them in order and say why."), count=count)),
                "success",
            )
        return redirect(f"{self.get_url('.details_view')}?id={id}")
