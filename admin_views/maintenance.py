"""Closed for maintenance: a page of its own for everyone but HR admins, while who watches the process is answered."""

from __future__ import annotations

import math
from typing import Any

from flask import Flask, current_app, g, render_template, request
from werkzeug.exceptions import BadHost, SecurityError

from admin_views.formats import format_moment
from admin_views.session import PUBLIC, actor_or_none
from models.moments import now
from operations import maintenance

OPEN = (PUBLIC - {"account.setup", "calendar.feed", "answer.reply", "aspiration.send"}) | {"account.sign_out"}
LEAST_WAIT = 60  # seconds told to a browser once the operator's time is over


def init_app(app: Flask) -> None:
    """Stand before every other check: a visitor is not sent to sign in to a closed panel."""

    @app.before_request
    def refuse() -> Any:
        if maintenance.closed() is None or request.endpoint in OPEN:
            return None
        if isinstance(request.routing_exception, (BadHost, SecurityError)):
            return None
        actor = actor_or_none()
        if maintenance.may_enter(actor):
            return None
        if actor is not None:
            g.actor_locale, g.user_id = actor.locale, str(actor.id)
        return _page()


def _page() -> Any:
    until = getattr(maintenance.closed(), "until", now())
    left = (until - now()).total_seconds()
    back_at = format_moment(until) if left > 0 else ""
    page = render_template("maintenance.html", back_at=back_at, zone=current_app.config["JENJANG"].timezone)
    return page, 503, {"Retry-After": str(max(LEAST_WAIT, math.ceil(left)))}
