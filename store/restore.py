"""Bringing a backup back. The folder in use is renamed, never deleted."""

from __future__ import annotations

import os
import secrets
import shutil
import tarfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

from pymongo.errors import PyMongoError

from config import Settings
from store import access, disk, embedded
from store.errors import StoreError, file_errors_told
from store.layout import Layout, sync_folder


def restore(settings: Settings, archive: Path) -> Path | None:
    """Replace the store by `archive` and start it; gives the path where the old folder is kept, if there was one.

    The archive is read to its end before the server is stopped, so a bad one changes nothing. If the
    restored store does not start, the old folder is put back. Raises StoreError.
    """
    layout = Layout.of(settings)
    with file_errors_told(layout.root), embedded.guarded(settings):
        fresh = layout.root / f"store.restoring-{secrets.token_hex(4)}"
        try:
            _unpack(archive, fresh)
            embedded.halt(layout)
            return _swap(settings, layout, fresh)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def _unpack(archive: Path, fresh: Path) -> None:
    try:
        with tarfile.open(archive, "r:gz") as content:
            members = content.getmembers()
            _check(members, archive, fresh)
            fresh.mkdir(mode=0o700)
            for member in members:
                _write(content, member, fresh / member.name)
    except FileNotFoundError:
        raise StoreError(f"There is no backup {archive}: name a file of the folder `backups`.") from None
    except (tarfile.TarError, EOFError, zlib.error, IsADirectoryError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None and not isinstance(error, IsADirectoryError):
            raise
        raise StoreError(f"{archive} is not a whole backup ({error}): name another one; nothing was changed.") from None


def _check(members: list[tarfile.TarInfo], archive: Path, fresh: Path) -> None:
    """The server's own files and nothing else: plain names, no links, nothing outside the folder."""
    names = {member.name for member in members}
    is_plain = all(member.isfile() and member.name == Path(member.name).name for member in members)
    if not is_plain or "WiredTiger" not in names or "secantus_collections.wt" not in names:
        raise StoreError(f"{archive} is not a backup of this store: name another one; nothing was changed.")
    if disk.free_bytes(fresh) < sum(member.size for member in members):
        raise StoreError(f"Too little disk space to unpack {archive}: free some and try again; nothing was changed.")


def _write(content: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    source = content.extractfile(member)
    if source is None:
        raise tarfile.ReadError(f"{member.name} has no content")
    with source, open(target, "xb") as file:
        shutil.copyfileobj(source, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())
    target.chmod(0o600)


def _swap(settings: Settings, layout: Layout, fresh: Path) -> Path | None:
    old = _set_aside(layout, "before") if layout.folder.exists() else None
    os.replace(fresh, layout.folder)
    sync_folder(layout.root)
    note = layout.note.read_text() if layout.note.exists() else None
    layout.note.unlink(missing_ok=True)
    try:
        access.prepare(settings)
        embedded.start(settings)
    except (StoreError, access.Sick, PyMongoError) as error:
        _undo(layout, old, note)
        raise StoreError(f"The restored store does not start, so the old one was put back ({error}).") from error
    return old


def _undo(layout: Layout, old: Path | None, note: str | None) -> None:
    _set_aside(layout, "failed")
    if old is not None:
        os.replace(old, layout.folder)
    if note is not None:
        layout.note.write_text(note)
    sync_folder(layout.root)


def _set_aside(layout: Layout, why: str) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    target = layout.root / f"store.{why}-{stamp}"
    os.replace(layout.folder, target)
    return target
