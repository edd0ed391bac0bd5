"""Makers of trainings of all 25 kinds: what, when, how many JP, and what came of it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from models.codes import INTERNSHIP
from seeds import AS_OF
from seeds.effects import contacts, effects, knowledge, supervisor
from seeds.topics import CITIES, COMPANIES, COURSES, HOSTS, ORGANISERS, RULES, TOPICS, field_of

FIRST_YEAR = 2021
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


class Form(NamedTuple):
    """How trainings of a kind look. `daily` is JP a day, `fixed` JP in all instead; `days` from and to.

    `{topic}`, `{rule}`, `{course}`, `{city}`, `{company}`, `{host}` in a title are filled in.
    """

    weight: int
    days: tuple[int, int]
    daily: int
    titles: tuple[str, ...]
    organisers: str
    fixed: int = 0


FORMS: dict[str, Form] = {
    "1": Form(2, (0, 0), 0, (), "province"),
    "2": Form(5, (5, 15), 8, ("Pelatihan Fungsional {topic}", "Pelatihan Pembentukan Jabatan Fungsional: {topic}"),
              "field"),
    "3": Form(22, (2, 6), 8, ("Pelatihan Teknis {topic}", "Pelatihan {topic}"), "field"),
    "4": Form(9, (1, 3), 5, ("Workshop {topic}", "Lokakarya {topic}"), "field"),
    "5": Form(3, (3, 8), 8, ("Pelatihan Manajerial: Pengambilan Keputusan", "Pelatihan Manajemen Perubahan",
                             "Pelatihan Manajerial: Mengelola Tim dan Kinerja"), "province"),
    "6": Form(3, (2, 4), 8, ("Pelatihan Sosial Kultural: Perekat Bangsa", "Pelatihan Komunikasi Lintas Budaya"),
              "province"),
    "7": Form(8, (1, 1), 4, ("Sosialisasi {rule}",), "city"),
    "8": Form(16, (1, 3), 8, ("Bimtek {topic}", "Bimbingan Teknis {topic}"), "field"),
    "9": Form(8, (1, 1), 4, ("Seminar Nasional {topic}", "Webinar {topic}"), "campus"),
    "10": Form(3, (12, 30), 0, ("Magang {topic} di {host}",), "host", 20),
    "11": Form(3, (5, 12), 4, ("Kursus {course}",), "campus"),
    "12": Form(2, (2, 5), 8, ("Penataran {topic}",), "field"),
    "13": Form(1, (2, 4), 6, ("Kelas Intensif {topic}",), "province"),
    "14": Form(4, (1, 1), 2, ("Coaching: Menyusun Target Kinerja", "Coaching: {topic}"), "own"),
    "15": Form(4, (1, 1), 2, ("Mentoring Pegawai Baru", "Mentoring {topic}"), "own"),
    "16": Form(12, (1, 5), 3, ("E-Learning {topic}", "E-Learning {rule}"), "online"),
    "17": Form(6, (2, 6), 6, ("Pelatihan Jarak Jauh {topic}", "PJJ {topic}"), "online"),
    "18": Form(1, (20, 60), 0, ("Detasering pada Pemerintah {city}: {topic}",), "city", 20),
    "19": Form(1, (1, 2), 6, ("Outbond Membangun Kekompakan Tim", "Outbond Kepemimpinan Lapangan"), "own"),
    "20": Form(3, (1, 3), 0, ("Benchmarking {topic} ke Pemerintah {city}",), "own", 10),
    "21": Form(1, (20, 60), 0, ("Pertukaran PNS dengan {company}",), "city", 20),
    "22": Form(4, (1, 4), 2, ("Belajar Mandiri {topic}",), "own"),
    "23": Form(4, (1, 1), 2, ("Komunitas Belajar {topic}",), "own"),
    "24": Form(2, (2, 10), 2, ("Bimbingan di Tempat Kerja: {topic}",), "own"),
    "25": Form(1, (1, 3), 3, ("Gugus Kendali Mutu {topic}", "Forum Berbagi Praktik Baik {topic}"), "own"),
}  # fmt: skip
_STRUCTURAL = {
    "pengawas": ("Pelatihan Kepemimpinan Pengawas (PKP) Angkatan {batch}", 889),
    "administrator": ("Pelatihan Kepemimpinan Administrator (PKA) Angkatan {batch}", 905),
    "jpt_pratama": ("Pelatihan Kepemimpinan Nasional (PKN) Tingkat II Angkatan {batch}", 973),
}
_LATSAR = ("Pelatihan Dasar CPNS (Latsar) Golongan III Angkatan {batch}", 647)
_KINDS, _WEIGHTS = tuple(FORMS), tuple(form.weight for form in FORMS.values())


class Content(NamedTuple):
    """What a training is before it has a date. `host` is empty but for an internship."""

    title: str
    topic: str
    jp: int
    days: int
    organiser: str
    host: str = ""


def training_values(
    rng: random.Random, person: Mapping[str, Any], agency: str, agency_name: str = "", *, kind: str | None = None
) -> dict[str, Any]:
    """The values of a Training of `person` (values of an Employee) at the agency with that code, without the employee.

    The years are 2021 to 2026, never before the person's service; nine in ten are finished.
    """
    kind = kind or _kind(rng, person)
    content = _structural(rng, person) if kind == "1" else _content(rng, kind, agency, agency_name)
    status, starts, ends = _when(rng, content.days, person.get("cpns_since"))
    values = {
        "title": content.title[:200], "kind": kind, "status": status, "jp": content.jp, "starts_on": starts,
        "ends_on": ends, "organiser": content.organiser, "host": content.host or None,
    }  # fmt: skip
    return {**values, **_outcome(rng, kind, content, ends, agency)} if status == "done" else values


def _kind(rng: random.Random, person: Mapping[str, Any]) -> str:
    """Any kind; a structural one for leaders and for CPNS, who must take Latsar."""
    kind = rng.choices(_KINDS, _WEIGHTS)[0]
    if kind == "1" and person.get("position_level") not in _STRUCTURAL and person.get("kind") != "cpns":
        return "3"
    return "1" if person.get("kind") == "cpns" and rng.random() < 0.3 else kind


def _content(rng: random.Random, kind: str, agency: str, agency_name: str) -> Content:
    form, field = FORMS[kind], field_of(agency)
    pattern = rng.choice(form.titles)
    words = {
        "topic": rng.choice(TOPICS[field] if rng.random() < 0.75 else TOPICS["umum"]), "rule": rng.choice(RULES),
        "course": rng.choice(COURSES), "city": rng.choice(CITIES), "company": rng.choice(COMPANIES),
        "host": rng.choice(HOSTS.get(field, HOSTS["umum"])) if kind == INTERNSHIP else "",
    }  # fmt: skip
    named = next((words[key] for key in ("topic", "rule", "course") if f"{{{key}}}" in pattern), None)
    title, days = pattern.format(**words), rng.randint(*form.days)
    organiser = _organiser(rng, form.organisers, field, agency_name, words["host"])
    return Content(title, named or title, form.fixed or days * form.daily, days, organiser, words["host"])


def _organiser(rng: random.Random, group: str, field: str, agency_name: str, host: str) -> str:
    if group == "own":
        return agency_name or "BKPSDM Kota Salatiga"
    if group == "host":
        return host
    return rng.choice(ORGANISERS.get(field if group == "field" else group, ORGANISERS["province"]))


def _structural(rng: random.Random, person: Mapping[str, Any]) -> Content:
    """The leadership training of the person's level; Latsar where there is none."""
    pattern, jp = _STRUCTURAL.get(str(person.get("position_level")), _LATSAR)
    organiser = "LAN RI" if "PKN" in pattern else "BPSDMD Provinsi Jawa Tengah"
    title = pattern.format(batch=rng.choice(_ROMAN))
    return Content(title, title.partition(" Angkatan")[0], jp, rng.randint(90, 110), organiser)


