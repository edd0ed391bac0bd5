"""Minutes of a meeting: as drafted or as approved, to read and to print; and the page that verifies a paper."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import render_template, request
from flask_admin import expose

from admin_views import meeting_texts, minutes_texts
from admin_views.addresses import absolute
from admin_views.base import Page
from admin_views.form_screen import requested_id
from admin_views.paper_links import paper, papers
from admin_views.session import actor_or_none, current_actor
from admin_views.translations import say
from models.addenda import AddendumState
from models.minutes import Minutes, digest_of
from models.wording import N_
from operations import addenda, configuration, meeting_papers, meeting_rights, minutes
from operations.actors import Actor
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
            papers=papers(id, self._papers(actor, id)),
            **self._steps(actor, raw, content),
            approved=minutes_texts.approved(held[0]) if held else None,
            verify_url=self._verified(held[0]) if held else None,
            excerpt_urls=[paper(id, f"excerpt-{place + 1}.pdf") for place in range(len(content["people"]))]
            if held
            else [],
            **self._addenda(actor, raw, held),
            **minutes_texts.minutes(content),
        )

    def _steps(self, actor: Actor, raw: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
        """What who approves does with what they read: it is bound to this very text."""
        found = [each for each in meeting_rights.steps(actor, raw) if each.right == "minutes"]
        return {
            "steps": [meeting_texts.step(each) for each in found],
            "step_url": self.get_url("meetings.step_view"),
            "id": str(raw["_id"]),
            "version_seen": raw.get("version") or 1,
            "digest": digest_of(content) if found else "",
        }

    def _verified(self, held: Minutes) -> str:
        return absolute(self.get_url(".verify", code=held.code))

    def _papers(self, actor: Actor, id: ObjectId) -> tuple[tuple[str, str], ...]:
        is_told = any(each.get("kind") == "private" for each in minutes.notes_of(actor, id))
        return (*meeting_papers.OF_MINUTES, ("confidential", "pdf")) if is_told else meeting_papers.OF_MINUTES

    def _addenda(self, actor: Actor, raw: dict[str, Any], held: list[Minutes]) -> dict[str, Any]:
        """The addenda as approved, those that wait, and where another one is begun."""
        id = raw["_id"]
        written = addenda.of_meeting(actor, id) if held else []
        may_correct = addenda.takes_addenda(raw) and may(actor, Action.CREATE, "Addendum", raw)
        return {
            "corrections": [
                {
                    **minutes_texts.addendum(each),
                    "url": self._verified(each),
                    "paper": paper(id, f"addendum-{each.number}.pdf"),
                }
                for each in held[1:]
            ],
            "waiting": [
                {**minutes_texts.waiting(each), "url": self.get_url("addenda.details_view", id=str(each["_id"]))}
                for each in written
                if each.get("state") != AddendumState.APPROVED
            ],
            "addendum_url": self.get_url("addenda.create_view", meeting=str(id)) if may_correct else None,
        }

    @expose("/verify/<code>")
    def verify(self, code: str) -> Any:
        """Whether there are approved minutes under a code, and their digest; their text is not told."""
        found = minutes.verified(code)
        asked = "".join(request.args.get("digest", "").split())[:200]
        shown = None
        if found is not None:
            held = found.held
            shown = {
                **minutes_texts.approved(held),
                "title": found.title,
                "stands": digest_of(held.to_mongo().to_dict()["content"]) == held.digest,
                "corrections": [minutes_texts.approved(each) for each in found.corrections],
            }
        page = render_template("verify.html", title=say(N_("Is this paper genuine?")), found=shown, asked=asked,
                               is_same=found is not None and minutes.is_digest(found.held, asked))  # fmt: skip
        return page, 200 if shown else 404
