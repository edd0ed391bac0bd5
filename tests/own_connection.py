"""MongoEngine's connection set aside, for tests that connect to a store of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import mongoengine.connection
import pytest

from store import connection


@contextmanager
def own_connection() -> Iterator[None]:
    """Inside, `store.connection` makes and drops connections; outside, the panel's of the other tests stands."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_connections", "_connection_settings", "_dbs"):
            patch.setattr(mongoengine.connection, name, {})
        patch.setattr(connection, "_registered", {})
        try:
            yield
        finally:
            connection.disconnect()
