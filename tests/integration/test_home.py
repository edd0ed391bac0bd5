"""Home and the career file: every count leads to exactly the rows it counts, within one's units alone."""

from __future__ import annotations

import re
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from models.configurations import Layer
from models.moments import now, today
from models.people import Employee
from models.training import Training
from models.unit_settings import UnitSettings
from operations import hours, records, statistics
from operations.actors import SYSTEM
from operations.listing import Asked
from tests import makers
from tests.conftest import Member
from tests.defining import put_in_force

Cast = dict[str, Member]
YEAR = now().year
ROW = re.compile(
    r'<tr[^>]*><td>(?:<a class="link-text" href="([^"]+)">)?[^<]*(?:</a>)?</td><td class="num" data-value="(\d+)"'
)
TOTAL = re.compile(r'<div class="visually-hidden" role="status">[^<]*? of (\d+)')


@pytest.fixture
def people(city: SimpleNamespace) -> SimpleNamespace:
    """PNS with 0, 12 and 32 JP, PPPK with 24 and 30; trainings in several months; two contracts, one ending soon."""
    soon = today() + timedelta(days=30)
    for unit in (city.a, city.b):
        for kind, grade, jp in (("pns", "31", 12), ("pns", "32", 32), ("pppk", "P09", 24), ("pppk", "P07", 30)):
            end = {"contract_end": soon if jp == 30 else soon + timedelta(days=400)} if kind == "pppk" else {}
            person = makers.make_employee(unit, kind=kind, golongan=grade, status="71" if end else "01", **end)
            makers.make_training(person.id, jp=jp, starts_on=date(YEAR, jp % 12 + 1, 10))
            makers.make_training(person.id, jp=50, starts_on=date(YEAR, 12, 1), status="proposed")
    return city


def rows(page: str) -> list[tuple[str, int]]:
    return [(url.replace("&amp;", "&"), int(count)) for url, count in ROW.findall(page)]


def total(page: str) -> int:
    found = TOTAL.search(page) or re.search(r"<b>[^<]*</b> of (\d+)", page)
    return int(found.group(1)) if found else 0


@pytest.mark.parametrize("who", ["hr", "head_a", "secretary_a", "outsider_b"])
def test_every_bar_leads_to_the_rows_it_counts(cast: Cast, people: SimpleNamespace, who: str) -> None:
    found = rows(cast[who].get("/figures/").text)
    assert len(found) > 20
    for url, count in found:
        if url:
            assert total(cast[who].get(url).text) == count, url
    assert sum(count for url, count in found if "kind=" in url and "position" not in url) == total(
        cast[who].get("/employees/").text
    )


@pytest.mark.parametrize("who", ["hr", "secretary_a", "outsider_b"])
def test_what_waits_leads_to_what_waits(cast: Cast, people: SimpleNamespace, who: str) -> None:
    page = cast[who].get("/").text
    found = re.findall(r'<a class="main-link" href="([^"]+)"><b>(\d+)</b>', page)
    assert len(found) >= 2
    for url, count in found:
        assert total(cast[who].get(url.replace("&amp;", "&")).text) == int(count), url
    counts = cast[who].get("/waiting/").json
    assert sum(each["count"] for each in counts.values()) == sum(int(count) for _, count in found)


def test_figures_stay_in_the_reach(cast: Cast, people: SimpleNamespace) -> None:
    mine, all_of_it = (rows(cast[who].get("/figures/").text) for who in ("secretary_a", "hr"))
    assert sum(count for _, count in mine) < sum(count for _, count in all_of_it)
    assert cast["nobody"].get("/figures/").status_code == 302
    page = "".join(cast["secretary_a"].get(f"/hours/?state={state}").text for state in hours.STATES)
    assert "ASECRET" in page and "BSECRET" not in page


def test_changes_by_others_are_told_and_no_secrets(cast: Cast, people: SimpleNamespace) -> None:
    records.change(SYSTEM, Employee, people.employee_b.id, {"position_name": "Arsiparis"}, 1)
    records.change(SYSTEM, Employee, people.employee_a.id, {"position_name": "Arsiparis"}, 1)
    page = cast["secretary_a"].get("/").text
    assert "Pegawai ASECRET" in page and "Pegawai BSECRET" not in page
    assert "CONFID" not in page


def test_a_snapshot_is_kept_and_shared_by_one_reach(cast: Cast, people: SimpleNamespace, store: Flask) -> None:
    before = statistics.of_actor(SYSTEM)
    makers.make_employee(people.a)
    assert before is not None and statistics.of_actor(SYSTEM) == before
    from_store = statistics.Snapshot._get_collection()
    from_store.update_many({}, {"$set": {"fresh_until": now() - timedelta(seconds=1)}})
    after = statistics.of_actor(SYSTEM)
    assert after is not None and after.employees == before.employees + 1


