"""A filter on a defined field is one seek in one index, whoever asks, and its page costs no more round trips."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, request

from admin_views.base import RecordView
from models.people import Employee
from models.users import Role
from operations.listing import cursor, query
from tests import makers
from tests.conftest import Member
from tests.defining import make_definition, make_layer, put_in_force
from tests.integration.test_list_queries import LISTED, Trips, screens, stages, trips

__all__ = ["trips"]
pytestmark = pytest.mark.usefixtures("fresh_indexes")
FILTERS = {
    "choice": "custom.tenaga=bidan",
    "several choices": "custom.tenaga=bidan&custom.tenaga=perawat",
    "dates": "custom.berlaku_from=05-03-2026&custom.berlaku_to=17-11-2027",
    "an open end": "custom.berlaku_from=05-03-2026",
    "numbers": "custom.jam_from=1,5&custom.jam_to=1.250",
    "a number from": "custom.jam_from=0,001",
    "person": "custom.pembimbing={person}",
    "all of them": "custom.tenaga=bidan&custom.berlaku_from=05-03-2026&custom.jam_from=1",
}


@pytest.fixture
def health(city: SimpleNamespace) -> SimpleNamespace:
    """The city has defined what can be filtered; 60 employees of Dinas Alfa have values."""
    put_in_force(
        city.root,
        make_layer(
            "Employee",
            make_definition("tenaga", "choice", choices=("perawat", "bidan"), filterable=True, listed=True),
            make_definition("berlaku", "date", filterable=True, listed=True),
            make_definition("jam", "decimal", filterable=True, listed=True),
            make_definition("pembimbing", "person", filterable=True, listed=True),
        ),
    )
    for number in range(60):
        values = {
            "custom.tenaga": ("perawat", "bidan")[number % 2],
            "custom.berlaku": date(2026, 3, 1 + number % 28),
            "custom.jam": number,
            "custom.pembimbing": city.employee_a.id,
        }
        makers.make_employee(city.a, **values)
    return city


def employees(app: Flask) -> RecordView:
    return next(view for view in screens(app) if view.document is Employee)


@pytest.mark.parametrize("within", ["", "department={unit}"])
@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_is_index_backed_and_the_page_four_trips(
    store: Flask, health: SimpleNamespace, cast: dict[str, Member], trips: Trips, name: str, within: str
) -> None:
    asked = FILTERS[name].format(person=health.employee_a.id) + "&" + within.format(unit=health.a)
    admin = makers.make_actor(Role.HR_ADMIN, health.root, everywhere=True)
    with store.test_request_context(f"/employees/?{asked}"):
        state = employees(store).read_state(admin, request.args)
    wanted = query(admin, Employee, state.asked)
    plan: dict[str, Any] = cursor(Employee, wanted, state.asked, ("_id",)).limit(50).explain()
    found = stages(plan["queryPlanner"]["winningPlan"])
    assert "IXSCAN" in found and "COLLSCAN" not in found, (wanted, found)
    cast["hr"].get(f"/employees/?{asked}")
    trips.names.clear()
    trips.is_on = True
    answer = cast["hr"].get(f"/employees/?{asked}")
    trips.is_on = False
    assert answer.status_code == 200 and "left out" not in answer.text
    assert 'name="rowid"' in answer.text and 0 < len(trips.names) <= LISTED, trips.names


def test_the_plain_list_and_a_sorted_one_take_four_trips(
    store: Flask, health: SimpleNamespace, cast: dict[str, Member], trips: Trips
) -> None:
    for path in ("", "?sort=custom.berlaku&desc=1", f"?department={health.a}", "?search=budi"):
        cast["secretary_a"].get(f"/employees/{path}")
        trips.names.clear()
        trips.is_on = True
        answer = cast["secretary_a"].get(f"/employees/{path}")
        trips.is_on = False
        assert answer.status_code == 200 and "2026" in answer.text and 0 < len(trips.names) <= LISTED, trips.names


def test_a_range_finds_what_a_comparison_finds(health: SimpleNamespace, cast: dict[str, Member]) -> None:
    text = cast["hr"].get("/employees/?custom.jam_from=10&custom.jam_to=19&size=100").text
    assert text.count('name="rowid"') == 10
