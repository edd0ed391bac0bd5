"""Learning hours: how everybody stands in a year, by unit and by name, now and by its end; and what trainings count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from bson import ObjectId
from flask import Response, render_template, request, stream_with_context
from flask_admin import expose

from admin_views.base import Page
from admin_views.export_screen import csv_lines, download, workbook
from admin_views.figures import BROKEN, HOURS
from admin_views.formats import format_count, formatter
from admin_views.hour_texts import rules_table, standard_text
from admin_views.list_state import SIZE, number
from admin_views.session import actor_or_none, current_actor, origin
from admin_views.translations import say
from models.identifiers import format_nip
from models.moments import now
from models.people import Employee
from models.wording import N_, Message
from operations import configuration, hour_exports, hours, recounting
from operations.actors import Actor
from operations.cells import quoted
from operations.errors import Missing
from operations.hours import OVER, SHORT, STATES, Person, Standing, Tally
from operations.listing import DEEPEST
from operations.policy import Action, judge, may
from operations.references import fetch, label

UNITS, ALL = "units", "all"
BACK = 5
"""Years back that the chooser offers."""
_LABELS = dict(HOURS)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks: a year, a unit, who, as they stand now or `ahead` by the end of the year, which page."""

    year: int
    unit: ObjectId | None
    state: str
    ahead: bool
    page: int

    def arguments(self) -> dict[str, Any]:
        """The address' arguments."""
        told = {"year": self.year, "department": self.unit, "state": self.state, "when": self.ahead and "ahead"}
        return {name: value for name, value in {**told, "page": self.page}.items() if value}


class Hours(Page):
    title = N_("Learning hours")
    group = N_("Development")
    icon = "clock"
    order = 25

    def is_accessible(self) -> bool:
        actor = actor_or_none()
        return actor is not None and all(may(actor, Action.READ, name) for name in ("Employee", "Training"))

    @expose("/")
    def index(self) -> Any:
        """One reading of everybody in reach: the units, or a page of those who stand as asked."""
        actor, asked = current_actor(), _asked()
        standing = Standing(actor, asked.year, asked.unit)
        agencies = standing.by_agency()
        if not asked.state:
            asked = replace(asked, state=UNITS if len(agencies) > 1 and asked.unit is None else SHORT)
        those = standing.those(asked.state, asked.ahead) if asked.state != UNITS else []
        page = those[asked.page * SIZE : (asked.page + 1) * SIZE]
        known = _known(actor, page, {*agencies, asked.unit})
        return render_template(
            "hours.html", view=self, title=say(Message(N_("Learning hours %(year)s"), year=asked.year)), asked=asked,
            summary=self._cells(standing.whole, asked), tabs=self._tabs(standing.whole, asked),
            units=self._units(agencies, known, asked) if asked.state == UNITS else None,
            rows=[self._row(each, known, asked) for each in page], unit=known.get(asked.unit, ""),
            **self._pager(asked, len(page), len(those)), **self._choosers(agencies, known, asked),
            export_urls=[(kind.upper(), self._url(asked, export=kind)) for kind in ("csv", "xlsx")] if those else [],
            job=_job(), rules_url=self.get_url(".rules", department=asked.unit),
        )  # fmt: skip

    @expose("/export/<export_type>/")
    def export(self, export_type: str) -> Response:
        """Those who stand as asked, as a file."""
        if export_type not in ("csv", "xlsx"):
            raise Missing()
        actor, asked = current_actor(), _asked()
        people = Standing(actor, asked.year, asked.unit).those(asked.state, asked.ahead)
        detail = {"filters": request.query_string.decode("latin-1")[:500], "format": export_type}
        rows = chain([_head()], _texts(hour_exports.batches(actor, people, detail, origin())))
        body = csv_lines(rows) if export_type == "csv" else workbook(rows)
        return download(stream_with_context(body), export_type, say(self.title))

    @expose("/rules/")
    def rules(self) -> Any:
        """What each kind of training counts, in a unit or in all of the city."""
        actor = current_actor()
        unit = _unit() or next((seat.unit for seat in actor.seats), None)
        path = configuration.path_of(unit)
        raw = fetch({"Department": path[-1:]}).get(unit) if unit else None
        if raw is None or not may(actor, Action.READ, "Department", raw):
            raise Missing()
        may_change = may(actor, Action.CHANGE, "Configuration", raw)
        return render_template(
            "hour_rules.html", view=self, title=say(N_("What trainings count in JP")), unit=label(raw),
            rows=rules_table(path), hours_url=self.get_url(".index"), job=_job(),
            change_url=self.get_url("unit_settings.index", unit=path[-1], group="targets") if may_change else None,
        )  # fmt: skip

    def _url(self, asked: Asked, export: str = "", **changes: Any) -> str:
        told = replace(asked, **{"page": 0, **changes}).arguments()
        return str(self.get_url(".export", export_type=export, **told) if export else self.get_url(".index", **told))

    def _cells(self, found: Tally, asked: Asked) -> list[dict[str, Any]]:
        """The whole in numbers, each leading to the very people it counts."""
        short, short_ahead = self._url(asked, state=SHORT, ahead=False), self._url(asked, state=SHORT, ahead=True)
        told = (
            (N_("People with a rule"), found.people, self._url(asked, state=ALL, ahead=False)),
            (_LABELS[SHORT], found.now[SHORT], short),
            (N_("JP they lack in all"), found.missing, short),
            (N_("Still short in December"), found.ahead[SHORT], short_ahead),
            (_LABELS[OVER], found.now[OVER], self._url(asked, state=OVER, ahead=False)),
        )
        return [{"label": say(text), "count": format_count(count), "url": url} for text, count, url in told]

    def _tabs(self, found: Tally, asked: Asked) -> list[tuple[str, str, bool, str]]:
        counts = found.ahead if asked.ahead else found.now
        first = [] if asked.unit else [(say(N_("By unit")), self._url(asked, state=UNITS), asked.state == UNITS, "")]
        states = [
            (say(text), self._url(asked, state=code), code == asked.state, format_count(counts[code]))
            for code, text in HOURS
        ]
        everybody = (say(N_("All")), self._url(asked, state=ALL), asked.state == ALL, format_count(found.people))
        return [*first, *states, everybody]

    def _units(self, agencies: dict[Any, Tally], known: dict[Any, str], asked: Asked) -> list[dict[str, Any]]:
        rows = []
        for id, each in agencies.items():
            here = replace(asked, unit=id)
            counted = {
                "people": (each.people, ALL, False), "short": (each.now[SHORT], SHORT, False),
                "missing": (each.missing, SHORT, False), "ahead": (each.ahead[SHORT], SHORT, True),
                "over": (each.now[OVER], OVER, False),
            }  # fmt: skip
            cells = {
                name: (format_count(count), self._url(here, state=state, ahead=ahead) if count else None)
                for name, (count, state, ahead) in counted.items()
            }
            share = round(100 * each.now[hours.MET] / each.under_floor) if each.under_floor else None
            rows.append({"name": known.get(id, ""), "url": self._url(here, state=SHORT), "share": share, **cells})
        return sorted(rows, key=lambda row: str(row["name"]))

    def _row(self, each: Person, known: dict[Any, Any], asked: Asked) -> dict[str, Any]:
        raw, stands = known.get(each.id) or {}, each.stands(asked.ahead)
        return {
            "name": raw.get("label", ""), "unit": known.get(each.unit, ""), "jp": each.done, "forecast": each.forecast,
            "url": self.get_url("employees.details_view", id=str(each.id), part="trainings"),
            "golongan": formatter(Employee.golongan)(raw.get("golongan"), {}), "limit": each.standard.limit,
            "missing": each.missing(asked.ahead), "rule": standard_text(each.standard),
            "broken": stands if stands in BROKEN else "",
        }  # fmt: skip

    def _pager(self, asked: Asked, shown: int, total: int) -> dict[str, Any]:
        first, page = asked.page * SIZE, asked.page
        return {
            "total": format_count(total), "first": first + 1 if shown else 0, "last": first + shown,
            "previous_url": self._url(asked, page=page - 1) if page else None,
            "next_url": self._url(asked, page=page + 1) if first + shown < total else None,
        }  # fmt: skip

    def _choosers(self, agencies: dict[Any, Tally], known: dict[Any, str], asked: Asked) -> dict[str, Any]:
        year = now().year
        years = sorted({*range(year - BACK, year + 2), asked.year}, reverse=True)
        units = sorted(((known[id], str(id)) for id in agencies if known.get(id)), key=lambda pair: pair[0])
        chosen = str(asked.unit or "")
        if chosen and chosen not in {id for _, id in units}:
            units = [(known.get(asked.unit, ""), chosen)] if known.get(asked.unit) else []
        whens = [
            (say(text), self._url(asked, ahead=ahead), ahead == asked.ahead)
            for text, ahead in ((N_("Finished so far"), False), (N_("Forecast to December"), True))
        ]
        return {"years": years, "unit_choices": units, "chosen_unit": chosen, "whens": whens}


