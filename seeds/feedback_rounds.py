"""Structured rounds of the sample city: Dinas Perhubungan has one that is published, Dinas Sosial one that is open."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from models.feedback_rounds import FeedbackRound, Subject
from models.question_sets import Question, QuestionSet
from models.round_invitations import RoundInvitation
from models.round_results import RoundResult
from operations import feedback_rounds, jobs, records, round_answers, round_closing, round_making, runs
from operations.actors import SYSTEM
from seeds import AS_OF
from seeds.population import City, Person
from seeds.writers import ORIGIN

JOBS = (round_making.make, round_closing.make_results)
"""What `jobs.work` does here."""
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"text_id": "Membagi tugas dengan jelas dan adil.", "text_en": "Shares out work clearly and fairly.",
     "skill": "Kepemimpinan"},
    {"text_id": "Memberi teladan dalam disiplin kerja.", "text_en": "Sets an example of discipline.",
     "skill": "Kepemimpinan"},
    {"text_id": "Merencanakan kegiatan dan menjaga jadwalnya.", "text_en": "Plans work and keeps to the plan.",
     "skill": "Manajemen proyek"},
    {"text_id": "Menyampaikan kendala lebih awal.", "text_en": "Tells of difficulties early.", "skill": "Komunikasi"},
    {"text_id": "Memahami dan memenuhi kebutuhan masyarakat.", "text_en": "Understands and meets what people need.",
     "value": "pelayanan"},
    {"text_id": "Bertanggung jawab dan cermat.", "text_en": "Is responsible and careful.", "value": "akuntabel"},
    {"text_id": "Membantu orang lain belajar.", "text_en": "Helps others to learn.", "value": "kompeten"},
    {"text_id": "Menghargai setiap orang apa pun latar belakangnya.",
     "text_en": "Respects everybody, whatever their background.", "value": "harmonis"},
    {"text_id": "Bertindak proaktif menghadapi perubahan.", "text_en": "Meets change actively.", "value": "adaptif"},
    {"text_id": "Terbuka dalam bekerja sama.", "text_en": "Works with others openly.", "value": "kolaboratif"},
    {"text_id": "Apa yang sebaiknya diteruskan?", "text_en": "What should they go on doing?", "kind": "text"},
    {"text_id": "Apa yang sebaiknya dilakukan berbeda?", "text_en": "What should they do differently?", "kind": "text"},
)  # fmt: skip
_KEPT = (
    "Rapat mingguan yang singkat dan jelas.", "Kebiasaan turun ke lapangan bersama tim.",
    "Mendengarkan usul staf sebelum memutuskan.", "Ketelitian dalam memeriksa berkas.",
    "Sikap tenang ketika jadwal padat.", "Kesediaan membantu bidang lain.",
)  # fmt: skip
_CHANGED = (
    "Sampaikan perubahan jadwal lebih awal.", "Beri kepercayaan lebih besar kepada staf muda.",
    "Luangkan waktu untuk dialog kinerja.", "Kurangi rapat di akhir hari kerja.",
    "Bagikan ringkasan keputusan secara tertulis.", "Delegasikan pekerjaan rutin.",
)  # fmt: skip
_MOST = 6


def ask(city: City) -> None:
    """The two rounds; one whose agency has too few people in a small sample is left out."""
    city.writer.flush()
    done = _round(city, "DISHUB", "Umpan balik 360 pimpinan 2026", date(2026, 5, 4), date(2026, 5, 29))
    if done is not None:
        _answer(city.rng, done, 0.85)
        _move(done, "close")
        _move(done, "publish")
        _acknowledge(done)
    running = _round(city, "DINSOS", "Umpan balik 360 semester II 2026", date(2026, 11, 16), AS_OF + timedelta(days=18))
    if running is not None:
        _answer(city.rng, running, 0.4)


def _round(city: City, code: str, title: str, opens: date, closes: date) -> FeedbackRound | None:
    people = _people(person for person in city.people if person.unit.agency == code)
    if len(people) < 3:
        return None
    unit = city.loaded.units[code]
    values = {"department": unit, "name": "Kepemimpinan dan BerAKHLAK", "questions": [Question(**q) for q in QUESTIONS]}
    asked = records.create(SYSTEM, QuestionSet, values, ORIGIN)
    whole = {
        "department": unit, "title": title, "question_set": asked.id, "opens_on": opens, "closes_on": closes,
        "subjects": [Subject(employee=person.id) for person in people],
        "note": "Jawaban Anda membantu rekan dan pimpinan bertumbuh. Terima kasih.",
    }  # fmt: skip
    made = records.create(SYSTEM, FeedbackRound, whole, ORIGIN)
    assert isinstance(made, FeedbackRound)
    _move(made, "open")
    return made


def _people(people: Iterable[Person]) -> list[Person]:
    """Those who lead first, then staff."""
    return sorted(people, key=lambda person: not person.is_head)[:_MOST]


def _move(made: FeedbackRound, key: str) -> None:
    seen = records.read(FeedbackRound, made.id)["version"]
    feedback_rounds.move(SYSTEM, made.id, key, seen, "", ORIGIN)
    jobs.work(runs.new_run())


def _answer(rng: random.Random, made: FeedbackRound, share: float) -> None:
    """Have a share of those who are asked answer, with a key that nobody keeps."""
    key = secrets.token_hex(32)
    lean: dict[Any, list[float]] = {}
    for about in RoundInvitation._get_collection().find({"round": made.id}).sort("_id", 1):
        person = lean.setdefault(about["employee"], [rng.uniform(2.6, 4.6) for _ in QUESTIONS])
        if rng.random() < share or about["relation"] in ("self", "leader"):
            round_answers.put(round_answers.mark(key, about["_id"]), about, _sheet(rng, person, about))


def _sheet(rng: random.Random, lean: list[float], about: Mapping[str, Any]) -> dict[str, Any]:
    brighter = 0.5 if about["relation"] == "self" else 0.0
    found: dict[str, Any] = {}
    for number, (each, mean) in enumerate(zip(QUESTIONS, lean, strict=True), 1):
        if each.get("kind") != "text":
            found[f"q{number}"] = min(5, max(1, round(rng.gauss(mean + brighter, 0.7))))
        elif rng.random() < 0.5:
            found[f"q{number}"] = rng.choice(_KEPT if number == len(QUESTIONS) - 1 else _CHANGED)
    return found


def _acknowledge(made: FeedbackRound) -> None:
    """Two of those whom the published round is about have taken note, one has answered."""
    found = RoundResult._get_collection().find({"round": made.id}).sort("_id", 1).limit(2)
    for raw, said in zip(found, ("Terima kasih, saya akan lebih sering berdialog dengan tim.", ""), strict=False):
        round_closing.acknowledge(SYSTEM, raw["_id"], raw["version"], date(2026, 6, 10), said, ORIGIN)
