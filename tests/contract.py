"""The stores that the contract tests ask, and the records they ask for."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bson import Decimal128, ObjectId
from pymongo import MongoClient
from pymongo.database import Database

from config import from_environment
from store import embedded

Data = Database[dict[str, Any]]
UNITS = [ObjectId(f"{number:024x}") for number in range(1, 6)]
START = datetime(2026, 1, 1, tzinfo=UTC)
STORES = ["embedded", *(["MONGODB_URI"] if os.environ.get("MONGODB_URI") else [])]


def make_people() -> list[dict[str, Any]]:
    """120 records in which each value occurs several times, some fields are absent, and some are null."""
    people = []
    for number in range(120):
        person: dict[str, Any] = {
            "_id": number,
            "version": number % 3,
            "name": f"{['budi', 'siti', 'agus', 'dewi'][number % 4]} {number % 30:03d}",
            "rank": ["III/a", "III/b", "IV/a"][number % 3],
            "born": START + timedelta(days=number % 40),
            "scope": UNITS[: 1 + number % 4],
            "unit": UNITS[number % 5],
            "place": {"code": number % 5, "name": f"Place {number % 5}"},
            "tokens": [["budi", "siti", "agus", "dewi"][number % 4], f"{number % 30:03d}", f"x{number % 7}"],
            "score": Decimal128(f"{number % 9}.50"),
            "items": [{"k": "jp", "v": number % 6}, {"k": "kind", "v": "a" if number % 2 else "b"}],
        }
        if number % 5 == 0:
            person["note"] = None if number % 10 == 0 else f"Ünïcode {number}"
        people.append(person)
    return people


@contextmanager
def opened(name: str, folder: Path) -> Iterator[Data]:
    """A database of its own in the store `name`, dropped at the end; `folder` is for an embedded one."""
    settings = from_environment({"JENJANG_DATA_DIR": str(folder), "JENJANG_STORE_CACHE": "64M"})
    uri = embedded.ensure_running(settings) if name == "embedded" else os.environ["MONGODB_URI"]
    with MongoClient[dict[str, Any]](uri, tz_aware=True) as client:
        made = client[f"contract_{uuid.uuid4().hex}"]
        yield made
        client.drop_database(made.name)
    if name == "embedded":
        embedded.stop(settings)


def fill(database: Any) -> None:
    database.people.insert_many(make_people())
    database.units.insert_many([{"_id": unit, "name": f"Dinas {place}"} for place, unit in enumerate(UNITS)])


def scratch(database: Data) -> Any:
    return database[f"scratch_{uuid.uuid4().hex}"]
