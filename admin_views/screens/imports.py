"""Importing records: upload, preview, confirm, progress, result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bson import ObjectId
from flask import Response, flash, redirect, render_template, request
from flask_admin import expose
from werkzeug.datastructures import MultiDict

from admin_views import import_texts
from admin_views.background import in_background, until_stopped
from admin_views.base import Page
from admin_views.export_screen import download, workbook
from admin_views.form_screen import requested_id
from admin_views.formats import field_label
from admin_views.register_view import view_of
from admin_views.session import actor_or_none, current_actor
from admin_views.translations import language, say
from models.base import Record
from models.entries import register_of
from models.wording import N_, Message
from operations import import_columns, imports, policy
from operations.actors import Actor
from operations.errors import Invalid, Missing, WrongState
from operations.import_outcomes import Plan


class Imports(Page):
    title = N_("Imports")
    group = N_("People")
    icon = "upload"
    order = 15

    def is_accessible(self) -> bool:
        actor = actor_or_none()
        return actor is not None and bool(imports.importable(actor))

    @expose("/")
    def index(self) -> Any:
        return redirect(self.get_url(".new"))

    @expose("/new/", methods=("GET", "POST"))
    def new(self) -> Any:
        """Take a file of the records that `of` names and go to its preview."""
        actor = current_actor()
        kind = self._asked(actor)
        problem = ""
        upload = request.files.get("file")
        if request.method == "POST":
            try:
                if upload is None or not upload.filename:
                    raise Invalid({"file": Message(N_("Choose a file first."))})
                job = imports.receive(actor, upload.stream, upload.filename, kind)
                return redirect(f"{self.get_url('.preview')}?id={job.id}")
            except Invalid as error:
                problem = say(error.message)
        page = render_template(
            "import_new.html",
            view=self,
            title=say(Message(N_("Import: %(noun)s"), noun=self._noun(kind))),
            problem=problem,
            recent_jobs=[self._told(raw) for raw in imports.recent(actor)],
            kinds=[self._choice(each, kind) for each in imports.importable(actor)],
            columns=self._columns(actor, kind) if imports.is_table(kind) else None,
            sheet_url=self.get_url(".sheet", of=kind.__name__),
        )
        return (page, 422) if problem else page

    def _asked(self, actor: Actor) -> type[Record]:
        """The type of record that the address names, the first that the actor may import where it names none."""
        kinds = imports.importable(actor)
        name = request.args.get("of")
        found = next((kind for kind in kinds if name in (None, kind.__name__)), None)
        if found is None:
            raise Missing()
        return found

    def _choice(self, kind: type[Record], asked: type[Record]) -> dict[str, Any]:
        return {
            "label": self._noun(kind),
            "url": self.get_url(".new", of=kind.__name__),
            "is_current": kind is asked,
        }

    def _noun(self, kind: type[Record]) -> str:
        return say(self._view(kind).title)

    def _view(self, kind: type[Record]) -> Any:
        """The screen of a type of record."""
        register = register_of(kind.__name__)
        if register is not None:
            return view_of(register[0])
        return next(view for view in self.admin._views if getattr(view, "document", None) is kind)

    def _columns(self, actor: Actor, kind: type[Record]) -> dict[str, list[str]]:
        """What the columns of a sheet may be called: those that a new record needs, and the others."""
        shape = self._view(kind).list_shape(actor, MultiDict())
        found = import_columns.fillable(kind, shape.fieldset, policy.withheld(actor, kind, shape.fieldset))
        must = [each for each in found.values() if each.required and each.default is None]
        owner = say(import_columns.OWNER_HEADERS[str(kind.OWNER)])
        return {
            "required": [owner, *(field_label(each) for each in must)],
            "others": [field_label(each) for each in found.values() if each not in must],
        }

    @expose("/sheet/")
    def sheet(self) -> Response:
        """An empty sheet with the columns of the records that `of` names."""
        actor = current_actor()
        kind = self._asked(actor)
        if not imports.is_table(kind):
            raise Missing()
        columns = self._columns(actor, kind)
        body = workbook(iter([[*columns["required"], *columns["others"]]]))
        return download(body, "xlsx", self._noun(kind))

    @expose("/preview/")
    def preview(self) -> Any:
        """What the import would do, or what it did; looking writes no record of an employee.

        The file is read in the background: the page shows how far that is until there is something to show.
        """
        actor = current_actor()
        raw = imports.job_of(actor, requested_id())
        if not _has_answer(raw) and not imports.is_under_way(raw):
            self._read(actor, raw)
            raw = imports.job_of(actor, raw["_id"])
        if raw["state"] == "planned" and _has_answer(raw):
            return self._page(raw, dict(raw["preview"]["shown"]), raw["digest"])
        return self._page(raw, {"counts": raw.get("counts", {})})

    def _read(self, actor: Actor, raw: dict[str, Any]) -> None:
        """Make the preview in the background, in the language of whoever asks."""
        kind, locale = imports.kind_of(raw), language()
        main = self._main(actor, kind)

        def described(found: Plan) -> dict[str, Any]:
            return {"locale": locale, "shown": import_texts.plan(found, kind, main)}

        go_on = until_stopped()
        in_background(lambda: imports.plan(actor, _Job(raw["_id"]), go_on, described))

    def _main(self, actor: Actor, kind: type[Record]) -> list[str]:
        """The fields that the list shows, but for what a row of the preview says anyway."""
        shape = self._view(kind).list_shape(actor, MultiDict())
        said = {"name", "title", "department", kind.OWNER}
        return [name for column in shape.usual_columns for name in column.reads if name not in said]

    def _page(self, raw: dict[str, Any], shown: dict[str, Any], digest: str = "") -> Any:
        problems = shown.pop("problems") if digest else import_texts.stored_problems(raw)
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
        kind = imports.kind_of(raw)
        return {
            "job": self._told(raw),
            "new_url": self.get_url(".new", of=kind.__name__),
            "digest": digest,
            "stalled": raw.get("digest") if imports.is_stalled(raw) else None,
            "is_under_way": imports.is_under_way(raw),
            "preview_url": f"{self.get_url('.preview')}?id={id}",
            "confirm_url": f"{self.get_url('.apply')}?id={id}",
            "progress_url": f"{self.get_url('.progress')}?id={id}",
            "problems_url": f"{self.get_url('.problems')}?id={id}",
            "list_url": self._view(kind).get_url(".index_view"),
        }

    def _told(self, raw: dict[str, Any]) -> dict[str, Any]:
        return import_texts.job(raw, self.get_url(".preview"), self._noun(imports.kind_of(raw)))

    @expose("/apply/", methods=("POST",))
    def apply(self) -> Any:
        """Write what the preview showed. It goes on after the answer; the preview page shows how far it is."""
        actor = current_actor()
        id, digest = requested_id(), request.form.get("digest", "")
        imports.job_of(actor, id)
        try:
            run = imports.begin(actor, id, digest, until_stopped())
        except WrongState as error:
            flash(say(error.message), "warning")
        else:
            if run is not None:
                in_background(lambda: imports.complete(actor, run))
        return redirect(f"{self.get_url('.preview')}?id={id}")

    @expose("/progress/")
    def progress(self) -> Any:
        """How far a job is; once its preview is there, the page is asked for anew."""
        raw = imports.job_of(current_actor(), requested_id())
        answer = Response(render_template("_import_progress.html", view=self, **self._about(raw, "")))
        if raw["state"] == "planned" and not (imports.is_under_way(raw) or imports.is_unread(raw)):
            answer.headers["HX-Refresh"] = "true"
        return answer

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


def _has_answer(raw: Mapping[str, Any]) -> bool:
    """Whether there is something to show without reading the file: a preview in this language, or what came of it."""
    return raw["state"] in ("applying", "applied") or (raw.get("preview") or {}).get("locale") == language()
