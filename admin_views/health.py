"""For whoever watches the process: `/healthz` and `/readyz`, open to all and telling nothing but yes or no."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask, Response


def init_app(app: Flask, is_well: Callable[[], bool], can_write: Callable[[], bool]) -> None:
    """`is_well`: the store took a write and gave it back. `can_write`: the disk has room.

    `/healthz` answers 503 when the store fails, `/readyz` also when the disk is nearly full.
    """
    health = Blueprint("health", __name__)

    @health.get("/healthz")
    def healthz() -> Response:
        return _answer(is_well())

    @health.get("/readyz")
    def readyz() -> Response:
        return _answer(is_well() and can_write())

    app.register_blueprint(health)


def _answer(good: bool) -> Response:
    return Response("ok\n" if good else "no\n", 200 if good else 503, mimetype="text/plain")
