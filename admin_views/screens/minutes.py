"""Minutes of a meeting: as drafted or as approved, to read and to print; and the page that verifies a paper."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_admin import expose

from admin_views import meeting_texts, minutes_texts
from admin_views.base import Page
from admin_views.form_screen import requested_id
from admin_views.paper_links import papers
from admin_views.session import actor_or_none, current_actor
from admin_views.translations import say
from models.minutes import digest_of
from models.wording import N_
from operations import configuration, meeting_papers, minutes
from operations.policy import Action, may


class MinutesPage(Page):
    title = N_("Minutes")

    def is_accessible(self) -> bool:
        if request.endpoint == f"{self.endpoint}.verify":
            return True  # whoever holds a paper may ask whether it is the approved one
        actor = actor_or_none()
        return actor is not None and may(actor, Action.READ, "Meeting")

    @expose("/")
    def index(self) -> Any:
        """The minutes of a meeting."""
        actor, id = current_actor(), requested_id()
        raw, content, held = minutes.shown(actor, id)
        letterhead = str(configuration.settings(raw.get("scope")).letterhead or "").splitlines()
        return render_template(
            "minutes.html",
            view=self,
            title=say(N_("Minutes")),
            meeting_url=self.get_url("meetings.details_view", id=str(id)),
            state=meeting_texts.state(raw),
            look=meeting_texts.LOOKS.get(str(raw.get("state")), ""),
            letterhead=letterhead,
            papers=papers(id, meeting_papers.OF_MINUTES),
            approved=minutes_texts.approved(held[0]) if held else None,
            verify_url=self.get_url(".verify", code=held[0].code, _external=True) if held else None,
            **minutes_texts.minutes(content),
        )

    @expose("/verify/<code>")
    def verify(self, code: str) -> Any:
        """Whether there are approved minutes under a code, and their digest; their text is not told."""
        found = minutes.verified(code)
        shown = None
        if found is not None:
            held, title = found
            shown = {
                **minutes_texts.approved(held),
                "title": title,
                "stands": digest_of(held.to_mongo().to_dict()["content"]) == held.digest,
            }
        page = render_template("verify.html", title=say(N_("Is this paper genuine?")), found=shown)
        return page, 200 if shown else 404
