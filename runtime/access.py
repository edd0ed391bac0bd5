"""The outermost layer of the panel: every request gets its id, one line in the log, and its measures told.

A line names the route's rule, not the path: no search word, name, NIP, token or id of a record comes into it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import structlog
from flask import Flask, before_render_template, g, request, template_rendered

from config import Settings
from runtime import tally
from runtime.tally import Tally

HEADER = "X-Request-ID"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_ROUTE = "(none)"
_KEY = "jenjang.tally"
_SHORT = re.compile(r"[A-Za-z0-9._-]{8,64}")
_log = structlog.get_logger("jenjang.access")
Tell = Callable[[Tally], None]


def init_app(app: Flask, settings: Settings, tell: Tell | None = None) -> None:
    """Wrap the app, ProxyFix included. `tell` is called once a request, when its answer was sent or broke off."""
    app.wsgi_app = _Counted(app.wsgi_app, settings, tell or (lambda seen: None))  # type: ignore[method-assign]
    if settings.demo:
        _time_rendering(app)

    @app.before_request
    def know_route() -> None:
        seen: Tally | None = request.environ.get(_KEY)
        if seen is not None and request.url_rule is not None:
            seen.route = request.url_rule.rule

    @app.teardown_request
    def know_user(error: BaseException | None) -> None:
        seen: Tally | None = request.environ.get(_KEY)
        if seen is not None:
            seen.user = g.get("user_id")


class _Counted:
    """A WSGI application around another."""

    def __init__(self, inner: Any, settings: Settings, tell: Tell) -> None:
        self.inner, self.settings, self.tell = inner, settings, tell

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        method = environ.get("REQUEST_METHOD", "")
        seen = Tally(self._request_id(environ), method if method in METHODS else "OTHER", NO_ROUTE)
        environ[_KEY] = seen
        tally.enter(seen)

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            seen.status = int(status[:3])
            own = [(HEADER, seen.request_id)]
            if self.settings.demo:
                own.append(("Server-Timing", server_timing(seen)))
            return start_response(status, [*headers, *own], *more)

        try:
            return _Body(self.inner(environ, start), seen, self.tell)
        except BaseException:
            _Body((), seen, self.tell).close()
            raise

    def _request_id(self, environ: dict[str, Any]) -> str:
        """The proxy's, if one is trusted and it is a short plain word; else one of our own."""
        given = environ.get("HTTP_X_REQUEST_ID", "") if self.settings.trusted_proxies else ""
        return given if _SHORT.fullmatch(given) else secrets.token_hex(8)


class _Body:
    """An answer on its way out; its end, by whichever road, ends the request's tally."""

    def __init__(self, inner: Iterable[bytes], seen: Tally, tell: Tell) -> None:
        self.inner, self.seen, self.tell = inner, seen, tell
        self.is_over = False

    def __iter__(self) -> Iterator[bytes]:
        tally.enter(self.seen)
        try:
            yield from self.inner
        except Exception:
            _log.exception("an answer broke off while it was sent")
            raise
        self._end()

    def close(self) -> None:
        try:
            if hasattr(self.inner, "close"):
                self.inner.close()
        finally:
            self._end()

    def _end(self) -> None:
        if self.is_over:
            return
        self.is_over = True
        seen = self.seen
        tally.enter(seen)
        ms = round(seen.duration() * 1000, 1)
        _log.info("request", method=seen.method, route=seen.route, status=seen.status, ms=ms, store_trips=seen.trips,
                  store_ms=round(seen.store_time * 1000, 1), user=seen.user)  # fmt: skip
        self.tell(seen)
        tally.enter(None)


def server_timing(seen: Tally) -> str:
    """What the answer cost until now, as browsers show it in their network panel."""
    parts = {
        "cpu": (seen.cpu(), "the panel's CPU"),
        "store": (seen.store_time, f"{seen.trips} round trips"),
        "render": (seen.render_time, "templates"),
        "total": (seen.duration(), "all"),
    }
    return ", ".join(f'{name};dur={1000 * spent:.1f};desc="{says}"' for name, (spent, says) in parts.items())


def _time_rendering(app: Flask) -> None:
    def begin(sender: Flask, **_: Any) -> None:
        if (seen := tally.current()) is not None:
            seen.render_time -= seen.duration()

    def end(sender: Flask, **_: Any) -> None:
        if (seen := tally.current()) is not None:
            seen.render_time += seen.duration()

    before_render_template.connect(begin, app, weak=False)
    template_rendered.connect(end, app, weak=False)
