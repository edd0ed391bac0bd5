"""A dashboard's reads: six round trips beside the session's, each pipeline scoped first and served by an index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from mongoengine.connection import get_connection, get_db
from pymongo import monitoring

from models.moments import today
from models.users import Role
from operations import configuration, dashboards
from operations.dashboard_reads import Asked
from tests import bulk_city
from tests.integration.test_dashboards import WHEN, cast_of, member


class Trips(monitoring.CommandListener):
    """Keeps what is sent to the store between `start` and `stop`."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.is_on = False

    def start(self) -> None:
        self.sent, self.is_on = [], True

    def stop(self) -> list[Any]:
        self.is_on = False
        return self.sent

    def started(self, event: Any) -> None:
        if self.is_on and event.command_name not in ("hello", "ping", "endSessions"):
            self.sent.append(event.command)

    def succeeded(self, event: Any) -> None:
        """Nothing to keep."""

    def failed(self, event: Any) -> None:
        """Nothing to keep."""


@pytest.fixture
def trips(store: Flask) -> Iterator[Trips]:
    """A listener on the panel's own client."""
    listener, listeners = Trips(), get_connection()._event_listeners
    known = listeners._EventListeners__command_listeners
    known.append(listener)
    enabled = listeners._EventListeners__enabled_for_commands
    listeners._EventListeners__enabled_for_commands = True
    yield listener
    known.remove(listener)
    listeners._EventListeners__enabled_for_commands = enabled


@pytest.mark.parametrize("name", ["hr", "head_a", "secretary_b"])
@pytest.mark.usefixtures("fresh_indexes")
def test_a_dashboard_is_six_round_trips_each_by_an_index(store: Flask, trips: Trips, name: str) -> None:
    city = bulk_city.make(6, today(), people=150)
    actor, _ = cast_of(city)[name]
    for asked in (Asked(WHEN[0]), Asked(WHEN[0], city.dinas[0], True)):
        with configuration.pinned():  # as in a request, whose session brings it
            trips.start()
            dashboards.of_actor(actor, asked)
            sent = trips.stop()
        assert [each.get("aggregate") for each in sent] == READ
        for command in sent:
            for collection, pipeline in parts(command["aggregate"], command["pipeline"]):
                plan = get_db().command("explain", {"aggregate": collection, "pipeline": pipeline, "cursor": {}})
                assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"]), (collection, pipeline[:2])
                assert "$match" in pipeline[0], collection


READ = ["employees", "trainings", "trainings", "evaluations", "participants", "notes"]


def parts(collection: str, pipeline: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Each collection that a pipeline reads, with the stages that read it."""
    yield collection, [stage for stage in pipeline if "$unionWith" not in stage]
    for stage in pipeline:
        if "$unionWith" in stage:
            yield from parts(stage["$unionWith"]["coll"], stage["$unionWith"]["pipeline"])


def test_the_page_takes_the_sessions_trip_beside_its_own(store: Flask, trips: Trips) -> None:
    who = member(store, "bkpsdm", Role.HR_ADMIN, bulk_city.make(3, today(), people=150).root)
    trips.start()
    who.get("/dashboard/")
    assert len(trips.stop()) <= 1 + len(READ)
