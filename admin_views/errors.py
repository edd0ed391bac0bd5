"""Operation errors as answers: 4xx with a sentence, never a traceback."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, g, render_template, request
from flask_wtf.csrf import CSRFError
from pymongo.errors import ConnectionFailure, PyMongoError
from werkzeug.exceptions import BadHost, HTTPException, SecurityError

from admin_views.translations import say
from models.wording import N_
from operations import errors

log = logging.getLogger("jenjang")
STATUS = {
    errors.Denied: 403,
    errors.Missing: 404,
    errors.Conflict: 409,
    errors.WrongState: 409,
    errors.Invalid: 422,
    errors.Throttled: 429,
    errors.Full: 507,
}
HEADINGS = {
    400: N_("This request cannot be read"),
    403: N_("Not allowed"),
    404: N_("Not found"),
    405: N_("Not possible here"),
    409: N_("Changed meanwhile"),
    413: N_("Too large"),
    422: N_("Not saved"),
    429: N_("Too many tries"),
    503: N_("The store does not answer"),
    507: N_("The disk is nearly full"),
}
SENTENCES = {
    400: N_("The address or the form is not as the panel makes it. Go back and try again."),
    404: N_("This page does not exist, or lies outside your units."),
    405: N_("This page cannot be opened this way. Go back and use its buttons."),
    413: N_("The file or text is larger than the panel takes. Choose a smaller one."),
    415: N_("This kind of content is not taken here."),
    429: N_("Wait a quarter of an hour and try again, or ask an HR admin for a new password."),
    503: N_("Nothing you typed was lost from this page: wait a moment, go back and try again."),
}
BROKEN = N_("The panel made a mistake, and it was written down. Go back and try again; nothing half-done was saved.")


def init_app(app: Flask) -> None:
    """Register one handler a family of errors."""
    app.register_error_handler(errors.OperationError, _operation)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(ConnectionFailure, _unreachable)
    app.register_error_handler(PyMongoError, _store)
    app.register_error_handler(Exception, _broken)


def page(code: int, message: str) -> tuple[str, int]:
    """The error page with its status."""
    heading = say(HEADINGS.get(code, N_("Something went wrong")))
    return render_template("error.html", code=code, heading=heading, message=message), code


def _operation(error: errors.OperationError) -> Any:
    return page(STATUS.get(type(error), 400), say(error.message))


def _forged(error: CSRFError) -> Any:
    return page(400, say(N_("This page was open too long or in another sign-in. Open it again and repeat the step.")))


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    if request.path.startswith("/static/") or isinstance(error, (BadHost, SecurityError)):
        return error  # a page cannot be drawn without a host to lead to
    if error.code == 500:
        return _broken(error)
    answer = page(error.code, say(SENTENCES.get(error.code, SENTENCES[400])))
    return (*answer, {"Allow": ", ".join(error.valid_methods)}) if getattr(error, "valid_methods", None) else answer


def _unreachable(error: ConnectionFailure) -> Any:
    log.error("store unreachable: %s", error)
    return page(503, say(SENTENCES[503]))


def _store(error: PyMongoError) -> Any:
    log.exception("store refused", extra={"request_id": g.get("request_id")})
    return page(503, say(SENTENCES[503]))


def _broken(error: Exception) -> Any:
    log.exception("unhandled", exc_info=error, extra={"request_id": g.get("request_id")})
    return page(500, say(BROKEN))
