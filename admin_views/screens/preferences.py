"""How one likes the panel: language, appearance, density, page size, and the columns of each list."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_admin import expose

from admin_views import register_view
from admin_views.base import Page, RecordView
from admin_views.session import actor_or_none, current_actor, safe_next
from admin_views.translations import say
from models.wording import N_
from operations import preferences
from operations.errors import Missing


class Preferences(Page):
    """Open to everyone signed in, about themselves; drawn on the account page and in each list's view menu."""

    title = N_("Preferences")

    def is_accessible(self) -> bool:
        return actor_or_none() is not None

    @expose("/", methods=("POST",))
    def index(self) -> Any:
        told: dict[str, Any] = {name: request.form[name] for name in preferences.SETTINGS if name in request.form}
        size = told.pop("page_size", "")
        if size.isascii() and size.isdigit() and len(size) < 9:
            told["page_size"] = int(size)
        preferences.keep(current_actor(), told)
        if request.headers.get("X-Requested-With") == "fetch":
            return "", 204
        if "next" in request.form:
            return redirect(safe_next(request.form["next"]))
        flash(say(N_("Your preferences were saved.")), "success")
        return redirect(url_for("account.index"))

    @expose("/columns/", methods=("POST",))
    def columns(self) -> Any:
        """The columns of one list in their order, and the density of all."""
        actor = current_actor()
        view = next((each for each in self.admin._views if each.endpoint == request.form.get("screen")), None)
        view = view or register_view.named(request.form.get("screen", ""))
        if not isinstance(view, RecordView) or not view.is_accessible():
            raise Missing()
        known = {column.key for column in view.list_shape(actor, request.form).columns}
        chosen = [] if "reset" in request.form else [key for key in request.form.getlist("column") if key in known]
        preferences.keep_columns(actor, view.endpoint, list(dict.fromkeys(chosen)))
        preferences.keep(actor, {"density": request.form.get("density")})
        return redirect(safe_next(request.form.get("next")))
