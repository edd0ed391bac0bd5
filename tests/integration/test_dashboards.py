"""Dashboards: every figure equals an independent count over the raw documents, for each role, at six round trips."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from typing import Any

import pytest
from bson import ObjectId
from flask import Flask

from models.moments import today
from models.periods import Period, months_back, years_back
from models.references import RECORDS
from models.users import Role
from operations import dashboards
from operations.actors import Actor
from operations.dashboard_reads import Asked
from operations.dashboards import Board
from tests import bulk_city, makers
from tests import dashboard_oracle as oracle
from tests.bulk_city import RandomCity
from tests.conftest import Member, sign_in
from tests.dashboard_oracle import Seen, Time

YEAR = today().year
WHEN = (Period(YEAR), Period(YEAR - 1, "q4"), Period(YEAR - 1, "m7"))


def time_of(period: Period) -> Time:
    """First and last day, counted by hand."""
    number = int(period.part[1:] or 1) if period.part else 1
    months = {"": 12, "q": 3, "m": 1}[period.part[:1]]
    first = date(period.year, (number - 1) * months + 1, 1)
    after = date(period.year + (first.month + months > 12), (first.month + months - 1) % 12 + 1, 1)
    return Time(first, after - timedelta(days=1))


def cast_of(city: RandomCity) -> dict[str, tuple[Actor, Seen]]:
    a, b = city.dinas[:2]
    me = next(f["hidden_from"][0] for f in city.made["Feedback"] if f["hidden_from"] and a in f["scope"])
    return {
        "hr": (makers.make_actor(Role.HR_ADMIN, city.root, everywhere=True), Seen(city, None, True)),
        "leadership": (makers.make_actor(Role.LEADERSHIP, city.root, everywhere=True), Seen(city, None, True)),
        "head_a": (makers.make_actor(Role.HEAD, a, employee=me), Seen(city, {a}, True, me)),
        "secretary_b": (makers.make_actor(Role.SECRETARY, b), Seen(city, {b}, False)),
        "auditor": (makers.make_actor(Role.AUDITOR, city.root, everywhere=True), Seen(city, None, False)),
    }


def told(board: Board) -> dict[str, Any]:
    """All that a board tells, in the oracle's terms."""
    sets = {name: ids for name, ids in board.sets.items() if not name.startswith("retires") and name != "active"}
    groups = dashboards.by_age(board.waiting(), board.at)
    return {
        **sets,
        "people": board.active,
        "retires": {n: len(ids) for n, ids in board.sets.items() if n.startswith("retires-") and ids},
        "ratings": dict(board.ratings),
        "said": {key: count for key, count in _said(board).items() if count},
        "waiting": {key: len(found) for key, found in groups.items() if found},
        "promises": (sum(board.open.values()), sum(board.late.values())),
        "over": {name: list(found) for name, found in board.over.items()},
    }


def _said(board: Board) -> dict[Any, int]:
    said = board.said()
    keys = {(each.category, each.is_answered) for each in said}
    return {key: sum((each.category, each.is_answered) == key for each in said) for key in keys}


def counted(seen: Seen, asked: Asked, board: Board) -> dict[str, Any]:
    """The same, by hand."""
    unit, time = asked.unit, time_of(asked.period)
    back = years_back(asked.period) if asked.in_years else months_back(asked.period)
    by_bucket = [oracle.covered(seen, unit, time_of(each)) for each in back]
    hopes = oracle.hopes(seen, unit)
    return {
        **oracle.covered(seen, unit, time),
        "planned": oracle.planned(seen, unit, asked.period.year),
        **oracle.hours(seen, unit, asked.period.year),
        **oracle.leaders(seen, unit, time),
        "people": set(oracle.active(seen, unit)),
        "retires": dict(oracle.retiring(seen, unit, board.at.year)),
        "ratings": dict(oracle.predikats(seen, unit, time)),
        "said": dict(oracle.said_in(hopes, time)),
        "waiting": {key: count for key, count in oracle.waiting(hopes, board.at).items() if count},
        "promises": oracle.promises(seen, unit, today()),
        "over": {name: [each[name] for each in by_bucket] for name in ("trained", "evaluated", "met")},
    }


def asks_of(name: str, city: RandomCity) -> list[Asked]:
    """Every period for the whole reach, and units and years for some; a unit out of reach holds nothing for anybody."""
    dinas, bidang = city.dinas[0], city.made["Department"][2]["_id"]
    found = [Asked(period) for period in WHEN]
    if name in ("hr", "head_a", "secretary_b"):
        found += [Asked(WHEN[0], dinas), Asked(WHEN[1], bidang), Asked(WHEN[0], in_years=True)]
    return found


