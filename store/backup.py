"""Backups of the embedded store: one archive each in `backups/` of the data folder.

Taking one is also what truncates the server's journal, which else grows until the server stops. A replica set
behind MONGODB_URI is backed up by its own means (mongodump, snapshots).
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from config import Settings
from store import disk, sentinel
from store.errors import StoreError, file_errors_told
from store.layout import Layout, sync_folder

_PREFIX, _SUFFIX = "jenjang-", ".tar.gz"
_STAMP = "%Y%m%dT%H%M%SZ"


def backup(settings: Settings, client: MongoClient[dict[str, Any]]) -> Path:
    """Write an archive of the running store, drop the oldest beyond `backup_keep`, and give its path.

    An archive has its name only once it is whole. Raises StoreError.
    """
    layout = Layout.of(settings)
    with file_errors_told(layout.backups):
        layout.backups.mkdir(parents=True, exist_ok=True, mode=0o700)
        _require_room(layout)
        target = _free_name(layout)
        draft = target.with_name(f"{target.name}.draft-{os.getpid()}")
        try:
            client.admin.command({"secantusAdmin.backupArchive": 1, "outputPath": str(draft)})
            _sync(draft)
            os.replace(draft, target)
        except PyMongoError as error:
            raise StoreError(f"The backup failed ({str(error)[:200]}): the store goes on; try again.") from error
        finally:
            draft.unlink(missing_ok=True)
        sync_folder(layout.backups)
        sentinel.refresh(layout)
        _prune(layout, settings.backup_keep)
    return target


def archives(settings: Settings) -> list[Path]:
    """All whole archives, oldest first."""
    return [path for path in sorted(Layout.of(settings).backups.glob(f"{_PREFIX}*{_SUFFIX}")) if _moment(path)]


def last_backup(settings: Settings) -> datetime | None:
    """When the newest archive was taken."""
    found = archives(settings)
    return _moment(found[-1]) if found else None


def _moment(path: Path) -> datetime | None:
    stamp = path.name.removeprefix(_PREFIX).removesuffix(_SUFFIX)
    try:
        return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def _free_name(layout: Layout) -> Path:
    """Later than every other name, also within one second, so that names sort by age."""
    taken = [moment for path in layout.backups.glob(f"{_PREFIX}*{_SUFFIX}") if (moment := _moment(path))]
    moment = max([datetime.now(UTC), *(each + timedelta(seconds=1) for each in taken)])
    return layout.backups / f"{_PREFIX}{moment.strftime(_STAMP)}{_SUFFIX}"


def _require_room(layout: Layout) -> None:
    """An archive is compressed, so the size of the data itself is room enough."""
    needed = sum(path.stat().st_size for path in layout.folder.glob("*.wt"))
    if disk.free_bytes(layout.backups) < needed:
        raise StoreError(
            f"A backup may need {needed >> 20} MiB in {layout.backups}, and less is free: "
            "free some space, or move old archives to another disk."
        )


def _sync(path: Path) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())
    path.chmod(0o600)


def _prune(layout: Layout, keep: int) -> None:
    """Drop old archives, and drafts left by a process that was killed more than a day ago."""
    whole = [path for path in sorted(layout.backups.glob(f"{_PREFIX}*{_SUFFIX}")) if _moment(path)]
    day_ago = (datetime.now(UTC) - timedelta(days=1)).timestamp()
    drafts = [path for path in layout.backups.glob(f"{_PREFIX}*.draft-*") if path.stat().st_mtime < day_ago]
    for path in whole[:-keep] + drafts:
        path.unlink(missing_ok=True)
