"""Answering a round of feedback through a link: no account is needed, and none is looked at.

Of an anonymous round the page is the same before and after it was answered: else whoever holds the link could ask it.
What was sent from this very browser is remembered there alone.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from bson import ObjectId
from flask import current_app, flash, redirect, render_template, request
from flask import session as cookie
from flask_admin import expose

from admin_views import round_texts
from admin_views.base import Page
from admin_views.edit_screen import SAVED
from admin_views.session import origin
from admin_views.translations import say
from models.dates import format_day
from models.feedback_rounds import NAMED
from models.people import with_titles
from models.question_sets import HIGHEST, LOWEST
from models.wording import N_, Message
from operations import round_answers, round_links
from operations.careers import day_of
from operations.errors import Invalid, Missing, WrongState
from operations.round_links import Asked

SENT, MOST = "rounds", 60
KEPT = N_("Your answers were kept. Thank you.")
FIRST_STANDS = N_("Thank you. Your answers are in; had this link been used before, what was sent first would stand.")


class RoundAnswer(Page):
    title = N_("Give feedback")

    def is_accessible(self) -> bool:
        return True  # the link says who answers

    @expose("/")
    def index(self) -> Any:
        """There is nothing without a link."""
        raise Missing()

    @expose("/<token>")
    def people(self, token: str) -> str:
        """Whom somebody is asked about."""
        asked = self._asked(token)
        return render_template(
            "round_people.html", title=say(self.title), round=_round(asked),
            people=[
                {
                    "name": str(each.get("employee_name") or ""),
                    "group": round_texts.asked_as(each.get("relation")),
                    "url": self.get_url(".answer", token=token, about=str(each["_id"])),
                    "is_sent": _is_sent(asked, each["_id"]),
                }
                for each in asked.invitations
            ],
        )  # fmt: skip

    @expose("/<token>/<about>", methods=("GET", "POST"))
    def answer(self, token: str, about: str) -> Any:
        """The questions about one person; what cannot be taken comes back as it was typed."""
        asked = self._asked(token)
        invitation = asked.about(ObjectId(about) if ObjectId.is_valid(about) else ObjectId())
        typed: Mapping[str, Any] = {} if asked.round.get("anonymous") else round_answers.signed(invitation["_id"])
        problems: dict[str, str] = {}
        if request.method == "POST":
            typed = {key: value[: 4 * round_answers.LONGEST] for key, value in request.form.items()}
            try:
                round_answers.answer(_key(), asked, invitation["_id"], typed, origin())
            except Invalid as error:
                problems = {key: say(message) for key, message in error.problems.items()}
            except WrongState as error:
                problems = {"": say(error.message)}
            else:
                return self._sent(token, asked, invitation["_id"])
        page = render_template(
            "round_answer.html", **self._shown(token, asked, invitation), **_told(asked, typed, problems)
        )
        return (page, 422) if problems else page

    def _shown(self, token: str, asked: Asked, invitation: Mapping[str, Any]) -> dict[str, Any]:
        """Who is asked about whom, and how their answers are kept."""
        relation = invitation.get("relation")
        return {
            "title": say(Message(N_("Feedback on %(name)s"), name=str(invitation.get("employee_name") or ""))),
            "round": _round(asked),
            "group": round_texts.asked_as(relation),
            "is_named": not asked.round.get("anonymous") or relation in NAMED,
            "is_own": relation == "self",
            "people_url": self.get_url(".people", token=token),
            "form_token": request.form.get("form_token") or secrets.token_hex(16),
            "draft": f"round:{invitation['_id']}",
        }

    def _asked(self, token: str) -> Asked:
        return round_links.read(_key(), token)

    def _sent(self, token: str, asked: Asked, invitation: ObjectId) -> Any:
        sent = [each for each in cookie.get(SENT, ()) if isinstance(each, str)]
        cookie[SENT] = [*sent, _short(invitation)][-MOST:]
        flash(request.form.get("form_token", ""), SAVED)
        flash(say(FIRST_STANDS if asked.round.get("anonymous") else KEPT), "success")
        return redirect(self.get_url(".people", token=token))


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


def _short(invitation: ObjectId) -> str:
    """What the browser's cookie keeps of an invitation that was answered there."""
    return hashlib.sha256(invitation.binary).hexdigest()[:12]


def _is_sent(asked: Asked, invitation: ObjectId) -> bool:
    if not asked.round.get("anonymous"):
        return bool(round_answers.signed(invitation))
    return _short(invitation) in cookie.get(SENT, ())


def _round(asked: Asked) -> dict[str, Any]:
    """All that such a page tells of its round."""
    last, first = day_of(asked.round.get("closes_on")), day_of(asked.round.get("opens_on"))
    who = asked.giver
    return {
        "title": str(asked.round.get("title") or ""),
        "note": str(asked.round.get("note") or ""),
        "giver": with_titles(who.get("name"), who.get("title_front"), who.get("title_back")),
        "first": format_day(first) if first else "",
        "last": format_day(last) if last else "",
        "anonymous": bool(asked.round.get("anonymous")),
        "minimum": asked.round.get("minimum"),
    }


def _told(asked: Asked, typed: Mapping[str, Any], problems: Mapping[str, str]) -> dict[str, Any]:
    """The questions with what was typed, and what is wrong with it."""
    return {
        "questions": [_question(each, typed, problems) for each in asked.round.get("questions") or ()],
        "problem": problems.get("", ""),
        "count": sum(bool(key) for key in problems),
        "numbers": range(LOWEST, HIGHEST + 1),
        "longest": round_answers.LONGEST,
    }


def _question(each: Mapping[str, Any], typed: Mapping[str, Any], problems: Mapping[str, str]) -> dict[str, Any]:
    key = str(each.get("key"))
    return {
        "key": key,
        "label": round_texts.label_of(each),
        "is_text": each.get("kind") == "text",
        "value": str(typed.get(key) or ""),
        "problem": problems.get(key, ""),
    }
