"""Results of rounds: who sees them, and how they and the log’s feedback are acknowledged."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask

from models.feedback import Feedback
from models.moments import today
from models.round_answers import RoundAnswer
from models.round_results import RoundResult
from models.users import Role
from operations import (
    feedback,
    records,
    round_closing,
    waiting,
)
from operations.actors import SYSTEM
from operations.errors import Denied, Invalid, WrongState
from tests import makers
from tests.conftest import Member
from tests.rounds import answer, close, invited, open_round, result_of, step


def test_a_round_under_names_is_told_to_those_entitled_alone(
    store: Flask, city: SimpleNamespace, team: SimpleNamespace, cast: dict[str, Member]
) -> None:
    made = open_round(city.a, [team.person.id], anonymous=False)
    for number, about in enumerate(invited(made)):
        answer(about, q1=2, q3=f"Lama {number}")
        answer(about, q1=4, q3=f"KATA{number}")
    assert RoundAnswer._get_collection().count_documents({"round": made.id}) == len(invited(made))
    close(made)
    raw = result_of(made, team.person.id)
    assert [(each["relations"], each["answers"]) for each in raw["groups"]][-1] == ("subordinate", 1), "as they are"
    page = f"/round-results/details/?id={raw['_id']}"
    assert "KATA1" in cast["head_a"].get(page).text and "Lama" not in cast["head_a"].get(page).text
    own = makers.make_actor(Role.HEAD, city.a, employee=team.person.id)
    for kind in (RoundResult, RoundAnswer):
        one = kind._get_collection().find_one({"round": made.id})
        assert not records.policy.may(own, records.Action.READ, kind.__name__, one)
    step(made, "publish")
    for kind in (RoundResult, RoundAnswer):
        one = kind._get_collection().find_one({"round": made.id})
        assert records.policy.may(own, records.Action.READ, kind.__name__, one), "now they see their own"
        secretary = makers.make_actor(Role.SECRETARY, city.a)
        assert not records.policy.may(secretary, records.Action.READ, kind.__name__, one)


def test_a_result_is_acknowledged_and_responded_to_by_others(city: SimpleNamespace, team: SimpleNamespace) -> None:
    made = open_round(city.a, [team.person.id])
    answer(invited(made)[0], q1=3)
    close(made)
    raw = result_of(made, team.person.id)
    head = makers.make_actor(Role.HEAD, city.a)
    with pytest.raises(WrongState, match="not published"):
        round_closing.acknowledge(head, raw["_id"], raw["version"], None, "")
    step(made, "publish")
    label = "results of rounds wait to be acknowledged"
    assert [each.count for each in waiting.for_actor(head) if each.label == label] == [1]
    with pytest.raises(Denied):
        own = makers.make_actor(Role.HEAD, city.a, employee=team.person.id)
        round_closing.acknowledge(own, raw["_id"], raw["version"], None, "")
    with pytest.raises(Invalid):
        round_closing.acknowledge(head, raw["_id"], raw["version"], today() + timedelta(days=1), "")
    done = round_closing.acknowledge(head, raw["_id"], raw["version"], None, "Terima kasih.")
    assert (done.acknowledged_on, done.response, done.waits) == (today(), "Terima kasih.", False)
    assert not [each for each in waiting.for_actor(head) if each.label == label]


def test_feedback_of_the_log_is_acknowledged_by_a_button(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    id = city.feedback_a.id
    page = cast["secretary_a"].get(f"/feedback/details/?id={id}").text
    assert "not acknowledged yet" in page and "/feedback/acknowledge/" in page
    sent = {"id": str(id), "version": "1", "day": "05-05-2026", "response": "Terima kasih."}
    assert cast["secretary_a"].post("/feedback/acknowledge/", sent).status_code == 302
    stored = records.read(Feedback, id)
    assert (f"{stored['acknowledged_on']:%d-%m-%Y}", stored["response"]) == ("05-05-2026", "Terima kasih.")
    kept = feedback.acknowledge(SYSTEM, id, 2, None, "")
    assert (kept.response, kept.version) == ("Terima kasih.", 2), "what stands stays, and nothing is written"
    assert "acknowledged 05-05-2026" in cast["secretary_a"].get(f"/feedback/details/?id={id}").text
    assert cast["auditor"].post("/feedback/acknowledge/", sent).status_code == 403
    assert cast["outsider_b"].post("/feedback/acknowledge/", sent).status_code == 404
