"""The nightly backup, taken by one of the web workers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from config import Settings
from store.backup import backup, last_backup
from store.errors import StoreError
from store.lease import LeaseHeld, leased

_log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def now() -> datetime:
    return datetime.now(UTC)


def is_due(settings: Settings, moment: datetime) -> bool:
    """Whether no archive was taken since the last time the clock showed `backup_hour` in the panel's zone.

    So a machine that was off at that hour takes its backup when it is on again.
    """
    local = moment.astimezone(ZoneInfo(settings.timezone))
    planned = local.replace(hour=settings.backup_hour, minute=0, second=0, microsecond=0)
    if planned > local:
        planned -= timedelta(days=1)
    last = last_backup(settings)
    return last is None or last < planned


def run_nightly(
    settings: Settings,
    client: MongoClient[dict[str, Any]],
    stop_event: threading.Event,
    *,
    pause: float = 60.0,
    clock: Clock = now,
) -> None:
    """Take one backup a day until `stop_event`; for a daemon thread of every web worker.

    Workers look every `pause` seconds and settle by a lease who takes it. A failure is logged and tried
    again at the next look. With MONGODB_URI it returns at once.
    """
    if settings.mongodb_uri:
        return
    while not stop_event.wait(pause):
        try:
            _take_if_due(settings, client, clock)
        except LeaseHeld:
            continue
        except (StoreError, PyMongoError) as error:
            _log.error("nightly backup failed: %s", error)


def _take_if_due(settings: Settings, client: MongoClient[dict[str, Any]], clock: Clock) -> None:
    if not is_due(settings, clock()):
        return
    with leased(client[settings.database], "nightly backup"):
        if is_due(settings, clock()):
            _log.info("nightly backup taken: %s", backup(settings, client).name)
