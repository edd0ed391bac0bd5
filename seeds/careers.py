"""A career that adds up: start of service, birth, ranks and positions drawn backwards from the present post.

Regular promotion every four years up to what the education allows (PP 11/2017); a leader's post takes them further.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.codes import RANKS
from seeds import AS_OF
from seeds.posts import Post
from seeds.studies import MASTERS, OTHER_MASTERS, STUDIES, Study, schools_of

Row = dict[str, Any]
_IDS = [code for code, *_ in RANKS]
_ENTRY = {"sd": "11", "smp": "13", "sma": "21", "d3": "23", "d4": "31", "s1": "31", "s2": "32"}
_CAP = {"sd": "21", "smp": "23", "sma": "32", "d3": "33", "d4": "34", "s1": "34", "s2": "41"}
_AGE = {
    "sd": (19, 27), "smp": (19, 28), "sma": (19, 29), "d3": (22, 30), "d4": (23, 25), "s1": (23, 33), "s2": (25, 34),
}  # fmt: skip
_PPPK = {"smp": "P04", "sma": "P05", "d3": "P07", "d4": "P09", "s1": "P09", "s2": "P10"}
_FINISHED = {"smp": 15, "sma": 18, "d3": 21, "d4": 22, "s1": 22, "s2": 25}
_LEVELS = {
    "ahli": (("31", "ahli_pertama"), ("33", "ahli_muda"), ("41", "ahli_madya")),
    "terampil": (("21", "pemula"), ("22", "terampil"), ("31", "mahir"), ("33", "penyelia")),
}
_SPOKEN = {
    "ahli_pertama": "Ahli Pertama", "ahli_muda": "Ahli Muda", "ahli_madya": "Ahli Madya", "pemula": "Pemula",
    "terampil": "Terampil", "mahir": "Mahir", "penyelia": "Penyelia",
}  # fmt: skip
_BEFORE = {
    "pengawas": (), "administrator": (("33", "Kepala Subbag Perencanaan dan Keuangan"),),
    "jpt_pratama": (("33", "Kepala Subbag Umum dan Kepegawaian"), ("34", "Kepala Bidang Pelayanan"),
                    ("41", "Sekretaris")),
}  # fmt: skip


@dataclass(slots=True)
class Career:
    """What a civil servant's years of service come to. `ranks`, `positions` and `educations` are plain rows."""

    born: date
    since: date
    golongan: str
    golongan_since: date
    level: str | None
    position: str
    position_since: date
    studies: list[Study]
    ranks: list[Row]
    positions: list[Row]
    educations: list[Row]


def career(rng: random.Random, post: Post, kind: str, agency: str) -> Career:
    """The career of somebody of that kind (pns, cpns, pppk, pppk_pw) who holds `post` at `agency` today."""
    studies = _studies(rng, post, kind)
    entry_age = rng.randint(*_AGE[studies[0].level])
    if kind.startswith("pppk"):
        since = _pppk_start(rng, kind)
        born = _day_in(rng, since.year - rng.randint(entry_age, 46))
        golongan = _PPPK[studies[0].level]
        ranks: list[Row] = [{"golongan": golongan, "since": since, "decree": _decree(rng, since)}]
    else:
        since = _start(rng, post, kind, studies, entry_age)
        born = _day_in(rng, since.year - entry_age)
        ranks = _ranks(rng, post, studies, since)
        golongan = ranks[-1]["golongan"]
    positions = _positions(rng, post, ranks, agency, kind)
    now = positions[-1]
    return Career(
        born, since, golongan, ranks[-1]["since"], level_of(post, golongan), now["name"], now["since"],
        studies, ranks, positions, _educations(rng, studies, born, since),
    )  # fmt: skip


def level_of(post: Post, golongan: str) -> str | None:
    """The level of the post; of a ladder the step this golongan stands on (a PPPK starts where their entry is)."""
    if post.ladder is None:
        return post.level
    if golongan.startswith("P"):
        return "ahli_pertama" if post.ladder == "ahli" else "terampil"
    return [level for lowest, level in _LEVELS[post.ladder] if golongan >= lowest][-1]


def _studies(rng: random.Random, post: Post, kind: str) -> list[Study]:
    """The course that opened the career, and for some a master's degree; leaders mostly have one."""
    key = rng.choice(post.studies)
    found = [STUDIES[key]]
    odds = 0.75 if post.is_leading else 0.1 if kind == "pns" else 0.02
    if found[0].level in ("s1", "d4") and rng.random() < odds:
        found.append(MASTERS.get(key) or rng.choice(OTHER_MASTERS))
    return found


