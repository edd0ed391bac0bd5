"""Settings of a unit: letterhead, numbers, meetings, criteria, targets, lists; kept in its draft."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import Response, flash, redirect, render_template, request
from flask_admin import expose
from werkzeug.datastructures import CombinedMultiDict

from admin_views import forms
from admin_views.configuration_page import ConfigurationPage, frame
from admin_views.form_parts import UploadField
from admin_views.form_screen import requested_id
from admin_views.formats import formatter
from admin_views.session import current_actor
from admin_views.translations import choice_labels, say
from models.configurations import Layer
from models.fieldsets import NONE
from models.moments import now
from models.people import CEILING_PPPK, FLOOR_PNS
from models.unit_settings import CADENCES, DATES, GROUPS, UnitSettings
from models.wording import N_
from operations import (
    configuration,
    configuring,
    files,
    first_meeting,
    layer_edits,
    letter_numbers,
    letterheads,
    word_files,
    word_templates,
)
from operations.actors import Actor
from operations.coming_dates import LEAD
from operations.errors import Invalid, Missing
from operations.policy import Action


class UnitSettingsScreen(ConfigurationPage):
    title = N_("Settings of a unit")

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        """One group of settings as a form; sending it keeps it in the unit's draft."""
        actor, unit = current_actor(), requested_id("unit")
        group = next((each for each in GROUPS if each[0] == request.values.get("group", "letters")), None)
        if group is None:
            raise Missing()
        path = configuring.path_for(actor, unit)
        layer = configuring.draft_of(unit).layer or Layer()
        sent = CombinedMultiDict([request.form, request.files]) if request.method == "POST" else None
        form = forms.record_form(UnitSettings, group[2], NONE)(sent, data=forms.document_data(layer.settings))
        problems: list[str] = []
        if request.method == "POST":
            before = configuring.draft_of(unit).version
            try:
                after = self._keep(actor, unit, form)
            except Invalid as error:
                problems = forms.put_problems(form, error.problems)
            else:
                kept = N_("Kept in the draft. It holds once the draft is applied.")
                flash(say(kept if after != before else N_("Nothing was changed.")), "success")
                return redirect(f"{self.get_url('.index')}?unit={unit}&group={group[0]}")
        told = [*forms.problems_of(form), *(("", "", text) for text in problems)]
        page = self._page(actor, unit, path, group, form, told)
        return (page, 422) if told else page

    def _keep(self, actor: Actor, unit: ObjectId, form: Any) -> int:
        """Keep what was sent in the draft; returns the draft's version."""
        values = forms.whole_values(UnitSettings, form, request.form)
        path = configuring.path_for(actor, unit, Action.CHANGE)
        for each in form:
            if isinstance(each, UploadField) and each.upload is not None:
                values[each.name] = _kept(actor, each)
        handed_over = request.form.get("delegated") == "1" if configuring.may_hand_over(actor, path) else None

        def change(layer: Layer) -> None:
            layer_edits.change_settings(layer, values)
            if handed_over is not None and "letterhead" in form:
                layer.delegated = handed_over

        return int(configuring.edit(actor, unit, change).version)

    def _page(self, actor: Actor, unit: ObjectId, path: list[ObjectId], group: Any, form: Any, problems: Any) -> Any:
        draft = configuring.draft_of(unit)
        layer = draft.layer or Layer()
        above = configuration.settings(path[:-1])
        words = word_templates.OWN if group[0] == "letters" else ()
        may_hand_over = configuring.may_hand_over(actor, path)
        has_logo = group[0] == "letters" and layer.settings.logo
        return render_template(
            "unit_settings.html",
            view=self,
            title=say(group[1]),
            **frame(actor, unit, group[0]),
            group=group[0],
            group_label=say(group[1]),
            fields=[{"control": form[each], **_told(above, layer.settings, each)} for each in group[2]],
            problems=problems,
            may_hand_over=bool(layer.delegated) if may_hand_over and group[0] == "letters" else None,
            logo_url=f"{self.get_url('.logo')}?unit={unit}&draft=1" if has_logo else None,
            word_templates=[self._word_template(unit, layer, kind) for kind in words],
            samples=_samples(unit, layer) if group[0] == "letters" else [],
        )

    def _word_template(self, unit: ObjectId, layer: Layer, kind: str) -> dict[str, Any]:
        field = word_templates.OWN[kind]
        address = self.get_url(".template", unit=str(unit), kind=kind)
        return {
            "label": say(UnitSettings._fields[field].verbose_name),
            "url": address,
            "own_url": f"{address}&draft=1" if getattr(layer.settings, field) else None,
            "fields": word_templates.field_names(kind),
        }

    @expose("/template.docx")
    def template(self) -> Response:
        """Our Word template of a paper, to begin one's own with, or (`draft`) the unit's own as it is drafted."""
        kind = request.args.get("kind", "")
        content = letterheads.template(current_actor(), requested_id("unit"), kind, "draft" in request.args)
        answer = Response(content, mimetype=word_files.DOCX)
        answer.headers.set("Content-Disposition", "attachment", filename=f"{kind}.docx")
        return answer

    @expose("/logo/")
    def logo(self) -> Response:
        """The logo of a unit, as it holds or (`draft`) as it is drafted."""
        found = letterheads.logo(current_actor(), requested_id("unit"), of_draft="draft" in request.args)
        stream, _, content_type, length = found
        answer = Response(iter(lambda: stream.read(65536), b""), mimetype=content_type)
        answer.content_length = length
        answer.headers["Cache-Control"] = "private, max-age=60"
        return answer


def _kept(actor: Actor, control: UploadField) -> ObjectId:
    if control.name in word_templates.OWN.values():
        return word_templates.keep(actor, control.name, control.upload.stream, control.upload.filename)
    return files.keep(actor, control.upload.stream, control.upload.filename, control.kinds)


def _told(above: UnitSettings, own: UnitSettings, name: str) -> dict[str, str]:
    """What a setting is where the unit says nothing itself: from a unit above, else what is usual."""
    if getattr(own, name) not in (None, "", []):
        return {}
    value = above.to_mongo().get(name)
    if value in (None, "", []):
        return {"usual": _usual().get(name, "")}
    return {"inherited": formatter(UnitSettings._fields[name])(value, {})[:200]}


def _usual() -> dict[str, str]:
    """What holds where no unit has said anything, of the settings for which something does."""
    dates = choice_labels(DATES)
    return {
        "cadence": choice_labels(CADENCES)[first_meeting.CADENCE],
        "jp_floor": str(FLOOR_PNS),
        "jp_ceiling": str(CEILING_PPPK),
        "lead_times": "; ".join(f"{dates[key]} {_listed(months)}" for key, months in LEAD.items() if key in dates),
    }


def _listed(months: tuple[int, ...]) -> str:
    return ", ".join(str(each) for each in months)


def _samples(unit: ObjectId, layer: Layer) -> list[dict[str, str]]:
    today = now().date()
    code = configuring.code_of(unit)
    return [
        {"label": say(each.label), "text": letter_numbers.next_one(each, unit, code, today)}
        for each in layer.settings.numbers
        if each.key
    ]
