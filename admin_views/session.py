"""Who is signed in: the browser's token, the actor behind it, and the pages around signing in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, request, url_for
from flask import session as cookie
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.exceptions import BadHost, SecurityError

from models.wording import N_, Message
from operations import sessions
from operations.actors import Actor
from operations.audit import Origin, Source, request_id
from operations.errors import Denied

PUBLIC = frozenset(
    {"account.sign_in", "account.setup", "account.language", "static"}
    | {"health.healthz", "health.readyz", "health.metrics"}
)
UNTIL_CHANGED = frozenset({"account.password", "account.sign_out", "account.language", "static"})


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
        actor = sessions.actor_of(token, timedelta(minutes=settings.session_idle))
        return SignedIn(token, actor) if actor else None

    @app.before_request
    def require_actor() -> Any:
        if request.endpoint in PUBLIC or isinstance(request.routing_exception, (BadHost, SecurityError)):
            return None
        if not current_user.is_authenticated:
            return _to_sign_in()
        actor = current_user.actor
        g.actor_locale, g.user_id = actor.locale, str(actor.id)
        if actor.must_change_password and request.endpoint not in UNTIL_CHANGED:
            return redirect(url_for("account.password"))
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
    if not current_user.is_authenticated:
        raise Denied(Message(N_("Sign in first.")))
    actor: Actor = current_user.actor
    return actor


def forget_actor() -> None:
    """Draw the rest of this answer for nobody in particular: the store that knows who asks is away."""
    if "_login_user" not in g:
        g._login_user = AnonymousUserMixin()


def actor_or_none() -> Actor | None:
    """The signed-in actor, or None on public pages."""
    return current_user.actor if current_user and current_user.is_authenticated else None


def begin(token: str) -> None:
    """Put a fresh session into the browser: nothing of the one before stays, the form token neither."""
    settings = current_app.config["JENJANG"]
    actor = sessions.actor_of(token, timedelta(minutes=settings.session_idle))
    kept = cookie.get("locale")
    cookie.clear()
    if kept:
        cookie["locale"] = kept
    if actor is not None:
        g.user_id = str(actor.id)
        login_user(SignedIn(token, actor))


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
    return Origin(Source.FORM, token=usable, request_id=request_id.get())
