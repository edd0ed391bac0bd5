"""Structured rounds of feedback: prepared as a job, answered through links, closed into results that stand."""

from __future__ import annotations

from types import SimpleNamespace

from models.round_invitations import RoundInvitation
from tests import makers
from tests.rounds import answer, close, open_round, result_of


def test_a(city: SimpleNamespace) -> None:
    boss = makers.make_employee(city.a)
    team = [makers.make_employee(city.bidang, superior=boss.id) for _ in range(5)]
    made = open_round(city.a, [team[0].id])
    asked = list(RoundInvitation._get_collection().find({"round": made.id}))
    print(asked[0], len(asked))
    for each in asked:
        answer(each, q1=4, q2=5, q3=f"Teks {each['giver']}")
    close(made)
    raw = result_of(made, team[0].id)
    print(raw)
    assert 0
