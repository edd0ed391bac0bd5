"""What waits for the actor, as counts a screen: asked by the menu after a page has come."""

from __future__ import annotations

from typing import Any

from flask import jsonify
from flask_admin import expose

from admin_views.addresses import REGISTER
from admin_views.base import Page
from admin_views.session import actor_or_none, current_actor
from admin_views.translations import say
from models.wording import N_
from operations import meeting_waiting, waiting

MEETINGS = N_("minutes to finish or to approve")


class Waiting(Page):
    """Open to everyone signed in; it counts what the actor may see."""

    title = N_("What waits")

    def is_accessible(self) -> bool:
        return actor_or_none() is not None

    @expose("/")
    def index(self) -> Any:
        """{screen: {count, label}}: the sum of a screen's waiting things, and the words for it."""
        found: dict[str, dict[str, Any]] = {}
        for item in waiting.for_actor(current_actor()):
            is_entry = item.endpoint == waiting.REGISTER_LIST
            screen = f"{REGISTER}{item.arguments['key']}" if is_entry else item.endpoint.partition(".")[0]
            told = found.setdefault(screen, {"count": 0, "label": ""})
            told["count"] += item.count
            told["label"] = f"{told['label']}, {say(item.label)}".strip(", ")
        due = meeting_waiting.of_actor(current_actor())
        if due:
            told = found.setdefault("meetings", {"count": 0, "label": ""})
            told["count"] += len(due)
            told["label"] = f"{told['label']}, {say(MEETINGS)}".strip(", ")
        return jsonify(found)
