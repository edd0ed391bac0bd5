"""The pages of dates that matter: four round trips, links that lead to their rows, notes made and taken back."""

from __future__ import annotations

import re
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from models.configurations import Layer
from models.moments import today
from models.people import Employee
from models.training import Training
from models.unit_settings import LeadTime, UnitSettings
from models.users import Role
from operations import coming_dates, date_lists
from operations.actors import SYSTEM
from operations.date_lists import VIEWS, Sought
from tests import makers
from tests.conftest import Member
from tests.defining import put_in_force
from tests.integration.test_dates import late, listed, people
from tests.integration.test_list_queries import LISTED, Trips, trips  # noqa: F401 (a fixture)
from tests.unit.test_coming_dates import plus_years

__all__ = ["late", "people"]


def test_pages_take_four_trips_and_lead_where_they_say(
    city: SimpleNamespace,
    cast: dict[str, Member],
    late: Any,
    trips: Trips,  # noqa: F811
) -> None:
    paths = [f"?view={view}" for view in VIEWS]
    paths += ["", f"?department={city.a}&kind=kgb&day_from=01-01-2020", "calendar/?month=2022-05", "?view=odd&page=x"]
    for who in ("hr", "secretary_a", "outsider_b", "head_a"):
        is_theirs = who != "outsider_b"
        for path in paths:
            trips.names.clear()
            trips.is_on = True
            page = cast[who].get(f"/dates/{path}")
            trips.is_on = False
            assert page.status_code == 200 and len(trips.names) <= LISTED, (who, path, trips.names)
            assert ("Terlambat ALFA" in page.text) <= is_theirs
        month = cast[who].get("/dates/calendar/?month=2022-05").text
        links = re.findall(r'<li><a href="([^"]+)">KGB <b>(\d+)</b></a>', month)
        assert bool(links) == is_theirs
        for url, count in links:
            assert f"<b>1–{count}</b> of {count}" in cast[who].get(url.replace("&amp;", "&")).text
        for form in ("csv", "xlsx"):
            assert cast[who].get(f"/dates/export/{form}/?view=overdue").status_code == 200
        assert ("Terlambat ALFA" in cast[who].get("/dates/export/csv/?view=overdue").text) == is_theirs


def test_a_note_is_made_and_taken_back_on_its_page(cast: dict[str, Member], late: Any) -> None:
    page = cast["secretary_a"].get("/dates/?view=overdue&kind=kgb").text
    url = re.findall(r'href="(/dates/note/[^"]+)"', page)[0].replace("&amp;", "&")
    assert "Two years after the last KGB (01-05-2020)" in cast["secretary_a"].get(url).text
    assert cast["secretary_a"].post(url, {"version": "1", "reason": " "}).status_code == 422
    assert cast["secretary_a"].post(url, {"version": "1", "reason": "Diproses BKPSDM"}).status_code == 302
    told = cast["head_a"].get("/dates/?view=dealt").text
    assert "Diproses BKPSDM" in told and "/dates/note/" not in told
    assert cast["secretary_a"].post(url, {"version": "2", "act": "back"}).status_code == 302
    assert "Diproses BKPSDM" not in cast["head_a"].get("/dates/?view=dealt").text
    assert cast["outsider_b"].get(url).status_code == 404
    assert cast["secretary_a"].get("/dates/note/?of=Employee&id=x").status_code == 404


def test_the_career_file_and_home_tell_them(cast: dict[str, Member], late: Any) -> None:
    page = cast["hr"].get(f"/employees/details/?id={late.id}").text
    assert "Two years after the last KGB (01-05-2020)" in page and "days overdue" in page
    home = cast["secretary_a"].get("/").text
    count = re.search(r'href="/dates/"><b>(\d+)</b>', home)
    assert count and f"of {count[1]}" in cast["secretary_a"].get("/dates/").text


def test_every_query_of_dates_is_index_backed(city: SimpleNamespace, late: Any) -> None:
    for actor in (SYSTEM, makers.make_actor(Role.HEAD, city.a)):
        for view in VIEWS:
            asking = date_lists._Asking(Sought(view), today())
            for kind in (Employee, Training):
                wanted = asking._matching(date_lists.where(actor, kind))
                found = kind._get_collection().find(wanted)
                named = date_lists.hint(kind, wanted, None)
                plan = (found.hint(named) if named else found).explain()["queryPlanner"]["winningPlan"]
                assert "COLLSCAN" not in str(plan), (view, kind, wanted)


def test_leads_of_a_unit_hold_below_it(city: SimpleNamespace) -> None:
    put_in_force(city.a, Layer(settings=UnitSettings(lead_times=[LeadTime(date="kgb", months="9")])))
    put_in_force(city.bidang, Layer(settings=UnitSettings(lead_times=[LeadTime(date="kgb", months="1")])))
    today = date(2026, 11, 29)
    for unit, last in ((city.a, 9), (city.bidang, 1), (city.b, 3)):
        for away, is_near in ((0, True), (1, False)):
            due = coming_dates.ahead(today, last) + timedelta(days=away)
            person = makers.make_employee(unit, kgb_since=plus_years(due, -2), cpns_since=None)
            assert (str(person.id) in {row[0] for row in listed(SYSTEM, Sought(), today)}) == is_near, (unit, away)
