"""Series of meetings: planned once, their meetings made ahead."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect
from flask_admin import expose

from admin_views import meeting_texts
from admin_views.base import RecordView, Section
from admin_views.columns import Raw
from admin_views.form_fields import RecordForm
from admin_views.form_screen import requested_id
from admin_views.formats import Labels
from admin_views.session import current_actor, origin
from admin_views.translations import say
from models.meetings import MeetingState
from models.series import MeetingSeries
from models.wording import N_, Message
from operations import meetings, policy
from operations.actors import Actor
from operations.errors import Invalid
from operations.policy import Action, may

NOT_AHEAD = N_("Meetings could not be made ahead (%(why)s). Plan each one under Meetings, where all is asked for.")


STAY = N_("%(count)s drafts that were made before stay as they are. “Apply to drafts” gives them what the series says.")
ALL_MADE = N_("All meetings of this series are made already: its last day is reached.")


class Series(RecordView):
    document = MeetingSeries
    title = N_("Series of meetings")
    singular = N_("Series of meetings")
    group = N_("Development")
    icon = "calendar"
    order = 45
    details_template = "meeting_series.html"
    search_hint = N_("Title")
    empty = N_("No series yet. Plan the first: its meetings are made ahead.")
    sort = ("title", False)
    columns = ("title", "kind", "cadence", "starts_on", "department", "chair")
    more_columns = ("starts", "ends", "venue", "notetaker", "ends_on", "confidential")
    sortable = {"title": "title", "starts_on": "starts_on"}
    filters = ("department",)
    sections = (
        Section(N_("Series"), ("department", "title", "kind", "discusses_all", "discussed_unit", "confidential")),
        Section(N_("Dates"), ("cadence", "weeks", "starts_on", "ends_on", "starts", "ends")),
        Section(N_("Place and people"), ("venue", "link", "chair", "notetaker")),
    )

    def write(self, actor: Actor, raw: Any, values: dict[str, Any], form: RecordForm) -> Any:
        made = super().write(actor, raw, values, form)
        assert isinstance(made, MeetingSeries)
        drafts = len(meetings.drafts_of(made.id)) if raw else 0  # type: ignore[arg-type]
        self._make_ahead(actor, made)
        if drafts:
            flash(say(Message(STAY, count=drafts)), "warning")
        return made

    def _make_ahead(self, actor: Actor, series: MeetingSeries, further: bool = False) -> None:
        """Make the next meetings and say how many; the series stays where its unit asks more of each meeting."""
        try:
            count = meetings.make_ahead(actor, series, origin(), further=further)
        except Invalid as error:
            flash(say(Message(NOT_AHEAD, why=say(error.message))), "error")
            return
        if count:
            flash(say(Message(N_("%(count)s meetings were made ahead."), count=count)), "success")
        elif further:
            flash(say(Message(ALL_MADE)), "warning")

    def details(self, actor: Actor, raw: Raw, acts: Any, shown: Labels) -> dict[str, Any]:
        found = super().details(actor, dict(raw), acts, shown)
        held = meetings.of_series(actor, raw["_id"])
        url = self.get_url("meetings.details_view")
        return {
            **found,
            "meetings": [
                {
                    "url": f"{url}?id={each['_id']}",
                    "when": meeting_texts.when(each),
                    "state": meeting_texts.state(each),
                    "look": meeting_texts.LOOKS.get(str(each.get("state")), ""),
                    "is_moved": bool(each.get("slot") and each["slot"] != each.get("day")),
                }
                for each in held
            ],
            "take_over_url": self.get_url(".take_over_view")
            if any(each.get("state") == MeetingState.DRAFT for each in held)
            and may(actor, Action.CHANGE, "MeetingSeries", raw)
            else None,
            "more_url": self.get_url(".more_view") if may(actor, Action.CHANGE, "MeetingSeries", raw) else None,
        }

    @expose("/more/", methods=("POST",))
    def more_view(self) -> Any:
        """Make the next meetings of a series that are not there yet."""
        actor, id = current_actor(), requested_id()
        raw = self.stored(actor, id)
        policy.require(actor, Action.CHANGE, "MeetingSeries", raw)
        self._make_ahead(actor, meetings.load_series(raw), further=True)
        return redirect(f"{self.get_url('.details_view')}?id={id}")

    @expose("/take-over/", methods=("POST",))
    def take_over_view(self) -> Any:
        """Give the drafts of a series what it says now."""
        actor, id = current_actor(), requested_id()
        raw = self.stored(actor, id)
        policy.require(actor, Action.CHANGE, "MeetingSeries", raw)
        try:
            count = meetings.take_over(actor, meetings.load_series(raw), origin())
        except Invalid as error:
            flash(say(error.message), "error")
        else:
            flash(say(Message(N_("%(count)s drafts were changed."), count=count)), "success")
        return redirect(f"{self.get_url('.details_view')}?id={id}")
