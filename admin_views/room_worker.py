"""The service worker of rooms: it shows a page of ours in place of one that the browser cannot load (static/js/
room_worker.js). Of what rooms say it keeps nothing."""

from __future__ import annotations

from hashlib import sha256

from flask import Response, current_app, render_template

from admin_views.assets import digest
from admin_views.translations import say
from models.wording import N_

_WORKER = "js/room_worker.js"


def page() -> str:
    """What is shown while the line is down: of nobody's meeting, and the same for everybody of a language."""
    return render_template("room_offline.html", title=say(N_("No connection")))


def version() -> str:
    """Stands in the worker's address: another page, with all that it is drawn with, makes a browser keep it anew."""
    return f"{digest(_WORKER)}-{sha256(page().encode()).hexdigest()[:10]}"


def script() -> Response:
    """The worker itself, below whose address it works."""
    answer = current_app.send_static_file(_WORKER)
    answer.headers["Cache-Control"] = "no-cache"
    return answer
