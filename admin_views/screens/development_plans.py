"""Development plans: the list of people's plans, and each with its gaps, its items and the way to its approval."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_admin import expose

from admin_views import forms, meeting_texts, plan_texts
from admin_views.base import RecordView, Section
from admin_views.columns import EMPLOYEE, Column, Raw
from admin_views.edit_screen import RESHAPE
from admin_views.form_choices import PickedField
from admin_views.form_screen import requested_id, seen_version
from admin_views.formats import Labels
from admin_views.session import current_actor, origin
from admin_views.shapes import Shape
from admin_views.translations import choice_labels, say
from models.base import Record
from models.moments import today
from models.plan_items import OPEN_ITEMS
from models.plans import PLAN_STATES, DevelopmentPlan
from models.wording import N_, Message
from operations import plan_gaps, plan_items, plans
from operations.actors import Actor
from operations.errors import Invalid
from operations.policy import Action, may
from operations.references import labels


class DevelopmentPlans(RecordView):
    document = DevelopmentPlan
    title = N_("Development plans")
    singular = N_("Career development plan")
    group = N_("Development")
    icon = "list-check"
    order = 41
    details_template = "development_plan.html"
    reshaped_by = "employee"
    search_hint = N_("Name, NIP or target position")
    empty = N_("No plans yet. Begin one here or in an employee’s career file, best with a settled evaluation at hand.")
    sort = ("year", True)
    columns = (
        EMPLOYEE,
        "year",
        "state",
        Column("progress", N_("Items done"), ("done", "total"), plan_texts.brief_progress),
        "target",
        "lacks_basis",
        "department",
    )
    more_columns = ("target_name", "basis", "agreed_on", "approved_on", "updated_at")
    sortable = {"year": "year", "state": "state"}
    filters = ("department", "employee", "year", "state", "lacks_basis", "target")
    sections = (
        Section(N_("Plan"), ("employee", "year", "target", "target_name", "basis")),
        Section(N_("What it serves"), ("goal", "note")),
    )

    def _prefilled(self, actor: Actor, shape: Shape) -> dict[str, Any] | None:
        """A new plan is of this year, and rests on the newest settled evaluation of its person."""
        found = super()._prefilled(actor, shape) or {}
        settled = plan_gaps.settled(actor, found["employee"]) if found.get("employee") else []
        newest = {"basis": settled[0]["_id"]} if settled else {}
        return {"year": today().year, **newest, **found}

    def new_form(self, actor: Actor, record: Record | None, shape: Shape) -> Any:
        """The basis is picked from the person's own settled evaluations, once it is known who it is: the newest of them
        where somebody else's was held, or none, as the person was picked."""
        form = super().new_form(actor, record, shape)
        who = form["employee"].data if "employee" in form else None
        if who is not None and "basis" in form:
            settled = plan_gaps.settled(actor, who)
            codes = tuple((str(raw["_id"]), str(raw.get("title") or "")) for raw in settled)
            label, told = form["basis"].label.text, form["basis"].description
            if RESHAPE in request.form and str(form["basis"].data) not in dict(codes):
                form["basis"].data = settled[0]["_id"] if settled else None
            forms.replace(form, "basis", PickedField(label=label, description=told, codes=codes))
        return form

    def not_cloned(self, data: Any) -> set[str]:
        return super().not_cloned(data) | {"basis"}

    def details(self, actor: Actor, raw: dict[str, Any], acts: Any, shown: Labels) -> dict[str, Any]:
        rows = plan_items.of_plan(actor, raw["_id"])
        person = plan_gaps.employee(actor, raw.get("employee"))
        found = plan_gaps.of_person(actor, person, raw) if person else None
        names = labels(actor, {"Competency": plan_texts.competencies(found)})
        can_add = raw.get("state") == "draft" and may(actor, Action.CREATE, "PlanItem")
        can_carry = raw.get("state") == "approved" and self._may_carry(actor, raw, rows)
        return {
            **super().details(actor, raw, acts, shown),
            "state": plan_texts.state(raw),
            "reason": str(raw.get("reason") or ""),
            "progress": plan_texts.progress(raw),
            "items": plan_texts.items(rows),
            "gaps": plan_texts.gaps(found, raw, rows, names) if found else [],
            "sources": plan_texts.sources(found) if found else [],
            "add_url": f"{self.get_url('plan_items.create_view')}?plan={raw['_id']}" if can_add else None,
            "carry_url": self.get_url(".carry_view") if can_carry else None,
            "steps": [meeting_texts.step(each) for each in plans.steps(actor, raw)],
            "step_url": self.get_url(".step_view"),
            "employee_url": f"{self.get_url('employees.details_view')}?id={raw.get('employee')}&part=plan",
        }

    def _may_carry(self, actor: Actor, raw: Raw, rows: list[dict[str, Any]]) -> bool:
        is_open = any(each.get("status") in OPEN_ITEMS for each in rows)
        is_own = raw.get("employee") in actor.kept_from
        return is_open and not is_own and may(actor, Action.CHANGE, "DevelopmentPlan", raw)

    @expose("/step/", methods=("POST",))
    def step_view(self) -> Any:
        """Take a plan a step further."""
        actor, id, sent = current_actor(), requested_id(), request.form
        try:
            made = plans.move(actor, id, sent.get("step", ""), seen_version(), sent.get("reason", ""), origin())
        except Invalid as error:
            flash(say(error.message), "error")
        else:
            state = choice_labels(PLAN_STATES).get(str(made.state), "")
            flash(say(Message(N_("%(label)s: now “%(state)s”."), label=made.label, state=state)), "success")
        return redirect(f"{self.get_url('.details_view')}?id={id}")

    @expose("/carry/", methods=("POST",))
    def carry_view(self) -> Any:
        """Carry what is open into the plan of the next year, and show that one."""
        actor, id = current_actor(), requested_id()
        try:
            made = plan_items.carry(actor, id, origin())
        except Invalid as error:
            flash(say(error.message), "error")
            return redirect(f"{self.get_url('.details_view')}?id={id}")
        told = N_("What was open stands in this draft now. Look it through, choose its basis, and submit it.")
        flash(say(told), "success")
        return redirect(f"{self.get_url('.details_view')}?id={made.id}")
