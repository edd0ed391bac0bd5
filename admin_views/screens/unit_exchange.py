"""Configuration from elsewhere: a template, another dinas, a YAML file; and this one as a file to take along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bson import ObjectId
from flask import Response, flash, redirect, render_template, request
from flask_admin import expose

from admin_views.configuration_page import ConfigurationPage, frame, unit_name
from admin_views.form_screen import requested_id
from admin_views.session import current_actor
from admin_views.translations import say
from models.wording import N_, Message
from operations import configuring, copying, portable
from operations import starter_templates as starting
from operations.actors import Actor
from operations.errors import Invalid, Missing

LARGEST = 512 * 1024


class UnitExchange(ConfigurationPage):
    title = N_("Copy and files")

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        """What can be brought in; a POST makes it the draft, or puts parts of it there."""
        actor, unit = current_actor(), requested_id("unit")
        configuring.path_for(actor, unit)
        problems: list[tuple[str, str]] = []
        if request.method == "POST":
            work = _WORK.get(request.form.get("do", ""))
            if work is None:
                raise Missing()
            try:
                work(actor, unit)
            except Invalid as error:
                problems = [(where, say(message)) for where, message in error.problems.items()]
            else:
                flash(say(N_("It is in the draft now. Look at the rehearsal before you apply it.")), "success")
                return redirect(f"{self.get_url('configuration.unit')}?unit={unit}&rehearsed=1")
        page = self._page(actor, unit, problems)
        return (page, 422) if problems else page

    def _page(self, actor: Actor, unit: ObjectId, problems: list[tuple[str, str]]) -> str:
        source = request.values.get("source", "")
        parts = copying.parts_of(copying.layer_of(actor, ObjectId(source))) if ObjectId.is_valid(source) else []
        return render_template(
            "unit_exchange.html",
            view=self,
            title=say(self.title),
            **frame(actor, unit, "exchange"),
            problems=problems,
            templates=[(each.key, say(each.title), say(each.description)) for each in starting.templates()],
            source=source,
            source_name=unit_name(actor, ObjectId(source)) if ObjectId.is_valid(source) else "",
            parts=[{"name": each.name, "label": say(each.label), "is_inside": bool(each.inside)} for each in parts],
            lookup_url=f"{self.get_url('employees.lookup')}?field=department",
        )

    @expose("/file/")
    def file(self) -> Response:
        """The unit's configuration as it holds, as a YAML file."""
        actor, unit = current_actor(), requested_id("unit")
        layer = copying.layer_of(actor, unit)
        name = unit_name(actor, unit)
        answer = Response(portable.to_yaml(layer, name), mimetype="application/yaml")
        file = f"{configuring.code_of(unit).lower() or 'unit'}.yaml"
        answer.headers.set("Content-Disposition", "attachment", filename=file)
        return answer


def _template(actor: Actor, unit: ObjectId) -> None:
    copying.replace_with(actor, unit, starting.template(request.form.get("template", "")))


def _copy(actor: Actor, unit: ObjectId) -> None:
    picked = request.form.getlist("part")
    if not picked:
        raise Invalid({"part": Message(N_("Tick what is to be copied."))})
    copying.copy_from(actor, unit, requested_id("source"), picked)


def _upload(actor: Actor, unit: ObjectId) -> None:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Invalid({"file": Message(N_("Choose a file first."))})
    copying.replace_with(actor, unit, portable.from_yaml(upload.stream.read(LARGEST + 1)))


_WORK: dict[str, Callable[[Actor, ObjectId], None]] = {"template": _template, "copy": _copy, "upload": _upload}
