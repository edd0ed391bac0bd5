"""A change of more records than one transaction holds: the same in the end, and taken back whole where it broke off."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from models.people import Employee
from operations import applying, applying_steps, configuration, configuring, records, walks
from operations.actors import SYSTEM
from tests.defining import make_definition
from tests.integration.test_configuring import (
    bytes_of,
    draft,
    people,
    test_a_kind_is_changed_and_taken_back_to_the_byte,
)

__all__ = ["people"]
at_once = test_a_kind_is_changed_and_taken_back_to_the_byte
del test_a_kind_is_changed_and_taken_back_to_the_byte


@pytest.fixture
def in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a few records are too many for one transaction, and two for one step."""
    monkeypatch.setattr(applying, "AT_ONCE", 0)
    monkeypatch.setattr(applying_steps, "BATCH", 2)


def test_in_steps_it_comes_to_the_same(city: SimpleNamespace, people: list[Any], in_steps: None) -> None:
    at_once(city, people)


@pytest.mark.parametrize("dies", [True, False])
def test_a_run_that_breaks_off_is_taken_back(
    city: SimpleNamespace, people: list[Any], in_steps: None, cast: Any, monkeypatch: pytest.MonkeyPatch, dies: bool
) -> None:
    before = bytes_of(city.a)
    draft(city.a, make_definition("cuti", "integer"), make_definition("jenis", "choice", choices=("satu", "dua")))
    told = applying.preview(SYSTEM, city.a)
    configuring.decide(SYSTEM, city.a, {each.key: "clear" for each in told.findings})
    told = applying.preview(SYSTEM, city.a)
    steps = iter(range(1))
    write = applying.write

    def once(outcomes: Any, session: Any) -> None:
        if next(steps, None) is None:
            raise KeyboardInterrupt
        write(outcomes, session)

    monkeypatch.setattr(applying, "write", once)
    if dies:
        monkeypatch.setattr(applying_steps, "give_up", lambda mark: None)
    with pytest.raises(KeyboardInterrupt):
        applying.apply(SYSTEM, city.a, told.digest)
    monkeypatch.undo()
    if dies:
        assert bytes_of(city.a) != before
        waits = cast["hr"].get("/employees/")
        assert waits.status_code == 503 and "being applied" in waits.text and waits.headers["Retry-After"]
        with pytest.raises(configuration.Applying):
            configuration.current()
        monkeypatch.setattr(applying_steps, "SILENCE", timedelta(0))
        assert cast["hr"].get("/employees/").status_code == 200
    assert bytes_of(city.a) == before
    assert configuration.current().layers[city.a][0] == 1
    applying.apply(SYSTEM, city.a, applying.preview(SYSTEM, city.a).digest)
    assert records.read(Employee, people[0].id)["custom"]["cuti"] == 30


def test_a_long_walk_gives_signs_of_life(
    city: SimpleNamespace, people: list[Any], in_steps: None, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody takes a run back that still reads: it says so as it goes, not first when it writes."""
    draft(city.a, make_definition("cuti", "integer"), make_definition("jenis", "choice", choices=("satu", "dua")))
    configuring.decide(SYSTEM, city.a, {each.key: "clear" for each in applying.preview(SYSTEM, city.a).findings})
    told = applying.preview(SYSTEM, city.a)
    monkeypatch.setattr(walks, "BATCH", 1)
    beats: list[Any] = []
    alive = applying_steps.alive
    monkeypatch.setattr(
        applying_steps, "alive", lambda mark, session=None: (beats.append(session), alive(mark, session))
    )
    applying.apply(SYSTEM, city.a, told.digest)
    assert beats.count(None) >= len(people)
