"""Whether somebody comes to a meeting, said through the link of their invitation: no account is needed."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask_admin import expose

from admin_views import answer_pages
from admin_views.base import Page
from admin_views.session import origin
from admin_views.translations import choice_labels, say
from models.meetings import OFF
from models.notes import ANSWERS
from models.wording import N_
from operations import answers, calendars
from operations.answer_links import Purpose
from operations.errors import Invalid, Missing


class AnswerPage(Page):
    title = N_("Are you coming?")

    def is_accessible(self) -> bool:
        return True  # the link says who answers

    @expose("/")
    def index(self) -> Any:
        """There is nothing without a link."""
        raise Missing()

    @expose("/<token>", methods=("GET", "POST"))
    def reply(self, token: str) -> Any:
        """Ask, and keep the answer; looking at the page alone says nothing, as mail filters look too."""
        asked = answer_pages.asked(Purpose.ANSWER, token)
        problem, reason = "", answer_pages.said(asked, asked.participant.get("answer_reason"))
        if request.method == "POST":
            reason = request.form.get("reason", "")
            try:
                answers.answer(asked, request.form.get("answer", ""), reason, origin())
            except Invalid as error:
                problem = say(error.message)
            else:
                flash(say(N_("Your answer was kept. You may change it until the meeting begins.")), "success")
                return redirect(self.get_url(".reply", token=token))
        page = render_template(
            "answer.html",
            title=say(self.title),
            told=answer_pages.told(asked),
            is_open=answers.is_open(asked),
            closed=say(answers.closed(asked)),
            said=choice_labels(ANSWERS).get(str(asked.participant.get("answer") or ""), ""),
            reason=reason,
            problem=problem,
            calendar_url=self.get_url(".calendar", token=token),
        )
        return (page, 422) if problem else page

    @expose("/<token>/calendar.ics")
    def calendar(self, token: str) -> Response:
        """The meeting for the reader's own calendar."""
        asked = answer_pages.asked(Purpose.ANSWER, token)
        make = calendars.cancellation if asked.meeting.get("state") in OFF else calendars.invitation
        answer = Response(make(asked.meeting), mimetype="text/calendar")
        answer.headers.set("Content-Disposition", "attachment", filename="rapat.ics")
        answer.headers["Cache-Control"] = "private, no-store"
        return answer
