"""The attack on an anonymous round: by what any screen tells, by the store itself before and after, by ids, times and
order, by sums and differences. Nobody's answer is recovered; where a weakness is planted, one is."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bson import ObjectId, json_util
from flask import Flask
from mongoengine.connection import get_db

from models import group_figures
from models.feedback_rounds import FeedbackRound
from models.round_answers import AnswerBox
from models.round_invitations import RoundInvitation
from models.round_results import RoundResult
from operations import records, round_answers, round_closing
from operations.actors import SYSTEM
from operations.errors import Missing, WrongState
from tests import makers, rounds
from tests.conftest import Member
from tests.differencing import WORDS, certain, everything, screens, send


@pytest.fixture
def world(store: Flask, city: SimpleNamespace) -> SimpleNamespace:
    """An open round about one person: themselves, a leader, three colleagues, two whom they lead."""
    leader = makers.make_employee(city.a, name="Pimpinan").id
    person = makers.make_employee(city.bidang, name="Yang Dinilai", superior=leader)
    givers = {person.id: "self", leader: "leader"}
    givers |= {makers.make_employee(city.bidang).id: "peer" for _ in range(3)}
    givers |= {makers.make_employee(city.bidang).id: "subordinate" for _ in range(2)}
    made = rounds.make_round(city.a)
    for giver, relation in givers.items():
        row = {"round": made.id, "employee": person.id, "giver": giver, "relation": relation}
        records.create(SYSTEM, RoundInvitation, row)
    FeedbackRound._get_collection().update_one({"_id": made.id}, {"$set": {"proposed": True}})
    rounds.step(made, "open")
    asked = list(RoundInvitation._get_collection().find({"round": made.id}).sort("_id", 1))
    key = str(store.config["SECRET_KEY"])
    link = rounds.round_links.sign(key, made.id, asked[3]["giver"])
    return SimpleNamespace(app=store, round=made, person=person, asked=asked, key=key, link=link)


@pytest.fixture
def watched(world: SimpleNamespace, cast: dict[str, Member]) -> SimpleNamespace:
    """The same round, with the cast looking on."""
    world.cast = cast
    return world


def test_answering_leaves_no_trace_but_in_the_box(watched: SimpleNamespace) -> None:
    """Neither a screen nor any collection but one differs before and after; the page of the link is the same too."""
    before_screens, before = screens(watched), everything()
    for about, word in zip(watched.asked, WORDS, strict=True):
        assert send(watched, about, q1=4, q2=2, q3=f"Kata {word}").status_code == 302
        after = everything()
        assert {name for name in after if after[name] != before.get(name)} == {"answer_boxes"}
    assert screens(watched) == before_screens
    whole = json.dumps({name: text for name, text in everything().items() if name != "answer_boxes"})
    assert not [word for word in WORDS if word in whole]


def test_a_link_does_not_tell_whether_it_was_used(world: SimpleNamespace) -> None:
    about = world.asked[2]
    first, second = send(world, about, q1=5), send(world, about, q1=1)
    assert (first.status_code, first.location) == (second.status_code, second.location)
    sheets = AnswerBox._get_collection().find_one({"relation": about["relation"]})["sheets"]
    assert sheets == [{"q1": 5}], "the first stands, the second is taken in silence"


def boxes() -> list[dict[str, Any]]:
    return list(AnswerBox._get_collection().find())


def held(made: Any, count: int) -> list[str]:
    """So many anonymous answers in one box, put in one after the other; returns their words in that order."""
    about = {"round": made.id, "employee": ObjectId(), "relation": "peer"}
    AnswerBox._get_collection().insert_one(round_answers.new_box(**about))
    for number in range(count):
        round_answers.put(round_answers.mark(rounds.KEY, ObjectId()), about, {"q3": f"kata {number}"})
    return [f"kata {number}" for number in range(count)]


def by_order(made: Any) -> int:
    """How many of 30 answers an attacker gets who takes the order in the box for the order of arrival."""
    words = held(made, 30)
    box = AnswerBox._get_collection().find_one({"sheets.29": {"$exists": True}})
    return sum(sheet["q3"] == word for sheet, word in zip(box["sheets"], words, strict=True))


def test_neither_order_nor_id_nor_time_tells_who_answered(world: SimpleNamespace) -> None:
    assert by_order(world.round) < 15
    for box in boxes():
        text = json_util.dumps(box)
        assert not ObjectId.is_valid(box["_id"]) and "$date" not in text
        givers = {str(each["giver"]) for each in world.asked} - {str(box["employee"])}
        assert not [id for id in (*givers, *(str(each["_id"]) for each in world.asked)) if id in text]


def test_an_order_that_is_kept_is_found(world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(round_answers, "_dice", SimpleNamespace(shuffle=lambda rows: None))
    assert by_order(world.round) == 30


def by_copies(world: SimpleNamespace, key: str) -> int:
    """How many an attacker gets who has a copy of the store from before each answer and from after it."""
    found, before = 0, {box["_id"]: box for box in boxes()}
    marks = {round_answers.mark(key, each["_id"]): each["_id"] for each in world.asked}
    for number, about in enumerate(world.asked):
        send(world, about, q1=1 + number % 5)
        after = {box["_id"]: box for box in boxes()}
        fresh = {mark for id, box in after.items() for mark in set(box["spent"]) - set(before[id]["spent"])}
        found += sum(marks.get(mark) == about["_id"] for mark in fresh)
        before = after
    return found


def test_copies_of_the_store_name_nobody_without_the_panels_key(world: SimpleNamespace) -> None:
    assert by_copies(world, "") == 0


def test_with_copies_and_the_key_everybody_is_named(world: SimpleNamespace) -> None:
    """What is left, told in docs/feedback.md: who has both, at every moment, knows."""
    assert by_copies(world, world.key) == len(world.asked)


ANSWERS = {"self": [5], "leader": [4], "peer": [2, 2, 2], "subordinate": [1, 5]}


def answer_all(world: SimpleNamespace) -> dict[str, Any]:
    """Everybody answers, the round is closed and published; returns the stored result."""
    left = {relation: list(numbers) for relation, numbers in ANSWERS.items()}
    for about, word in zip(world.asked, WORDS, strict=True):
        send(world, about, q1=left[about["relation"]].pop(0), q3=f"Kata {word}")
    rounds.close(world.round)
    rounds.step(world.round, "publish")
    found: dict[str, Any] = RoundResult._get_collection().find_one({"round": world.round.id})
    return found


def test_results_give_nobodys_answer_away(world: SimpleNamespace) -> None:
    raw = answer_all(world)
    assert [(each["relations"], each["answers"]) for each in raw["groups"]] == [
        ("self", 1), ("leader", 1), ("peer subordinate", 5),
    ]  # fmt: skip
    assert list(certain(raw)) == []


PLANTED: dict[str, tuple[str, Callable[..., Any]]] = {
    "no minimum": ("pools", lambda counts, minimum: [(code,) for code in ("peer", "subordinate") if counts.get(code)]),
    "unanimous groups as they are": ("apart", lambda numbers: list(numbers)),
}


def test_a_minimum_that_is_switched_off_gives_answers_away(
    world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_figures, "pools", PLANTED["no minimum"][1])
    monkeypatch.setattr(group_figures, "apart", PLANTED["unanimous groups as they are"][1])
    raw = answer_all(world)
    assert (0, 2) in certain(raw) and (2, 2) in certain(raw)


def test_nothing_finer_is_left_or_comes_later(world: SimpleNamespace) -> None:
    raw = answer_all(world)
    before = everything()
    assert boxes() == [], "the sheets are gone with the boxes"
    for about in world.asked:
        assert send(world, about, q1=3).status_code == 404
    with pytest.raises((Missing, WrongState)):
        rounds.answer(world.asked[0], q1=3)
    with pytest.raises(WrongState):
        rounds.step(world.round, "open")
    round_closing.make_results(SimpleNamespace(job={"record": world.round.id}, note=lambda *told: None))  # type: ignore[arg-type]
    assert everything() == before
    texts = [(row["relations"], row["text"]) for row in raw["texts"] if row["relations"] == "peer subordinate"]
    assert len(texts) == 5


def test_history_exports_and_lists_tell_no_more_than_the_result(watched: SimpleNamespace) -> None:
    answer_all(watched)
    trail = json_util.dumps(list(get_db()["audit"].find()))
    assert not [word for word in WORDS if word in trail], "no text of an answer stands in the trail"
    noted = [c for raw in get_db()["audit"].find({"document": "FeedbackRound"}) for c in raw.get("changes", ())]
    assert [each["after"] for each in noted if each["field"] == "answers"] == [7]
    for name in ("hr", "head_a", "auditor"):
        for path in ("/round-results/export/csv/", "/round-invitations/export/csv/", "/feedback-rounds/export/csv/"):
            text = watched.cast[name].get(path).text
            assert not [word for word in WORDS if word in text] and "4.67" not in text


def test_who_may_not_see_results_sees_none(watched: SimpleNamespace) -> None:
    raw = answer_all(watched)
    for name, status in {"hr": 200, "head_a": 200, "secretary_a": 403, "outsider_b": 403, "auditor": 403}.items():
        answer = watched.cast[name].get(f"/round-results/details/?id={raw['_id']}")
        assert answer.status_code == status, name
        told = watched.cast[name].get(f"/feedback-rounds/details/?id={watched.round.id}").text
        assert ("Yang Dinilai" in told) == (name != "outsider_b") and "ZEBRA" not in told
