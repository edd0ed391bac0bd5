"""Dashboard: how well people are cared for, in figures by period and agency, and the people behind each figure."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import Response, render_template, request
from flask_admin import expose

from admin_views import dashboard_figures, dashboard_tables
from admin_views.base import Page
from admin_views.dashboard_choices import choices, period_label
from admin_views.dashboard_links import Links
from admin_views.formats import format_count, format_moment, formatter
from admin_views.list_state import SIZE, number
from admin_views.session import actor_or_none, current_actor, origin
from admin_views.translations import choice_labels, say
from models import periods
from models.moments import today
from models.notes import CATEGORIES
from models.people import Employee, with_titles
from models.wording import N_
from operations import dashboard_lists, dashboards, monthly_reports
from operations.dashboard_lists import Which
from operations.dashboard_reads import Asked
from operations.errors import Missing
from operations.listing import DEEPEST
from operations.listing import Asked as Slice
from operations.policy import Action, may
from operations.references import labels


class Dashboard(Page):
    title = N_("Dashboard")
    group = N_("Development")
    icon = "chart-dots"
    order = 5

    def is_accessible(self) -> bool:
        actor = actor_or_none()
        return actor is not None and may(actor, Action.COUNT, "Employee")

    @expose("/")
    def index(self) -> Any:
        """All figures of a period, of one's units or one of them."""
        actor, asked = current_actor(), read_asked()
        board = dashboard_lists.in_reach(dashboards.of_actor(actor, asked))
        links = Links(actor, asked)
        month = monthly_reports.month_for(asked.period, today())
        sort, descending = request.args.get("sort", ""), request.args.get("desc") == "1"
        return render_template(
            "dashboard.html", view=self, title=say(self.title), period=period_label(asked.period),
            active=len(board.active), active_url=links.people("active"), choices=choices(board),
            coverage=dashboard_figures.coverage(board, links), figures=dashboard_figures.of(board, links),
            table=dashboard_tables.by_agency(board, links, sort, descending), counted_at=format_moment(board.at),
            report_url=links.report(month), report_label=period_label(month),
        )  # fmt: skip

    @expose("/people/")
    def people(self) -> Any:
        """The people whom a figure counts."""
        actor, asked, slice_ = current_actor(), read_asked(), _slice()
        figure = request.args.get("of", "active")
        rows, total = dashboard_lists.people(actor, asked, figure, slice_)
        units = labels(actor, {"Department": {*(raw.get("department") for raw in rows), asked.unit} - {None}})
        return render_template(
            "dashboard_people.html", view=self, title=dashboard_figures.label_of(figure),
            rows=[self._person(raw, units) for raw in rows],
            **self._around(asked, units, slice_, (len(rows), total)),
        )  # fmt: skip

    @expose("/aspirations/")
    def aspirations(self) -> Any:
        """The aspirations that a figure counts."""
        actor, asked, slice_ = current_actor(), read_asked(), _slice()
        rows, total = dashboard_lists.aspirations(actor, asked, _which(), slice_)
        wanted: dict[str, Any] = {"Employee": {raw.get("employee") for raw in rows} - {None}}
        shown = labels(actor, {**wanted, "Department": {asked.unit} - {None}})
        return render_template(
            "dashboard_aspirations.html", view=self, title=say(N_("Aspirations")),
            rows=[self._hope(raw, shown) for raw in rows], **self._around(asked, shown, slice_, (len(rows), total)),
        )  # fmt: skip

    @expose("/report.pdf")
    def report(self) -> Response:
        """The report of a unit and month, as PDF."""
        asked = read_asked()
        month = monthly_reports.month_for(asked.period, today())
        found = monthly_reports.make(current_actor(), asked.unit, month, origin())
        answer = Response(found.content, mimetype=found.content_type)
        answer.headers.set("Content-Disposition", "attachment", filename=found.filename)
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    def _around(self, asked: Asked, shown: Any, slice_: Slice, counts: tuple[int, int]) -> dict[str, Any]:
        """What stands around a list of (rows here, rows in all): its period and unit, its pages, the way back."""
        (count, total), page = counts, slice_.offset // SIZE
        kept = {**request.args.to_dict(), "page": None}
        before, after = (self.get_url(str(request.endpoint), **{**kept, "page": page + step}) for step in (-1, 1))
        return {
            "period": period_label(asked.period),
            "unit": (shown.get(asked.unit) or "") if asked.unit else "",
            "total": format_count(total),
            "first": slice_.offset + 1 if count else 0,
            "last": slice_.offset + count,
            "previous_url": before if page else None,
            "next_url": after if count and slice_.offset + count < total else None,
            "back_url": Links(current_actor(), asked).here(),
        }

    def _person(self, raw: dict[str, Any], units: Any) -> dict[str, Any]:
        return {
            "name": with_titles(raw.get("name"), raw.get("title_front"), raw.get("title_back")),
            "url": self.get_url("employees.details_view", id=str(raw["_id"])),
            "position": str(raw.get("position_name") or ""),
            "unit": units.get(raw.get("department")) or "",
            "golongan": formatter(Employee.golongan)(raw.get("golongan"), {}),
        }

    def _hope(self, raw: dict[str, Any], shown: Any) -> dict[str, Any]:
        return {
            "name": shown.get(raw.get("employee")) or "",
            "text": str(raw.get("text") or ""),
            "category": choice_labels(CATEGORIES).get(str(raw.get("category")), ""),
            "at": format_moment(raw["_id"].generation_time),
            "is_answered": raw["answered"],
            "url": self.get_url("meetings.details_view", id=str(raw.get("meeting"))),
        }


def read_asked() -> Asked:
    """What the address asks for. Raises Missing for a unit that cannot be one."""
    args = request.args
    period = periods.read(args.get("year", ""), args.get("part", ""), today())
    unit = args.get("department", "")
    if unit and not ObjectId.is_valid(unit):
        raise Missing()
    in_years = args.get("over") == "years" and not period.part
    return Asked(period, ObjectId(unit) if unit else None, in_years)


def _slice() -> Slice:
    page = min(number(request.args.get("page"), 0), DEEPEST // SIZE)
    return Slice(offset=page * SIZE, size=SIZE)


def _which() -> Which:
    told = {key: request.args.get(key) for key in ("category", "answered", "age")}
    is_answered = told["answered"] == "1" if told["answered"] in ("0", "1") else None
    return Which(told["category"] or None, is_answered, told["age"] or None)
