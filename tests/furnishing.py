"""What leaks lie in wait for: files, references across dinas, registers, and a note that was confidential."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from bson import ObjectId

from models.addenda import Addendum
from models.candidate_rules import CandidateRule, Criterion
from models.evaluation_cycles import EvaluationCycle
from models.evaluations import Evaluation
from models.feedback import Feedback
from models.feedback_rounds import FeedbackRound, Subject
from models.imports import ImportJob
from models.meetings import Meeting
from models.people import Employee
from models.question_sets import Question, QuestionSet
from models.references import RECORDS
from models.round_invitations import RoundInvitation
from models.series import MeetingSeries
from models.succession import SuccessionSlate, Successor
from models.talent_schemes import TalentScheme
from models.training import Training
from models.users import Role, User
from operations import (
    addenda,
    evaluation_cycles,
    evaluations,
    feedback_rounds,
    files,
    follow_ups,
    jobs,
    meeting_notes,
    meeting_steps,
    participants,
    recommendations,
    records,
    round_answers,
    round_links,
    runs,
    talent,
)
from operations.actors import SYSTEM
from operations.audit import Origin
from tests import makers
from tests.planting import plan_for, share
from tests.registering import keep_registers, make_entry

JOB = "JOBSECRET"


def furnish(city: SimpleNamespace) -> SimpleNamespace:
    """Add to the city what leaks lie in wait for: files, references across dinas, and a note that was confidential."""
    shared = share(city)
    for side in ("a", "b"):
        person, training = getattr(city, f"employee_{side}"), getattr(city, f"training_{side}")
        mark = f"{side.upper()}SECRET"
        makers.make_employee(getattr(city, side), name=f"Rekan {mark}")
        photo = files.store(SYSTEM, f"photo {mark}".encode(), f"{mark}.png", "image/png")
        paper = files.store(SYSTEM, f"%PDF {mark}".encode(), f"{mark}.pdf", "application/pdf")
        records.change(SYSTEM, Employee, person.id, {"photo": photo, "superior": _other(city, side).id}, 1)
        records.change(SYSTEM, Training, training.id, {"certificate": paper}, 1)
        note = {"giver": _other(city, side).id, "giver_name": None}
        records.change(SYSTEM, Feedback, getattr(city, f"feedback_{side}").id, note, 1)
        opened = makers.make_feedback(person.id, text=f"Rahasia {side.upper()}CONFID", confidential=True)
        records.change(SYSTEM, Feedback, opened.id, {"text": "Kini terbuka.", "confidential": False}, 1)
        unit = records.read(RECORDS["Department"], getattr(city, side))
        keep_registers(getattr(city, side))
        make_entry(person, f"{side.upper()}REGIST 1")
        records.change(SYSTEM, RECORDS["Department"], unit["_id"], {"head": _other(city, side).id}, unit["version"])
        fill(city, side, shared)
    user = makers.make_user("akun.b", Role.SECRETARY, city.b, name="Akun BSECRET", employee=city.employee_b.id)
    factor = {"second_factor_seed": "FACTORSEED", "second_factor_step": 1, "recovery_codes": ["RECOVERYHASH"]}
    records.change(SYSTEM, User, user.id, factor, 1)
    job = {"filename": f"{JOB}.csv", "file": ObjectId(), "actor": ObjectId(), "state": "planned", "version": 1}
    ImportJob._get_collection().insert_one(job)
    return city


def fill(city: SimpleNamespace, side: str, shared: Any) -> None:
    """All that a dinas does with its people: records of every kind that is not in the city at first."""
    meet(city, side)
    evaluate(city, side)
    plan_for(city, side, shared)
    ask(city, side)
    recognise(city, side)


def evaluate(city: SimpleNamespace, side: str) -> None:
    """An open cycle of a dinas, its first evaluation rated and its second one in draft; and a cycle in draft."""
    unit, secret = getattr(city, side), f"{side.upper()}SECRET"
    for number in (2, 3):
        values = {"department": unit, "year": 2026, "number": number, "note": f"Siklus {secret}"}
        made = records.create(SYSTEM, EvaluationCycle, values)
    evaluation_cycles.move(SYSTEM, made.id, "open", 1)
    jobs.work(runs.new_run())
    for place, raw in enumerate(Evaluation._get_collection().find({"cycle": made.id}).sort("_id", 1)):
        told = {"results": "1", "behaviour": "2", "note": f"Penilaian {secret}"}
        records.change(SYSTEM, Evaluation, raw["_id"], told, 1)
        if not place:
            evaluations.move(SYSTEM, raw["_id"], "rate", 2)


def ask(city: SimpleNamespace, side: str) -> None:
    """Rounds of a dinas: one in draft with somebody who is asked, one that is published, under names."""
    unit, person, mark = getattr(city, side), getattr(city, f"employee_{side}"), side.upper()
    secret, hidden = f"{mark}SECRET", f"{mark}CONFID"
    questions = [Question(text_id=f"Tanya {secret}"), Question(text_id="Teks", kind="text")]
    asked = records.create(SYSTEM, QuestionSet, {"department": unit, "name": f"Set {secret}", "questions": questions})
    days = {"opens_on": date(2026, 1, 5), "closes_on": date(2099, 1, 5)}
    whole = {"department": unit, "question_set": asked.id, **days, "note": f"Putaran {secret}", "anonymous": False}
    whole["subjects"], peer = [Subject(employee=person.id)], makers.make_employee(unit, name=f"Penilai {secret}")
    for title in ("Berjalan", "Rencana"):
        made = records.create(SYSTEM, FeedbackRound, {**whole, "title": f"{title} {secret}"})
        row = {"round": made.id, "employee": person.id, "giver": peer.id, "relation": "peer"}
        invited = records.create(SYSTEM, RoundInvitation, row)
        if title == "Berjalan":
            feedback_rounds.move(SYSTEM, made.id, "open", 1)
            jobs.work(runs.new_run())
            link = round_links.Asked(
                records.read(FeedbackRound, made.id), {}, [records.read(RoundInvitation, invited.id)]
            )
            round_answers.answer("", link, invited.id, {"q1": "4", "q2": f"Jawaban {hidden}"}, Origin())
            for key in ("close", "publish"):
                feedback_rounds.move(SYSTEM, made.id, key, records.read(FeedbackRound, made.id)["version"])
                jobs.work(runs.new_run())


def recognise(city: SimpleNamespace, side: str) -> None:
    """A scheme and a rule of a dinas; somebody's box, a slate that names them, and two recommendations of them."""
    unit, person, mark = getattr(city, side), getattr(city, f"employee_{side}"), side.upper()
    records.create(SYSTEM, TalentScheme, {"department": unit, "name": f"Skema {mark}SECRET", "year": 2026})
    rows = [Criterion(what="rank_min", golongan="31"), Criterion(what="predikat", predikat="2")]
    rule = {"department": unit, "name": f"Aturan {mark}SECRET", "criteria": rows}
    made = records.create(SYSTEM, CandidateRule, rule)
    secret = f"Talenta {mark}CONFID"
    talent.save(SYSTEM, None, {"employee": person.id, "year": 2026, "note": secret}, 0)
    slate = {"department": unit, "position": f"Kepala {mark}CONFID", "incumbent": _other(city, side).id}
    records.create(SYSTEM, SuccessionSlate, {**slate, "candidates": [Successor(employee=person.id)]})
    values = {"employee": person.id, "position_name": f"Jabatan {mark}CONFID", "reason": secret, "rule": made.id}
    for key in ("", "propose"):
        found = recommendations.save(SYSTEM, None, values, 0)
        if key:
            recommendations.move(SYSTEM, found.id, key, 1)