def _asked() -> Asked:
    given = request.args
    year = number(given.get("year"), now().year)
    state = given.get("state", "")
    return Asked(
        year if 1950 <= year <= 2200 else now().year, _unit(), state if state in (*STATES, UNITS, ALL) else "",
        given.get("when") == "ahead", min(number(given.get("page"), 0), DEEPEST // SIZE),
    )  # fmt: skip


def _unit() -> ObjectId | None:
    told = request.args.get("department", "")
    return ObjectId(told) if ObjectId.is_valid(told) else None


def _known(actor: Actor, page: Sequence[Person], units: set[Any]) -> dict[Any, Any]:
    """The page's people ({label, golongan}) and units (their names, where the actor may see them), in one trip."""
    wanted = {"Employee": [each.id for each in page], "Department": {*units, *(each.unit for each in page)} - {None}}
    sees = judge(actor, Action.READ, "Department")
    found: dict[Any, Any] = {}
    for id, raw in fetch(wanted, (*hours.SHOWN, "scope")).items():
        if raw["kind"] == "Employee":
            found[id] = {"label": label(raw), "golongan": raw.get("golongan")}
        elif sees(raw):
            found[id] = label(raw)
    return found


def _job() -> dict[str, Any] | None:
    raw = recounting.under_way()
    if raw is None:
        return None
    done, total = format_count(raw.get("done") or 0), format_count(raw.get("total") or 0)
    return {"done": done, "total": total, "is_failed": raw["state"] == "failed"}


def _head() -> list[str]:
    texts = ("NIP", N_("Name"), N_("Unit"), N_("Golongan"), "JP", N_("Forecast"), N_("Rule"), N_("Missing or too many"))
    return [say(text) for text in texts]


def _texts(found: Iterator[list[Any]]) -> Iterator[list[str]]:
    for batch in found:
        for each, raw, units in batch:
            unit = units.get(each.unit)
            texts = (
                format_nip(raw["nip"]), label(raw), label(unit) if unit else "",
                formatter(Employee.golongan)(raw.get("golongan"), {}), str(each.done), str(each.forecast),
                standard_text(each.standard), str(each.missing()),
            )  # fmt: skip
            yield [quoted(text) for text in texts]
