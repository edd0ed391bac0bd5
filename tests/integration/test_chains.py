"""One chain traced both ways: from an aspiration to the position it led to, and from the recommendation back to it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from models.evaluations import Evaluation
from models.feedback import Feedback
from models.notes import Note
from models.recommendations import Recommendation
from models.users import Role
from operations import chains, meeting_notes, records
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.chain_links import Gap, Link
from operations.errors import Missing
from tests import makers
from tests.conftest import Member
from tests.integration.test_evaluation_cycles import open_cycle
from tests.planning import make_item, make_plan, note, set_status, settle

TODAY = date(2027, 2, 1)


def told(found: chains.Chain) -> list[str]:
    return [f"{'no ' if isinstance(each, Gap) else ''}{each.stage}" for each in found]


@pytest.fixture
def hope(city: SimpleNamespace) -> dict[str, Any]:
    return records.read(Note, note(city, city.employee_a, "aspiration"))


def advise(hope: dict[str, Any]) -> Any:
    said = {"kind": "advice", "employee": str(hope["employee"]), "text": "Ikuti bimtek.", "parent": hope["slot"]}
    meeting_notes.save(SYSTEM, hope["meeting"], "advice:x", said, 0, Origin())
    return Note.objects(kind="advice").first()


def carried_out(city: SimpleNamespace, hope: dict[str, Any]) -> Any:
    """The whole chain, written through the door: its item answers the advice and not the aspiration itself."""
    advice = advise(hope)
    training = makers.make_training(hope["employee"], title="Bimtek", starts_on=date(2026, 11, 10), status="done")
    item = make_item(
        make_plan(city.employee_a), why="advice", aspiration=advice.id, training=training.id, due=date(2026, 11, 10)
    )
    set_status(item, "done")
    open_cycle(city.a)
    judged = settle(city.employee_a)
    ended = datetime(2026, 12, 31, tzinfo=UTC)
    Evaluation._get_collection().update_one({"_id": judged["_id"]}, {"$set": {"ends_on": ended}})
    praise = Feedback.objects(employee=hope["employee"]).first()
    values = {"employee": hope["employee"], "kind": "position_promotion", "position_name": "Analis", "reason": "Layak."}
    made = records.create(SYSTEM, Recommendation, values)
    sources = [f"Evaluation:{judged['_id']}", f"Feedback:{praise.id}", "Evaluation:rusak", "Rahasia:1"]
    rows = [{"what": "predikat", "state": "met", "sources": sources}]
    done = {"state": "carried_out", "since": ended, "criteria": rows}
    Recommendation._get_collection().update_one({"_id": made.id}, {"$set": done})
    return made


def test_a_chain_is_told_from_the_aspiration_to_the_position(city: SimpleNamespace, hope: dict[str, Any]) -> None:
    carried_out(city, hope)
    assert told(chains.forward(SYSTEM, hope["_id"], TODAY)) == [
        "aspiration", "meeting", "advice", "plan", "training", "evaluation", "recommendation", "position",
    ]  # fmt: skip


def test_and_back_from_the_recommendation(city: SimpleNamespace, hope: dict[str, Any]) -> None:
    found = chains.backward(SYSTEM, carried_out(city, hope).id)
    assert told(found) == [
        "aspiration", "meeting", "advice", "plan", "training", "feedback", "evaluation", "recommendation", "position",
    ]  # fmt: skip
    assert next(each.id for each in found if isinstance(each, Link)) == hope["_id"]


def test_the_first_stage_not_come_to_is_a_gap_with_its_days(hope: dict[str, Any]) -> None:
    found = chains.forward(SYSTEM, hope["_id"], TODAY)
    assert told(found) == ["aspiration", "meeting", "no advice"]
    gap = found[-1]
    assert isinstance(gap, Gap) and gap.days == (TODAY - date(2026, 11, 2)).days


def test_what_was_passed_over_is_a_gap_too(city: SimpleNamespace, hope: dict[str, Any]) -> None:
    make_item(make_plan(city.employee_a), why="aspiration", aspiration=hope["_id"])
    found = told(chains.forward(SYSTEM, hope["_id"], TODAY))
    assert found == ["aspiration", "meeting", "no advice", "plan", "no training"]


def test_a_recommendation_that_nobody_asked_for_says_so(city: SimpleNamespace) -> None:
    values = {"employee": city.employee_b.id, "kind": "position_promotion", "position_name": "Analis", "reason": "Ya."}
    made = records.create(SYSTEM, Recommendation, values)
    assert told(chains.backward(SYSTEM, made.id)) == ["no aspiration", "recommendation"]


def test_only_what_one_may_see_is_told(city: SimpleNamespace, hope: dict[str, Any]) -> None:
    made = carried_out(city, hope)
    secretary, outsider = (makers.make_actor(Role.SECRETARY, unit) for unit in (city.a, city.b))
    assert "recommendation" not in told(chains.forward(secretary, hope["_id"], TODAY))
    for actor in (secretary, outsider):
        with pytest.raises(Missing):
            chains.backward(actor, made.id)
    with pytest.raises(Missing):
        chains.forward(outsider, hope["_id"], TODAY)


def test_the_career_file_draws_and_tells_it(
    city: SimpleNamespace, hope: dict[str, Any], cast: dict[str, Member]
) -> None:
    carried_out(city, hope)
    page = cast["hr"].get(f"/employees/details/?id={hope['employee']}&part=chain&aspiration={hope['_id']}").text
    assert "Ingin belajar analisis data." in page and "8 steps in" in page and "chain-line" in page
    assert "8 steps" not in cast["secretary_a"].get(f"/employees/details/?id={hope['employee']}&part=chain").text
    for odd in ("aspiration=x", "recommendation=0", f"aspiration={city.employee_b.id}"):
        assert cast["hr"].get(f"/employees/details/?id={hope['employee']}&part=chain&{odd}").status_code == 200
