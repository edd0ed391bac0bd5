"""Runs: long work of one process in many transactions, under a name by which others see whether that process lives.

What a run that died left behind is continued or taken back by whoever comes next. On the same machine that is at once;
from another nobody can tell a dead process from a slow one, so there only a long silence counts. The dead may also
have left a transaction open: `release` ends it, before what it holds is written.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable

_release: Callable[[], None] = lambda: None  # noqa: E731


def release_with(release: Callable[[], None]) -> None:
    """Set, once at start-up, what ends the transactions that processes left open as they died."""
    global _release
    _release = release


def release() -> None:
    """End the transactions of processes that are gone: the embedded store never does, and whoever writes what one of
    them wrote would wait without end."""
    _release()


def new_run() -> str:
    """A name for a run: the machine, the process and a random part."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(8)}"


def is_dead(run: str) -> bool:
    """Whether the run's process was on this machine and is gone; False where that cannot be told."""
    host, _, rest = run.partition(":")
    process = rest.partition(":")[0]
    if os.name != "posix" or host != socket.gethostname() or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False
