"""Files that records own: kept in GridFS, checked by content, opened only through their record."""

from __future__ import annotations

import hashlib
import re
from typing import IO, Any

import filetype
from bson import ObjectId
from gridfs import GridFSBucket
from gridfs.errors import NoFile
from mongoengine.connection import get_db

from models.base import Record, now
from models.fields import FileId
from models.wording import N_, Message
from operations import policy, records
from operations.actors import Actor
from operations.commits import can_write
from operations.errors import Full, Invalid, Missing
from operations.policy import Action

MEGABYTE = 2**20
KINDS = {
    "image": (("image/jpeg", "image/png"), 2 * MEGABYTE),
    "pdf": (("application/pdf",), 8 * MEGABYTE),
}


def keep(actor: Actor, stream: IO[bytes], filename: str, kinds: tuple[str, ...]) -> ObjectId:
    """Store a file whose content is of one of `kinds`; returns its id. Raises Invalid with a reason."""
    if not can_write():
        raise Full()
    limit = max(KINDS[kind][1] for kind in kinds)
    content = stream.read(limit + 1)
    if not content:
        raise Invalid({"": Message(N_("The file is empty."))})
    found = filetype.guess_mime(content)
    kind = next((kind for kind in kinds if found in KINDS[kind][0]), None)
    if kind is None:
        raise Invalid({"": Message(N_("This kind of file is not taken here. Its content decides, not its name."))})
    if len(content) > KINDS[kind][1]:
        raise Invalid({"": Message(N_("The file is larger than %(limit)s MB."), limit=KINDS[kind][1] // MEGABYTE)})
    return store(actor, content, filename, str(found))


def store(actor: Actor, content: bytes, filename: str, content_type: str) -> ObjectId:
    """Write a checked file into the store."""
    about: dict[str, Any] = {
        "content_type": content_type,
        "sha256": hashlib.sha256(content).hexdigest(),
        "by": actor.id,
        "at": now(),
    }
    id: ObjectId = GridFSBucket(get_db(), "files").upload_from_stream(safe_name(filename), content, metadata=about)
    return id


def safe_name(filename: str) -> str:
    """The last part of a file's name, without control and path characters, at most 120 characters."""
    last = re.split(r"[/\\]", filename or "")[-1]
    kept = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(" .")
    return kept[-120:] or "file"


def open_file(actor: Actor, kind: type[Record], record_id: ObjectId, name: str) -> tuple[IO[bytes], str, str, int]:
    """(stream, file name, content type, length) of the file that a record's field holds now.

    Missing for a record out of reach, a field that is no file, or no file there.
    """
    raw = records.read(kind, record_id)
    policy.require(actor, Action.READ, kind.__name__, raw)
    if not isinstance(kind._fields.get(name), FileId) or not isinstance(raw.get(name), ObjectId):
        raise Missing()
    try:
        found = GridFSBucket(get_db(), "files").open_download_stream(raw[name])
    except NoFile:
        raise Missing() from None
    about = found.metadata or {}
    return found, found.filename or "file", about.get("content_type", "application/octet-stream"), found.length
