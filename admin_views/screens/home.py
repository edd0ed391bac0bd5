"""Home: the first page after sign-in."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_admin import AdminIndexView, expose

from admin_views.base import Guarded
from admin_views.formats import format_moment
from admin_views.session import actor_or_none, current_actor
from admin_views.translations import say
from models.wording import N_
from operations import overview


class Home(Guarded, AdminIndexView):
    """Figures of one's own units, each leading to the rows it counts, and what changed lately."""

    group = None
    icon = "home"
    title = N_("Home")
    order = 0

    def __init__(self) -> None:
        super().__init__(name=self.title, url="/", endpoint="admin")

    def is_accessible(self) -> bool:
        return actor_or_none() is not None

    @expose("/")
    def index(self) -> Any:
        actor = current_actor()
        cards = [
            {"label": say(each.label), "value": each.value, "url": self.get_url(each.endpoint, **each.arguments)}
            for each in overview.figures(actor)
        ]
        recent = [
            {"at": format_moment(each["at"]), "who": each.get("actor_name", ""), "label": each.get("label", "")}
            for each in overview.recent(actor)
        ]
        last = format_moment(actor.last_sign_in_at) if actor.last_sign_in_at else ""
        return render_template(
            "home.html", view=self, title=say(self.title), cards=cards, recent=recent, last_sign_in=last
        )
