"""Who is signed in: the browser's token, the actor behind it, and the pages around signing in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from bson import ObjectId
from flask import Flask, current_app, g, redirect, request, url_for
from flask import session as cookie
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.exceptions import BadHost, SecurityError

from models.moments import now
from models.wording import N_, Message
from operations import configuration, sessions
from operations.actors import Actor
from operations.audit import Origin, Source
from operations.errors import Denied
from operations.throttle import Throttle

PUBLIC = frozenset(
    {
        "account.sign_in", "second_factor.sign_in", "account.setup", "account.language", "static",
        "health.healthz", "health.readyz", "health.metrics", "minutes.verify",
        "calendar.feed", "answer.reply", "answer.calendar", "aspiration.send",
        "round_answer.people", "round_answer.answer",
    }
)  # fmt: skip
UNTIL_CHANGED = frozenset({"account.sign_out", "account.language", "static"})
CODE_WITHIN = timedelta(minutes=5)
AWAITED = "awaits_code"


class SignedIn(UserMixin):
    """Flask-Login's view of an actor; its id is the session's token, so that it ends with the session."""

    def __init__(self, token: str, actor: Actor) -> None:
        self.token = token
        self.actor = actor

    def get_id(self) -> str:
        return self.token


def init_app(app: Flask) -> None:
    """Ask every request but the public ones who it comes from."""
    manager = LoginManager(app)
    manager.session_protection = None  # the store holds the session; networks of offices change addresses

    @manager.user_loader
    def load(token: str) -> SignedIn | None:
        settings = current_app.config["JENJANG"]
        touches = request.endpoint != "room.save"  # its page polls
        actor = sessions.actor_of(token, timedelta(minutes=settings.session_idle), touches)
        return SignedIn(token, actor) if actor else None

    @app.teardown_request
    def release(error: BaseException | None) -> None:
        configuration.unpin()

    @app.before_request
    def require_actor() -> Any:
        if request.endpoint in PUBLIC or isinstance(request.routing_exception, (BadHost, SecurityError)):
            return None
        if not current_user.is_authenticated:
            return _to_sign_in()
        actor = current_user.actor
        g.actor_locale, g.user_id = actor.locale, str(actor.id)
        first = confined_to(actor)
        if first and request.endpoint != first and request.endpoint not in UNTIL_CHANGED:
            return redirect(url_for(first))
        return None


def confined_to(actor: Actor) -> str | None:
    """The page that an actor must deal with before any other, if there is one."""
    if actor.must_change_password:
        return "account.password"
    required = current_app.config["JENJANG"].second_factor_roles
    if not actor.has_second_factor and any(seat.role in required for seat in actor.seats):
        return "second_factor.index"
    return None


def _to_sign_in() -> Any:
    """Send to sign-in and back, from a form to its empty page; a part of a page has the browser go there whole."""
    has_page = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    back = request.full_path.rstrip("?") if request.method == "GET" or has_page else ""
    target = url_for("account.sign_in", next=back or None)
    if request.headers.get("HX-Request"):
        return "", 401, {"HX-Redirect": url_for("account.sign_in")}
    return redirect(target)


def current_actor() -> Actor:
    """The signed-in actor; Denied for nobody."""
    actor = actor_or_none()
    if actor is None:
        raise Denied(Message(N_("Sign in first.")))
    return actor


def forget_actor() -> None:
    """Draw the rest of this answer for nobody in particular: the store that knows who asks is away."""
    if "_login_user" not in g:
        g._login_user = AnonymousUserMixin()


def actor_or_none() -> Actor | None:
    """The signed-in actor, or None on public pages."""
    user = current_user._get_current_object()
    return user.actor if isinstance(user, SignedIn) else None


def begin(token: str) -> None:
    """Put a fresh session into the browser: nothing of the one before stays, the form token neither."""
    settings = current_app.config["JENJANG"]
    actor = sessions.actor_of(token, timedelta(minutes=settings.session_idle))
    _clear()
    if actor is not None:
        g.user_id = str(actor.id)
        login_user(SignedIn(token, actor))


def begin_anew(actor: Actor) -> None:
    """A fresh session for who changed how they sign in, which ended all they had."""
    begin(sessions.start(actor.id, *circumstances()))


def await_code(who: sessions.Proven) -> None:
    """Keep, signed in the cookie, whose password was right; it opens the page for the code alone, and not for long."""
    _clear()
    until = (now() + CODE_WITHIN).timestamp()
    cookie[AWAITED] = {"user": str(who.actor.id), "version": who.version, "until": until}


def awaited() -> sessions.Proven | None:
    """Whose code this browser is asked for, if the time is not over and the account still as it was."""
    kept = cookie.get(AWAITED)
    if not kept or now().timestamp() >= kept["until"]:
        return None
    return sessions.recognised(ObjectId(kept["user"]), kept["version"])


def _clear() -> None:
    kept = cookie.get("locale")
    cookie.clear()
    if kept:
        cookie["locale"] = kept


def throttle() -> Throttle:
    """What counts failed passwords and codes."""
    settings = current_app.config["JENJANG"]
    return Throttle(settings.signin_limit_account, settings.signin_limit_address)


def circumstances() -> tuple[timedelta, str, str]:
    """How long a session may last, and where from it comes."""
    settings = current_app.config["JENJANG"]
    agent = request.headers.get("User-Agent", "")
    return timedelta(hours=settings.session_lifetime), request.remote_addr or "", agent


def end() -> None:
    """End the session in the store and in the browser."""
    sessions.sign_out(current_actor())
    logout_user()
    cookie.clear()


def safe_next(target: str | None) -> str:
    """A path of this panel to go on to; anything else leads home."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return "/"
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc and target.isprintable() and "\\" not in target else "/"


def origin(token: str | None = None) -> Origin:
    """Where this request's writes come from."""
    usable = token if token and 16 <= len(token) <= 64 and token.isascii() and token.isalnum() else None
    return Origin(Source.FORM, token=usable)
