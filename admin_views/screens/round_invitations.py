"""Who is asked about whom in a round; edited while it is a draft. Whether somebody answered is told nowhere."""

from __future__ import annotations

from typing import Any

from admin_views.base import RecordView, Section
from admin_views.form_fields import RecordForm
from admin_views.session import origin
from models.base import Record
from models.round_invitations import RoundInvitation
from models.wording import N_
from operations import feedback_rounds
from operations.actors import Actor


class RoundInvitations(RecordView):
    document = RoundInvitation
    title = N_("Who is asked")
    singular = N_("Invitation to give feedback")
    icon = "users"
    search_hint = N_("Name")
    empty = N_("Nobody is asked yet. A round's page proposes whom to ask.")
    sort = ("employee_name", False)
    columns = ("employee_name", "giver_name", "relation", "title")
    more_columns = ("department",)
    sortable = {"employee_name": "employee_name", "relation": "relation"}
    filters = ("round", "employee", "giver", "relation", "department")
    sections = (Section(N_("Invitation to give feedback"), ("round", "employee", "giver", "relation")),)

    def write(self, actor: Actor, raw: dict[str, Any] | None, values: dict[str, Any], form: RecordForm) -> Record:
        if raw is None:
            return feedback_rounds.invite(actor, values, origin(form.form_token.data))
        return super().write(actor, raw, values, form)
