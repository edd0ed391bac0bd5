"""Answers on a weak line: pages are compressed as they are made, static files once a process.

Compressed pages under TLS can leak a constant secret that stands beside text of a visitor's choice (BREACH). Ours
hold none: the session is in a cookie, and the form token is signed anew with the second it was made.
"""

from __future__ import annotations

from flask import Flask, Request
from flask_compress import Compress


class _StaticFiles:
    """Flask-Compress's cache, for files that never change while the process lives; pages pass it by."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self.kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        if not key.endswith(";"):
            self.kept[key] = value


def init_app(app: Flask) -> None:
    """Compress what is text. Register before what changes answers: the last registered sees an answer first."""
    app.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_STREAMS=False,
        COMPRESS_CACHE_BACKEND=_StaticFiles,
        COMPRESS_CACHE_KEY=_path_of_static,
    )
    Compress(app)


def _path_of_static(request: Request) -> str:
    return request.path if request.endpoint == "static" else ""
