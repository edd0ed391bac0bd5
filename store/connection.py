"""The one connection of a process, and whether the deployment behind it can carry the panel.

Web workers connect after they were forked: a MongoClient must not cross a fork.
"""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from typing import Any

import mongoengine  # type: ignore[import-untyped, unused-ignore]
from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.errors import ConfigurationError, ConnectionFailure, OperationFailure, PyMongoError
from pymongo.write_concern import WriteConcern

from config import Settings
from store import embedded
from store.errors import StoreError

LEAST_VERSION = 7
_AUTHENTICATION = {13, 18, 8000}
_registered: dict[str, str] = {}
"""The address behind each alias of MongoEngine, to notice when the embedded server moved."""
_log = logging.getLogger(__name__)


def connect(settings: Settings) -> MongoClient[dict[str, Any]]:
    """Register MongoEngine's default connection, starting or joining the embedded server if that is the store.

    Answers are checked by `check_deployment`, not here. Raises StoreError.
    """
    return _register(settings, settings.mongodb_uri or embedded.ensure_running(settings))


def disconnect() -> None:
    """Close the process's connection; the embedded server runs on."""
    mongoengine.disconnect()


def check_deployment(settings: Settings, client: MongoClient[dict[str, Any]]) -> None:
    """Raise StoreError, saying how to mend it, unless transactions, version and write concern are as needed."""
    try:
        _check_shape(client.admin.command("hello"))
        _check_version(client.server_info()["version"])
        if settings.mongodb_uri:
            _check_write_concern(client)
        _check_transaction(settings, client)
    except PyMongoError as error:
        raise _told(settings, error) from error


def health(settings: Settings, client: MongoClient[dict[str, Any]]) -> None:
    """One real read and one real write, as a ping is answered by a store that fails everything else.

    Raises StoreError.
    """
    try:
        _touch(settings, client)
    except PyMongoError as error:
        raise _told(settings, error) from error


def is_well(settings: Settings) -> bool:
    """Whether `health` finds nothing wrong on the process's connection."""
    try:
        health(settings, mongoengine.get_connection())
    except (StoreError, mongoengine.ConnectionFailure):
        return False
    return True


def release_orphans(settings: Settings, client: MongoClient[dict[str, Any]] | None = None) -> None:
    """End what clients that died left open: for a web worker that starts, perhaps in place of a killed one, and for
    whoever goes on with the work of a process that is gone.

    The embedded server never ends the transaction of a client that is gone, and whoever writes the same record waits
    for it without end. Transactions of workers that live end too, and are tried again by the driver. MongoDB ends
    them by itself after `transactionLifetimeLimitSeconds`. Raises PyMongoError.
    """
    if not settings.mongodb_uri:
        (client or mongoengine.get_connection()).admin.command({"killAllSessions": []})


def watch(settings: Settings, stop_event: threading.Event, *, pause: float = 1.0, thorough: int = 15) -> None:
    """Bring the embedded server back when it was killed; for a daemon thread of every web worker, once connected.

    It comes back on its port, so that clients find it again; if the port was lost, the connection is made
    anew. Every `thorough` looks a read and a write are tried too. A server stopped by `stop` stays down.
    With MONGODB_URI it returns at once.
    """
    looks = 0
    while not settings.mongodb_uri and not stop_event.wait(pause):
        looks += 1
        try:
            if embedded.has_crashed(settings) or (looks % thorough == 0 and embedded.status(settings).is_running):
                _follow(settings)
        except StoreError as error:
            _log.error("the store is down: %s", error)


def _follow(settings: Settings) -> None:
    current = embedded.ensure_running(settings)
    if current != _registered.get(mongoengine.DEFAULT_CONNECTION_NAME):
        _register(settings, current)


def _register(settings: Settings, address: str) -> MongoClient[dict[str, Any]]:
    options: dict[str, Any] = {"w": "majority", "journal": True} if settings.mongodb_uri else {}
    mongoengine.disconnect()
    try:
        client: MongoClient[dict[str, Any]] = mongoengine.connect(
            settings.database,
            host=address,
            tz_aware=True,
            uuidRepresentation="standard",
            appname="jenjang",
            connectTimeoutMS=5_000,
            serverSelectionTimeoutMS=15_000,
            socketTimeoutMS=120_000,
            **options,
        )
    except (ConfigurationError, ValueError, mongoengine.ConnectionFailure) as error:
        raise StoreError(f"MONGODB_URI: the address cannot be used ({error}).") from error
    _registered[mongoengine.DEFAULT_CONNECTION_NAME] = address
    return client


def _check_shape(hello: dict[str, Any]) -> None:
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        raise StoreError(
            "This mongod is standalone, and the panel needs transactions: "
            "start it with --replSet rs0 and run rs.initiate() once."
        )


def _check_version(version: str) -> None:
    if int(version.split(".")[0]) < LEAST_VERSION:
        raise StoreError(f"The database server is MongoDB {version}: upgrade it to {LEAST_VERSION}.0 or later.")


def _check_write_concern(client: MongoClient[dict[str, Any]]) -> None:
    concern = client.write_concern.document
    if concern.get("w") != "majority" or not concern.get("j"):
        raise StoreError("MONGODB_URI: writes are not journalled by a majority; take w and journal out of the address.")


def _check_transaction(settings: Settings, client: MongoClient[dict[str, Any]]) -> None:
    concern = WriteConcern("majority", wtimeout=10_000)
    with client.start_session() as session:
        session.with_transaction(lambda within: _touch(settings, client, within), write_concern=concern)


def _touch(settings: Settings, client: MongoClient[dict[str, Any]], session: ClientSession | None = None) -> None:
    """Write a document of its own each time: workers that shared one would conflict."""
    collection = client[settings.database]["store_health"]
    written = collection.insert_one({"at": datetime.now(UTC)}, session=session).inserted_id
    found = collection.find_one({"_id": written}, session=session)
    collection.delete_one({"_id": written}, session=session)
    if found is None:
        raise OperationFailure("a document was not found right after it was written")


def _told(settings: Settings, error: PyMongoError) -> StoreError:
    """The sentence for an error of a server that was reached, or not; never the password."""
    name = "The server in MONGODB_URI" if settings.mongodb_uri else "The embedded store"
    if isinstance(error, OperationFailure) and error.code in _AUTHENTICATION:
        return StoreError(f"{name} refuses the account: check its password and its role (readWrite is needed).")
    if isinstance(error, ConnectionFailure):
        return StoreError(f"{name} does not answer: check that it runs and can be reached ({str(error)[:200]}).")
    return StoreError(f"{name} fails a read or a write: check its disk and its log ({str(error)[:200]}).")
