"""Work that goes on after the answer, in a thread of the web worker, until it is done or the process is to end."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

from flask import current_app

from operations.errors import OperationError

log = logging.getLogger("jenjang.background")
EARLY = 1.5  # seconds for which an answer waits for what is done in the background


class _Stopped(Exception):
    """The process ends; what was written stands, and the rest waits until somebody asks for it again."""


def until_stopped() -> Callable[[int, int], None]:
    """Progress that ends the work when the process is to end."""
    stopping: threading.Event = current_app.extensions["stopping"]

    def go_on(done: int, total: int) -> None:
        if stopping.is_set():
            raise _Stopped

    return go_on


def in_background(act: Callable[[], Any]) -> None:
    """Do it in a thread. One that ends soon is waited for, so that its outcome is there at once; what it refuses is for
    the work itself to keep."""

    def run() -> None:
        try:
            act()
        except OperationError as error:
            log.info("work in the background was refused: %s", error)
        except _Stopped:
            log.info("work in the background stopped with the process; asking for it again continues it")
        except Exception:
            log.exception("work in the background broke off; asking for it again continues it")

    thread = threading.Thread(target=copy_context().run, args=(run,), name="import")
    thread.start()
    thread.join(EARLY)
