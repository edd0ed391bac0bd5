"""Guard against a data folder that was emptied, in whole or in part.

The server opens a folder with missing files without a word and shows no documents. So a document inside the
store and a note beside its folder carry the same mark, and the note lists the data files seen. Where they
disagree the store is not served: nobody may mistake an empty database for the city's records.
"""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from pymongo import MongoClient

from store.errors import StoreError
from store.layout import Layout, read_json, write_private

DATABASE = "jenjang_store"
"""Apart from the panel's database, which may be renamed or dropped."""
_ID = "folder"
_PERMANENT = ("WiredTiger", "WiredTiger.turtle", "WiredTiger.wt", "secantus_*.wt")


def check_folder(layout: Layout) -> None:
    """Raise StoreError where files of the note's list are gone. Ask before a server creates them anew."""
    if not layout.note.exists():
        return
    files = read_json(layout.note).get("files")
    if not files:
        raise StoreError(f"{layout.note} cannot be read: delete it to accept the folder {layout.folder} as it is.")
    missing = [name for name in files if not (layout.folder / name).exists()]
    if len(missing) == len(files):
        raise _emptied(layout, "is missing or was emptied")
    if missing:
        raise _emptied(layout, f"has lost {len(missing)} of its files, such as {missing[0]}")


def check_mark(layout: Layout, client: MongoClient[dict[str, Any]]) -> None:
    """Read and write the store's mark; StoreError where it is not the note's. Errors of pymongo pass through."""
    mark = _touch(client)
    if mark is None or mark != read_json(layout.note).get("mark"):
        raise _emptied(layout, "holds another store than before" if mark else "has lost its documents")


def mark(client: MongoClient[dict[str, Any]]) -> str:
    """The store's half, made where there is none; the caller writes the other half with `note`."""
    known = _touch(client)
    if known is None:
        known = uuid.uuid4().hex
        client[DATABASE]["sentinel"].insert_one({"_id": _ID, "mark": known, "made": datetime.now(UTC)})
    return known


def note(layout: Layout, known: str) -> None:
    """The half beside the folder: the mark `known` and the data files, once the server has closed them."""
    files = sorted(path.name for pattern in _PERMANENT for path in layout.folder.glob(pattern))
    content = {"mark": known, "files": files, "why": "Belongs to the folder `store`; keep the two together."}
    if read_json(layout.note) != content:
        write_private(layout.note, json.dumps(content, indent=1))


def refresh(layout: Layout) -> None:
    """List the data files once more. They only ever grow in number, so a file that is gone was taken away."""
    if known := read_json(layout.note).get("mark"):
        note(layout, known)


def _touch(client: MongoClient[dict[str, Any]]) -> str | None:
    document = client[DATABASE]["sentinel"].find_one_and_update({"_id": _ID}, {"$set": {"seen": datetime.now(UTC)}})
    return str(document["mark"]) if document else None


def _emptied(layout: Layout, what: str) -> StoreError:
    return StoreError(
        f"The store's folder {layout.folder} {what}: put it back, or run `flask store restore ARCHIVE`; "
        f"to begin anew with an empty store, delete {layout.note}."
    )
