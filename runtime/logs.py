"""One line an event on stderr, as JSON or for readers, with the request's id and nobody's data.

Messages of exceptions may quote what somebody typed or what the store holds (a duplicate key names its value), so an
exception is told by its class and code, and its traceback by places alone. Other programs' messages name addresses of
pages; ours do not, and theirs are cut to a slash.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from typing import Any, TextIO

import structlog
from bson import ObjectId
from structlog.stdlib import ProcessorFormatter

from config import ConfigError, Settings
from operations import audit
from store.errors import StoreError

_TELLING = (StoreError, ConfigError)  # their messages are ours, written for the operator
_OWN = ("admin_views", "commands", "jenjang", "operations", "runtime", "store")
_QUIET = ("pymongo", "werkzeug", "urllib3")  # at their talkative levels they log whole commands and addresses
_ADDRESS = re.compile(r"(?<![\w:/.])/[^\s'\"<>]+")
_DEEPEST = 5


class _Stderr(logging.StreamHandler[TextIO]):
    """The process's stderr of the moment, as tests put another in its place."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr


class _Formatter(ProcessorFormatter):
    """Takes values out of a record before it becomes text."""

    def format(self, record: logging.LogRecord) -> str:
        kept = logging.makeLogRecord(record.__dict__)
        if isinstance(kept.args, tuple):
            kept.args = tuple(told(each) if isinstance(each, BaseException) else each for each in kept.args)
        if isinstance(kept.msg, BaseException):
            kept.msg = told(kept.msg)
        if not isinstance(kept.msg, dict) and kept.name.partition(".")[0] not in _OWN:
            kept.msg, kept.args = _ADDRESS.sub("/…", kept.getMessage()), ()
        return super().format(kept)


def configure(settings: Settings) -> None:
    """Send every log of the process through here; asked again, the new settings hold."""
    handler = _Stderr()
    handler.setFormatter(_formatter(settings))
    root = logging.getLogger()
    for old in root.handlers[:]:
        if isinstance(old, _Stderr):
            root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(settings.log_level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_SHARED, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def log_crashes() -> None:
    """Log what nobody caught, in the main thread or another, in place of Python's own print of it."""
    log = logging.getLogger("jenjang")

    def of_thread(crash: threading.ExceptHookArgs) -> None:
        if crash.exc_value is not None:
            log.critical("a thread ended by an error", exc_info=crash.exc_value)

    def of_main(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            log.critical("the process ended by an error", exc_info=error)

    threading.excepthook, sys.excepthook = of_thread, of_main


def told(error: BaseException) -> str:
    """An exception in a log: its class, its code if it has one, its message only if it is ours for the operator."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, _TELLING):
        return f"{name}: {error}"
    code = error.errno if isinstance(error, OSError) else getattr(error, "code", None)
    return f"{name} (code {code})" if isinstance(code, int) else name


def trace(error: BaseException) -> str:
    """Where an exception and those behind it came from: files, lines, functions; no values."""
    parts: list[str] = []
    behind: BaseException | None = error
    while behind is not None and len(parts) < _DEEPEST:
        places = "".join(traceback.format_list(traceback.extract_tb(behind.__traceback__)))
        parts.append(f"{places}{told(behind)}")
        behind = behind.__cause__ or (None if behind.__suppress_context__ else behind.__context__)
    return "\nwhich came after:\n".join(parts)


def _formatter(settings: Settings) -> _Formatter:
    at_terminal = sys.stderr.isatty()
    if settings.log_format == "text" or (settings.log_format == "auto" and (settings.demo or at_terminal)):
        renderer: Any = structlog.dev.ConsoleRenderer(colors=at_terminal)
    else:
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False, default=_plain)
    return _Formatter(
        foreign_pre_chain=_SHARED,
        processors=[ProcessorFormatter.remove_processors_meta, _without_values, renderer],
    )


def _with_request(logger: Any, name: str, event: Any) -> Any:
    if request_id := audit.request_id.get():
        event.setdefault("request_id", request_id)
    return event


def _without_values(logger: Any, name: str, event: Any) -> Any:
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else found
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["exception"] = trace(error)
    return {key: told(value) if isinstance(value, BaseException) else value for key, value in event.items()}


def _plain(value: Any) -> str:
    return str(value) if isinstance(value, ObjectId) else f"<{type(value).__name__}>"


_SHARED: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _with_request,
]
