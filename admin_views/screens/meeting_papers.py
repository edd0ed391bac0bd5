"""Papers of a meeting as files: always attachments, and each one noted in the audit trail."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect
from flask_admin import expose

from admin_views.addresses import absolute
from admin_views.base import Page
from admin_views.form_screen import requested_id
from admin_views.session import actor_or_none, current_actor, origin
from models.wording import N_
from operations import meeting_papers
from operations.policy import Action, may


class MeetingPapers(Page):
    title = N_("Papers")

    def is_accessible(self) -> bool:
        actor = actor_or_none()
        return actor is not None and may(actor, Action.READ, "Meeting")

    @expose("/")
    def index(self) -> Any:
        """The meeting, whose page offers the papers."""
        return redirect(self.get_url("meetings.details_view", id=str(requested_id())))

    @expose("/<paper>")
    def download(self, paper: str) -> Response:
        """A paper of a meeting, such as `minutes.pdf`."""

        def address(code: str) -> str:
            return absolute(self.get_url("minutes.verify", code=code))

        found = meeting_papers.make(current_actor(), requested_id(), paper, address, origin())
        answer = Response(found.content, mimetype=found.content_type)
        answer.headers.set("Content-Disposition", "attachment", filename=found.filename)
        answer.headers["Cache-Control"] = "private, no-store"
        return answer
