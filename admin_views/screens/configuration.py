"""Configuration of a unit: its fields, drafted, rehearsed and applied in the browser."""

from __future__ import annotations

import re
from typing import Any

from bson import ObjectId
from flask import flash, redirect, render_template, request
from flask_admin import expose

from admin_views import builder, field_editor, rehearsal_texts, version_texts
from admin_views.builder import Bench
from admin_views.configuration_page import ConfigurationPage, frame, unit_name
from admin_views.configuration_tabs import tabs
from admin_views.configured_units import rows
from admin_views.draft_faults import faults
from admin_views.draft_steps import STEPS
from admin_views.form_screen import requested_id
from admin_views.formats import format_moment
from admin_views.session import current_actor, origin
from admin_views.translations import say
from models.configurations import Layer
from models.definitions import KINDS
from models.wording import N_, Message
from operations import applying, configuration, configuring
from operations.actors import Actor
from operations.errors import Denied, Invalid, Missing, OperationError
from operations.policy import Action, may
from operations.rehearsal import Rehearsal


class ConfigurationScreen(ConfigurationPage):
    title = N_("Configuration")
    group = N_("Settings")
    icon = "adjustments"
    order = 55

    @expose("/")
    def index(self) -> Any:
        """The units that have something configured, and every other one by search."""
        actor = current_actor()
        found = rows(actor, request.args.get("search", "")[:100], self.get_url(".unit"))
        if not request.args and len(found) == 1:
            return redirect(found[0]["url"])
        may_set_up = may(actor, Action.CREATE, "Configuration")
        title = say(self.title)
        return render_template("configuration_units.html", view=self, title=title, units=found, may_set_up=may_set_up)

    @expose("/unit/", methods=("GET", "POST"))
    def unit(self) -> Any:
        """The form builder. A POST makes one change of the draft (`do` says which) and shows the bench again."""
        actor, unit = current_actor(), requested_id("unit")
        if request.method == "GET":
            return self._page(actor, unit, request.args.get("edit", ""))
        work = STEPS.get(request.form.get("do", ""))
        if work is None:
            raise Missing()
        bench = self._bench(actor, unit)
        try:
            edit = work(actor, bench)
        except Invalid as error:
            return self._page(actor, unit, request.form.get("key", ""), error), 422
        wants_part = request.headers.get("X-Jenjang-Part")
        return self._page(actor, unit, edit) if wants_part else redirect(self._here(unit, edit))

    def _here(self, unit: ObjectId, edit: str = "") -> str:
        kept = {name: request.values[name] for name in ("type", "look", "as", "rehearsed") if request.values.get(name)}
        return self.get_url(".unit", unit=str(unit), **kept, **({"edit": edit} if edit else {}))

    def _bench(self, actor: Actor, unit: ObjectId) -> Bench:
        path = configuring.path_for(actor, unit)
        draft, held = configuring.draft_of(unit), configuration.current()
        layer = draft.layer or Layer()
        following = held.with_layer(unit, layer)
        with configuration.pinned(following):
            known = {view.document.type_name(): view for view in builder.views(path)}
        view = known.get(request.values.get("type", "Employee"))
        if view is None:
            raise Missing()
        return Bench(unit, path, draft, following, view, configuring.changes_in(unit, layer))

    def _page(self, actor: Actor, unit: ObjectId, edit: str, error: Invalid | None = None) -> Any:
        bench = self._bench(actor, unit)
        told = {
            "faults": faults(unit, bench.draft.layer or Layer()),
            "may_change": configuring.may_change(actor, unit),
            "may_set_up": may(actor, Action.CREATE, "Configuration"),
            "found": self._rehearsed(actor, unit) if request.values.get("rehearsed") else None,
        }
        with configuration.pinned(bench.next):  # what is drawn is as it would be; the menu around it as it is
            drawn = self._drawn(actor, bench, edit, error, told)
        return render_template("configuration.html", view=self, **drawn)

    def _rehearsed(self, actor: Actor, unit: ObjectId) -> Rehearsal | None:
        try:
            return applying.preview(actor, unit)
        except Invalid:
            return None  # the draft's faults are told beside it

    def _drawn(
        self, actor: Actor, bench: Bench, edit: str, error: Invalid | None, told: dict[str, Any]
    ) -> dict[str, Any]:
        unit = bench.unit
        sent = request.form if error is not None and "label_id" in request.form else None
        drawn = builder.draw(bench, edit, sent)
        problems = self._told(drawn, edit, error)
        views = builder.views(bench.path)
        shapes = {each.document.type_name(): each.shape_at(bench.path) for each in views}
        found = told.pop("found")
        return dict(
            title=unit_name(actor, unit),
            unit=str(unit),
            bench=bench,
            drawn=drawn,
            problems=problems,
            tabs=tabs(unit, "fields", bench.draft.layer or Layer()),
            kinds=[(code, say(label)) for code, label in KINDS],
            types=[(each.document.type_name(), say(each.title)) for each in views],
            preview=builder.preview(bench, request.values.get("look", "form")),
            rehearsal=rehearsal_texts.rehearsal(found, shapes) if found else None,
            here=self._here(unit),
            is_plain=request.values.get("as") == "list" and not edit,
            as_url=lambda form: f"{self.get_url('.unit')}?unit={unit}&type={bench.name}{form}",
            saved_at=format_moment(bench.draft.at)[-5:] if bench.draft.at else "",
            **told,
        )

    def _told(self, drawn: dict[str, Any], edit: str, error: Invalid | None) -> list[str]:
        """Problems put at the open editor's controls; those that belong to none."""
        if error is None:
            return []
        opened = [row for section in drawn["sections"] for row in section["rows"] if row["is_open"]]
        if not opened:
            return [say(message) for message in error.problems.values()]
        return field_editor.forms.put_problems(opened[0]["form"], error.problems)

    @expose("/apply/", methods=("POST",))
    def apply(self) -> Any:
        """Put the draft in force, as it was rehearsed."""
        actor, unit = current_actor(), requested_id("unit")
        try:
            made = applying.apply(actor, unit, request.form.get("digest", ""), request.form.get("note", ""), origin())
        except (Denied, Missing):
            raise
        except OperationError as error:
            flash(say(error.message), "warning")
            return redirect(f"{self._here(unit)}&rehearsed=1")
        told = N_("Version %(number)s holds from now on. %(count)s records were changed.")
        flash(say(Message(told, number=made.number, count=made.counts["changed"])), "success")
        return redirect(self.get_url(".unit", unit=str(unit), type=request.form.get("type") or "Employee"))

    @expose("/versions/", methods=("GET", "POST"))
    def versions(self) -> Any:
        """Every version with what it changed; one may be brought back into the draft."""
        actor, unit = current_actor(), requested_id("unit")
        configuring.path_for(actor, unit)
        if request.method == "POST":
            number = request.form.get("number", "")
            is_number = number.isascii() and number.isdigit() and len(number) < 7
            configuring.bring_back(actor, unit, int(number) if is_number else -1)
            flash(say(N_("That version is the draft now. Rehearse it, then apply it.")), "success")
            return redirect(f"{self.get_url('.unit')}?unit={unit}&rehearsed=1")
        return render_template(
            "configuration_versions.html",
            view=self,
            title=say(N_("Versions")),
            **frame(actor, unit, "versions"),
            versions=version_texts.versions(unit),
            compared=self._compared(unit),
        )

    def _compared(self, unit: ObjectId) -> dict[str, Any] | None:
        """The two versions that the address names, side by side."""
        asked = [request.args.get(name, "") for name in ("before", "after")]
        if not all(re.fullmatch("[0-9]{1,6}", text) for text in asked):
            return None
        return version_texts.compared(unit, *map(int, asked))
