"""Structured rounds of feedback: prepared, opened for many at once, closed, published."""

from __future__ import annotations

from typing import Any

import segno
from flask import current_app, flash, make_response, redirect, render_template, request
from flask_admin import expose

from admin_views import meeting_texts, round_texts
from admin_views.addresses import absolute
from admin_views.base import RecordView, Section
from admin_views.columns import Raw
from admin_views.form_screen import requested_id, seen_version
from admin_views.formats import Labels
from admin_views.session import current_actor, origin
from admin_views.translations import choice_labels, say
from models.feedback_rounds import GIVERS, ROUND_STATES, FeedbackRound, RoundState
from models.wording import N_, Message
from operations import feedback_rounds, invitations, jobs, round_closing, round_mails, round_making, round_reading
from operations.actors import Actor
from operations.errors import Invalid
from operations.policy import Action, may

JOBS = (round_making.make, round_closing.make_results, round_mails.remind)
"""What workers of this process do for rounds."""


class FeedbackRounds(RecordView):
    document = FeedbackRound
    title = N_("Rounds of feedback")
    singular = N_("Round of feedback")
    group = N_("Development")
    icon = "message-2"
    order = 31
    details_template = "feedback_round.html"
    search_hint = N_("Title")
    empty = N_("No rounds yet. Write a question set first, then plan a round with it.")
    sort = ("closes_on", True)
    columns = ("title", "department", "state", "opens_on", "closes_on", "anonymous")
    more_columns = ("question_set", "whom", "minimum", "reminded_on", "answers", "note")
    sortable = {"closes_on": "closes_on"}
    filters = ("department", "state", "closes_on")
    sections = (
        Section(N_("Round"), ("department", "title", "question_set", "opens_on", "closes_on", "note")),
        Section(N_("Who is it about?"), ("whom", "subjects")),
        Section(N_("Anonymity"), ("anonymous", "minimum")),
    )

    def details(self, actor: Actor, raw: Raw, acts: Any, shown: Labels) -> dict[str, Any]:
        state, id = str(raw.get("state")), str(raw["_id"])
        minimum = raw.get("minimum") if raw.get("anonymous") else None
        may_change = may(actor, Action.CHANGE, "FeedbackRound", raw)
        results = round_reading.results(actor, raw["_id"])
        return {
            **super().details(actor, dict(raw), acts, shown),
            "state": choice_labels(ROUND_STATES).get(state, state),
            "look": round_texts.LOOKS.get(state, ""),
            "reason": str(raw.get("reason") or ""),
            "steps": [meeting_texts.step(each) for each in feedback_rounds.steps(actor, raw)],
            "step_url": self.get_url(".step_view"),
            "reminders": [round_texts.reminder(bool(raw.get("anonymous")))]
            if feedback_rounds.may_remind(actor, raw) else [],
            "remind_url": self.get_url(".remind_view"),
            "heads": [say(round_texts.GROUPS[code]) for code, _ in GIVERS],
            "asked": round_texts.asked(round_reading.asked(actor, raw["_id"]), minimum, id),
            "minimum": minimum,
            "asked_url": f"{self.get_url('round_invitations.index_view')}?round={id}",
            "propose_url": self.get_url(".propose_view") if may_change and state == RoundState.DRAFT else None,
            "invite_url": f"{self.get_url('round_invitations.create_view')}?round={id}"
            if may_change and state == RoundState.DRAFT else None,
            "links_url": f"{self.get_url('.links_view')}?id={id}" if may_change and state == RoundState.OPEN else None,
            "results": [{"name": str(each.get("employee_name") or ""), "waits": bool(each.get("waits")),
                         "url": f"{self.get_url('round_results.details_view')}?id={each['_id']}"} for each in results],
            "topics": round_texts.of_unit(results, int(raw.get("minimum") or 3)),
            **self._job(raw["_id"]),
        }  # fmt: skip

    def _job(self, id: Any) -> dict[str, Any]:
        return {
            "job": round_texts.job(jobs.of_record(id)),
            "progress_url": self.get_url(".progress_view", id=str(id)),
            "again_url": self.get_url(".again_view"),
        }

    @expose("/progress/")
    def progress_view(self) -> Any:
        """How far the job is that works at the round; asked again every second while it does."""
        id = requested_id()
        self.stored(current_actor(), id)
        found = self._job(id)
        answer = make_response(render_template("_round_progress.html", id=str(id), **found))
        if not found["job"] and "HX-Request" in request.headers:
            answer.headers["HX-Refresh"] = "true"  # the page shows what was made
        return answer

    @expose("/step/", methods=("POST",))
    def step_view(self) -> Any:
        """Take a round a step further."""
        actor, id, sent = current_actor(), requested_id(), request.form
        try:
            key, said = sent.get("step", ""), sent.get("reason", "")
            made = feedback_rounds.move(actor, id, key, seen_version(), said, origin())
        except Invalid as error:
            flash(say(error.message), "error")
        else:
            state = choice_labels(ROUND_STATES).get(str(made.state), "")
            flash(say(Message(N_("%(label)s: now “%(state)s”."), label=made.label, state=state)), "success")
        return self._back(id)

    @expose("/propose/", methods=("POST",))
    def propose_view(self) -> Any:
        """Have it proposed who is asked about whom."""
        id = requested_id()
        try:
            feedback_rounds.propose(current_actor(), id, origin())
        except Invalid as error:
            flash(say(error.message), "error")
        return self._back(id)

    @expose("/remind/", methods=("POST",))
    def remind_view(self) -> Any:
        """Have those who are asked written to once more."""
        id = requested_id()
        try:
            feedback_rounds.remind(current_actor(), id, seen_version(), origin())
        except Invalid as error:
            flash(say(error.message), "error")
        else:
            flash(say(N_("The reminders are being written. They go out within a few minutes.")), "success")
        return self._back(id)

    @expose("/again/", methods=("POST",))
    def again_view(self) -> Any:
        """Have a failed job tried again."""
        id = requested_id()
        feedback_rounds.again(current_actor(), id)
        return self._back(id)

    @expose("/links/")
    def links_view(self) -> str:
        """The links to pass on by hand, to be printed."""
        id, key = requested_id(), str(current_app.config["SECRET_KEY"])
        raw = self.stored(current_actor(), id)
        found = round_mails.links(current_actor(), id, key, origin())
        rows = [
            {
                **each,
                "url": absolute(each["path"]),
                "code": _code(absolute(each["path"])),
                "reason": say(each["reason"]),
            }
            for each in found
        ]
        return render_template(
            "round_links.html", view=self, title=say(N_("Links to answer")), round=str(raw.get("title") or ""),
            rows=rows, back_url=f"{self.get_url('.details_view')}?id={id}", sends_mails=invitations.sends_mails(),
        )  # fmt: skip

    def _back(self, id: Any) -> Any:
        return redirect(f"{self.get_url('.details_view')}?id={id}")


def _code(url: str) -> Any:
    """An address as a picture that phones read."""
    return segno.make(url, error="l").svg_data_uri(scale=3, border=2, light="#fff")
