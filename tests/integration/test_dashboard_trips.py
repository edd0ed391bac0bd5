"""A dashboard is six round trips, each pipeline within reach first and served by an index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from mongoengine.connection import get_db

from models.users import Role
from operations import configuration, dashboards
from operations.dashboard_reads import Asked
from tests import bulk_city
from tests.bulk_city import RandomCity
from tests.integration.test_dashboards import TODAY, WHEN, Trips, cast_of, member, panel_city, trips

__all__ = ["panel_city", "trips"]


@pytest.mark.parametrize("name", ["hr", "head_a", "secretary_b"])
@pytest.mark.usefixtures("fresh_indexes")
def test_a_dashboard_is_six_round_trips_each_by_an_index(store: Flask, trips: Trips, name: str) -> None:
    city = bulk_city.make(6, TODAY, people=150)
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


def test_the_page_takes_the_sessions_trip_beside_its_own(store: Flask, panel_city: RandomCity, trips: Trips) -> None:
    who = member(store, "bkpsdm", Role.HR_ADMIN, panel_city.root)
    trips.start()
    who.get("/dashboard/")
    assert len(trips.stop()) <= 1 + len(READ)
