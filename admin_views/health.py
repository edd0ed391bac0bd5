"""For whoever watches the process: `/healthz` and `/readyz`, open to all and telling nothing but yes or no; and
`/metrics`, for the bearer of its token.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, abort, request

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Watched:
    """What there is to ask. `is_well`: the store took a write and gave it back. `can_write`: the disk has room.

    `metrics` gives Prometheus' text, to whoever brings `token`; without a token there is no such page.
    """

    is_well: Callable[[], bool]
    can_write: Callable[[], bool]
    is_stopping: Callable[[], bool]
    metrics: Callable[[], bytes]
    token: str = ""


def init_app(app: Flask, watched: Watched) -> None:
    """`/healthz` answers 503 when the store fails, `/readyz` also when the disk is nearly full or the process stops."""
    health = Blueprint("health", __name__)

    @health.get("/healthz")
    def healthz() -> Response:
        return _answer(watched.is_well())

    @health.get("/readyz")
    def readyz() -> Response:
        return _answer(not watched.is_stopping() and watched.is_well() and watched.can_write())

    @health.get("/metrics")
    def metrics() -> Response:
        if not watched.token:
            abort(404)
        if not _brings(watched.token):
            return Response("no\n", 401, {"WWW-Authenticate": "Bearer"}, mimetype="text/plain")
        return Response(watched.metrics(), content_type=METRICS_TYPE)

    app.register_blueprint(health)


def _brings(token: str) -> bool:
    """Whether the request bears the token; how long that takes tells nothing of it."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    right = secrets.compare_digest(given.strip().encode("utf-8", "replace"), token.encode())
    return kind.lower() == "bearer" and right


def _answer(good: bool) -> Response:
    return Response("ok\n" if good else "no\n", 200 if good else 503, mimetype="text/plain")
