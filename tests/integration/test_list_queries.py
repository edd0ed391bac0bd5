"""Every list of every screen: at most four round trips, and each query explained as index-backed. A save: six trips."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, request
from mongoengine.connection import get_connection
from pymongo import monitoring

from admin_views.base import RecordView
from models.audit import AuditEntry
from models.users import Role
from operations.actors import SYSTEM, Actor
from operations.errors import Denied
from operations.listing import Asked, counting, cursor, query
from tests import makers
from tests.conftest import Member, csrf_token
from tests.questions import form_of

pytestmark = pytest.mark.usefixtures("fresh_indexes")
LISTED = 4
SAVED = 6
IGNORED = ("hello", "ping", "endSessions", "saslStart", "saslContinue")


class Trips(monitoring.CommandListener):
    """Counts commands while it listens."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.is_on = False

    def started(self, event: Any) -> None:
        if self.is_on and event.command_name not in IGNORED:
            self.names.append(event.command_name)

    def succeeded(self, event: Any) -> None:
        """Nothing to count."""

    def failed(self, event: Any) -> None:
        """Nothing to count."""


@pytest.fixture
def trips(store: Flask) -> Iterator[Trips]:
    """A listener on the panel's own client."""
    listener = Trips()
    listeners = get_connection()._event_listeners
    publishers = (listeners._EventListeners__command_listeners, listener)
    publishers[0].append(listener)
    enabled = listeners._EventListeners__enabled_for_commands
    listeners._EventListeners__enabled_for_commands = True
    yield listener
    publishers[0].remove(listener)
    listeners._EventListeners__enabled_for_commands = enabled


def screens(app: Flask) -> list[RecordView]:
    return [view for view in app.extensions["admin"][0]._views if isinstance(view, RecordView)]


def addresses(view: RecordView, city: SimpleNamespace) -> Iterator[str]:
    """The list plain, searched, sorted by each column, and filtered by each filter."""
    yield ""
    yield f"?columns={','.join(column.key for column in view.all_columns)}&size=100"
    yield "?search=pegawai"
    yield from (f"?sort={column.key}&desc=1" for column in view.all_columns if column.sort)
    for each in view.all_filters:
        values = {
            "reference": str(city.a if each.to == "Department" else city.employee_a.id),
            "yesno": "0",
            "number": "2026",
            "choice": each.choices[0][0] if each.choices else "",
        }
        yield f"?{each.name}_from=01-01-2020" if each.kind == "period" else f"?{each.name}={values[each.kind]}"


@pytest.mark.parametrize("who", ["hr", "secretary_a", "auditor"])
def test_a_list_page_takes_at_most_four_round_trips(
    store: Flask, city: SimpleNamespace, cast: dict[str, Member], trips: Trips, who: str
) -> None:
    for number in range(25):
        makers.make_employee(city.a, superior=city.employee_a.id, name=f"Pegawai {number}")
    for view in screens(store):
        for path in addresses(view, city):
            trips.names.clear()
            trips.is_on = True
            answer = cast[who].client.get(f"{view.url}/{path}")
            trips.is_on = False
            assert answer.status_code in (200, 403)
            assert len(trips.names) <= LISTED, (view.endpoint, path, trips.names)
            assert len(trips.names) > 0


def test_accounts_are_found_by_role_and_unit(store: Flask, city: SimpleNamespace, cast: dict[str, Member]) -> None:
    """A unit means a role in it or under it."""

    def found(query: str) -> set[str]:
        page = cast["hr"].get(f"/users/?{query}&columns=username,name").text
        return {
            name for name in ("hr_admin", "head_a", "secretary_a", "auditor", "outsider_b") if f">{name}</a>" in page
        }

    assert found("memberships.role=secretary") == {"secretary_a", "outsider_b"}
    assert found("memberships.role=secretary&memberships.role=head") == {"secretary_a", "head_a", "outsider_b"}
    assert found(f"department={city.b}") == {"outsider_b"}
    assert found(f"department={city.a}&memberships.role=secretary") == {"secretary_a"}
    assert len(found(f"department={city.root}")) == 5


def test_a_save_takes_at_most_six_round_trips_with_its_revision(
    store: Flask, city: SimpleNamespace, cast: dict[str, Member], trips: Trips
) -> None:
    hr, employee = cast["hr"], city.employee_a
    view = next(view for view in screens(store) if view.document is type(employee))
    form = {**form_of(view, stored(employee)), "csrf_token": csrf_token(hr.client)}
    for version, street in enumerate(("Jalan Pattimura 1", "Jalan Pattimura 2"), 1):  # the first one also tidies
        trips.names.clear()
        trips.is_on = True
        sent = {**form, "version": str(version), "address": street}
        answer = hr.client.post(f"{view.url}/edit/?id={employee.id}", data=sent)
        trips.is_on = False
        assert answer.status_code == 302 and stored(employee)["address"] == street
    assert AuditEntry._get_collection().count_documents({"record": employee.id, "version": 3}) == 1
    assert len(trips.names) <= SAVED, trips.names


def stored(record: Any) -> dict[str, Any]:
    found: dict[str, Any] = record._get_collection().find_one({"_id": record.id})
    return found


def asked_of(view: RecordView, city: SimpleNamespace, app: Flask) -> Iterator[Asked]:
    for path in addresses(view, city):
        with app.test_request_context(f"{view.url}/{path}"):
            yield view.read_state(SYSTEM, request.args).asked


def stages(plan: dict[str, Any]) -> list[str]:
    found = [plan["stage"]]
    for inner in (plan.get("inputStage"), *plan.get("inputStages", ())):
        if inner:
            found += stages(inner)
    return found


def actors(city: SimpleNamespace) -> list[Actor]:
    return [
        makers.make_actor(Role.HR_ADMIN, city.root, everywhere=True),
        makers.make_actor(Role.SECRETARY, city.a),
        makers.make_actor(Role.AUDITOR, city.root, everywhere=True),
        makers.make_actor(Role.HEAD, city.a, employee=city.employee_a.id),
    ]


@pytest.mark.parametrize("role", range(4))
def test_every_list_query_is_index_backed(store: Flask, city: SimpleNamespace, role: int) -> None:
    actor = actors(city)[role]
    for view in screens(store):
        kind: Any = view.document
        for asked in asked_of(view, city, store):
            try:
                wanted = query(actor, kind, asked)
            except Denied:
                continue
            plan = cursor(kind, wanted, asked, ("_id",)).limit(50).explain()["queryPlanner"]["winningPlan"]
            assert "COLLSCAN" not in stages(plan), (kind.__name__, wanted, asked.sort, stages(plan))
            if wanted:  # all there are is known without counting
                found = kind._get_collection().find(wanted, {"_id": 1}, **counting(kind, wanted))
                plan = found.explain()["queryPlanner"]["winningPlan"]
                assert "COLLSCAN" not in stages(plan), ("count", kind.__name__, wanted, stages(plan))
