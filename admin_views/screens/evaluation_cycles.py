"""Evaluation cycles: opened for everybody of a unit, watched while people are rated, closed."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, redirect, render_template, request
from flask_admin import expose

from admin_views import evaluation_texts, meeting_texts
from admin_views.base import RecordView, Section
from admin_views.columns import Raw
from admin_views.form_screen import requested_id, seen_version
from admin_views.formats import Labels
from admin_views.session import current_actor, origin
from admin_views.translations import choice_labels, say
from models.evaluation_cycles import CYCLE_STATES, CycleState, EvaluationCycle
from models.wording import N_, Message
from operations import evaluation_cycles, jobs
from operations.actors import Actor
from operations.errors import Invalid
from operations.policy import Action, may


class EvaluationCycles(RecordView):
    document = EvaluationCycle
    title = N_("Evaluation cycles")
    singular = N_("Evaluation cycle")
    group = N_("Development")
    icon = "refresh"
    order = 36
    details_template = "evaluation_cycle.html"
    search_hint = N_("Period")
    empty = N_("No cycles yet. Plan the first; opening it makes an evaluation for everybody of the unit.")
    sort = ("ends_on", True)
    columns = ("name", "department", "state", "starts_on", "ends_on", "organisation")
    more_columns = ("cadence", "year", "number", "objection_days", "note")
    sortable = {"ends_on": "ends_on", "state": "state"}
    filters = ("department", "state", "cadence")
    sections = (
        Section(N_("Period"), ("department", "cadence", "year", "number")),
        Section(N_("Rules"), ("organisation", "objection_days", "note")),
    )

    def details(self, actor: Actor, raw: Raw, acts: Any, shown: Labels) -> dict[str, Any]:
        state, id = str(raw.get("state")), str(raw["_id"])
        states, predicates = evaluation_cycles.counts(actor, raw["_id"])
        may_change = may(actor, Action.CHANGE, "EvaluationCycle", raw)
        return {
            **super().details(actor, dict(raw), acts, shown),
            "state": choice_labels(CYCLE_STATES).get(state, state),
            "look": evaluation_texts.LOOKS.get(state, ""),
            "steps": [meeting_texts.step(each) for each in evaluation_cycles.steps(actor, raw)],
            "step_url": self.get_url(".step_view"),
            "states": evaluation_texts.states(states, id),
            "distribution": evaluation_texts.distribution(predicates, id),
            "is_rated": bool(predicates),
            "calibration": evaluation_texts.calibration(raw, predicates),
            "missing_url": self.get_url(".missing_view") if may_change and state == CycleState.OPEN else None,
            **self._job(raw["_id"]),
        }

    def _job(self, id: Any) -> dict[str, Any]:
        return {
            "job": evaluation_texts.job(jobs.of_record(id)),
            "progress_url": self.get_url(".progress_view", id=str(id)),
        }

    @expose("/progress/")
    def progress_view(self) -> Any:
        """How far the job is that makes the evaluations; asked again every second while it works."""
        id = requested_id()
        self.stored(current_actor(), id)
        found = self._job(id)
        answer = make_response(render_template("_evaluation_progress.html", **found))
        if not found["job"] and "HX-Request" in request.headers:
            answer.headers["HX-Refresh"] = "true"  # the page shows what was made
        return answer

    @expose("/step/", methods=("POST",))
    def step_view(self) -> Any:
        """Open or close a cycle."""
        actor, id = current_actor(), requested_id()
        try:
            made = evaluation_cycles.move(actor, id, request.form.get("step", ""), seen_version(), origin())
        except Invalid as error:
            flash(say(error.message), "error")
        else:
            state = choice_labels(CYCLE_STATES).get(str(made.state), "")
            flash(say(Message(N_("%(label)s: now “%(state)s”."), label=made.label, state=state)), "success")
        return redirect(f"{self.get_url('.details_view')}?id={id}")

    @expose("/missing/", methods=("POST",))
    def missing_view(self) -> Any:
        """Have the evaluations made of those who came to the unit since the cycle was opened."""
        actor, id = current_actor(), requested_id()
        evaluation_cycles.add_missing(actor, id)
        flash(say(N_("Whoever has no evaluation in this cycle yet gets one now.")), "success")
        return redirect(f"{self.get_url('.details_view')}?id={id}")
