"""Importing employees: upload, preview, confirm, progress, result."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

from bson import ObjectId
from flask import Response, current_app, flash, redirect, render_template, request
from flask_admin import expose

from admin_views import import_texts
from admin_views.base import Page
from admin_views.form_screen import requested_id
from admin_views.session import actor_or_none, current_actor
from admin_views.translations import say
from models.wording import N_, Message
from operations import imports
from operations.errors import Invalid, OperationError
from operations.policy import Action, may

log = logging.getLogger("jenjang.imports")
EARLY = 1.5  # seconds in which a refusal still reaches the one who pressed the button


class Imports(Page):
    title = N_("Imports")
    group = N_("People")
    icon = "upload"
    order = 15

    def is_accessible(self) -> bool:
        actor = actor_or_none()
        return actor is not None and may(actor, Action.IMPORT, "Employee")

    @expose("/")
    def index(self) -> Any:
        return redirect(self.get_url(".new"))

    @expose("/new/", methods=("GET", "POST"))
    def new(self) -> Any:
        """Take a file and go to its preview."""
        actor = current_actor()
        problem = ""
        upload = request.files.get("file")
        if request.method == "POST":
            try:
                if upload is None or not upload.filename:
                    raise Invalid({"file": Message(N_("Choose a file first."))})
                job = imports.receive(actor, upload.stream, upload.filename)
                return redirect(f"{self.get_url('.preview')}?id={job.id}")
            except Invalid as error:
                problem = say(error.message)
        jobs = [import_texts.job(raw, self.get_url(".preview")) for raw in imports.recent(actor)]
        title = say(N_("Import employees"))
        page = render_template("import_new.html", view=self, title=title, problem=problem, recent_jobs=jobs)
        return (page, 422) if problem else page

    @expose("/preview/")
    def preview(self) -> Any:
        """What the import would do, or what it did; looking writes no record of an employee."""
        actor = current_actor()
        raw = imports.job_of(actor, requested_id())
        if raw["state"] in ("applying", "applied"):
            return self._page(raw, {"counts": raw.get("counts", {})})
        plan = imports.plan(actor, _Job(raw["_id"]))
        return self._page({**raw, "state": "planned"}, import_texts.plan(plan), plan.digest)

    def _page(self, raw: dict[str, Any], shown: dict[str, Any], digest: str = "") -> Any:
        problems = import_texts.stored_problems(raw) if not digest else shown.pop("problems")
        return render_template(
            "import_preview.html",
            view=self,
            title=raw["filename"],
            problems=problems,
            **shown,
            **self._about(raw, digest),
        )

    def _about(self, raw: dict[str, Any], digest: str) -> dict[str, Any]:
        id = raw["_id"]
        return {
            "job": import_texts.job(raw, self.get_url(".preview")),
            "digest": digest,
            "stalled": raw.get("digest") if imports.is_stalled(raw) else None,
            "confirm_url": f"{self.get_url('.apply')}?id={id}",
            "progress_url": f"{self.get_url('.progress')}?id={id}",
            "problems_url": f"{self.get_url('.problems')}?id={id}",
            "list_url": self.get_url("employees.index_view"),
        }

    @expose("/apply/", methods=("POST",))
    def apply(self) -> Any:
        """Write what the preview showed. It goes on after the answer; the preview page shows how far it is."""
        actor = current_actor()
        id, digest = requested_id(), request.form.get("digest", "")
        imports.job_of(actor, id)
        stopping: threading.Event = current_app.extensions["stopping"]

        def go_on(done: int, total: int) -> None:
            if stopping.is_set():
                raise _Stopped

        refused = _in_background(lambda: imports.apply(actor, id, digest, go_on))
        if refused is not None:
            flash(say(refused.message), "warning")
        return redirect(f"{self.get_url('.preview')}?id={id}")

    @expose("/progress/")
    def progress(self) -> Any:
        raw = imports.job_of(current_actor(), requested_id())
        return render_template("_import_progress.html", view=self, **self._about(raw, ""))

    @expose("/problems/")
    def problems(self) -> Response:
        """The rows with problems as CSV, to mend and upload again."""
        raw = imports.job_of(current_actor(), requested_id())
        answer = Response(import_texts.problems_csv(raw), mimetype="text/csv")
        answer.headers.set("Content-Disposition", "attachment", filename="import-problems.csv")
        return answer


class _Job:
    """A job by its id, which is all that planning asks of it."""

    def __init__(self, id: ObjectId) -> None:
        self.id = id


class _Stopped(Exception):
    """The process ends; what was written stands, and the rest waits for the next confirmation."""


def _in_background(act: Callable[[], Any]) -> OperationError | None:
    """Start `act` in a thread; returns what it refused at once, None when it is under way or done."""
    refused: list[OperationError] = []

    def run() -> None:
        try:
            act()
        except OperationError as error:
            refused.append(error)
        except _Stopped:
            log.info("an import stopped with the process; confirming it again continues it")
        except Exception:
            log.exception("an import broke off; confirming it again continues it")

    thread = threading.Thread(target=copy_context().run, args=(run,), name="import")
    thread.start()
    thread.join(EARLY)
    return refused[0] if refused else None
