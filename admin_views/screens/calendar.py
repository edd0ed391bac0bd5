"""The calendar: a month of the meetings that one may see, and one's own feed of them for other calendars."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_admin import expose
from flask_babel import format_date

from admin_views import meeting_texts
from admin_views.addresses import absolute
from admin_views.base import Page
from admin_views.formats import Labels
from admin_views.session import actor_or_none, current_actor, origin
from admin_views.translations import say
from models.meetings import MeetingState
from models.moments import day_at, today
from models.wording import N_
from operations import calendar_feeds, calendars
from operations.policy import Action, may
from operations.references import labels

_MONTH = re.compile(r"(2[01]\d\d)-(0[1-9]|1[0-2])")


class CalendarPage(Page):
    title = N_("Calendar")
    group = N_("Development")
    icon = "calendar"
    order = 39

    def is_accessible(self) -> bool:
        if request.endpoint == f"{self.endpoint}.feed":
            return True  # the secret address says who asks
        actor = actor_or_none()
        return actor is not None and may(actor, Action.READ, "Meeting")

    @expose("/")
    def index(self) -> Any:
        """A month; any other `month` than one such as 2026-12 is the present one."""
        actor, present = current_actor(), today()
        asked = _MONTH.fullmatch(request.args.get("month", ""))
        first = date(int(asked[1]), int(asked[2]), 1) if asked else present.replace(day=1)
        found = calendars.month(actor, first)
        units = {each["department"] for each in found}
        named = labels(actor, {"Department": units}) if len(units) > 1 else {}
        after = _after(first)
        days = [first + timedelta(days=number) for number in range((after - first).days)]
        week = [first + timedelta(days=number - first.weekday()) for number in range(7)]
        return render_template(
            "calendar.html",
            view=self,
            title=say(self.title),
            named=format_date(first, "MMMM y"),
            count=len(found),
            weekdays=[format_date(each, "EEE") for each in week],
            blanks=range(first.weekday()),
            days=[self._day(day, present, found, named) for day in days],
            earlier=self._url(first - timedelta(days=1)),
            this_one=self._url(present),
            later=self._url(after),
        )

    def _url(self, day: date) -> str:
        return self.get_url(".index", month=f"{day:%Y-%m}")

    def _day(self, day: date, today: date, found: list[dict[str, Any]], units: Labels) -> dict[str, Any]:
        held = [each for each in found if day_at(each["begins_at"]) == day]
        return {
            "number": day.day,
            "weekday": format_date(day, "EEEE"),
            "is_today": day == today,
            "meetings": [self._meeting(each, units) for each in held],
        }

    def _meeting(self, raw: Mapping[str, Any], units: Labels) -> dict[str, Any]:
        state = str(raw.get("state") or "")
        return {
            "url": self.get_url("meetings.details_view", id=str(raw["_id"])),
            "hours": str(raw.get("starts") or ""),
            "title": str(raw.get("title") or ""),
            "unit": units.get(raw["department"]) or "",  # where there are meetings of several
            "state": meeting_texts.state(raw),
            "look": "off" if state == MeetingState.CANCELLED else meeting_texts.LOOKS.get(state) or "none",
        }

    @expose("/feed/<token>.ics")
    def feed(self, token: str) -> Any:
        """The meetings that the holder of a secret address may see now; 404 once it ended."""
        return Response(calendar_feeds.read(token), content_type="text/calendar; charset=utf-8")

    @expose("/make-feed/", methods=("POST",))
    def make_feed(self) -> Any:
        """A new secret address in place of the one before, shown this once; the button says that it is wanted."""
        if "make" not in request.form:
            return redirect(url_for("account.index"))
        address = absolute(url_for(".feed", token=calendar_feeds.make(current_actor(), origin())))
        return render_template("calendar_feed.html", view=self, title=say(N_("Your calendar feed")), address=address)

    @expose("/end-feed/", methods=("POST",))
    def end_feed(self) -> Any:
        """End one's own feed."""
        calendar_feeds.revoke(current_actor(), origin())
        flash(say(N_("The feed ended: its address opens nothing any more.")), "success")
        return redirect(url_for("account.index"))


def _after(first: date) -> date:
    """The first day of the next month."""
    return (first + timedelta(days=31)).replace(day=1)
