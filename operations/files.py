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

from models.base import Record
from models.fields import FileId
from models.fieldsets import value_at
from models.moments import now
from models.wording import N_, Message
from operations import configuration, policy, records, spreadsheets, word_files
from operations.actors import Actor
from operations.commits import can_write
from operations.errors import Full, Invalid, Missing
from operations.policy import Action
from operations.workbooks import XLSX

MEGABYTE = 2**20
KINDS = {
    "image": (("image/jpeg", "image/png"), 2 * MEGABYTE),
    "pdf": (("application/pdf",), 8 * MEGABYTE),
    "sheet": ((spreadsheets.CSV, XLSX), spreadsheets.LARGEST),
    "docx": ((word_files.DOCX,), 2 * MEGABYTE),
}


def keep(actor: Actor, stream: IO[bytes], filename: str, kinds: tuple[str, ...], limit: int | None = None) -> ObjectId:
    """Store a file whose content is of one of `kinds`; returns its id. Raises Full, and Invalid with a reason.

    `limit` in bytes may be less than what the kind allows.
    """
    largest = max(KINDS[kind][1] for kind in kinds)
    return keep_content(actor, stream.read(min(limit or largest, largest) + 1), filename, kinds, limit)


def keep_content(
    actor: Actor, content: bytes, filename: str, kinds: tuple[str, ...], limit: int | None = None
) -> ObjectId:
    """As `keep`, for content that was read before."""
    if not can_write():
        raise Full()
    return store(actor, content, filename, check(content, kinds, limit))


def check(content: bytes, kinds: tuple[str, ...], limit: int | None = None) -> str:
    """The content type of a file that `kinds` take. Raises Invalid with a reason."""
    if not content:
        raise Invalid({"": Message(N_("The file is empty."))})
    found = _content_type(content, kinds)
    allowed = [KINDS[kind][1] for kind in kinds if found in KINDS[kind][0]]
    if not allowed:
        raise Invalid({"": Message(N_("This kind of file is not taken here. Its content decides, not its name."))})
    most = min(limit or allowed[0], allowed[0])
    if len(content) > most:
        raise Invalid({"": Message(N_("The file is larger than %(limit)s MB."), limit=f"{most / MEGABYTE:g}")})
    return found


def _content_type(content: bytes, kinds: tuple[str, ...]) -> str:
    """The MIME type by content; text counts as CSV only where a sheet is taken."""
    if "docx" in kinds and word_files.is_docx(content):
        return word_files.DOCX
    found = filetype.guess_mime(content)
    if found == word_files.DOCX:
        return ""  # it looks like one and is none
    if "sheet" in kinds and found not in {known for kind in kinds if kind != "sheet" for known in KINDS[kind][0]}:
        return spreadsheets.content_type(content)
    return str(found)


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
    field = configuration.fieldset(kind, raw.get("scope")).of(kind, name)
    value = value_at(raw, name)
    if not isinstance(field, FileId) or not isinstance(value, ObjectId):
        raise Missing()
    return stream(value)


def stream(id: ObjectId) -> tuple[IO[bytes], str, str, int]:
    """As `open_file`, of a stored file, for operations that have judged what owns it. Raises Missing."""
    try:
        found = GridFSBucket(get_db(), "files").open_download_stream(id)
    except NoFile:
        raise Missing() from None
    about = found.metadata or {}
    return found, found.filename or "file", about.get("content_type", "application/octet-stream"), found.length


def read_kept(id: ObjectId) -> bytes:
    """The whole content of a stored file, for operations that have judged the record that owns it. Raises Missing."""
    try:
        return bytes(GridFSBucket(get_db(), "files").open_download_stream(id).read())
    except NoFile:
        raise Missing() from None
