"""Eight people at once: mixed reads by HTTP against two workers, the panel's and then the stock view's.

Both serve as README serves, under gunicorn's gthread, from the one store the ground opened. Loopback only; a side
ends after SECONDS or MOST answers, whichever comes first, and its workers with it.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, islice
from statistics import median, quantiles

from benchmarks.cases import COLUMNS, OURS, STOCK
from benchmarks.ground import OPTIONS, Ground, opened
from benchmarks.stock import stock_app

CLIENTS, WORKERS, THREADS = 8, 2, 8
SECONDS, MOST, PATIENCE = 15.0, 3_000, 60.0
_APPS = {OURS: "app:serving()", STOCK: "benchmarks.stock:serving()"}


@dataclass(frozen=True, slots=True)
class Load:
    """What a side took: the seconds of every answer by kind of page, and how long it all lasted."""

    waits: Mapping[str, list[float]]
    lasted: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.all) / self.lasted

    @property
    def all(self) -> list[float]:
        return [wait for waits in self.waits.values() for wait in waits]

    @property
    def middle(self) -> float:
        return median(self.all)

    @property
    def late(self) -> float:
        """What 95 of 100 answers stay below, in seconds."""
        return quantiles(self.all, n=20)[-1]


def run_load(people: int) -> dict[str, Load]:
    """Both sides, one after the other, on a fresh store of `people` employees."""
    with opened(people) as ground:
        return {side: _measured(side, ground) for side in (OURS, STOCK)}


def _measured(side: str, ground: Ground) -> Load:
    pages = _pages(side, ground)
    cookie = ground.client.get_cookie("jenjang")
    headers = {"Cookie": f"jenjang={cookie.value}" if cookie else ""}
    with _serving(side, ground) as port:
        for path in pages.values():
            _ask(port, path, headers)  # unmeasured: templates are compiled, connections opened
        start = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as clients:
            work = [clients.submit(_client, port, pages, headers, number, start) for number in range(CLIENTS)]
            found = [answer for each in work for answer in each.result()]
        lasted = time.perf_counter() - start
    return Load({kind: [wait for each, wait in found if each == kind] for kind in pages}, lasted)


def _client(
    port: int, pages: Mapping[str, str], headers: Mapping[str, str], number: int, start: float
) -> list[tuple[str, float]]:
    """(page, seconds) of what one client asks, page after page in turn, each client beginning at another."""
    found = []
    kinds = list(pages)
    for turn in islice(count(number), MOST // CLIENTS):
        if time.perf_counter() - start > SECONDS:
            break
        kind = kinds[turn % len(kinds)]
        asked = time.perf_counter()
        _ask(port, pages[kind], headers)
        found.append((kind, time.perf_counter() - asked))
    return found


def _ask(port: int, path: str, headers: Mapping[str, str]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        page = answer.read()
        assert answer.status == 200 and len(page) > 1_000, f"{path}: {answer.status} {page[:300]!r}"
    finally:
        connection.close()


def _pages(side: str, ground: Ground) -> dict[str, str]:
    id = ground.subjects[0]
    if side == OURS:
        base, asks = "/employees/", f"?{COLUMNS}&"
        picked, search = "kind=pppk", f"search={ground.word}"
    else:
        base, asks = "/admin/employees/", "?"
        picked, search = f"{stock_app()[1].argument('kind', 'FilterEqual')}=pppk", f"search={ground.word}"
    return {
        "list": f"{base}{asks}",
        "search": f"{base}{asks}{search}",
        "filter": f"{base}{asks}{picked}",
        "details": f"{base}details/?id={id}",
        "edit form": f"{base}edit/?id={id}",
    }


@contextmanager
def _serving(side: str, ground: Ground) -> Iterator[int]:
    """The port of a side's workers, which end with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", _APPS[side], "--worker-class", "gthread", "--workers", str(WORKERS)]
    command += ["--threads", str(THREADS), "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    environment = {**os.environ, **OPTIONS, "JENJANG_DATA_DIR": ground.folder}
    server = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        _await(server, port)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def _await(server: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(300):
        assert server.poll() is None, f"the workers ended with {server.returncode}"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the workers do not answer")
