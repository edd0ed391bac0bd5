"""What may go wrong with the store, told to the person who starts the panel."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class StoreError(Exception):
    """The store cannot be used; the message is one sentence that says what happened and what to do."""


def disk_is_full(folder: Path) -> StoreError:
    return StoreError(f"The disk that holds {folder} is full: free some space and start again.")


def not_writable(folder: Path, reason: str) -> StoreError:
    return StoreError(
        f"The data folder {folder} cannot be written ({reason}): "
        "give this account the right to write there, or name another folder in JENJANG_DATA_DIR."
    )


@contextmanager
def file_errors_told(folder: Path) -> Iterator[None]:
    """Turn an OSError of work on files below `folder` into a StoreError."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise disk_is_full(folder) from error
        raise not_writable(folder, error.strerror or str(error)) from error
