"""Employees: the list of all civil servants and the career file of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bson import ObjectId
from flask import request

from admin_views import (
    career_file,
    career_registers,
    career_talent,
    career_warnings,
    chain_part,
    date_texts,
    feedback_trends,
    journey,
    plan_part,
)
from admin_views.base import RecordView, Section
from admin_views.columns import Column, Raw
from admin_views.details_screen import WHOLE
from admin_views.formats import Labels
from admin_views.translations import say
from models.codes import PPPK_KINDS
from models.identifiers import format_nip
from models.moments import now
from models.people import Employee, with_titles
from models.wording import N_, Message
from operations import careers, configuration, journeys, registers, round_reading
from operations.actors import Actor
from operations.careers import Career
from operations.journeys import Voiced
from operations.policy import Action, may


def _name(raw: Mapping[str, Any], labels: Labels) -> str:
    return with_titles(raw.get("name"), raw.get("title_front"), raw.get("title_back"))


def _nip(raw: Mapping[str, Any], labels: Labels) -> str:
    return format_nip(raw.get("nip"), str(raw.get("kind")) in PPPK_KINDS)


def _units(raw: Mapping[str, Any]) -> list[ObjectId]:
    """The units an employee lies in, from the city down."""
    stored = raw.get("scope")
    return [id for id in stored if isinstance(id, ObjectId)] if isinstance(stored, list) else []


JOURNEY = ("journey", "chain", *WHOLE)
"""The parts of a career file that show its picture."""


class Employees(RecordView):
    document = Employee
    title = N_("Employees")
    singular = N_("Employee")
    group = N_("People")
    icon = "users"
    order = 10
    search_hint = N_("Name, NIP or position")
    empty = N_("No employees yet. Import the SIASN export, or add the first one by hand.")
    details_template = "employee.html"
    parts = (
        ("journey", N_("Journey")),
        ("chain", N_("From aspiration to recognition")),
        ("data", N_("Personal data")),
        ("trainings", N_("Trainings")),
        ("feedback", N_("Feedback")),
        ("evaluations", N_("Evaluations")),
        ("plan", N_("Plan")),
        ("talent", N_("Talent")),
        ("registers", N_("Registers")),
        ("changes", N_("Changes")),
    )
    sort = ("name_folded", False)
    columns = (
        Column("name", N_("Name"), ("name", "title_front", "title_back"), _name, "name_folded"),
        Column("nip", "NIP", ("nip", "kind"), _nip, "nip"),
        "golongan",
        "position_name",
        "department",
        "kind",
        "status",
    )
    more_columns = (
        "golongan_since", "position_kind", "position_level", "position_since", "eselon", "superior", "sex",
        "birth_place", "birth_date", "cpns_since", "pns_since", "contract_end", "kgb_since", "honour_received",
        "retirement_age", "phone",
        "email", "official_email", "nik", "updated_at",
    )  # fmt: skip
    sortable = {"golongan": "golongan", "position_name": "position_name", "updated_at": "updated_at"}
    filters = ("department", "kind", "status", "golongan", "position_kind", "contract_end", "superior")
    sections = (
        Section(
            N_("Identity"),
            ("nip", "nik", "name", "title_front", "title_back", "sex", "birth_place", "birth_date", "photo"),
        ),
        Section(
            N_("Employment"),
            ("kind", "status", "cpns_since", "pns_since", "contract_end", "golongan", "golongan_since", "kgb_since",
             "service_years", "service_months", "honour_received"),
        ),
        Section(
            N_("Position"),
            ("department", "superior", "position_name", "position_kind", "position_level", "position_since",
             "eselon", "retirement_age"),
        ),
        Section(N_("Contact"), ("phone", "email", "official_email", "address")),
        Section(N_("Histories"), ("educations", "positions", "ranks")),
    )  # fmt: skip

    def details(self, actor: Actor, raw: dict[str, Any], acts: list[dict[str, Any]], shown: Labels) -> dict[str, Any]:
        found = super().details(actor, raw, acts, shown)
        career = careers.of_employee(actor, raw)
        kinds = (("trainings", "Training"), ("feedback", "Feedback"))
        new = {kind: self._new(kind, raw) if may(actor, Action.CREATE, name) else None for kind, name in kinds}
        today = now().date()
        voiced = journeys.of_person(actor, raw["_id"]) if self._part() in JOURNEY else Voiced()
        kept = registers.of_employee(actor, raw)
        hidden = {*([] if kept else ["registers"]), *([] if career_talent.is_told(actor, raw) else ["talent"])}
        endings = [*career_warnings.of(raw, career, today), *career_registers.warnings(kept, today)]
        photo = f"{self.get_url('.file')}?id={raw['_id']}&field=photo" if raw.get("photo") else None
        return {
            **found,
            **career_file.summary(raw, career, voiced, shown, now()),
            **self._journey(actor, raw, career, voiced, today),
            "dates": date_texts.of_file(raw, career.trainings, today),
            "dates_url": self.get_url("dates.index"),
            "warnings": [*found["warnings"], *(say(each) for each in endings)],
            "photo_url": photo,
            **self._letterhead(raw),
            "add_training_url": new["trainings"],
            "add_feedback_url": new["feedback"],
            "record_tables": career_file.tables(career, new),
            "effects": self._effects(actor, raw),
            "plan": plan_part.of_person(actor, raw) if self._part() in ("plan", "all") else None,
            "trends": feedback_trends.drawn(career.feedback, today),
            "rounds": feedback_trends.rounds(self._rounds(actor, raw)),
            "parts": [each for each in found["parts"] if each["key"] not in hidden],
            "talent_tables": career_talent.tables(actor, raw) if self._part() == "talent" else [],
            "register_tables": career_registers.tables(actor, raw, kept),
            "place": self._place(raw, shown),
            "here": f"{self.get_url('.details_view')}?id={raw['_id']}",
        }

    def _journey(self, actor: Actor, raw: Raw, career: Career, voiced: Voiced, today: date) -> dict[str, Any]:
        """The picture and the chain drawn through it, where this part of the file shows one of them."""
        if self._part() not in JOURNEY:
            return {"journey": None, "chain": None}
        chain, followed = chain_part.of_person(actor, raw, request.args, today)
        is_whole = request.args.get("span") == "all"
        return {"journey": journey.draw(raw, career, voiced, followed, today, is_whole), "chain": chain}

    def _effects(self, actor: Actor, raw: dict[str, Any]) -> list[dict[str, Any]]:
        """What came of the person's trainings, where this part of the file shows it."""
        is_shown = self._part() in ("trainings", *WHOLE)
        return career_file.effects(careers.effects_of(actor, raw["_id"])) if is_shown else []

    def _rounds(self, actor: Actor, raw: dict[str, Any]) -> list[dict[str, Any]]:
        """The person's results of rounds, where this part of the file shows them."""
        return round_reading.of_employee(actor, raw["_id"]) if self._part() in ("feedback", *WHOLE) else []

    def _new(self, kind: str, raw: Mapping[str, Any]) -> str:
        return f"{self.get_url(f'{kind}.create_view')}?employee={raw['_id']}"

    def _all_ids(self, raw: dict[str, Any], acts: list[dict[str, Any]]) -> dict[str, set[ObjectId]]:
        found = super()._all_ids(raw, acts)
        return {**found, "Department": {*found.get("Department", ()), *_units(raw)}}

    def _letterhead(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """What stands above a printed file: the lines and the logo of the employee's unit."""
        settings = configuration.settings(raw.get("scope"))
        logo = f"{self.get_url('unit_settings.logo')}?unit={raw.get('department')}" if settings.logo else None
        return {"letterhead": str(settings.letterhead or "").splitlines(), "logo_url": logo}

    def _place(self, raw: Mapping[str, Any], shown: Labels) -> list[tuple[str, str]]:
        """The employee's place in the unit tree below the city, each unit leading to its employees."""
        index = self.get_url(".index_view")
        units = [(str(shown.get(id) or ""), f"{index}?department={id}") for id in _units(raw)[1:]]
        return [(name, url) for name, url in units if name]

    def said_saved(self, record: Any, is_new: bool) -> None:
        super().said_saved(record, is_new)
        career_file.say_warnings(record)

    def label_of(self, raw: Mapping[str, Any]) -> str:
        return _name(raw, {}) or say(Message(N_("Employee")))
