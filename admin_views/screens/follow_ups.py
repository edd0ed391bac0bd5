"""Follow-ups: what was agreed, overdue first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from admin_views.base import RecordView, Section
from admin_views.columns import Column
from admin_views.formats import Labels
from models.follow_ups import OPEN, FollowUp
from models.wording import N_
from operations.actors import Actor


def _about(raw: Mapping[str, Any], labels: Labels) -> str:
    return str(raw.get("employee_name") or "")


def _pic(raw: Mapping[str, Any], labels: Labels) -> str:
    return str(raw.get("pic_label") or "")


class FollowUps(RecordView):
    document = FollowUp
    title = N_("Follow-ups")
    singular = N_("Follow-up")
    group = N_("Development")
    icon = "checklist"
    order = 50
    search_hint = N_("Words, or a name")
    empty = N_("No follow-ups yet. They are written down in the room of a meeting, or here.")
    sort = ("due", False)
    columns = (
        "text",
        Column("employee", N_("About"), ("employee_name",), _about),
        Column("pic", N_("Person in charge"), ("pic_label",), _pic),
        "due",
        "status",
        "department",
    )
    more_columns = ("meeting", "asked", "reason", "reply", "updated_at")
    sortable = {"due": "due", "status": "status"}
    filters = ("department", "status", "due", "pic", "employee", "asked")

    def at_first(self, actor: Actor) -> MultiDict[str, str]:
        """What is open, the oldest day first, where the unit has set nothing else."""
        return super().at_first(actor) or MultiDict(("status", status) for status in OPEN)

    sections = (
        Section(N_("Follow-up"), ("department", "text", "employee", "pic", "pic_name", "due", "confidential")),
        Section(N_("How far it is"), ("status", "reason", "evidence")),
        Section(N_("Disposition"), ("asked", "reply")),
    )
