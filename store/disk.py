"""Room on the disk. The embedded server does not survive a full one, so writes stop before it is full."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from config import Settings

_MEMORY = 1.0
"""Seconds an answer is kept, so that every write may ask."""
_answers: dict[tuple[Path, int], tuple[float, bool]] = {}


def has_room(settings: Settings) -> bool:
    """Whether writes may be taken: free space is above the floor. Always so with MONGODB_URI."""
    if settings.mongodb_uri:
        return True
    key = (settings.data_dir, settings.free_space_floor)
    asked, answer = _answers.get(key, (float("-inf"), False))
    if time.monotonic() - asked < _MEMORY:
        return answer
    answer = free_bytes(settings.data_dir) >= settings.free_space_floor << 20
    _answers[key] = (time.monotonic(), answer)
    return answer


def free_bytes(folder: Path) -> int:
    """Bytes this account may still write at `folder`, or at its nearest existing parent; 0 where none can be told."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0
