"""Trends of feedback by half-year, against a count made otherwise."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from models.feedback_trends import Half, halves, trends

SKILLS = ("Komunikasi", "komunikasi", "Kepemimpinan", "Inovasi", "")


def make_entry(dice: random.Random) -> dict[str, Any]:
    day = date(2023, 1, 1) + timedelta(days=dice.randrange(1400))
    kind = dice.choice(("appreciation", "constructive"))
    return {"given_on": dice.choice((day, day, day, None)), "kind": kind, "skills": dice.choices(SKILLS, k=2)}


def test_trends_equal_an_oracle_over_2000_random_people() -> None:
    dice = random.Random(7)
    for _ in range(2_000):
        rows = [make_entry(dice) for _ in range(dice.randrange(6))]
        found = {each.name.lower(): each for each in trends(rows, "skills")}
        for name in ("komunikasi", "kepemimpinan", "inovasi"):
            for year in (2023, 2024, 2025, 2026):
                for number, months in ((1, range(1, 7)), (2, range(7, 13))):
                    fit = [
                        row["kind"] for row in rows
                        if row["given_on"] and row["given_on"].year == year and row["given_on"].month in months
                        and name in [skill.lower() for skill in row["skills"]]
                    ]  # fmt: skip
                    trend, half = found.get(name), Half(year, number)
                    told = (trend.praised[half], trend.advised[half]) if trend else (0, 0)
                    assert told == (fit.count("appreciation"), fit.count("constructive"))
        assert "" not in found


def test_half_years_end_with_the_one_asked_for() -> None:
    assert halves(Half.of(date(2026, 7, 1)), 3) == [Half(2025, 2), Half(2026, 1), Half(2026, 2)]
    assert Half.of(date(2026, 6, 30)) == Half(2026, 1)
