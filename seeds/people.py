"""Makers of employees: values that agree with one another, drawn from a seeded generator, unique by NIP.

`employee_facts` gives plain values (rows as dicts) fast, for files; `employee_values` the same ready for
operations.records. The unit's id and the superior are the caller's to add.
"""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from models.histories import Education, PositionHeld, RankHeld
from seeds import AS_OF
from seeds.careers import Career, career
from seeds.names import BIRTH_PLACES, full_name, home_address, mailbox, mobile
from seeds.posts import Post, staff_post
from seeds.units import Unit

WARNED = 0.03
"""The share of people whose NIP contradicts their record, as some real ones do by decree."""
_FEMALE = {"Bidan": 1.0, "Perawat": 0.72, "Guru": 0.66, "Polisi Pamong Praja": 0.15, "Operator Kebersihan": 0.1}
_ROWS = {"educations": Education, "positions": PositionHeld, "ranks": RankHeld}


def employee_values(
    rng: random.Random, unit: Unit, *, kind: str | None = None, post: Post | None = None, taken: set[str] | None = None
) -> dict[str, Any]:
    """The values of an Employee, histories as documents. Arguments as `employee_facts`."""
    return with_documents(employee_facts(rng, unit, kind=kind, post=post, taken=taken))


def with_documents(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts with the rows of their histories turned into embedded documents."""
    rows = {name: [made(**row) for row in facts[name]] for name, made in _ROWS.items()}
    return {**facts, **rows}


def employee_facts(
    rng: random.Random, unit: Unit, *, kind: str | None = None, post: Post | None = None, taken: set[str] | None = None
) -> dict[str, Any]:
    """Everything an employee of `unit` has but ids: for one of `kind` (any if None) holding `post` (one that fits).

    Pass the same `taken` for all people of a run: it holds the NIPs given out and keeps them unique.
    """
    post = post or staff_post(rng, unit)
    kind = kind or _kind(rng, post)
    path = career(rng, post, kind, unit.agency_name)
    sex = "P" if rng.random() < _FEMALE.get(post.name, 0.4 if post.is_leading else 0.5) else "L"
    nip = _nip(rng, path, sex, kind, taken if taken is not None else set())
    born, since = path.born, path.since
    if rng.random() < WARNED:
        born, since, sex = _contradict(rng, born, since, sex)
    return {
        **_person(rng, path, nip, sex, born),
        **_service(rng, path, post, kind, since),
        **_rewards(nip, kind, since),
        "educations": path.educations,
        "positions": path.positions,
        "ranks": path.ranks,
    }


def _kind(rng: random.Random, post: Post) -> str:
    if post.is_leading:
        return "pns"
    return rng.choices(("pns", "cpns", "pppk", "pppk_pw"), (60, 4, 29, 7))[0]


def _nip(rng: random.Random, path: Career, sex: str, kind: str, taken: set[str]) -> str:
    """Birth, start, sex and a serial; the serial goes up from a small number until the NIP is free."""
    first = f"{path.since:%Y%m}" if kind in ("pns", "cpns") else f"{path.since:%Y}{rng.choice(('21', '21', '24'))}"
    stem = f"{path.born:%Y%m%d}{first}{'1' if sex == 'L' else '2'}"
    start = rng.randint(1, 30)
    nip = next(nip for serial in range(1000) if (nip := f"{stem}{(start + serial) % 1000:03}") not in taken)
    taken.add(nip)
    return nip


def _contradict(rng: random.Random, born: date, since: date, sex: str) -> tuple[date, date, str]:
    """One of the three ways in which a real NIP differs from the rest of the record."""
    way = rng.choice(("born", "since", "sex"))
    if way == "born":
        return born.replace(day=born.day % 28 + 1), since, sex
    if way == "since":
        return born, date(since.year - 1, since.month, 1), sex
    return born, since, "L" if sex == "P" else "P"


def _person(rng: random.Random, path: Career, nip: str, sex: str, born: date) -> dict[str, Any]:
    name = full_name(rng, sex)
    front = [study.front for study in path.studies if study.front]
    if AS_OF.year - born.year > 42 and rng.random() < 0.08:
        front.insert(0, "H." if sex == "L" else "Hj.")
    back = [study.back for study in path.studies if study.back]
    day = born.day + (40 if sex == "P" else 0)
    return {
        "nip": nip,
        "nip_old": f"500{rng.randint(100000, 199999)}" if path.since.year < 2009 else None,
        "siasn_id": f"{rng.getrandbits(128):032X}",
        "nik": f"337390{day:02}{born:%m%y}{rng.randint(1, 9999):04}",
        "name": name,
        "title_front": " ".join(front) or None,
        "title_back": ", ".join(back) or None,
        "birth_place": rng.choice(BIRTH_PLACES),
        "birth_date": born,
        "sex": sex,
        "phone": mobile(rng),
        "email": mailbox(name, nip[2:4], "surel.example"),
        "official_email": mailbox(name, nip[-3:], "contoh.example"),
        "address": home_address(rng),
    }


def _service(rng: random.Random, path: Career, post: Post, kind: str, since: date) -> dict[str, Any]:
    months = (AS_OF.year - since.year) * 12 + AS_OF.month - since.month
    is_pppk = kind in ("pppk", "pppk_pw")
    return {
        "kind": kind,
        "status": _status(rng, path.born, post, is_pppk),
        "cpns_since": since,
        "pns_since": path.since.replace(year=path.since.year + 1) if kind == "pns" else None,
        "contract_end": _contract_end(path.since, kind) if is_pppk else None,
        "golongan": path.golongan,
        "golongan_since": path.golongan_since,
        "service_years": months // 12,
        "service_months": months % 12,
        "position_kind": post.kind,
        "position_level": path.level,
        "position_name": path.position,
        "position_since": path.position_since,
        "eselon": post.eselon,
        "retirement_age": 60 if path.level == "ahli_madya" else post.retirement,
    }


def _rewards(nip: str, kind: str, since: date) -> dict[str, Any]:
    """The last KGB, which a few are still waiting for and of some nobody wrote down, and the highest honour given: most
    have theirs. Drawn from the NIP alone, so that nothing else of the city is drawn otherwise."""
    rng = random.Random(nip)
    steps = [since.replace(year=year) for year in range(since.year + 2, AS_OF.year + 1, 2)]
    past = [day for day in steps if day <= AS_OF]
    late = 2 if rng.random() < 0.06 and len(past) > 1 else 1
    knows = kind in ("pns", "pppk") and past and rng.random() < 0.92
    years = AS_OF.year - since.year - ((AS_OF.month, AS_OF.day) < (since.month, since.day))
    given = [each for each in (10, 20, 30) if each <= years and (each < years - 1 or rng.random() < 0.6)]
    honoured = kind == "pns" and given and rng.random() < 0.93
    return {"kgb_since": past[-late] if knows else None, "honour_received": str(given[-1]) if honoured else None}


def _status(rng: random.Random, born: date, post: Post, is_pppk: bool) -> str:
    """Nearly all are at work; some study, take leave without pay, or wait for retirement (MPP)."""
    if is_pppk:
        return "71"
    if post.is_leading:
        return "01"
    if AS_OF.year - born.year >= post.retirement - 1 and rng.random() < 0.15:
        return "20"
    return rng.choices(("01", "03", "02"), (985, 12, 3))[0]


def _contract_end(since: date, kind: str) -> date:
    """A contract runs to the end of a month five years on, or of the year for part-time; expired ones were renewed."""
    if kind == "pppk_pw":
        return date(AS_OF.year, 12, 31)
    year = since.year + 5 if date(since.year + 5, since.month, 1) > AS_OF else since.year + 10
    return date.fromordinal(date(year, since.month, 1).toordinal() - 1)