def _bounds(post: Post, studies: list[Study]) -> tuple[int, int, int]:
    """Positions in the list of golongan: entry, the lowest and the highest the holder may have now."""
    entry = _IDS.index(_ENTRY[studies[0].level])
    cap = post.highest if post.kind != "4" else min(post.highest, _CAP[studies[-1].level])
    return entry, max(entry, _IDS.index(post.lowest)), max(entry, _IDS.index(cap))


def _start(rng: random.Random, post: Post, kind: str, studies: list[Study], entry_age: int) -> date:
    if kind == "cpns":
        return rng.choice((date(2026, 3, 1), date(2026, 4, 1), date(2026, 6, 1)))
    entry, lowest, _ = _bounds(post, studies)
    least = 4 * (lowest - entry) + (1 if post.is_leading else 2)
    most = max(least, post.retirement - entry_age - 1)
    years = min(least + rng.randint(0, 8), most) if post.is_leading else int(rng.triangular(least, most, least + 6))
    return date(AS_OF.year - years, rng.choice((1, 1, 2, 3, 4, 4, 10)), 1)


def _pppk_start(rng: random.Random, kind: str) -> date:
    if kind == "pppk_pw":
        return date(2025, rng.choice((10, 11)), 1)
    year = rng.choice((2021, 2022, 2023, 2023, 2024, 2024, 2025, 2025))
    return date(year, rng.choice((2, 3, 4, 5, 6, 7)), 1)


def _ranks(rng: random.Random, post: Post, studies: list[Study], since: date) -> list[Row]:
    entry, lowest, highest = _bounds(post, studies)
    rows: list[Row] = [{"golongan": _IDS[entry], "since": since, "decree": _decree(rng, since)}]
    month = 4 if since.month <= 4 else 10
    for step, code in enumerate(_IDS[entry + 1 : highest + 1], 1):
        day = date(since.year + 4 * step, month, 1)
        if day > AS_OF:
            break
        late = rng.random() < 0.12 and entry + step > lowest and AS_OF.year - day.year < 6
        if late:
            break
        rows.append({"golongan": code, "since": day, "decree": _decree(rng, day)})
    return rows


def _positions(rng: random.Random, post: Post, ranks: list[Row], agency: str, kind: str) -> list[Row]:
    first = ranks[0]["since"]
    if post.is_leading:
        return _climb(rng, post, ranks, agency)
    if post.ladder is None or kind == "cpns":
        level = level_of(post, ranks[-1]["golongan"])
        name = post.name if post.ladder is None else f"{post.name} {_SPOKEN[str(level)]}"
        return [_held(rng, name, post.kind, agency, first)]
    rows: list[Row] = []
    for rank in ranks:
        name = f"{post.name} {_SPOKEN[str(level_of(post, rank['golongan']))]}"
        if not rows or rows[-1]["name"] != name:
            rows.append(_held(rng, name, post.kind, agency, rank["since"]))
    return rows


def _climb(rng: random.Random, post: Post, ranks: list[Row], agency: str) -> list[Row]:
    rows = [_held(rng, "Penelaah Teknis Kebijakan", "4", agency, ranks[0]["since"])]
    reached = {rank["golongan"]: rank["since"] for rank in ranks}
    for golongan, name in _BEFORE[str(post.level)]:
        day = reached.get(golongan)
        if day and day > rows[-1]["since"]:
            rows.append(_held(rng, name, "1", agency, day))
    earliest = max(rows[-1]["since"].year + 1, AS_OF.year - 5)
    year = rng.randint(min(earliest, AS_OF.year), AS_OF.year)
    rows.append(_held(rng, post.name, "1", agency, date(year, rng.choice((1, 3, 7, 9)), rng.randint(2, 28))))
    return rows


def _held(rng: random.Random, name: str, kind: str, agency: str, since: date) -> Row:
    return {"name": name, "kind": kind, "unit": agency, "since": since, "decree": _decree(rng, since)}


def _educations(rng: random.Random, studies: list[Study], born: date, since: date) -> list[Row]:
    school = STUDIES[rng.choice(("sma", "sma ipa"))]
    path = [school, *studies] if studies[0].level not in ("smp", "sma") else studies
    rows = []
    for study in path:
        practice = 2 if study.front or "Profesi" in study.field else 0
        year = min(born.year + _FINISHED[study.level] + practice + rng.randint(0, 1), since.year)
        if study.level == "s2":
            year = min(since.year + rng.randint(3, 10), AS_OF.year - 1) if since.year < AS_OF.year - 4 else since.year
        rows.append({
            "level": study.level, "field": study.field, "school": rng.choice(schools_of(study)), "year": year,
        })  # fmt: skip
    return rows


def _decree(rng: random.Random, day: date) -> str:
    return f"82{rng.randint(1, 5)}.{rng.randint(1, 4)}/{rng.randint(1, 999):03}/{day.year}"


def _day_in(rng: random.Random, year: int) -> date:
    return date(year, rng.randint(1, 12), rng.randint(1, 28))
