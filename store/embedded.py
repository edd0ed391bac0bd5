"""The embedded server as a daemon: started once, joined by every later process, stopped on request.

Its programs, files and habits are known in this package alone, so that another server can take its place.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pymongo.errors import PyMongoError

from config import Settings
from store import access, disk, processes, sentinel
from store.daemon import Daemon, PortTaken, binary, launch
from store.errors import StoreError, disk_is_full, file_errors_told
from store.layout import Layout, read_json, write_private
from store.lock import locked

_LEAST_ROOM = 8 << 20
"""Bytes below which a failing server is taken for a victim of the full disk, and not asked to close its files."""

_PORTS = range(20_000, 32_000)
"""Below the ports that systems lend to outgoing connections, one of which could else sit on ours after a crash."""


@dataclass(frozen=True, slots=True)
class Status:
    """The embedded server as seen from outside; `pid` and `port` are None while it does not run."""

    pid: int | None
    port: int | None
    folder: Path
    size: int
    free: int
    has_room: bool
    last_backup: datetime | None

    @property
    def is_running(self) -> bool:
        return self.pid is not None


def ensure_running(settings: Settings) -> str:
    """The address, password included, of the one server on this data folder; it is started if none runs.

    Safe to ask from many processes at once: one starts, the others join. A server that fails every
    operation is replaced. Raises StoreError.
    """
    layout = Layout.of(settings)
    with file_errors_told(layout.root):
        if address := _join(layout):
            return address
        with guarded(settings):
            return _join(layout) or start(settings)


def stop(settings: Settings) -> bool:
    """End the server and wait until it has ended; False where none ran. It stays down until asked for again."""
    layout = Layout.of(settings)
    if not layout.root.exists():
        return False
    with file_errors_told(layout.root), guarded(settings):
        return halt(layout)


def status(settings: Settings) -> Status:
    """What runs and how much room there is; starts nothing."""
    layout = Layout.of(settings)
    pid = processes.find(layout.folder) or _recorded(layout)
    archives = sorted(layout.backups.glob("*.tar.gz"))
    return Status(
        pid=pid,
        port=read_json(layout.endpoint).get("port") if pid else None,
        folder=layout.folder,
        size=sum(path.stat().st_size for path in layout.folder.glob("*") if path.is_file()),
        free=disk.free_bytes(layout.root),
        has_room=disk.has_room(settings),
        last_backup=datetime.fromtimestamp(archives[-1].stat().st_mtime, UTC) if archives else None,
    )


def has_crashed(settings: Settings) -> bool:
    """Whether the server ended without having been asked to. Costs one small file and one look at /proc."""
    layout = Layout.of(settings)
    endpoint = read_json(layout.endpoint)
    return endpoint.get("state") == "running" and not processes.serves(endpoint["pid"], layout.folder)


@contextmanager
def guarded(settings: Settings) -> Iterator[Layout]:
    """Hold the right to start, stop or replace the server; needed by `start` and `halt`."""
    layout = Layout.of(settings)
    layout.make()
    with locked(layout.lock):
        yield layout


def halt(layout: Layout) -> bool:
    """`stop` for one who holds the guard."""
    endpoint = read_json(layout.endpoint)
    pid = processes.find(layout.folder) or _recorded(layout)
    if endpoint:
        write_private(layout.endpoint, json.dumps({**endpoint, "state": "stopped"}))
    if pid is None:
        return False
    _end(layout, pid)
    sentinel.refresh(layout)
    return True


def _end(layout: Layout, pid: int) -> None:
    """End the server; at once on a full disk, where its last checkpoint may spoil what the journal still holds."""
    processes.end(pid, layout.folder, at_once=disk.free_bytes(layout.folder) < _LEAST_ROOM)


def start(settings: Settings) -> str:
    """Start a server for one who holds the guard and found none fit to join; gives its address."""
    layout = Layout.of(settings)
    binary()
    if (stray := processes.find(layout.folder)) is not None:
        _end(layout, stray)
    sentinel.check_folder(layout)
    with _pymongo_errors_told(layout):
        if not (layout.note.exists() and layout.password.exists()):
            access.prepare(settings)
        daemon = _launch_on_known_port(settings, layout)
        try:
            access.examine(layout, daemon.pid, daemon.port)
        except (StoreError, access.Sick, PyMongoError):
            _end(layout, daemon.pid)
            raise
    sentinel.refresh(layout)
    write_private(layout.endpoint, json.dumps({"state": "running", "pid": daemon.pid, "port": daemon.port}))
    return access.uri(layout, daemon.port)


def _launch_on_known_port(settings: Settings, layout: Layout) -> Daemon:
    """Take the port of last time if it is free, so that workers connected to it find the store again."""
    if settings.store_port:
        return launch(settings, settings.store_port, with_password=True)
    last = read_json(layout.endpoint).get("port")
    for port in ([last] if last else []) + random.sample(_PORTS, 20):
        try:
            return launch(settings, port, with_password=True)
        except PortTaken:
            continue
    raise StoreError("No port could be found for the store: name a free one in JENJANG_STORE_PORT.")


def _join(layout: Layout) -> str | None:
    """The address of a server that runs, is ours and works; None where one must be started."""
    pid = _recorded(layout)
    if pid is None or not layout.password.exists():
        return None
    port = read_json(layout.endpoint)["port"]
    try:
        access.examine(layout, pid, port)
    except access.Sick:
        return None
    return access.uri(layout, port)


def _recorded(layout: Layout) -> int | None:
    endpoint = read_json(layout.endpoint)
    if endpoint.get("state") != "running" or not processes.serves(endpoint["pid"], layout.folder):
        return None
    return int(endpoint["pid"])


@contextmanager
def _pymongo_errors_told(layout: Layout) -> Iterator[None]:
    try:
        yield
    except (PyMongoError, access.Sick) as error:
        if disk.free_bytes(layout.root) < _LEAST_ROOM:
            raise disk_is_full(layout.root) from error
        raise StoreError(
            f"The store in {layout.folder} fails its first read ({str(error)[:200]}): see {layout.log}, "
            "or bring back a backup with `flask store restore ARCHIVE`."
        ) from error
