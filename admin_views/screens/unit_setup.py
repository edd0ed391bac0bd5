"""A dinas in five minutes: template, letterhead, units and people, roles, its first record and its first meeting.

Each step can be left out and come back to: the browser's cookie keeps which dinas is being set up, and every page leads
on to the next step until the first meeting is planned or the set-up is left.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from bson import ObjectId
from flask import flash, redirect, render_template, request
from flask_admin import expose

from admin_views import first_meeting, under_setup
from admin_views.base import Page
from admin_views.configuration_page import unit_name
from admin_views.form_screen import requested_id
from admin_views.formats import format_count
from admin_views.session import actor_or_none, current_actor, origin, safe_next
from admin_views.translations import say
from admin_views.under_setup import STEPS
from models.configurations import Layer
from models.unit_settings import NumberTemplate
from models.users import Role
from models.wording import N_, Message
from operations import applying, configuration, configuring, copying, files, layer_edits, unit_setup
from operations import starter_templates as starting
from operations.actors import Actor
from operations.errors import Invalid, Missing
from operations.policy import Action, may

_CREDENTIALS = ((Role.HEAD, "head"), (Role.SECRETARY, "secretary"))


class UnitSetup(Page):
    title = N_("Set up a dinas")

    def is_accessible(self) -> bool:
        actor = actor_or_none()
        return actor is not None and may(actor, Action.CREATE, "Configuration")

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        """Which dinas: one that there is, or a new one."""
        actor = current_actor()
        problems: list[str] = []
        if request.method == "POST":
            try:
                name, code = request.form.get("name", ""), request.form.get("code", "")
                unit = unit_setup.begin(actor, name, code, origin(request.form.get("form_token")))
                return redirect(self._step(unit, "template"))
            except Invalid as error:
                problems = [say(message) for message in error.problems.values()]
        page = render_template("unit_setup_begin.html", view=self, title=say(self.title), problems=problems)
        return (page, 422) if problems else page

    def _step(self, unit: ObjectId, step: str) -> str:
        return f"{self.get_url('.step')}?unit={unit}&step={step}"

    @expose("/step/", methods=("GET", "POST"))
    def step(self) -> Any:
        """One step; sending it does its work and goes on to the next."""
        actor, unit = current_actor(), requested_id("unit")
        keys = [key for key, _ in STEPS]
        step = request.values.get("step", keys[0])
        if step not in keys:
            raise Missing()
        path = configuring.path_for(actor, unit, Action.CHANGE)
        problems: list[str] = []
        left: Mapping[str, str] = request.form
        if request.method == "POST" and step in _WORK:
            try:
                _WORK[step](actor, unit)
                return redirect(self._step(unit, keys[keys.index(step) + 1]))
            except Invalid as error:
                problems = [say(message) for message in error.problems.values()]
                left = error.left if isinstance(error, _Left) else left
        if step == "meeting":
            return self._meeting(actor, unit, path)
        page = self._page(actor, unit, step, path, problems, left=left)
        return (page, 422) if problems else page

    def _meeting(self, actor: Actor, unit: ObjectId, path: list[ObjectId]) -> Any:
        """The last step: plan the first series and invite to its first meeting, then show the letter and the room."""
        planned = first_meeting.planned(actor, unit)
        if planned and request.method == "POST":
            first_meeting.invite_again(actor, unit)
            return redirect(self._step(unit, "meeting"))
        if planned:
            page = self._page(actor, unit, "meeting", path, [], planned=planned)
            under_setup.forget()
            return page
        form = first_meeting.form_of(actor, unit, self._of_meetings())
        problems = first_meeting.send(actor, unit, form) if request.method == "POST" else []
        if request.method == "POST" and not problems and not form.errors:
            return redirect(self._step(unit, "meeting"))
        page = self._page(actor, unit, "meeting", path, problems, **first_meeting.drawn(actor, unit, form))
        return (page, 422) if request.method == "POST" else page

    def _of_meetings(self) -> Any:
        """The screen of meetings, which knows where their references are looked up."""
        return next(view for view in self.admin._views if view.endpoint == "meetings")

    @expose("/leave/", methods=("GET", "POST"))
    def leave(self) -> Any:
        """End the reminder that a dinas is being set up."""
        if request.method == "POST":
            under_setup.forget()
        return redirect(safe_next(request.form.get("next")))

    def _told(self, unit: ObjectId, key: str, text: str, now_at: int, at: int) -> dict[str, Any]:
        return {"label": say(text), "url": self._step(unit, key), "is_current": at == now_at, "is_done": at < now_at}

    def _page(
        self, actor: Actor, unit: ObjectId, step: str, path: list[ObjectId], problems: list[str], **more: Any
    ) -> str:
        keys = [key for key, _ in STEPS]
        name = unit_name(actor, unit)
        under_setup.remember(str(unit), name, step)
        draft = configuring.draft_of(unit)
        layer = draft.layer or Layer()
        return render_template(
            "unit_setup.html",
            view=self,
            title=name,
            unit=str(unit),
            step=step,
            steps=[self._told(unit, key, text, keys.index(step), at) for at, (key, text) in enumerate(STEPS)],
            skip_url=self._step(unit, keys[min(keys.index(step) + 1, len(keys) - 1)]),
            problems=problems,
            templates=[(each.key, say(each.title), say(each.description)) for each in starting.templates()],
            letterhead=layer.settings.letterhead or f"PEMERINTAH {unit_name(actor, path[0]).upper()}\n{name.upper()}",
            usual_number="{kode}/{urut}/{unit}/{tahun}",
            code=configuring.code_of(unit).lower() or "dinas",
            has_draft=bool(draft.version),
            effect=_effect(actor, unit) if step == "apply" else {},
            registers=_registers(path) if step == "first" else [],
            form_token=secrets.token_hex(16) if request.method == "GET" else request.form.get("form_token", ""),
            **more,
        )


def _effect(actor: Actor, unit: ObjectId) -> dict[str, Any]:
    """What applying would do, in figures; the faults of a draft that cannot be applied."""
    draft = configuring.draft_of(unit)
    found = configuring.changes_in(unit, draft.layer or Layer())
    try:
        told = applying.preview(actor, unit)
    except Invalid as error:
        return {"faults": [say(message) for message in error.problems.values()]}
    return {
        "changes": len(found),
        "read": format_count(told.counts.read),
        "affected": format_count(told.counts.affected),
        "invalid": format_count(told.counts.invalid),
        "is_open": told.is_open,
    }


def _registers(path: list[ObjectId]) -> list[dict[str, str]]:
    return [
        {"key": str(each.key), "label": say(each.label), "icon": str(each.icon or "folders")}
        for _, each in configuration.current().registers_at(path)
    ]


def _template(actor: Actor, unit: ObjectId) -> None:
    key = request.form.get("template", "")
    if not key:
        raise Invalid({"template": Message(N_("Choose a template, or skip this step."))})
    copying.replace_with(actor, unit, starting.template(key))


def _letterhead(actor: Actor, unit: ObjectId) -> None:
    values: dict[str, Any] = {"letterhead": request.form.get("letterhead", "")}
    upload = request.files.get("logo")
    if upload is not None and upload.filename:
        values["logo"] = files.keep(actor, upload.stream, upload.filename, ("image",))
    number = request.form.get("number", "").strip()

    def change(layer: Layer) -> None:
        if number and not layer.settings.numbers:
            own = {"label_id": "Undangan", "label_en": "Invitation", "letter": "invitation"}
            values["numbers"] = [NumberTemplate(**own, template=number)]
        layer_edits.change_settings(layer, values)

    configuring.edit(actor, unit, change)


class _Left(Invalid):
    """Some lines of a step were wrong; `left` are those, by the field that they stand in."""

    def __init__(self, problems: Mapping[str, Message], left: Mapping[str, str]) -> None:
        self.left = left
        super().__init__(problems)


def _people(actor: Actor, unit: ObjectId) -> None:
    units = unit_setup.add_units(actor, unit, request.form.get("units", ""))
    people = unit_setup.add_people(actor, unit, request.form.get("people", ""))
    told = N_("%(units)s units and %(people)s employees were added.")
    flash(say(Message(told, units=units.count, people=people.count)), "success")
    wrong = [*units.problems, *people.problems]
    if wrong:
        told = N_("%(line)s: %(why)s")
        left = {
            name: "\n".join(line for line, _ in made.problems) for name, made in (("units", units), ("people", people))
        }
        raise _Left({line: Message(told, line=line[:80], why=message) for line, message in wrong}, left)


def _roles(actor: Actor, unit: ObjectId) -> None:
    sent = request.form
    told = [(role, sent.get(f"{key}_name", ""), sent.get(f"{key}_username", "")) for role, key in _CREDENTIALS]
    made = unit_setup.add_accounts(actor, unit, [each for each in told if each[1].strip()])
    for username, password in made:
        text = N_("Temporary password of %(username)s, shown once: %(password)s")
        flash(say(Message(text, username=username, password=password)), "info")


def _apply(actor: Actor, unit: ObjectId) -> None:
    found = applying.preview(actor, unit)
    made = applying.apply(actor, unit, found.digest, origin=origin())
    flash(say(Message(N_("Version %(number)s holds from now on."), number=made.number)), "success")


_WORK: dict[str, Callable[[Actor, ObjectId], None]] = {
    "template": _template, "letterhead": _letterhead, "people": _people, "roles": _roles, "apply": _apply,
}  # fmt: skip
