"""One's own account: signing in and out, password, language, sessions; and the first HR admin's set-up."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_admin import expose

from admin_views.base import Page
from admin_views.form_fields import PasswordField, RecordForm, TextField
from admin_views.formats import format_moment
from admin_views.forms import Said, problems_of, put_problems
from admin_views.session import (
    actor_or_none,
    await_code,
    begin,
    begin_anew,
    circumstances,
    current_actor,
    end,
    origin,
    safe_next,
    throttle,
)
from admin_views.translations import LANGUAGES, say
from models.dates import format_day
from models.users import DENSITIES, LOCALES, PAGE_SIZES, ROLE_LABELS, SHORT, THEMES
from models.wording import N_, Message
from operations import accounts, calendar_feeds, handing_over, second_factor, sessions
from operations.actors import Seat
from operations.errors import Invalid


class SignInForm(RecordForm):
    username = TextField(Said(N_("User name")), render_kw={"required": True, "autocomplete": "username"})
    password = PasswordField(Said(N_("Password")), render_kw={"required": True, "autocomplete": "current-password"})


class PasswordForm(RecordForm):
    current = PasswordField(Said(N_("Current password")), render_kw={"autocomplete": "current-password"})
    password = PasswordField(
        Said(N_("New password")),
        description=Said(N_("At least 10 characters; several unrelated words are best.")),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(Said(N_("New password again")), render_kw={"autocomplete": "new-password"})


class SetupForm(RecordForm):
    username = TextField(Said(N_("User name")), render_kw={"required": True, "autocomplete": "username"})
    name = TextField(Said(N_("Name")), render_kw={"required": True, "autocomplete": "name"})
    password = PasswordField(
        Said(N_("Password")),
        description=Said(N_("At least 10 characters; several unrelated words are best.")),
        render_kw={"required": True, "autocomplete": "new-password"},
    )
    again = PasswordField(Said(N_("Password again")), render_kw={"required": True, "autocomplete": "new-password"})


class Account(Page):
    """Open to everyone about themselves; sign-in and set-up to nobody in particular (admin_views.session.PUBLIC)."""

    title = N_("My account")

    def is_accessible(self) -> bool:
        return True

    @expose("/")
    def index(self) -> Any:
        actor = current_actor()
        open_sessions = [
            {
                "started": format_moment(each["created_at"]),
                "seen": format_moment(each["seen_at"]),
                "address": each.get("address", ""),
                "agent": each.get("agent", ""),
                "is_this": each["_id"] == actor.session,
                "handle": sessions.handle(each["_id"]),
            }
            for each in sessions.of_user(actor)
        ]
        last = format_moment(actor.last_sign_in_at) if actor.last_sign_in_at else ""
        return render_template(
            "account.html", view=self, title=say(self.title), sessions=open_sessions, last_sign_in=last,
            choices={
                name: [(code, say(text)) for code, text in codes]
                for name, codes in (("theme", THEMES), ("density", DENSITIES), ("page_size", PAGE_SIZES))
            },
            locales=LOCALES,
            urls_account={
                "password": self.get_url(".password"),
                "preferences": url_for("preferences.index"),
                "end_others": self.get_url(".end_others"),
                "end_other": self.get_url(".end_other"),
                "second_factor": url_for("second_factor.index"),
                "handing_over": url_for("handing_over.index"),
                "make_feed": url_for("calendar.make_feed"),
                "end_feed": url_for("calendar.end_feed"),
            },
            hands_over=bool(handing_over.seats_of(actor)),
            has_feed=calendar_feeds.has_one(actor),
            codes_left=second_factor.codes_left(actor) if actor.has_second_factor else 0,
        )  # fmt: skip

    @expose("/sign-in/", methods=("GET", "POST"))
    def sign_in(self) -> Any:
        if actor_or_none() is not None:
            return redirect(safe_next(request.args.get("next")))
        form = SignInForm(request.form if request.method == "POST" else None)
        problem = ""
        if request.method == "POST":
            limit, name, address = throttle(), form.username.data or "", request.remote_addr or ""
            limit.refuse_when_exhausted(name, address)
            try:
                return self._enter(sessions.recognise(name, form.password.data or "", address))
            except sessions.SignInFailed as error:
                limit.count_failure(name, address)
                problem = say(error.message)
        page = render_template("sign_in.html", form=form, next=request.values.get("next", ""), problem=problem)
        return (page, 401) if problem else page

    def _enter(self, who: sessions.Proven) -> Any:
        target = safe_next(request.form.get("next"))
        if who.lacks_code:
            await_code(who)
            return redirect(url_for("second_factor.sign_in", next=None if target == "/" else target))
        begin(sessions.enter(who, *circumstances()))
        return redirect(target)

    @expose("/sign-out/", methods=("POST",))
    def sign_out(self) -> Any:
        end()
        flash(say(N_("You are signed out.")), "success")
        return redirect(self.get_url(".sign_in"))

    @expose("/password/", methods=("GET", "POST"))
    def password(self) -> Any:
        actor = current_actor()
        form = PasswordForm(request.form if request.method == "POST" else None)
        if request.method == "POST" and self._agree(form):
            try:
                accounts.change_password(actor, form.current.data or "", form.password.data or "", origin())
            except Invalid as error:
                put_problems(form, error.problems)
            else:
                begin_anew(actor)
                flash(say(N_("Your password was changed. All other sign-ins ended.")), "success")
                return redirect("/")
        problems = problems_of(form)
        page = render_template(
            "password.html", form=form, title=say(N_("Change password")), problems=problems,
            must_change=actor.must_change_password,
        )  # fmt: skip
        return (page, 422) if problems else page

    def _agree(self, form: Any) -> bool:
        if (form.password.data or "") != (form.again.data or ""):
            form.again.errors = [say(N_("The two are not the same."))]
            return False
        return True

    @expose("/language/<code>/")
    def language(self, code: str) -> Any:
        """Switch the language of this browser before sign-in; afterwards it is a preference of the account."""
        if code in LANGUAGES:
            cookie["locale"] = code
        return redirect(safe_next(request.args.get("next")))

    @expose("/end-others/", methods=("POST",))
    def end_others(self) -> Any:
        count = sessions.end_others(current_actor())
        flash(say(N_("%(count)s other sign-ins ended.")) % {"count": count}, "success")
        return redirect(self.get_url(".index"))

    @expose("/end-other/", methods=("POST",))
    def end_other(self) -> Any:
        if sessions.end_other(current_actor(), request.form.get("session", "")):
            flash(say(N_("That sign-in was ended.")), "success")
        return redirect(self.get_url(".index"))

    @expose("/setup/<token>/", methods=("GET", "POST"))
    def setup(self, token: str) -> Any:
        """Make the first HR admin, once, through the link that the start of an empty panel printed."""
        form = SetupForm(request.form if request.method == "POST" else None)
        if not accounts.is_setup_link(token):
            accounts.first_admin(token, "", "", "")
        if request.method == "POST" and self._agree(form):
            try:
                name = (form.username.data or "").strip().lower()
                accounts.first_admin(token, name, form.name.data or "", form.password.data or "")
            except Invalid as error:
                form.problems = put_problems(form, error.problems)
            else:
                flash(say(N_("The account was made. Sign in with it.")), "success")
                return redirect(url_for("account.sign_in"))
        problems = problems_of(form)
        page = render_template("setup.html", form=form, title=say(N_("The first HR admin")), problems=problems)
        return (page, 422) if problems else page


def role_label(role: str) -> str:
    """A role's name in the request's language."""
    return say(dict(ROLE_LABELS).get(role, role))


def acting_label(seat: Seat) -> str:
    """How a seat is held that is not for good: `Plh. until 05-12-2026`; nothing for any other."""
    if not seat.acting:
        return ""
    short = SHORT[seat.acting]
    return say(Message(N_("%(how)s until %(day)s"), how=short, day=format_day(seat.until))) if seat.until else short
