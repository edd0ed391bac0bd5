"""Being told to stop: who tells it on, and what ends with the process."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any

PATIENCE = 20.0
"""Seconds that requests under way are given to end; gunicorn.conf.py gives the same."""
_log = logging.getLogger("jenjang")


def tell_on_signal(stop: threading.Event) -> None:
    """Set `stop` at the SIGTERM that a server already handles, before it does; its own handling stays as it is."""
    before: Any = signal.getsignal(signal.SIGTERM)
    if not callable(before) or threading.current_thread() is not threading.main_thread():
        return

    def tell(number: int, frame: FrameType | None) -> None:
        stop.set()
        before(number, frame)

    signal.signal(signal.SIGTERM, tell)


def start(tasks: Iterable[Callable[[], None]]) -> None:
    """Run each task in a thread of its own, which ends with the process at the latest."""
    for task in tasks:
        threading.Thread(target=task, daemon=True).start()


def wait_for_threads(deadline: float) -> None:
    """Wait until what must not be cut, such as an import's batch, has ended; past `deadline` (monotonic) end anyway."""
    main = threading.main_thread()
    for thread in threading.enumerate():
        if thread is not main and not thread.daemon:
            thread.join(max(0.0, deadline - time.monotonic()))
            if thread.is_alive():
                _log.warning("the thread %s did not end in time and is cut", thread.name)
                os._exit(0)
