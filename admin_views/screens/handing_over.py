"""Handing over while one is away: who acts in one's seat (Plh), from when until when; ended at once if wanted."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import current_app, flash, redirect, render_template, request
from flask_admin import expose

from admin_views.base import Page
from admin_views.form_fields import DayField, RecordForm, Said, Typed
from admin_views.forms import problems_of, put_problems
from admin_views.session import actor_or_none, current_actor, origin
from admin_views.translations import say
from models.dates import DateError, format_day, parse_day
from models.moments import today
from models.users import PLH, SHORT
from models.validation import REQUIRED
from models.wording import N_, Message
from operations import handing_over
from operations.actors import Actor
from operations.errors import Invalid, Missing
from operations.handing_over import Handover


class HandoverForm(RecordForm):
    who = Typed(Said(N_("Who acts for you")))
    begins = DayField(Said(N_("From")), render_kw={"required": True})
    until = DayField(Said(N_("Until")), description=Said(N_("Its last day.")), render_kw={"required": True})


class HandingOver(Page):
    title = N_("Hand over while I am away")

    def is_accessible(self) -> bool:
        actor = actor_or_none()
        return actor is not None and bool(handing_over.seats_of(actor))

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        """What is handed over, and the form to hand over."""
        actor = current_actor()
        is_sent = request.method == "POST"
        form = HandoverForm(request.form if is_sent else None, begins=today())
        if is_sent and form.validate():
            try:
                handing_over.hand_over(actor, _asked(form), self._longest(), origin())
            except Invalid as error:
                put_problems(form, error.problems)
            else:
                flash(say(N_("Handed over. It ends by itself after its last day.")), "success")
                return redirect(self.get_url(".index"))
        problems = problems_of(form)
        page = render_template(
            "handing_over.html",
            view=self,
            title=say(self.title),
            form=form,
            problems=problems,
            given=self._given(actor),
            longest=self._longest(),
            offered=self._offered(actor),
        )
        return (page, 422) if problems else page

    def _longest(self) -> int:
        return int(current_app.config["JENJANG"].longest_handover)

    def _given(self, actor: Actor) -> list[dict[str, Any]]:
        units = {seat.unit: seat.unit_name for seat in handing_over.seats_of(actor)}
        day = today()
        return [
            {
                "who": str(each.who), "how": SHORT[PLH], "name": each.name, "unit": units.get(each.unit, ""),
                "begins": format_day(each.begins), "until": format_day(each.until), "is_now": each.begins <= day,
            }
            for each in handing_over.given(actor)
        ]  # fmt: skip

    def _offered(self, actor: Actor) -> list[dict[str, Any]]:
        """The seats to hand over, each with the accounts that may get it."""
        return [
            {
                "unit": str(seat.unit),
                "name": seat.unit_name,
                "people": [(str(raw["_id"]), str(raw.get("name"))) for raw in handing_over.candidates(actor, seat)],
            }
            for seat in handing_over.seats_of(actor)
        ]

    @expose("/end/", methods=("POST",))
    def end(self) -> Any:
        """Take back at once what was handed over."""
        who = request.form.get("who", "")
        try:
            begins = parse_day(request.form.get("begins", ""))
        except DateError:
            raise Missing() from None
        handing_over.end(current_actor(), _id(who), begins, origin())
        flash(say(N_("Ended. Only you act in your seat again.")), "success")
        return redirect(self.get_url(".index"))


def _id(text: str) -> ObjectId:
    """The id in a text; for any other text one that nothing has."""
    return ObjectId(text) if ObjectId.is_valid(text) else ObjectId()


def _asked(form: HandoverForm) -> Handover:
    """What the form asks for; it names the seat beside the person: `unit:account`. Raises Invalid on a missing day."""
    missing = [name for name in ("begins", "until") if form[name].data is None]
    if missing:
        raise Invalid(dict.fromkeys(missing, Message(REQUIRED)))
    unit, _, who = str(form.who.data or "").partition(":")
    return Handover(_id(unit), _id(who), form.begins.data, form.until.data)
