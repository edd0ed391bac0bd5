"""A dashboard counted by hand: plain loops over the raw documents, from the rules and not from the panel's code.

Rules: an active employee has legal status Aktif, PPPK Aktif or Tugas Belajar. Evaluated: an evaluation past its draft
whose period ends in the time. Met: present when talked about in a meeting that was begun, on a day of the time. Planned:
a plan of the year past its draft. Trained: a finished training that ended in the time. A PNS needs 20 JP a year, a PPPK
has 24 at most. Retirement: the 1st of the month after the birthday of the retirement age.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bson import ObjectId

from tests.bulk_city import RandomCity

HELD = {"running", "minutes", "submitted", "approved", "closed"}
OPEN = {"open", "running", "postponed"}


@dataclass
class Seen:
    """What one may count: the units (None: all), and whether confidential things are among it; `me` is the employee
    from whom things may be hidden."""

    city: RandomCity
    units: set[ObjectId] | None
    sees_hidden: bool
    me: ObjectId | None = None
    seen: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def of(self, kind: str) -> list[dict[str, Any]]:
        if kind not in self.seen:
            self.seen[kind] = [raw for raw in self.city.made.get(kind, ()) if self._sees(raw, kind)]
        return self.seen[kind]

    def _sees(self, raw: dict[str, Any], kind: str) -> bool:
        if self.units is not None and not self.units & set(raw["scope"]):
            return False
        if kind not in ("Feedback", "Meeting", "Participant", "Note", "FollowUp"):
            return True
        if raw.get("confidential") and not self.sees_hidden:
            return False
        return self.me is None or self.me not in raw.get("hidden_from", ())


@dataclass
class Time:
    """Days from `first` to `last`."""

    first: date
    last: date

    def has(self, day: Any) -> bool:
        return day is not None and self.first <= day.date() <= self.last


def inside(raw: dict[str, Any], unit: ObjectId | None) -> bool:
    return unit is None or unit in raw["scope"]


def active(seen: Seen, unit: ObjectId | None) -> dict[ObjectId, dict[str, Any]]:
    found = (raw for raw in seen.of("Employee") if inside(raw, unit) and raw["status"] in ("01", "71", "03"))
    return {raw["_id"]: raw for raw in found}


def covered(seen: Seen, unit: ObjectId | None, time: Time) -> dict[str, set[ObjectId]]:
    """Who was reached in the time, by figure."""
    people = set(active(seen, unit))
    meetings = {m["_id"] for m in seen.of("Meeting") if m["state"] in HELD and time.has(m["day"])}
    present = (p for p in seen.of("Participant") if p["meeting"] in meetings and p["attendance"] == "present")
    return {
        "evaluated": people
        & {e["employee"] for e in seen.of("Evaluation") if e["state"] != "draft" and time.has(e["ends_on"])},
        "met": people & {p["employee"] for p in present if p["is_discussed"] and "employee" in p},
        "trained": people
        & {
            t["employee"]
            for t in seen.of("Training")
            if t["status"] == "done" and time.has(t.get("ends_on") or t["starts_on"])
        },
    }


def planned(seen: Seen, unit: ObjectId | None, year: int) -> set[ObjectId]:
    plans = (p for p in seen.of("DevelopmentPlan") if p["year"] == year and p["state"] != "draft")
    return set(active(seen, unit)) & {p["employee"] for p in plans}


def hours(seen: Seen, unit: ObjectId | None, year: int) -> dict[str, set[ObjectId]]:
    found: dict[str, set[ObjectId]] = {"jp-short": set(), "jp-met": set(), "jp-within": set(), "jp-over": set()}
    for id, who in active(seen, unit).items():
        mine = (t for t in seen.of("Training") if t["employee"] == id and t["status"] == "done" and t["year"] == year)
        jp = sum(t["jp"] for t in mine)
        if who["kind"] == "pns":
            found["jp-met" if jp >= 20 else "jp-short"].add(id)
        if who["kind"].startswith("pppk"):
            found["jp-over" if jp > 24 else "jp-within"].add(id)
    return found


def predikats(seen: Seen, unit: ObjectId | None, time: Time) -> Counter[str]:
    found = (e for e in seen.of("Evaluation") if inside(e, unit) and e["state"] != "draft" and time.has(e["ends_on"]))
    return Counter(e["predikat"] for e in found)


def leaders(seen: Seen, unit: ObjectId | None, time: Time) -> dict[str, set[ObjectId]]:
    people = active(seen, unit)
    leading = {who["superior"] for who in people.values()} & set(people)
    gave = {f["giver"] for f in seen.of("Feedback") if f["relation"] == "leader" and time.has(f["given_on"])}
    return {"gave": leading & gave, "silent": leading - gave}


def retiring(seen: Seen, unit: ObjectId | None, year: int) -> Counter[str]:
    """How many retire in each of five years, and how many should have before."""
    found: Counter[str] = Counter()
    for who in active(seen, unit).values():
        if who["kind"] not in ("pns", "cpns") or who["retirement_age"] is None:
            continue
        born = who["birth_date"]
        last = born.year + who["retirement_age"]
        when = last + 1 if born.month == 12 else last
        if when < year:
            found["retires-past"] += 1
        elif when < year + 5:
            found[f"retires-{when}"] += 1
    return found


def hopes(seen: Seen, unit: ObjectId | None) -> list[tuple[dict[str, Any], bool]]:
    """(aspiration that says something and stands, whether advice on it or something agreed from it is seen)."""
    notes = [n for n in seen.of("Note") if inside(n, unit) and not n.get("removed") and (n["text"] or "").strip()]
    advised = {(n["meeting"], n["parent"]) for n in notes if n["kind"] == "advice"}
    agreed = {(f["meeting"], f["aspiration"]) for f in seen.of("FollowUp") if inside(f, unit) and f.get("aspiration")}
    asked = (n for n in notes if n["kind"] == "aspiration")
    return [(n, (n["meeting"], n["slot"]) in advised | agreed) for n in asked]


def said_in(found: list[tuple[dict[str, Any], bool]], time: Time) -> Counter[tuple[str, bool]]:
    """Aspirations by category and whether answered, of those written in the time, by the clock of Salatiga (UTC+7)."""
    local = [(n, answered, n["_id"].generation_time + timedelta(hours=7)) for n, answered in found]
    return Counter((n["category"] or "", answered) for n, answered, at in local if time.has(at))


def waiting(found: list[tuple[dict[str, Any], bool]], moment: datetime) -> Counter[str]:
    """Unanswered aspirations by how many days they have waited."""
    counts: Counter[str] = Counter()
    for note, answered in found:
        days = (moment - note["_id"].generation_time) / timedelta(days=1)
        key = "d30" if days <= 30 else "d90" if days <= 90 else "d180" if days <= 180 else "older"
        counts[key] += not answered
    return counts


def promises(seen: Seen, unit: ObjectId | None, today: date) -> tuple[int, int]:
    """(open, late) follow-ups."""
    midnight = datetime(today.year, today.month, today.day, tzinfo=UTC)
    opened = [f for f in seen.of("FollowUp") if inside(f, unit) and f["status"] in OPEN]
    return len(opened), sum("due" in f and f["due"] < midnight for f in opened)
