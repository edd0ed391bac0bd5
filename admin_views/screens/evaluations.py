"""Evaluations: the list of a cycle's people, the form of a rating, and the page with its steps."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_admin import expose

from admin_views import evaluation_texts, meeting_texts
from admin_views.base import RecordView, Section
from admin_views.columns import EMPLOYEE, Raw
from admin_views.form_screen import requested_id, seen_version
from admin_views.formats import Labels
from admin_views.session import current_actor, origin
from admin_views.translations import choice_labels, say
from models.evaluations import EVALUATION_STATES, EvaluationState
from models.evaluations import Evaluation as EvaluationRecord
from models.ratings import PREDICATES, VALUE_CODES
from models.wording import N_, Message
from operations import careers, evaluations
from operations.actors import Actor
from operations.errors import Invalid


class Evaluations(RecordView):
    document = EvaluationRecord
    title = N_("Evaluations")
    singular = N_("Evaluation")
    group = N_("Development")
    icon = "award"
    order = 35
    details_template = "evaluation.html"
    search_hint = N_("Name or NIP")
    empty = N_("No evaluations yet. They are made when a cycle is opened, under Evaluation cycles.")
    sort = ("ends_on", True)
    columns = (
        EMPLOYEE,
        "title",
        "state",
        "results",
        "behaviour",
        "predikat",
        "rater",
    )
    more_columns = ("department", "cycle", "weighted", "credit", "rated_on", "responded_on", "ends_on", *VALUE_CODES)
    sortable = {"state": "state", "predikat": "predikat", "ends_on": "ends_on"}
    filters = ("department", "employee", "cycle", "state", "predikat", "year", "ends_on", "cadence", "rater")
    sections = (
        Section(N_("Work results"), ("rater", "results", "evidence", "evidence_file")),
        Section(N_("Work behaviour"), (*VALUE_CODES, "behaviour")),
        Section(N_("Criteria of the unit"), ("scores",)),
        Section(N_("Note of the leader"), ("note",)),
    )

    def details(self, actor: Actor, raw: Raw, acts: Any, shown: Labels) -> dict[str, Any]:
        state = str(raw.get("state"))
        others = careers.evaluations_of(actor, raw["employee"]) if raw.get("employee") else []
        told = (("response", N_("Response of the person")), ("objection", N_("Objection")),
                ("answer", N_("Answer to the objection")))  # fmt: skip
        return {
            **super().details(actor, dict(raw), acts, shown),
            "state": choice_labels(EVALUATION_STATES).get(state, state),
            "look": evaluation_texts.LOOKS.get(state, ""),
            "predikat": choice_labels(PREDICATES).get(str(raw.get("predikat")), ""),
            "predikat_look": evaluation_texts.PREDICATE_LOOKS.get(str(raw.get("predikat")), ""),
            "matrix": evaluation_texts.matrix(raw),
            "trend": evaluation_texts.trend([each for each in others if each["_id"] != raw["_id"]]),
            "said": [(say(label), raw[name]) for name, label in told if raw.get(name)],
            "steps": [meeting_texts.step(each) for each in evaluations.steps(actor, raw)],
            "is_unrated": raw.get("state") == EvaluationState.DRAFT and evaluations.unrated(raw),
            "step_url": self.get_url(".step_view"),
            "employee_url": self.get_url("employees.details_view", id=str(raw.get("employee"))),
        }

    @expose("/step/", methods=("POST",))
    def step_view(self) -> Any:
        """Take an evaluation a step further."""
        actor, id, sent = current_actor(), requested_id(), request.form
        try:
            made = evaluations.move(actor, id, sent.get("step", ""), seen_version(), sent.get("reason", ""), origin())
        except Invalid as error:
            flash(say(error.message), "error")
        else:
            state = choice_labels(EVALUATION_STATES).get(str(made.state), "")
            flash(say(Message(N_("%(label)s: now “%(state)s”."), label=made.label, state=state)), "success")
        return redirect(f"{self.get_url('.details_view')}?id={id}")
