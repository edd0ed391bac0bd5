"""Dates that matter: what is overdue or near, by month and kind with its rule; a month's calendar; notes on dates."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from bson import ObjectId
from flask import flash, redirect, render_template, request
from flask_admin import expose
from flask_babel import format_date

from admin_views import date_texts
from admin_views import filters as filtering
from admin_views.base import Page
from admin_views.controls import options
from admin_views.export_screen import sheet
from admin_views.filters import Chosen, Filter
from admin_views.form_screen import requested_id
from admin_views.formats import Labels, format_count
from admin_views.list_state import SIZE, number
from admin_views.session import actor_or_none, current_actor, origin
from admin_views.translations import say
from models.moments import today
from models.unit_settings import DATES
from models.wording import N_
from operations import date_details, date_lists, date_notes
from operations.actors import Actor
from operations.date_lists import ALL, ATTENTION, CAP, DONE, KINDS, OVERDUE, Sought
from operations.errors import Conflict, Invalid, Missing
from operations.listing import DEEPEST
from operations.policy import Action, may

VIEWS = (
    (ATTENTION, N_("Need attention")), (OVERDUE, N_("Overdue")), (ALL, N_("All dates")), (CAP, N_("Mentok ijazah")),
    (DONE, N_("Dealt with")),
)  # fmt: skip
FILTERS = (
    Filter("kind", N_("Which"), "choice", choices=DATES),
    Filter("department", N_("Unit"), "reference", to="Department"),
    Filter("day", N_("Period"), "period"),
)
MONTHS = (N_("Month before"), N_("This month"), N_("Month after"))
MEANWHILE = N_("Somebody else changed this just now. Look at it again.")
_MONTH = re.compile(r"((?:19|20|21)\d\d)-(0[1-9]|1[0-2])")


class DatesPage(Page):
    title = N_("Dates that matter")
    group = N_("Development")
    icon = "calendar-month"
    order = 30

    def is_accessible(self) -> bool:
        actor = actor_or_none()
        return actor is not None and may(actor, Action.READ, "Employee")

    @expose("/")
    def index(self) -> Any:
        """The list: at most four round trips with the session."""
        actor, present = current_actor(), today()
        chosen, view = self._asked(), self._view()
        page = min(number(request.args.get("page"), 0), DEEPEST // SIZE)
        found = date_lists.find(actor, _sought(view, chosen, page), present)
        units = next((each.value for each in chosen if each.filter.to), [])
        rows, named = date_details.told(actor, found.rows, present, units)
        first = page * SIZE
        return render_template(
            "dates.html", view=self, title=say(self.title),
            groups=date_texts.grouped(rows, present, view in (CAP, DONE)),
            first=first + 1 if rows else 0, last=first + len(rows), total=format_count(found.total),
            is_floor=found.capped, pending=found.pending, is_dealt=view == DONE, which=view,
            views=[(say(label), self._url(chosen, view=code), code == view) for code, label in VIEWS],
            previous_url=self._url(chosen, view=view, page=page - 1) if page else None,
            next_url=self._url(chosen, view=view, page=page + 1) if first + len(rows) < found.total else None,
            exports=self._exports(actor, chosen, view), calendar_url=self.get_url(".calendar"),
            **self._controls(chosen, view, named),
        )  # fmt: skip

    def _view(self) -> str:
        view = request.args.get("view", "")
        return view if view in date_lists.VIEWS else ATTENTION

    def _asked(self) -> list[Chosen]:
        chosen, complaints = filtering.read(FILTERS, request.args)
        for complaint in complaints:
            flash(complaint, "warning")
        return chosen

    def _url(self, chosen: list[Chosen], **more: Any) -> str:
        """The list with these filters; `view` and `page` only where they are not as at first."""
        pairs = [(name, str(value)) for name, value in more.items() if value not in (None, 0, ATTENTION)]
        pairs += [pair for each in chosen for pair in each.texts]
        return self.get_url(".index") + (f"?{urlencode(pairs)}" if pairs else "")

    def _exports(self, actor: Actor, chosen: list[Chosen], view: str) -> list[tuple[str, str]]:
        if not may(actor, Action.EXPORT, "Employee"):
            return []
        pairs = urlencode([("view", view), *(pair for each in chosen for pair in each.texts)])
        return [(text, f"{self.get_url('.export', export_type=code)}?{pairs}") for code, text in
                (("csv", "CSV"), ("xlsx", "Excel (XLSX)"))]  # fmt: skip

    def _controls(self, chosen: list[Chosen], view: str, shown: Labels) -> dict[str, Any]:
        """The filters and their chips."""
        by_name = {each.filter.name: each for each in chosen}
        texts = dict(pair for each in chosen for pair in each.texts)
        units = by_name["department"].value if "department" in by_name else []
        picked = [text for name, text in by_name["kind"].texts] if "kind" in by_name else []
        return {
            "kind_options": options(tuple(DATES), picked),
            "unit": next(((str(id), shown.get(id) or "") for id in units), None),
            "lookup_url": f"{self.get_url('employees.lookup')}?field=department",
            "day_from": texts.get("day_from", ""),
            "day_to": texts.get("day_to", ""),
            "chips": [
                (say(each.filter.label), filtering.chip_text(each, shown),
                 self._url([other for other in chosen if other is not each], view=view)) for each in chosen
            ],
            "clear_url": self._url([], view=view),
        }  # fmt: skip

    @expose("/export/<export_type>/")
    def export(self, export_type: str) -> Any:
        """What is filtered, as a file."""
        if export_type not in ("csv", "xlsx"):
            raise Missing()
        actor, present, view = current_actor(), today(), self._view()
        detail = {"filters": request.query_string.decode("latin-1")[:500], "format": export_type, "list": "dates"}
        sought = _sought(view, self._asked(), 0)
        found = date_details.batches(actor, sought, present, detail, origin())
        head = [[say(text) for text in date_texts.HEAD]]
        body = (date_texts.cells(each, present) for batch in found for each in batch)
        return sheet((row for rows in (head, body) for row in rows), export_type, say(self.title))

    @expose("/calendar/")
    def calendar(self) -> Any:
        """A month; any other `month` than one such as 2027-04 is the present one."""
        actor, present = current_actor(), today()
        asked = _MONTH.fullmatch(request.args.get("month", ""))
        first = date(int(asked[1]), int(asked[2]), 1) if asked else present.replace(day=1)
        after = (first + timedelta(days=31)).replace(day=1)
        last = after - timedelta(days=1)
        counts = date_lists.by_day(actor, Sought(view=ALL, first=first, last=last), present)
        sums = {kind: sum(day.get(kind, 0) for day in counts.values()) for kind in KINDS}
        week = [first + timedelta(days=place - first.weekday()) for place in range(7)]
        months = zip(MONTHS, (first - timedelta(days=1), present, after), strict=True)
        return render_template(
            "dates_calendar.html", view=self, title=say(N_("Calendar of dates")), named=format_date(first, "MMMM y"),
            weekdays=[format_date(each, "EEE") for each in week], blanks=first.weekday(), today=present,
            days=list(date_texts.month_days(first, counts, self._period)), list_url=self.get_url(".index"),
            sums=[(name, sums[kind], self._period(first, last, kind)) for kind, name in date_texts.kinds().items()
                  if sums[kind]],
            whole=(sum(sums.values()), self._period(first, last)),
            months=[(say(label), self.get_url(".calendar", month=f"{day:%Y-%m}")) for label, day in months],
        )  # fmt: skip

    def _period(self, first: date, last: date, kind: str | None = None) -> str:
        """The list of all open dates of a period."""
        asked = {"view": ALL, "day_from": f"{first:%d-%m-%Y}", "day_to": f"{last:%d-%m-%Y}"}
        return self.get_url(".index", **asked, **({"kind": kind} if kind else {}))

    @expose("/note/", methods=("GET", "POST"))
    def note(self) -> Any:
        """Say of a date that it was dealt with, or take that back."""
        actor = current_actor()
        try:
            found = _found(actor)
        except Invalid as error:
            flash(say(error.message), "warning")
            return redirect(self.get_url(".index"))
        problem = self._noted(actor, found) if request.method == "POST" else ""
        if problem is None:
            return redirect(self.get_url(".index"))
        page = render_template(
            "date_note.html", view=self, title=say(N_("A date dealt with")), date=date_texts.noted(found.coming),
            label=found.person,
            may_note=date_notes.may_note(actor, found), version=found.raw.get("version") or 1, problem=problem,
            reason=request.form.get("reason", ""), here=request.full_path, back_url=self.get_url(".index"),
        )  # fmt: skip
        return (page, 422) if problem else page

    def _noted(self, actor: Actor, found: date_notes.Found) -> str | None:
        """Do what the form asks for; returns what is wrong with it, None where it is done."""
        seen = number(request.form.get("version"), 0)
        try:
            if request.form.get("act") == "back":
                date_notes.take_back(actor, found, seen, origin())
                flash(say(N_("The date is open again.")), "success")
            else:
                date_notes.put_aside(actor, found, request.form.get("reason", ""), seen, origin())
                flash(say(N_("Noted. The date is listed under “Dealt with”, where it can be opened again.")), "success")
        except Invalid as error:
            return say(error.message)
        except Conflict:
            flash(say(MEANWHILE), "error")
        return None


def _sought(view: str, chosen: list[Chosen], page: int) -> Sought:
    told = {each.filter.name: each.value for each in chosen}
    first, end = told.get("day", (None, None))
    unit = told.get("department", [None])[0]
    return Sought(
        view, tuple(told.get("kind", KINDS)), unit, first, end - timedelta(days=1) if end else None, page * SIZE, SIZE
    )


def _found(actor: Actor) -> date_notes.Found:
    """The date that the address names. Raises Missing, and Invalid where it is no longer there."""
    told = request.args
    try:
        day = date.fromisoformat(told.get("day", ""))
    except ValueError:
        raise Missing() from None
    id: ObjectId = requested_id()
    return date_notes.read(actor, told.get("of", ""), id, told.get("kind", ""), day)
