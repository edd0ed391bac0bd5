"""The indexes that the documents declare, made once at start instead of at each first query."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pymongo.errors import DuplicateKeyError, OperationFailure

from store.errors import StoreError

_OTHER_OPTIONS = {85, 86}


def build_indexes(documents: Iterable[type[Any]]) -> None:
    """Make every index of these MongoEngine documents; those that stand are left alone.

    Several processes may do so at once. Raises StoreError where an index stands with other options, or
    records break a unique one.
    """
    for document in documents:
        if document._meta.get("abstract"):
            continue
        try:
            document.ensure_indexes()
        except DuplicateKeyError as error:
            raise StoreError(
                f"Two records of {document.__name__} share what must be unique ({_reason(error)}): "
                "mend one of them, then start again."
            ) from error
        except OperationFailure as error:
            if error.code not in _OTHER_OPTIONS:
                raise
            raise StoreError(
                f"An index of {document.__name__} stands with other options ({_reason(error)}): "
                "add a migration that drops it."
            ) from error


def _reason(error: OperationFailure) -> str:
    return str((error.details or {}).get("errmsg", error))[:200]
