"""Static files by a name that changes with their content, so that a browser may keep them for a year."""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, request
from markupsafe import Markup

FOLDER = Path(__file__).resolve().parent.parent / "static"
URL = "/static"
YEAR = 31_536_000


@cache
def digest(name: str) -> str:
    """The first ten digits of a file's SHA-256."""
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """The address of a static file; put together by hand, as a page has some sixty."""
    return f"{request.script_root}{URL}/{name}?v={digest(name)}"


def icon(name: str, extra: str = "") -> Markup:
    """An icon of the sprite; it says nothing by itself, so a word stands beside it. `extra` are further classes."""
    return _drawn(asset("icons.svg"), name, extra)


@lru_cache(maxsize=500)
def _drawn(sprite: str, name: str, extra: str) -> Markup:
    classes = f"icon {extra}" if extra else "icon"
    return Markup('<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>').format(classes, sprite, name)


def init_app(app: Flask) -> None:
    """Let a browser keep what it asked for by content; hand the file over whole, so that it can be compressed once."""
    app.jinja_env.globals.update(asset=asset, icon=icon)

    @app.after_request
    def keep(answer: Any) -> Any:
        if request.endpoint == "static" and request.args.get("v") and answer.status_code == 200:
            answer.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
            answer.direct_passthrough = False
            answer.set_data(answer.get_data())
        return answer
