"""Accounts: who signs in, with which roles where."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect
from flask_admin import expose

from admin_views.base import RecordView, Section
from admin_views.form_screen import requested_id
from admin_views.session import current_actor, origin
from admin_views.translations import say
from models.base import Record
from models.users import User
from models.wording import N_, Message
from operations import accounts, second_factor
from operations.errors import Invalid


class Users(RecordView):
    document = User
    title = N_("Accounts")
    singular = N_("Account")
    group = N_("Settings")
    icon = "key"
    order = 70
    search_hint = N_("Name or user name")
    empty = N_("No accounts yet.")
    details_template = "user.html"
    sort = ("name", False)
    columns = ("name", "username", "memberships", "employee", "is_active", "last_sign_in_at")
    more_columns = ("must_change_password", "has_second_factor", "locale")
    sortable = {"name": "name", "username": "username", "is_active": "is_active"}
    filters = ("memberships.role", "department", "is_active")
    sections = (
        Section(N_("Account"), ("username", "name", "employee", "is_active")),
        Section(N_("Roles"), ("memberships",)),
    )

    def write(self, actor: Any, raw: Any, values: dict[str, Any], form: Any) -> Record:
        if raw is not None:
            self._keep_own_way_in(actor, raw["_id"], values)
            return super().write(actor, raw, values, form)
        made, password = accounts.create_account(actor, values, origin(form.form_token.data), None)
        self._say_password(made.username, password)
        return made

    def _keep_own_way_in(self, actor: Any, id: Any, values: dict[str, Any]) -> None:
        """Nobody locks themselves out: one's own roles and activity are another admin's to change."""
        if id == actor.id:
            values.pop("memberships", None)
            if values.pop("is_active", True) is False:
                raise Invalid({"is_active": Message(N_("You cannot switch off your own account."))})

    def _say_password(self, username: str, password: str | None) -> None:
        if password:
            text = N_("Temporary password of %(username)s, shown once: %(password)s")
            flash(say(Message(text, username=username, password=password)), "info")

    def details(self, actor: Any, raw: dict[str, Any], acts: Any, shown: Any) -> dict[str, Any]:
        told = super().details(actor, raw, acts, shown)
        told["sections"][0]["items"].append(self._item(actor, raw, "has_second_factor", shown))
        others = raw.get("has_second_factor") and told["edit_url"] and raw["_id"] != actor.id
        removal = f"{self.get_url('.remove_second_factor')}?id={raw['_id']}" if others else None
        return {**told, "remove_second_factor_url": removal}

    @expose("/reset-password/", methods=("POST",))
    def reset_password(self) -> Any:
        """Give the account a temporary password, shown once; its sessions end."""
        id = requested_id()
        actor = current_actor()
        name = self.stored(actor, id)["username"]
        self._say_password(name, accounts.reset_password(actor, id, origin()))
        return redirect(f"{self.get_url('.details_view')}?id={id}")

    @expose("/remove-second-factor/", methods=("POST",))
    def remove_second_factor(self) -> Any:
        """Take the second factor from an account whose phone was lost; its sessions end."""
        id = requested_id()
        actor = current_actor()
        name = self.stored(actor, id)["username"]
        second_factor.remove(actor, id, origin())
        flash(say(Message(N_("%(username)s has no second factor any more."), username=name)), "success")
        return redirect(f"{self.get_url('.details_view')}?id={id}")
