"""Operation errors as answers: 4xx with a sentence, never a traceback.

Every page says what happened, what to do next, and leads on: back, home, to sign-in, or to another try.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from pymongo.errors import ConnectionFailure, PyMongoError
from werkzeug.exceptions import BadHost, HTTPException, SecurityError

from admin_views.session import forget_actor, safe_next
from admin_views.translations import say
from models.wording import N_
from operations import errors
from operations.audit import request_id
from operations.configuration import Applying

log = logging.getLogger("jenjang")
STATUS = {
    errors.Denied: 403,
    errors.Missing: 404,
    errors.Conflict: 409,
    errors.WrongState: 409,
    Applying: 503,
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
    403: N_("Your role does not allow this. Ask an HR admin of BKPSDM."),
    404: N_("This page does not exist, or lies outside your units."),
    405: N_("This page cannot be opened this way. Go back and use its buttons."),
    413: N_("The file or text is larger than the panel takes. Choose a smaller one."),
    415: N_("This kind of content is not taken here."),
    429: N_("Wait a quarter of an hour and try again, or ask an HR admin for a new password."),
    503: N_("Nothing you typed was lost from this page: wait a moment, go back and try again."),
}
NEXT_STEPS = {
    404: N_("Check the address, or look for it in its list: it may have been moved or deleted."),
    409: N_("Open the record again and look at what it says now before you repeat the step."),
    415: N_("Go back and choose a file of a kind that the page names."),
}
BROKEN = N_("The panel made a mistake, and it was written down. Go back and try again; nothing half-done was saved.")
OUR_FAULT = (500, 503)  # an operator finds these in the log by the request's number; a second try may do
STORE_PAUSE = 10  # seconds in which a store that was restarted is back


def init_app(app: Flask) -> None:
    """Register one handler a family of errors."""
    app.register_error_handler(errors.OperationError, _operation)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(ConnectionFailure, _unreachable)
    app.register_error_handler(PyMongoError, _store)
    app.register_error_handler(Exception, _broken)


def page(
    code: int, message: str, headers: Mapping[str, str] | None = None, has_step: bool = True
) -> tuple[str, int, dict[str, str]]:
    """The error page with its status and headers; `has_step`: what to do next is told by the code."""
    heading = say(HEADINGS.get(code, N_("Something went wrong")))
    drawn = render_template(
        "error.html", code=code, heading=heading, message=message, back=_back(),
        next_step=say(NEXT_STEPS.get(code)) if has_step else "",
        again=code in OUR_FAULT and request.method == "GET",
        number=request_id.get() if code in OUR_FAULT else None,
    )  # fmt: skip
    return drawn, code, dict(headers or {})


def _back() -> str:
    """The page of this panel that led here, if another one did."""
    came = urlsplit(request.referrer or "")
    target = f"{came.path}?{came.query}" if came.query else came.path
    is_other = came.netloc == request.host and came.path != request.path
    return safe_next(target) if is_other and safe_next(target) == target else ""


def _operation(error: errors.OperationError) -> Any:
    if isinstance(error, Applying):
        forget_actor()
        return page(503, say(error.message), {"Retry-After": str(STORE_PAUSE)})
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, errors.Throttled) else {}
    if isinstance(error, errors.Missing) and error.message != errors.Missing().message:
        return page(404, say(error.message), has_step=False)  # a sentence of its own tells the step too
    return page(STATUS.get(type(error), 400), say(error.message), headers)


def _forged(error: CSRFError) -> Any:
    return page(400, say(N_("This page was open too long or in another sign-in. Open it again and repeat the step.")))


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    if request.path.startswith("/static/") or isinstance(error, (BadHost, SecurityError)):
        return error  # a page cannot be drawn without a host to lead to
    if error.code == 500:
        return _broken(error)
    methods = getattr(error, "valid_methods", None)
    headers = {"Allow": ", ".join(methods)} if methods else {}
    return page(error.code, say(SENTENCES.get(error.code, SENTENCES[400])), headers)


def _unreachable(error: ConnectionFailure) -> Any:
    log.error("store unreachable: %s", error)
    return _without_store()


def _store(error: PyMongoError) -> Any:
    log.exception("store refused", exc_info=error)
    return _without_store()


def _without_store() -> Any:
    forget_actor()
    return page(503, say(SENTENCES[503]), {"Retry-After": str(STORE_PAUSE)})


def _broken(error: Exception) -> Any:
    log.exception("unhandled", exc_info=error)
    return page(500, say(BROKEN))