def _when(rng: random.Random, days: int, since: date | None) -> tuple[str, date, date]:
    """Status, first and last day; what lies ahead stays within the year."""
    first = max(date(FIRST_YEAR, 1, 4), since or date.min)
    room = (AS_OF - first).days - days
    status = rng.choices(("done", "running", "scheduled", "proposed", "cancelled"), (88, 3, 4, 3, 2))[0]
    if status in ("done", "cancelled") and room > 0:
        starts = first + timedelta(days=int(rng.triangular(0, room, room * 0.9)))
        return status, starts, starts + timedelta(days=max(days - 1, 0))
    year_end = date(AS_OF.year, 12, 31)
    if status in ("scheduled", "proposed"):
        starts = AS_OF + timedelta(days=rng.randint(3, 25))
    else:
        status, starts = "running", AS_OF - timedelta(days=rng.randint(0, max(0, min(days - 1, (AS_OF - first).days))))
    return status, starts, max(min(starts + timedelta(days=max(days - 1, 0)), year_end), AS_OF, starts)


def _outcome(rng: random.Random, kind: str, content: Content, ends: date, agency: str) -> dict[str, Any]:
    """What a finished training left: certificate, effects, and for an internship what was learnt and who was met."""
    found: dict[str, Any] = {}
    if kind not in ("14", "15", "19", "22", "23", "24") and rng.random() < 0.85:
        found["certificate_number"] = f"{rng.randint(1, 9999):05}/{rng.choice(_ROMAN)}/{ends.year}"
        if rng.random() < 0.08:
            found["expires_on"] = date(ends.year + 3, ends.month, min(ends.day, 28))
    if rng.random() < 0.45 or kind in ("1", INTERNSHIP):
        found.update(effects(rng, content.topic, everything=kind == "1"))
    if kind == INTERNSHIP:
        field = field_of(agency)
        found["supervisor"] = supervisor(rng, field)
        found["knowledge"] = knowledge(rng, field)
        found["contacts"] = contacts(rng, content.host)
    return found
