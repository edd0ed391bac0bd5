"""The panel as a real process on the store of the tests, and plain sockets to talk to it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config import Settings

ROOT = Path(__file__).resolve().parent.parent
WAITRESS = ("app.py",)
GUNICORN = ("-m", "gunicorn", "app:serving()", "--workers", "2")
PATIENCE = 60.0


@dataclass
class Process:
    """One panel that listens on 127.0.0.1:`port`; its log lies in `log`."""

    popen: subprocess.Popen[bytes]
    port: int
    log: Path

    def connect(self) -> socket.socket:
        """A line that takes in little at once, so that a long answer waits in the server."""
        line = socket.socket()
        line.settimeout(PATIENCE)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        try:
            line.connect(("127.0.0.1", self.port))
        except OSError:
            line.close()
            raise
        return line

    def listens(self) -> bool:
        try:
            self.connect().close()
        except ConnectionRefusedError:
            return False
        return True

    def wait_until(self, listening: bool) -> None:
        deadline = time.monotonic() + PATIENCE
        while self.listens() is not listening:
            assert time.monotonic() < deadline, self.log.read_text()
            assert not listening or self.popen.poll() is None, self.log.read_text()
            time.sleep(0.02)

    def ask(self, path: str, *headers: str) -> bytes:
        """The whole answer to one GET."""
        with self.connect() as line:
            line.sendall("\r\n".join((f"GET {path} HTTP/1.0", *headers, "", "")).encode())
            return read_all(line)


def read_all(line: socket.socket) -> bytes:
    """What is sent until the other side closes."""
    parts = []
    while part := line.recv(65536):
        parts.append(part)
    return b"".join(parts)


@contextmanager
def serving(settings: Settings, log: Path, command: tuple[str, ...], **variables: str) -> Iterator[Process]:
    """The panel started by `command`, on the data folder of `settings`; ended at the latest at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {"JENJANG_DATA_DIR": str(settings.data_dir), "JENJANG_PORT": str(port), "JENJANG_FREE_SPACE_FLOOR_MB": "1"}
    environment = {**os.environ, **own, **variables}
    with log.open("wb") as file:
        popen = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, stderr=file, stdout=file)
    process = Process(popen, port, log)
    try:
        process.wait_until(listening=True)
        yield process
    finally:
        if popen.poll() is None:
            popen.kill()
        popen.wait()
