"""Items of development plans: what is to be done for whom until when, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bson import ObjectId
from flask import flash, redirect, request
from flask_admin import expose

from admin_views import forms, plan_texts
from admin_views.base import RecordView, Section
from admin_views.columns import EMPLOYEE
from admin_views.form_choices import PickedField
from admin_views.form_fields import RecordForm
from admin_views.form_screen import requested_id
from admin_views.formats import Labels
from admin_views.list_rows import RowLinks
from admin_views.list_state import number
from admin_views.session import current_actor, origin, safe_next
from admin_views.shapes import Shape
from admin_views.status_menu import status_menu
from admin_views.translations import choice_labels, say
from models.base import Record
from models.gaps import RATED
from models.moments import today
from models.notes import NOTE_KINDS
from models.plan_items import ASKING, ITEM_STATUSES, REASONS, SETTABLE, PlanItem
from models.wording import N_, Message
from operations import coaching, plan_items
from operations.actors import Actor
from operations.errors import Conflict, Invalid, WrongState

MEANWHILE = N_("Somebody else changed this just now. Look at it again.")


class PlanItems(RecordView):
    document = PlanItem
    title = N_("Items of plans")
    singular = N_("Item of a plan")
    group = N_("Development")
    icon = "list"
    order = 42
    details_template = "plan_item.html"
    search_hint = N_("Words, name or NIP")
    empty = N_("No items yet. Open a development plan and add what is to be done.")
    sort = ("ranks", False)
    columns = (
        "title",
        EMPLOYEE,
        "kind",
        "why",
        "due",
        "jp",
        "status",
    )
    more_columns = ("plan", "year", "organiser", "cost", "mentor", "training", "competency", "goal", "department")
    sortable = {"due": "ranks", "status": "status", "kind": "kind", "year": "year"}
    totalled = ("jp",)
    filters = ("department", "employee", "status", "kind", "why", "year", "due", "mentor", "plan")
    sections = (
        Section(N_("What is to be done"), ("plan", "kind", "title", "due", "jp", "organiser", "cost", "mentor")),
        Section(N_("Why"), ("why", "aspiration", "competency", "rated", "goal")),
        Section(N_("Carried out by"), ("training",)),
    )

    def _prefilled(self, actor: Actor, shape: Shape) -> dict[str, Any] | None:
        """A new item takes from the address what it answers, and is due at the end of its plan's year."""
        found = super()._prefilled(actor, shape) or {}
        for name, codes in (("why", REASONS), ("rated", RATED)):
            if request.args.get(name) in dict(codes):
                found[name] = request.args[name]
        year = plan_items.year_of(actor, found["plan"]) if isinstance(found.get("plan"), ObjectId) else None
        return {"due": date(year or today().year, 12, 31), **found}

    def new_form(self, actor: Actor, record: Record | None, shape: Shape) -> Any:
        """What was said in meetings is picked from what was said by and to this very person."""
        form = super().new_form(actor, record, shape)
        if "plan" not in form or "aspiration" not in form:
            return form
        plan = form["plan"].data
        owner = plan_items.owner(actor, plan) if isinstance(plan, ObjectId) else None
        found = plan_items.notes_of(actor, owner) if owner else []
        kinds = choice_labels(NOTE_KINDS)
        codes = tuple((str(raw["_id"]), f"{kinds.get(str(raw.get('kind')), '')}: {_short(raw)}") for raw in found)
        label, told = form["aspiration"].label.text, form["aspiration"].description
        forms.replace(form, "aspiration", PickedField(label=label, description=told, codes=codes))
        return form

    def write(self, actor: Actor, raw: dict[str, Any] | None, values: dict[str, Any], form: RecordForm) -> Record:
        """An item is about whom its plan is about."""
        plan = values.get("plan")
        owner = plan_items.owner(actor, plan) if isinstance(plan, ObjectId) else None
        if raw is None and owner is None:
            raise Invalid({"plan": Message(N_("Pick the plan that this belongs to."))})
        try:
            return super().write(actor, raw, {**values, "employee": owner} if owner else values, form)
        except WrongState as error:
            if raw is None:  # told at the form, which keeps what was typed
                raise Invalid({"plan": error.message}) from None
            raise

    def _after(self, record: Any, is_new: bool) -> str:
        """A new item leads back to its plan, where the next gap waits."""
        if is_new and "_add_another" in request.form:
            return f"{self.get_url('.create_view')}?plan={record.plan}"
        return f"{self.get_url('development_plans.details_view')}?id={record.plan}" if is_new else self._back(record)

    def _back(self, record: Any) -> str:
        return super()._after(record, False)

    def projection(self, columns: Any) -> tuple[str, ...]:
        """A row's menu tells its status, whatever columns are shown."""
        return tuple(dict.fromkeys((*super().projection(columns), "status", "title")))

    def row_links(self, actor: Actor) -> RowLinks:
        """The status is set in the row, by whoever may."""
        here = request.full_path.rstrip("?")
        menu = status_menu(self.get_url(".status"), here, SETTABLE, ASKING, "title")
        return replace(super().row_links(actor), more=menu)

    def details(self, actor: Actor, raw: dict[str, Any], acts: Any, shown: Labels) -> dict[str, Any]:
        status, may_set = str(raw.get("status")), plan_items.may_set(actor, raw)
        details = self.get_url(".details_view")
        new_session = f"item={raw['_id']}&employee={raw.get('employee')}"
        links = (("carried_from", N_("Carried from")), ("carried_to", N_("Carried into")))
        return {
            **super().details(actor, raw, acts, shown),
            "item": plan_texts.items([raw])[0],
            "employee_name": str(raw.get("employee_name") or ""),
            "employee_url": f"{self.get_url('employees.details_view')}?id={raw.get('employee')}&part=plan",
            "plan_url": f"{self.get_url('development_plans.details_view')}?id={raw.get('plan')}",
            "said": plan_texts.said(plan_items.said(actor, raw)),
            "sessions": plan_texts.sessions(coaching.of_item(actor, raw["_id"])),
            "session_url": f"{self.get_url('coaching_sessions.create_view')}?{new_session}",
            "statuses": [(code, say(text), code == status) for code, text in SETTABLE] if may_set else [],
            "trainings": plan_texts.trainings(plan_items.trainings_of(actor, raw["employee"]), raw) if may_set else [],
            "status_url": self.get_url(".status"),
            "carried": [(say(label), f"{details}?id={raw[name]}") for name, label in links if raw.get(name)],
            "here": f"{details}?id={raw['_id']}",
        }

    def tables(self, actor: Actor, raw: dict[str, Any], shown: Labels) -> list[dict[str, Any]]:
        """How its status came to be."""
        return [self._table("history", raw, shown)]

    @expose("/status/", methods=("POST",))
    def status(self) -> Any:
        """Set how far an item is, and go back to where that was asked."""
        id, seen = requested_id(), number(request.form.get("version"), 0)
        said: dict[str, Any] = {name: request.form.get(name, "") for name in ("status", "reason")}
        if "training" in request.form:
            chosen = request.form["training"]
            said["training"] = ObjectId(chosen) if ObjectId.is_valid(chosen) else None
        try:
            plan_items.change_status(current_actor(), id, said, seen, origin())
        except Invalid as error:
            flash(say(next(iter(error.problems.values()))), "error")
        except Conflict:
            flash(say(MEANWHILE), "error")
        else:
            told = Message(N_("Now “%(status)s”."), status=Message(dict(ITEM_STATUSES).get(said["status"], "")))
            flash(say(told), "success")
        return redirect(safe_next(request.form.get("next") or f"{self.get_url('.details_view')}?id={id}"))


def _short(raw: Mapping[str, Any]) -> str:
    text = " ".join(str(raw.get("text") or "").split())
    return text if len(text) <= 90 else f"{text[:89]}…"
