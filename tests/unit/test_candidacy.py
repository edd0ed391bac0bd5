"""Criteria of candidates, against a second reckoning written from their wording: 2,000 random people, every criterion."""

from __future__ import annotations

import calendar
import random
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from models.candidacy import MET, NO_DATA, UNMET, Facts, evaluate, months_before
from models.candidate_rules import CandidateRule, Criterion
from tests import people_at_random as people
from tests.people_at_random import PNS, PPPK, TODAY

CAPS = {"sd": "II/a", "smp": "II/c", "sma": "III/b", "d1": "III/b", "d2": "III/b", "d3": "III/c", "d4": "III/d",
        "s1": "III/d", "s2": "IV/a", "s3": "IV/b"}  # fmt: skip
NAMES = [
    "I/a",
    "I/b",
    "I/c",
    "I/d",
    "II/a",
    "II/b",
    "II/c",
    "II/d",
    "III/a",
    "III/b",
    "III/c",
    "III/d",
    "IV/a",
    "IV/b",
    "IV/c",
    "IV/d",
    "IV/e",
]


def back(day: date, months: int) -> date:
    """That many months earlier, walked month by month."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def reckoned(asked: dict[str, Any], who: dict[str, Any]) -> str:
    """met, unmet or no_data, from the rule's words alone."""
    raw, what = who["employee"], asked["what"]
    if what in ("rank_min", "rank_max"):
        if "golongan" not in raw:
            return NO_DATA
        for ladder in (PNS, PPPK):
            if raw["golongan"] in ladder and asked["golongan"] in ladder:
                mine, bound = ladder.index(raw["golongan"]), ladder.index(asked["golongan"])
                return MET if (mine >= bound if what == "rank_min" else mine <= bound) else UNMET
        return UNMET
    if what == "not_capped":
        if "golongan" not in raw or not raw["educations"]:
            return NO_DATA
        highest = max(NAMES.index(CAPS[row["level"]]) for row in raw["educations"])
        is_capped = raw["golongan"] in PNS and PNS.index(raw["golongan"]) >= highest
        return UNMET if is_capped else MET
    if what == "years_in_rank":
        since = raw.get("golongan_since")
        if since is None:
            return NO_DATA
        due = (since.year + asked["number"], since.month, since.day)
        return MET if due <= (TODAY.year, TODAY.month, TODAY.day) else UNMET
    if what in ("kind", "position_kind"):
        return NO_DATA if what not in raw else MET if raw[what] == asked[what] else UNMET
    return elsewhere(asked, who)


def elsewhere(asked: dict[str, Any], who: dict[str, Any]) -> str:
    """As `reckoned`, of what stands in other records."""
    what = asked["what"]
    if what == "predikat":
        rows, enough = who["evaluations"], asked.get("number", 1)
        since = back(TODAY, asked.get("months", 24))
        rows = rows[: asked["number"]] if "number" in asked else [r for r in rows if r["ends_on"].date() >= since]
        if [row for row in rows if int(row["predikat"]) > int(asked["predikat"])]:
            return UNMET
        return MET if len(rows) >= enough else NO_DATA
    if what == "feedback":
        since = back(TODAY, asked["months"])
        rows = [row for row in who["feedback"] if row["given_on"].date() >= since]
        found = sum(asked["skill"].lower() in [skill.lower() for skill in row["skills"]] for row in rows)
        return MET if found >= asked["number"] else UNMET
    if what == "plan_progress":
        rows = [row["status"] for row in who["plan"] or [] if row["status"] in ("planned", "running", "done")]
        return NO_DATA if not rows else MET if rows.count("done") / len(rows) >= asked["number"] / 100 else UNMET
    if who["sanctions"] is None:
        return NO_DATA
    for row in who["sanctions"]:
        is_over = row["expires_on"] is not None and row["expires_on"].date() < TODAY
        if row["state"] == "berlaku" and row["custom"]["tingkat"] != "ringan" and not is_over:
            return UNMET
    return MET


def test_2000_people_and_every_criterion() -> None:
    rng, seen = random.Random(20), set()
    for _ in range(2_000):
        who = {
            "employee": people.employee(rng), "evaluations": people.evaluations(rng), "feedback": people.feedback(rng),
            "plan": people.plan(rng), "sanctions": people.sanctions(rng),
        }  # fmt: skip
        for asked in (people.criterion(rng) for _ in range(3)):
            row = SimpleNamespace(**{**dict.fromkeys(("number", "months")), **asked})
            answer, wanted = evaluate(row, Facts(**who), TODAY), reckoned(asked, who)
            assert answer.state == wanted, (asked, who)
            assert answer.holds(row) == (wanted == MET or (wanted == NO_DATA and asked["lenient"]))
            assert answer.state == NO_DATA or answer.sources or asked["what"] in ("feedback", "no_discipline")
            seen.add((asked["what"], answer.state))
    assert len(seen) >= 26, "every criterion is met, not met, and of most there is once no data"


def test_sources_that_cannot_be_read_are_no_data() -> None:
    facts = Facts(people.employee(random.Random(1)))
    for what in ("predikat", "feedback", "plan_progress", "no_discipline", "unheard of"):
        row = Criterion(what=what, predikat="2", skill="x", number=1, months=1)
        assert evaluate(row, facts, TODAY).state == NO_DATA


@pytest.mark.parametrize("day", [date(2026, 3, 31), date(2024, 2, 29), date(2026, 1, 1), date(2026, 12, 30)])
def test_months_before(day: date) -> None:
    assert [months_before(day, months) for months in range(1, 61)] == [back(day, months) for months in range(1, 61)]


def test_a_criterion_says_what_it_needs_and_no_more() -> None:
    rows = [Criterion(what="feedback", skill="x", number=2), Criterion(what="not_capped", number=4, golongan="31")]
    rule = CandidateRule(name="Uji", criteria=rows)
    assert list(rule.problems()) == ["criteria-0-months"]
    rule.derive({})
    assert (rule.criteria[1].number, rule.criteria[1].golongan, rule.criteria[0].skill) == (None, None, "x")
