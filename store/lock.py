"""One file lock: whoever holds it may start, stop or replace the embedded server."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.errors import StoreError

PATIENCE = 180.0
"""Seconds a start waits for another one; a recovery of a large journal takes its time."""

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock at `path`. The kernel frees it with its holder, so a leftover file never blocks."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait(descriptor, path, patience)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int, path: Path, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            return _try_lock(descriptor)
        except (BlockingIOError, PermissionError):
            if time.monotonic() > deadline:
                raise StoreError(
                    f"Another process has been starting or stopping the store for {patience:.0f} s "
                    f"and holds {path}: end that process and start again."
                ) from None
        time.sleep(0.02)
