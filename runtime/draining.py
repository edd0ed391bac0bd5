"""waitress, stopped as a balancer expects: the port closes at once, what was begun is answered to its end.

waitress' own way out waits five seconds for its threads and drops what they have not sent yet.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from types import FrameType
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server

from config import Settings
from runtime.stopping import PATIENCE, wait_for_threads

_log = logging.getLogger("jenjang")
_PAUSE = 0.1  # seconds between two looks at what is still under way


class Server:
    """One waitress. It serves until `stop` is set, by SIGTERM, by Ctrl-C, or by whoever else holds it."""

    def __init__(self, app: Any, settings: Settings, stop: threading.Event) -> None:
        self.map: dict[int, Any] = {}
        """waitress' open sockets: listeners, connections, and its wake-up pipes."""
        self.stop = stop
        self.front = create_server(
            app, map=self.map, host=settings.host, port=settings.port, threads=settings.threads, ident=None
        )

    def run(self) -> None:
        """Serve; returns when all that was begun before the stop is answered, or PATIENCE is over."""
        before = [(number, signal.signal(number, self._on_signal)) for number in (signal.SIGTERM, signal.SIGINT)]
        try:
            while not self.stop.is_set():
                wasyncore.loop(timeout=1.0, map=self.map, count=1)
        finally:
            for number, handler in before:
                signal.signal(number, handler)
        self._drain(time.monotonic() + PATIENCE)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stop.set()
        for listener in self._all(BaseWSGIServer):
            listener.trigger.pull_trigger()

    def _all(self, kind: type) -> list[Any]:
        return [each for each in list(self.map.values()) if isinstance(each, kind)]

    def _drain(self, deadline: float) -> None:
        _log.info("stopping: no new connections, what was begun is answered")
        self._take_in()
        for listener in self._all(BaseWSGIServer):
            wasyncore.dispatcher.close(listener)
        while (busy := self._close_idle()) and time.monotonic() < deadline:
            wasyncore.loop(timeout=_PAUSE, map=self.map, count=1)
        if busy:
            _log.warning("%d connections were cut: not answered in %d seconds", busy, PATIENCE)
        self.front.task_dispatcher.shutdown(timeout=0.5)
        wasyncore.close_all(self.map, ignore_all=True)
        wait_for_threads(deadline)

    def _take_in(self) -> None:
        """Accept and read what has arrived by now: it counts as begun. A look accepts one connection a listener."""
        known = -1
        while known != (known := len(self.map)):
            wasyncore.loop(timeout=0, map=self.map, count=1)
        wasyncore.loop(timeout=0, map=self.map, count=1)

    def _close_idle(self) -> int:
        """Close connections with nothing under way, so that none begins anew; returns how many are left."""
        channels = self._all(HTTPChannel)
        idle = [each for each in channels if not (each.requests or each.request or each.total_outbufs_len)]
        for each in idle:
            each.handle_close()
        return len(channels) - len(idle)
