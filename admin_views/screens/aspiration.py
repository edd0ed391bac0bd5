"""What an employee would like talked about, sent ahead of a meeting through the link of their invitation."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_admin import expose

from admin_views import answer_pages
from admin_views.base import Page
from admin_views.session import origin
from admin_views.translations import choice_labels, say
from models.notes import CATEGORIES
from models.wording import N_, Message
from operations import answers
from operations.answer_links import Asked, Purpose
from operations.errors import Invalid, Missing, WrongState


class AspirationPage(Page):
    title = N_("Your aspirations")

    def is_accessible(self) -> bool:
        return True  # the link says who writes

    @expose("/")
    def index(self) -> Any:
        """There is nothing without a link."""
        raise Missing()

    @expose("/<token>", methods=("GET", "POST"))
    def send(self, token: str) -> Any:
        """The form, with what was sent already; a sending that cannot be taken comes back as it was typed."""
        asked = answer_pages.asked(Purpose.ASPIRATION, token)
        if not asked.participant.get("employee"):
            raise Missing()
        typed: list[tuple[str, str]] = []
        problem = ""
        if request.method == "POST":
            typed = list(zip(request.form.getlist("category"), request.form.getlist("text"), strict=False))
            try:
                count = answers.aspire(asked, typed, origin())
            except (Invalid, WrongState) as error:
                problem = say(error.message)
            else:
                flash(say(Message(N_("%(count)s aspirations were sent."), count=count)), "success")
                return redirect(self.get_url(".send", token=token))
        page = self._page(asked, typed, problem)
        return (page, 422) if problem else page

    def _page(self, asked: Asked, typed: list[tuple[str, str]], problem: str) -> str:
        is_open = answers.takes_aspirations(asked)
        held = answers.sent(asked) if is_open else []
        labels = choice_labels(CATEGORIES)
        rows = [*typed, *[("", "")] * answers.MOST][: answers.MOST - len(held)]
        return render_template(
            "aspiration.html",
            title=say(self.title),
            told=answer_pages.told(asked),
            is_open=is_open,
            closed=say(answers.closed(asked)),
            sent=[
                {
                    "category": labels.get(str(each.get("category")), ""),
                    "text": answer_pages.said(asked, each.get("text")),
                }
                for each in held
                if each.get("proposed") and not each.get("removed")
            ],
            rows=rows,
            typed=typed,
            categories=list(labels.items()),
            longest=answers.LONGEST,
            problem=problem,
        )
