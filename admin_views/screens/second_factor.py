"""The second factor: setting it up, its recovery codes, switching it off; and the second page of a sign-in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import segno
from flask import current_app, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_admin import expose

from admin_views.base import Page
from admin_views.form_fields import PasswordField, RecordForm, TextField
from admin_views.forms import Said, problems_of, put_problems
from admin_views.session import (
    AWAITED,
    awaited,
    begin,
    begin_anew,
    circumstances,
    confined_to,
    current_actor,
    origin,
    safe_next,
    throttle,
)
from admin_views.translations import say
from models.wording import N_
from operations import second_factor, sessions
from operations.actors import Actor
from operations.errors import Invalid

SEED = "second_factor_seed"  # in the cookie while the page is open; without the panel's key no secret


class ConfirmForm(RecordForm):
    code = TextField(
        Said(N_("Code from the app")),
        description=Said(N_("Six digits; the app shows new ones every half minute.")),
        render_kw={"required": True, "autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class CodeForm(RecordForm):
    code = TextField(
        Said(N_("Code from the app, or a recovery code")),
        render_kw={"required": True, "autocomplete": "one-time-code"},
    )


class OwnPasswordForm(RecordForm):
    password = PasswordField(
        Said(N_("Current password")), render_kw={"required": True, "autocomplete": "current-password"}
    )


class SecondFactor(Page):
    """Open to everyone about themselves; its sign-in page to whose password was right (admin_views.session.PUBLIC)."""

    title = N_("Second factor")

    def is_accessible(self) -> bool:
        return True

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        actor = current_actor()
        if actor.has_second_factor:
            return self._managed(actor, OwnPasswordForm())
        form = ConfirmForm(request.form if request.method == "POST" else None)
        seed = cookie.setdefault(SEED, second_factor.new_seed())
        if request.method == "POST":
            try:
                codes = second_factor.set_up(actor, seed, form.code.data or "", _key(), origin())
            except Invalid as error:
                _put(form, error)
            else:
                begin_anew(actor)
                return self._told(codes, say(N_("Your second factor is on. All other sign-ins ended.")))
        return self._asked(actor, form, seed)

    def _asked(self, actor: Actor, form: RecordForm, seed: str) -> Any:
        assert actor.id is not None
        secret = second_factor.secret_of(actor.id, seed, _key())
        drawn = segno.make(second_factor.address_of(secret, actor.username), error="m", micro=False)
        problems = problems_of(form)
        page = render_template(
            "second_factor.html", form=form, title=say(N_("Set up the second factor")), problems=problems,
            picture=drawn.svg_data_uri(scale=5, light="#fff"), size=drawn.symbol_size(scale=5)[0],
            secret=[secret[start : start + 4] for start in range(0, len(secret), 4)],
            is_required=confined_to(actor) is not None,
        )  # fmt: skip
        return (page, 422) if problems else page

    def _told(self, codes: list[str], done: str) -> Any:
        """The recovery codes, in this answer alone."""
        return render_template("recovery_codes.html", title=say(N_("Recovery codes")), codes=codes, done=done)

    def _managed(self, actor: Actor, form: RecordForm) -> Any:
        problems = problems_of(form)
        page = render_template(
            "second_factor_on.html", form=form, title=say(self.title), problems=problems,
            codes_left=second_factor.codes_left(actor), account_url=url_for("account.index"),
            codes_url=self.get_url(".codes"), off_url=self.get_url(".off"),
        )  # fmt: skip
        return (page, 422) if problems else page

    @expose("/codes/", methods=("POST",))
    def codes(self) -> Any:
        def renew(actor: Actor, password: str) -> Any:
            codes = second_factor.renew_codes(actor, password, origin())
            return self._told(codes, say(N_("These are your new recovery codes. The old ones are void.")))

        return self._with_password(renew)

    @expose("/off/", methods=("POST",))
    def off(self) -> Any:
        def switch_off(actor: Actor, password: str) -> Any:
            second_factor.switch_off(actor, password, origin())
            begin_anew(actor)
            flash(say(N_("Your second factor is off. All other sign-ins ended.")), "success")
            return redirect(url_for("account.index"))

        return self._with_password(switch_off)

    def _with_password(self, act: Callable[[Actor, str], Any]) -> Any:
        """Do what takes the password; wrong ones count as failed sign-ins, so that an open browser is no way to it."""
        actor, form = current_actor(), OwnPasswordForm(request.form)
        if not actor.has_second_factor:
            return redirect(self.get_url(".index"))
        limit, address = throttle(), request.remote_addr or ""
        limit.refuse_when_exhausted(actor.username, address)
        try:
            return act(actor, form.password.data or "")
        except Invalid as error:
            if "password" in error.problems:
                limit.count_failure(actor.username, address)
            _put(form, error)
            return self._managed(actor, form)

    @expose("/sign-in/", methods=("GET", "POST"))
    def sign_in(self) -> Any:
        """Ask for the code after the password. No session stands yet."""
        who, target = awaited(), request.values.get("next", "")
        if who is None:
            if cookie.pop(AWAITED, None):
                flash(say(N_("The time for the code is over. Sign in again.")), "warning")
            return redirect(url_for("account.sign_in", next=target or None))
        form = CodeForm(request.form if request.method == "POST" else None)
        problem = ""
        if request.method == "POST":
            limit, name, address = throttle(), who.actor.username, request.remote_addr or ""
            limit.refuse_when_exhausted(name, address)
            try:
                return self._enter(second_factor.prove(who, form.code.data or "", _key(), address))
            except second_factor.CodeRefused as error:
                limit.count_failure(name, address)
                problem = say(error.message)
        page = render_template("sign_in_code.html", form=form, next=target, problem=problem)
        return (page, 401) if problem else page

    def _enter(self, who: sessions.Proven) -> Any:
        begin(sessions.enter(who, *circumstances()))
        if who.by_recovery:
            flash(say(N_("A recovery code was used up. Make new ones on your account page in time.")), "warning")
        return redirect(safe_next(request.form.get("next")))


def _put(form: RecordForm, error: Invalid) -> None:
    """Tell each problem at its field, and above the form what belongs to none: a fault of the account itself."""
    for text in put_problems(form, error.problems):
        flash(text, "error")


def _key() -> str:
    """The panel's key, which the apps' secrets are derived from."""
    return str(current_app.config["SECRET_KEY"])
