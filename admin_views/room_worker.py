"""The service worker of rooms: it shows a page of ours in place of one that the browser cannot load (static/js/
room_worker.js). Of what rooms say it keeps nothing."""

from __future__ import annotations

from flask import Response, current_app

from admin_views.assets import digest
from admin_views.translations import language

_WORKER = "js/room_worker.js"
_PARTS = (_WORKER, "js/room_offline.js", "js/room_store.js", "css/jenjang.css", "css/screens.css")


def version() -> str:
    """Stands in the worker's address: another one makes a browser keep the page anew."""
    return "-".join([language(), *(digest(each)[:4] for each in _PARTS)])


def script() -> Response:
    """The worker itself, below whose address it works."""
    answer = current_app.send_static_file(_WORKER)
    answer.headers["Cache-Control"] = "no-cache"
    return answer
