"""Learning hours counted by brute force from the words of the rule, sharing no code with the panel; and random people.

The table is written down anew: day by day and session by session.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

A_DAY = {"4": 5, "7": 4, "9": 4}
EACH = {"10": 20, "18": 20, "21": 20, "20": 10}
MOST_A_DAY = {"16": 3, "22": 2, "23": 2}
A_SESSION = {"14": 2, "15": 2}
MOST_A_MONTH = 2
KINDS = [str(number) for number in range(1, 26)]
TITLES = ("Bimtek Arsip", "bimtek  arsip", "Coaching Kinerja", "Pelatihan Gizi", "Mentoring")


@dataclass
class Someone:
    """A random person: kind, first day of service, day they became PNS, their trainings as values."""

    kind: str
    since: date | None
    pns: date | None
    trainings: list[dict[str, Any]]


def make_people(rng: random.Random, count: int) -> list[Someone]:
    return [make_person(rng) for _ in range(count)]


def make_person(rng: random.Random) -> Someone:
    kind = rng.choice(("pns", "pns", "cpns", "pppk", "pppk_pw"))
    since = rng.choice((None, _day(rng, 2020, 2026), _day(rng, 2020, 2026), date(2024, 2, 29)))
    pns = _day(rng, 2024, 2027) if kind == "pns" and rng.random() < 0.6 else None
    trainings = [make_training(rng) for _ in range(rng.randint(0, 12))]
    for each in list(trainings):
        if rng.random() < 0.3:
            trainings.append({**each, **rng.choice((_AGAIN, {"jp": rng.randint(0, 60)}, {"kind": rng.choice(KINDS)}))})
    return Someone(kind, since, pns, trainings)


_AGAIN: dict[str, Any] = {}


def make_training(rng: random.Random) -> dict[str, Any]:
    starts = _day(rng, 2024, 2026)
    ends = starts + timedelta(days=rng.choice((0, 0, 1, 2, 5, 40, 200))) if rng.random() < 0.8 else None
    kind = rng.choice((*KINDS, *["14", "15"] * 6, "16"))
    certificate = rng.choice((None, None, "-", "12/IX/2026", "12 / ix / 2026", f"{rng.randint(1, 30)}/B"))
    return {
        "title": rng.choice(TITLES), "kind": kind, "starts_on": starts, "ends_on": ends, "jp": rng.choice((0, 3, 12, 45)),
        "sessions": rng.choice((None, 1, 2, 3, 8)), "certificate_number": certificate,
        "status": rng.choice(("done", "done", "done", "scheduled", "running", "proposed", "cancelled")),
    }  # fmt: skip


def _day(rng: random.Random, first: int, last: int) -> date:
    return date(rng.randint(first, last), rng.choice((1, 2, 6, 7, 12)), rng.randint(1, 28))


def count_year(person: Someone, year: int) -> tuple[int, int]:
    """(finished, forecast) JP of a person in a year."""
    mine = [each for each in person.trainings if _in_year(person, each["ends_on"] or each["starts_on"], year)]
    finished = [each for each in mine if each["status"] == "done"]
    ahead = [each for each in mine if each["status"] in ("done", "scheduled", "running")]
    return _sum(finished), _sum(ahead)


def _in_year(person: Someone, day: date, year: int) -> bool:
    if not person.kind.startswith("pppk") or person.since is None:
        return day.year == year
    return _anniversary(person.since, year) <= day < _anniversary(person.since, year + 1)


def _anniversary(since: date, year: int) -> date:
    leap = since.month == 2 and since.day == 29 and not (year % 4 == 0 and (year % 100 or year % 400 == 0))
    return date(year, 3, 1) if leap else date(year, since.month, since.day)


def _sum(trainings: list[dict[str, Any]]) -> int:
    plain: dict[Any, int] = defaultdict(int)
    monthly: dict[Any, dict[Any, int]] = defaultdict(lambda: defaultdict(int))
    for each in trainings:
        key = _key(each)
        if each["kind"] in A_SESSION:
            for month, jp in _by_month(each).items():
                place = (each["kind"], month)
                monthly[place][key] = max(monthly[place][key], jp)
        else:
            plain[key] = max(plain[key], _plain(each))
    return sum(plain.values()) + sum(min(sum(keys.values()), MOST_A_MONTH) for keys in monthly.values())


def _key(each: dict[str, Any]) -> Any:
    number = "".join(c for c in (each["certificate_number"] or "").lower() if c.isalnum())
    return number or (" ".join(each["title"].lower().split()), each["starts_on"])


def _days(each: dict[str, Any]) -> list[date]:
    last = each["ends_on"] or each["starts_on"]
    return [each["starts_on"] + timedelta(days=n) for n in range((last - each["starts_on"]).days + 1)]


def _plain(each: dict[str, Any]) -> int:
    kind = each["kind"]
    if kind in A_DAY:
        return sum(A_DAY[kind] for _ in _days(each))
    if kind in EACH:
        return EACH[kind]
    if kind in MOST_A_DAY:
        left, counts = each["jp"], 0
        for _ in _days(each):
            today = min(left, MOST_A_DAY[kind])
            left, counts = left - today, counts + today
        return counts
    return int(each["jp"])


def _by_month(each: dict[str, Any]) -> dict[Any, int]:
    """The JP of its sessions dealt out to its months in turn, no month more than its cap."""
    touched = list(dict.fromkeys((day.year, day.month) for day in _days(each)))
    dealt: dict[Any, int] = defaultdict(int)
    for turn in range((each["sessions"] or 1) * A_SESSION[each["kind"]]):
        dealt[touched[turn % len(touched)]] += 1
    return {month: min(jp, MOST_A_MONTH) for month, jp in dealt.items()}