def meet(city: SimpleNamespace, side: str) -> None:
    """A meeting of a dinas with notes and a follow-up, and a confidential one."""
    person, mark = getattr(city, f"employee_{side}"), side.upper()
    series = {"department": getattr(city, side), "title": f"Rangkaian {mark}SECRET", "starts_on": date(2026, 12, 1)}
    records.create(SYSTEM, MeetingSeries, series)
    correct(getattr(city, side), person, f"{mark}SECRET")
    for secret in (f"{mark}SECRET", f"{mark}CONFID"):
        is_hidden = secret.endswith("CONFID")
        values = {"title": f"Rapat {secret}", "day": date(2026, 12, 1), "confidential": is_hidden}
        made = records.create(SYSTEM, Meeting, {"department": getattr(city, side), **values})
        participants.add(SYSTEM, records.read(Meeting, made.id), [person.id], True, Origin())
        meeting_steps.move(SYSTEM, made.id, "start", 1)
        for kind in ("discussion", "private"):
            text = f"Catatan {mark}CONFID" if kind == "private" else f"Catatan {secret}"
            said = {"kind": kind, "employee": str(person.id), "text": text}
            meeting_notes.save(SYSTEM, made.id, f"{kind}:{person.id}", said, 0, Origin())
        follow_ups.agree(SYSTEM, made.id, "agreed:x", {"text": f"Janji {secret}", "employee": person.id}, Origin())


def correct(unit: Any, person: Any, secret: str) -> None:
    """A meeting whose minutes are approved and corrected by one addendum; another one is in draft."""
    made = records.create(SYSTEM, Meeting, {"department": unit, "title": f"Notula {secret}", "day": date(2026, 11, 1)})
    participants.add(SYSTEM, records.read(Meeting, made.id), [person.id], True, Origin())
    for key in ("type_up", "submit", "approve"):
        meeting_steps.move(SYSTEM, made.id, key, records.read(Meeting, made.id)["version"])
    for part in ("Kesimpulan", "Pembahasan"):
        values = {"meeting": made.id, "concerns": f"{part} {secret}", "text": f"Koreksi {secret}"}
        written = records.create(SYSTEM, Addendum, values)
        if part == "Kesimpulan":
            addenda.move(SYSTEM, written.id, "submit", 1)
            addenda.move(SYSTEM, written.id, "approve", 2)


def _other(city: SimpleNamespace, side: str) -> Any:
    return city.employee_b if side == "a" else city.employee_a
