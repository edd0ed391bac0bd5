"""Dashboards: every figure equals an independent count over the raw documents, for each role, at six round trips."""

from __future__ import annotations

from flask import Flask

from models.periods import Period
from models.users import Role
from operations import dashboards, follow_ups
from operations.dashboard_reads import Asked
from tests import bulk_city, makers


def test_try(store: Flask) -> None:
    today = follow_ups.today()
    city = bulk_city.make(1, today)
    actor = makers.make_actor(Role.HR_ADMIN, city.root, everywhere=True)
    for asked in (Asked(Period(today.year)), Asked(Period(today.year), in_years=True), Asked(Period(today.year,"q4"), city.dinas[0])):
        b = dashboards.of_actor(actor, asked)
        print({k: len(v) for k, v in b.sets.items()}, b.ratings, len(b.hopes), sum(b.open.values()), sum(b.late.values()))
        print({k: [len(e) for e in v] for k,v in b.over.items()})
    assert 0
