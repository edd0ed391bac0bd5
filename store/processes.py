"""Finding and ending the embedded server's process.

A process is known by the folder it serves, which stands in its command line, never by a number in a file
alone: numbers are given out again.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from store.errors import StoreError

PATIENCE = 5.0
"""Seconds between SIGTERM, SIGTERM and SIGKILL; the last is safe, as every commit was synced."""

_PROC = Path("/proc")
_children: list[subprocess.Popen[bytes]] = []


def remember(child: subprocess.Popen[bytes]) -> None:
    """Keep a started server to be reaped when it ends; else it would stay a zombie of this process."""
    _children.append(child)


def find(folder: Path) -> int | None:
    """The process that serves `folder`, if this machine shows one."""
    return next((pid for pid, line in _command_lines() if _serves(line, folder)), None)


def serves(pid: int, folder: Path) -> bool:
    """Whether process `pid` lives and serves `folder`."""
    _reap()
    if sys.platform == "win32":
        return _answers(pid)
    if _PROC.joinpath("self").exists():
        return _serves(_read_command_line(pid), folder)
    return any(number == pid and _serves(line, folder) for number, line in _command_lines())


def end(pid: int, folder: Path, patience: float = PATIENCE, *, at_once: bool = False) -> None:
    """End the server of `folder`: SIGTERM, again after `patience` seconds, then SIGKILL; `at_once`, SIGKILL alone."""
    last = getattr(signal, "SIGKILL", signal.SIGTERM)
    for number in (last,) if at_once else (signal.SIGTERM, signal.SIGTERM, last):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        except PermissionError:
            raise StoreError(
                f"Process {pid} serves {folder} for another account: stop it there, or use another JENJANG_DATA_DIR."
            ) from None
        if _gone(pid, folder, patience):
            return
    raise StoreError(f"Process {pid}, which serves {folder}, cannot be ended: the machine may need a restart.")


def _gone(pid: int, folder: Path, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while serves(pid, folder):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _reap() -> None:
    for child in list(_children):
        if child.poll() is not None and child in _children:
            _children.remove(child)


def _serves(command_line: str, folder: Path) -> bool:
    return f"\0--storage-path\0{folder}\0" in command_line


def _command_lines() -> Iterator[tuple[int, str]]:
    """Every process with its arguments, each ended by NUL; none on Windows, which shows none."""
    _reap()
    if sys.platform == "win32":
        return
    if _PROC.joinpath("self").exists():
        for entry in os.listdir(_PROC):
            if entry.isdigit():
                yield int(entry), _read_command_line(int(entry))
        return
    listing = subprocess.run(["ps", "-axwwo", "pid=,command="], capture_output=True, text=True, check=False)
    for line in listing.stdout.splitlines():
        number, _, command = line.strip().partition(" ")
        # ps shows arguments with spaces between: mark the one that is asked for as /proc would.
        marked = command.replace(" --storage-path ", "\0--storage-path\0").replace(" --sync-on-commit", "\0")
        yield int(number), marked


def _read_command_line(pid: int) -> str:
    """Empty for a zombie, for a process that has gone, and for one of which we may not know."""
    try:
        return _PROC.joinpath(str(pid), "cmdline").read_bytes().decode(errors="surrogateescape")
    except OSError:
        return ""


def _answers(pid: int) -> bool:
    listing = subprocess.run(["tasklist", "/FI", f"PID eq {pid}"], capture_output=True, text=True, check=False)
    return "secantusd" in listing.stdout.lower()