@pytest.mark.parametrize("seed", [20261129])
def test_every_figure_equals_a_count_by_hand(store: Flask, seed: int) -> None:
    city, shown = bulk_city.make(seed, today(), people=2_000), set()
    for name, (actor, seen) in cast_of(city).items():
        for asked in asks_of(name, city):
            board = dashboards.of_actor(actor, asked)
            expected, found = counted(seen, asked, board), told(board)
            for key, value in expected.items():
                assert found[key] == value, (name, asked, key)
            assert set(found) == set(expected), name
            shown |= {key for key, value in expected.items() if value}
    assert shown >= {"evaluated", "met", "trained", "jp-short", "gave", "waiting"}, "a count of nothing proves nothing"


LINK = re.compile(r'href="([^"]+)" data-count="(\d+)"')
BAR = re.compile(r'href="([^"]+)">[^<]*</a></td><td class="num" data-value="(\d+)"')
NOTE = re.compile(r'href="([^"]+)">(\d+) unanswered<')
TOTAL = re.compile(r"<b>[^<]*</b> of ([\d.,]+)")
ASKED = (
    "",
    "?part=q4",
    "?over=years",
    f"?year={YEAR - 1}&part=m7",
)


@pytest.fixture
def panel_city(store: Flask) -> RandomCity:
    return bulk_city.make(3, today(), people=150)


def member(store: Flask, name: str, role: Role, unit: ObjectId) -> Member:
    return Member(name, sign_in(store, makers.make_user(name, role, unit).username))


def links(page: str) -> list[tuple[str, int]]:
    found = [pair for pattern in (LINK, BAR, NOTE) for pair in pattern.findall(page)]
    return [(html.unescape(url), int(count)) for url, count in found]


def listed(page: str) -> int:
    found = TOTAL.search(page)
    return int(re.sub(r"\D", "", found.group(1))) if found else 0


@pytest.mark.parametrize("role", [Role.HR_ADMIN, Role.HEAD, Role.SECRETARY])
def test_every_figure_leads_to_the_rows_it_counts(store: Flask, panel_city: RandomCity, role: Role) -> None:
    unit = panel_city.root if role == Role.HR_ADMIN else panel_city.dinas[0]
    who, followed = member(store, "pemimpin", role, unit), dict[str, int]()
    for asked in (*ASKED, f"?department={panel_city.dinas[0]}"):
        found = links(who.get(f"/dashboard/{asked}").text)
        assert len(found) > 35 and sum(count > 0 for _, count in found) > 12
        for url, count in found:
            if url not in followed:
                answer = who.get(url)
                assert answer.status_code == 200, url
                followed[url] = listed(answer.text)
            assert followed[url] == count, url


def test_leadership_counts_and_reads_nobody(store: Flask, panel_city: RandomCity) -> None:
    who = member(store, "walikota", Role.LEADERSHIP, panel_city.root)
    page = who.get("/dashboard/").text
    assert "Dinas 0" in page and len(re.findall(r'data-value="[1-9]', page)) > 10
    assert links(page) == [] and "Pegawai" not in page
    assert who.get("/dashboard/people/?of=active").status_code == 403
    assert who.get("/dashboard/aspirations/").status_code == 403
    assert who.get("/dashboard/report.pdf").data.startswith(b"%PDF")


def test_another_dinas_is_out_of_reach(store: Flask, panel_city: RandomCity) -> None:
    a, b = panel_city.dinas[:2]
    who = member(store, "sekretaris", Role.SECRETARY, a)
    page = who.get("/dashboard/").text
    assert "Dinas 1" not in page and str(b) not in page
    for path in ("", "people/", "aspirations/", "report.pdf"):
        assert who.get(f"/dashboard/{path}?department={b}").status_code == 404, path
        assert who.get(f"/dashboard/{path}?department=x").status_code == 404, path
        assert who.get(f"/dashboard/{path}?year=x&part=q9&over=x&sort=x").status_code == 200, path
    assert who.get("/dashboard/people/?of=not-active").status_code == 404
    names = {each["name"] for each in panel_city.made["Employee"] if a not in each["scope"]}
    shown = "".join(who.get(f"/dashboard/people/?of=active&page={page}").text for page in range(3))
    assert not any(name in shown for name in names)


def test_a_figure_changes_with_ones_own_units_alone(store: Flask) -> None:
    city = bulk_city.make(5, today(), people=120)
    b = city.dinas[1]
    actor = makers.make_actor(Role.HEAD, b)
    before = told(dashboards.of_actor(actor, Asked(WHEN[0])))
    kinds = [RECORDS[name] for name in city.made if name != "Department"]
    for kind in kinds:
        kind._get_collection().delete_many({"scope": {"$ne": b}})
    assert told(dashboards.of_actor(actor, Asked(WHEN[0]))) == before
    for kind in kinds:
        kind._get_collection().delete_many({"scope": b})
    assert told(dashboards.of_actor(actor, Asked(WHEN[0]))) != before
