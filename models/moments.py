"""Now, and the day it is: the one clock that everything reads."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")
"""The time of all meetings, and of the day it is: Waktu Indonesia Barat."""


def now() -> datetime:
    """The current moment, UTC, at the millisecond the store keeps."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def today() -> date:
    """The day it is in WIB, by which memberships begin and end and what is due is late."""
    return day_at(now())


def day_at(moment: datetime) -> date:
    """The day in WIB at that aware moment."""
    return moment.astimezone(WIB).date()