@pytest.mark.parametrize("state", hours.STATES)
def test_hours_are_paged_by_name(people: SimpleNamespace, state: str) -> None:
    whole, count = hours.people(SYSTEM, state, YEAR, Asked(size=50))
    assert len(whole) == count > 0
    pages = [hours.people(SYSTEM, state, YEAR, Asked(offset=at, size=1))[0] for at in range(count)]
    assert [page[0]["_id"] for page in pages] == [row["_id"] for row in whole]
    assert {hours.state_of(row, row["jp"]) for row in whole} == {state}


def test_a_unit_asks_for_more_than_the_regulation(people: SimpleNamespace) -> None:
    strict = makers.make_employee(people.a, kind="pns")
    other = makers.make_employee(people.b, kind="pns")
    for each in (strict, other):
        makers.make_training(each.id, starts_on=date(YEAR, 2, 1), jp=25)
    standing = {state: ids_of(state) for state in (hours.MET, hours.SHORT)}
    assert {strict.id, other.id} <= standing[hours.MET]
    counted = statistics._count(SYSTEM, YEAR)["hours"]
    put_in_force(people.a, Layer(settings=UnitSettings(jp_floor=30, jp_ceiling=0)))
    assert strict.id in ids_of(hours.SHORT) and other.id in ids_of(hours.MET)
    again = statistics._count(SYSTEM, YEAR)["hours"]
    assert again[hours.SHORT] == len(ids_of(hours.SHORT)) > counted[hours.SHORT]
    rows, _ = hours.people(SYSTEM, hours.SHORT, YEAR, Asked(size=50))
    assert {row["_id"]: row["limit"] for row in rows}[strict.id] == 30
    assert hours.rule_of({"kind": "pppk", "scope": [people.root, people.a]}) == ("ceiling", 0, None)


def ids_of(state: str) -> set[Any]:
    return {row["_id"] for row in hours.people(SYSTEM, state, YEAR, Asked(size=50))[0]}


@pytest.mark.parametrize("page", ["-1", "x", "12345678x", "9" * 30, "²", "1e3"])
def test_an_odd_page_of_hours_is_the_first_or_an_empty_one(cast: Cast, people: SimpleNamespace, page: str) -> None:
    assert cast["hr"].get(f"/hours/?state=short&page={page}").status_code == 200


def test_the_career_file_reads_a_part_when_asked(cast: Cast, people: SimpleNamespace) -> None:
    address = f"/employees/details/?id={people.employee_a.id}"
    parts = {part: cast["hr"].get(f"{address}&part={part}").text for part in ("journey", "data", "changes", "all", "x")}
    assert 'class="journey"' in parts["journey"] and 'class="journey"' not in parts["data"]
    assert "Show who changed what" in parts["changes"] and "Show who changed what" not in parts["journey"]
    assert 'class="journey"' in parts["x"]
    assert all(words in parts["all"] for words in ('class="journey"', "Show who changed what", "Identity"))
    assert "Kota Uji" not in parts["data"].partition('class="crumbs"')[2].partition("</ol>")[0]
    assert "Dinas Alfa" in parts["data"].partition('class="crumbs"')[2].partition("</ol>")[0]


def test_what_ends_soon_is_told_on_the_file(cast: Cast, people: SimpleNamespace) -> None:
    person = Employee.objects(contract_end__lt=now() + timedelta(days=60)).first()
    makers.make_training(person.id, title="Izin Praktik", expires_on=date.today() + timedelta(days=10))
    page = cast["hr"].get(f"/employees/details/?id={person.id}").text
    assert "The contract ends on" in page and "“Izin Praktik” is valid until" in page


def test_preferences_are_kept_and_nothing_else(cast: Cast, city: SimpleNamespace) -> None:
    hr = cast["hr"]
    hr.post("/preferences/", {"density": "comfortable", "page_size": "20", "theme": "neon", "locale": "id"})
    page = hr.get("/employees/").text
    assert 'data-density="comfortable"' in page and 'lang="id"' in page and 'data-theme="auto"' in page
    columns = {"screen": "employees", "column": ["nip", "name", "password_hash", "nip"], "next": "/employees/"}
    assert hr.post("/preferences/columns/", columns).location == "/employees/"
    head = hr.get("/employees/").text.partition("<thead>")[2].partition("</thead>")[0]
    assert head.index("NIP") < head.index("Nama") and "Jabatan" not in head
    assert hr.post("/preferences/columns/", {"screen": "nowhere"}).status_code == 404
    assert cast["secretary_a"].post("/preferences/columns/", {"screen": "users"}).status_code == 404
    hr.post("/preferences/columns/", {**columns, "reset": "1"})
    assert "Jabatan" in hr.get("/employees/").text.partition("<thead>")[2].partition("</thead>")[0]


def test_a_list_adds_up_what_its_page_shows(cast: Cast, people: SimpleNamespace) -> None:
    foot = cast["hr"].get("/trainings/?status=done").text.partition("<tfoot>")[2].partition("</tfoot>")[0]
    sums = [raw["jp"] for raw in Training._get_collection().find({"status": "done"})]
    assert f">{sum(sums)}</td>" in foot and foot.count("<td") == 8
    assert "<tfoot>" not in cast["hr"].get("/employees/").text
