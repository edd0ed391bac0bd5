"""Dates that matter: what comes when, against a counting of days that knows nothing of the product's rules in code."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.coming_dates import anniversary, coming, is_capped, licence, month_after
from models.dated import CAPPED, DEALT, FIRST, cover, rows, tokens
from operations.coming_dates import ahead, months, notice

TEXTS = st.text("aZ01-\0", max_size=6)
DAYS = st.dates(date(1950, 1, 1), date(2026, 12, 31))


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def make(**values: Any) -> dict[str, Any]:
    stored = {name: at(v) if isinstance(v, date) else v for name, v in values.items()}
    return {"status": "01", "kind": "pns", "created_at": at(date(2026, 11, 25)), **stored}


def days(raw: dict[str, Any], kind: str = "") -> dict[str, date]:
    return {each.kind: each.day for each in coming(raw) if each.dealt is None and kind in ("", each.kind)}


@given(DAYS, st.integers(1, 70))
def test_an_anniversary_is_the_same_day_or_the_first_of_march(day: date, years: int) -> None:
    found = anniversary(day, years)
    assert found.year == day.year + years
    assert (found.month, found.day) in ((day.month, day.day), (3, 1))


@given(DAYS)
def test_the_month_after_begins_the_day_after_this_one_ends(day: date) -> None:
    walked = day
    while walked.month == day.month:
        walked += timedelta(days=1)
    assert month_after(day) == walked


@pytest.mark.parametrize(
    ("since", "due"),
    [(date(2022, 10, 1), date(2026, 10, 1)), (date(2022, 10, 2), date(2026, 11, 1)), (date(2020, 2, 29), date(2024, 3, 1))],
)  # fmt: skip
def test_a_promotion_comes_on_the_first_after_four_years(since: date, due: date) -> None:
    assert days(make(golongan="31", golongan_since=since)) == {"promotion": due}
    assert days(make(golongan="45", golongan_since=since)) == {}, "there is no rank above"
    assert days(make(golongan="31", golongan_since=since, kind="pppk")) == {}
    assert days(make(golongan="31", golongan_since=since, status="99")) == {}


@pytest.mark.parametrize(
    ("level", "below", "at"),
    [("sd", "14", "21"), ("smp", "22", "23"), ("sma", "31", "32"), ("d2", "31", "32"), ("d3", "32", "33"),
     ("d4", "33", "34"), ("s1", "33", "34"), ("s2", "34", "41"), ("s3", "41", "42")],
)  # fmt: skip
def test_education_caps_the_rank(level: str, below: str, at: str) -> None:
    rows = [{"level": "sd"}, {"level": level}]
    assert not is_capped({"golongan": below, "educations": rows})
    assert is_capped({"golongan": at, "educations": rows})
    assert not is_capped({"golongan": at}) and not is_capped({"golongan": at, "educations": "odd"})
    told = coming(make(golongan=at, golongan_since=date(2020, 1, 1), educations=rows))
    assert [each.capped for each in told] == [True] and CAPPED in tokens(told)


def test_pension_starts_the_month_after_the_birthday() -> None:
    assert days(make(birth_date=date(1968, 12, 31), retirement_age=58)) == {"retirement": date(2027, 1, 1)}
    assert days(make(birth_date=date(1968, 12, 1), retirement_age=60)) == {"retirement": date(2029, 1, 1)}
    waits = make(birth_date=date(1968, 12, 1), retirement_age=58, cpns_since=date(1990, 1, 1), status="20")
    assert days(waits) == {"retirement": date(2027, 1, 1)}, "who waits for retirement has that date alone"


def test_contracts_and_probation() -> None:
    assert days(make(kind="pppk", status="71", contract_end=date(2026, 12, 31))) == {"contract": date(2026, 12, 31)}
    young = make(kind="cpns", cpns_since=date(2026, 4, 1))
    assert days(young) == {"probation": date(2027, 4, 1), "kgb": date(2028, 4, 1)}


def test_a_kgb_follows_the_last_one_or_is_counted_from_the_start() -> None:
    long_ago = make(kgb_since=date(2019, 3, 1), cpns_since=date(2010, 1, 1))
    assert days(long_ago, "kgb") == {"kgb": date(2021, 3, 1)}, "overdue, and it stays"
    unknown = make(cpns_since=date(2010, 1, 1))
    assert days(unknown, "kgb") == {"kgb": date(2028, 1, 1)}
    assert "Two-year steps" in next(str(each.rule) for each in coming(unknown) if each.kind == "kgb")
    old = {**unknown, "created_at": at(date(2020, 1, 1))}
    assert days(old, "kgb") == {"kgb": date(2020, 1, 1)}, "known since then: nothing that came due is passed over"
    assert days(make(cpns_since=date(2020, 2, 29), created_at=date(2021, 1, 1)), "kgb") == {"kgb": date(2022, 3, 1)}
    assert days(make(kind="pppk_pw", status="71", kgb_since=date(2024, 1, 1)), "kgb") == {}


def test_an_honour_is_due_until_it_was_given() -> None:
    raw = make(cpns_since=date(1995, 3, 1))
    assert days(raw, "satyalancana") == {"satyalancana": date(2005, 3, 1)}
    assert days({**raw, "honour_received": "10"}, "satyalancana") == {"satyalancana": date(2015, 3, 1)}
    assert days({**raw, "honour_received": "30"}, "satyalancana") == {}


def test_a_note_puts_aside_one_day_and_the_next_follows() -> None:
    note = {"kind": "kgb", "day": at(date(2021, 3, 1)), "reason": "Ditunda"}
    raw = make(kgb_since=date(2019, 3, 1), dealt_with=[note])
    assert days(raw) == {"kgb": date(2023, 3, 1)}
    assert [each.dealt for each in coming(raw)] == [note, None]
    assert DEALT in tokens(coming(raw)) and "kgb=2021-03" not in tokens(coming(raw))
    assert days({**raw, "kgb_since": at(date(2020, 3, 1))}) == {"kgb": date(2022, 3, 1)}, "another day is open"


def test_a_licence_ends_unless_cancelled_or_its_holder_left() -> None:
    raw = {"title": "STR", "expires_on": at(date(2026, 5, 1)), "status": "done"}
    assert [each.day for each in licence(raw)] == [date(2026, 5, 1)]
    assert (
        licence({**raw, "status": "cancelled"}) == licence({**raw, "employee_status": "99"}) == licence(raw, "66") == []
    )


def plus_years(day: date, years: int) -> date:
    """Counted by hand: the same day, and what has none is the day after the last of February."""
    leap = (day.year + years) % 4 == 0 and ((day.year + years) % 100 != 0 or (day.year + years) % 400 == 0)
    if (day.month, day.day) == (2, 29) and not leap:
        return date(day.year + years, 2, 28) + timedelta(days=1)
    return date(day.year + years, day.month, day.day)


TABLE = [
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
CODES = ["11", "12", "13", "14", "21", "22", "23", "24", "31", "32", "33", "34", "41", "42", "43", "44", "45"]
HIGHEST = {"sd": "II/a", "smp": "II/c", "sma": "III/b", "d1": "III/b", "d2": "III/b", "d3": "III/c", "s1": "III/d",
           "d4": "III/d", "s2": "IV/a", "s3": "IV/b"}  # fmt: skip


def by_hand(p: dict[str, Any]) -> set[tuple[str, date, bool]]:
    """Every date of a person as domain.md §6 has it, walked day by day where that is how one counts."""
    found: set[tuple[str, date, bool]] = set()
    works, kind = p["status"] in ("01", "71", "03"), p["kind"]
    if kind in ("pns", "cpns") and p["birth_date"] and p["retirement_age"] and p["status"] not in ("66", "99"):
        day = plus_years(p["birth_date"], p["retirement_age"])
        month = day.month
        while day.month == month:
            day += timedelta(days=1)
        found.add(("retirement", day, False))
    if not works:
        return found
    if kind == "pns" and p["golongan"] in CODES[:-1] and p["golongan_since"]:
        day = plus_years(p["golongan_since"], 4)
        while day.day != 1:
            day += timedelta(days=1)
        rank = CODES.index(p["golongan"])
        tops = [TABLE.index(HIGHEST[level]) for level in p["levels"]]
        found.add(("promotion", day, bool(tops) and rank >= max(tops)))
    if kind in ("pppk", "pppk_pw") and p["contract_end"]:
        found.add(("contract", p["contract_end"], False))
    if kind == "cpns" and p["cpns_since"]:
        found.add(("probation", plus_years(p["cpns_since"], 1), False))
    if kind == "pns" and p["cpns_since"] and p["honour_received"] != "30":
        years = {None: 10, "10": 20, "20": 30}[p["honour_received"]]
        found.add(("satyalancana", plus_years(p["cpns_since"], years), False))
    if kind != "pppk_pw" and p["kgb_since"]:
        found.add(("kgb", plus_years(p["kgb_since"], 2), False))
    elif kind != "pppk_pw" and p["cpns_since"]:
        step = 2
        while plus_years(p["cpns_since"], step) < p["created_at"]:
            step += 2
        found.add(("kgb", plus_years(p["cpns_since"], step), False))
    return found


def random_person(rng: random.Random) -> dict[str, Any]:
    def day(first: int, last: int, missing: float = 0.1) -> date | None:
        if rng.random() < missing:
            return None
        if rng.random() < 0.1:  # the days on which counting goes wrong
            year = rng.randrange(first // 4 * 4 + 4, last, 4)
            return rng.choice((date(year, 2, 29), date(year, 12, 31), date(year, 1, 31), date(year, 3, 1)))
        return date(first, 1, 1) + timedelta(days=rng.randrange(365 * (last - first)))

    kind = rng.choice(("pns", "pns", "pns", "cpns", "pppk", "pppk_pw"))
    levels = rng.sample(sorted(HIGHEST), rng.choice((0, 1, 1, 2)))
    return {
        "kind": kind, "status": rng.choice(("01", "01", "01", "71", "03", "02", "20", "66", "99")),
        "golongan": rng.choice([*CODES, "P09", None]), "golongan_since": day(2010, 2026), "levels": levels,
        "kgb_since": day(2015, 2026, 0.4), "cpns_since": day(1984, 2026), "birth_date": day(1960, 2002),
        "retirement_age": rng.choice((58, 60, 65, None)), "contract_end": day(2024, 2031, 0.3),
        "honour_received": rng.choice((None, "10", "20", "30")), "created_at": day(2020, 2026, 0.0),
    }  # fmt: skip


def test_every_date_of_two_thousand_people_is_as_counted_by_hand() -> None:
    rng = random.Random(6)
    for _ in range(2_000):
        person = random_person(rng)
        values = {name: value for name, value in person.items() if name != "levels" and value is not None}
        raw = make(**values, educations=[{"level": level} for level in person["levels"]])
        found = {(each.kind, each.day, each.capped) for each in coming(raw)}
        assert found == by_hand(person), person


@example(date(1900, 1, 1), date(1898, 1, 1))
@given(st.dates(date(1850, 1, 1), date(2299, 12, 31)), st.dates(date(1890, 1, 1), date(2350, 1, 1)))
def test_no_day_escapes_the_tokens_of_its_period(day: date, last: date) -> None:
    """Overdue is never dropped: whatever has passed by `last` has a token of the period that ends there."""
    made = coming(make(kind="pppk", status="71", contract_end=day))
    held = set(tokens(made))
    assert bool(held & set(cover("contract", None, max(day, last)))) is True
    far = date(last.year + 1, 12, 31)
    if day.year > far.year >= FIRST.year:  # what lies before is one month with the first of all
        assert not held & set(cover("contract", None, far))
    assert rows(made) == [{"k": "contract", "d": at(day)}]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 1_500), st.integers(0, 30))
def test_a_notice_begins_with_its_month(today: date, away: int, count: int) -> None:
    day = today + timedelta(days=away)
    assert (months(today, day) <= count) == (day <= ahead(today, count))
    told = notice({"x": (count, count + 3)}, "x", day, today)
    assert told == (count if day <= ahead(today, count) else count + 3 if day <= ahead(today, count + 3) else None)
    assert notice({"x": (count,)}, "x", today - timedelta(days=1 + away), today) == 0


@given(st.dictionaries(
    st.sampled_from(["golongan", "golongan_since", "birth_date", "retirement_age", "contract_end", "cpns_since", "kind",
                     "educations", "kgb_since", "honour_received", "dealt_with", "created_at", "expires_on", "title"]),
    st.none() | st.integers() | TEXTS | st.lists(st.none() | st.dictionaries(TEXTS, st.none()), max_size=3)
    | st.datetimes(),
))  # fmt: skip
def test_odd_values_are_no_error(raw: dict[str, Any]) -> None:
    tokens([*coming({"status": "01", "kind": "pns", **raw}), *licence(raw)])
