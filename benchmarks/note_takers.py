"""`python -m benchmarks.note_takers [--writers 50] [--meetings 10] [--seconds 60]`: many take notes at once.

Each saves what they wrote every two seconds or so, as the room's page does, and asks every five what others wrote,
against two workers by HTTP. Tells how long a save took at the client, how much of it the store took, as the workers
counted it, and how many round trips. Exits 1 where the store does not hold what was acknowledged last, where more than
one in twenty takes more round trips than MOST_TRIPS (once a minute the session is touched, and of two who begin a note
of one meeting at the same moment one tries again), and with --check where one in twenty takes LONGEST ms more than the
store's own time.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import secrets
import signal
import sys
import time
import urllib.parse
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

from bson import ObjectId

from benchmarks.ground import PASSWORD
from benchmarks.room_typing import bare
from benchmarks.rooms import Rooms, Served, opened, serving

MOST_TRIPS = 6
LONGEST = 150.0
POLL = 5.0
WORDS = ("catatan", "rapat", "usulan", "pelatihan", "jadwal", "pendampingan", "laporan", "mutasi", "berkas", "selesai")


@dataclass(slots=True)
class Writer:
    """A note taker's browser: signed in over real HTTP, with a room open. `saves` are (request, seconds)."""

    rooms: Rooms
    served: Served
    number: int
    saves: list[tuple[str, float]] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    cookie: str = ""
    token: str = ""
    line: http.client.HTTPConnection | None = None

    @property
    def meeting(self) -> ObjectId:
        return self.rooms.meetings[self.number % len(self.rooms.meetings)]

    def enter(self) -> None:
        """Sign in and open the room."""
        page = self._ask("GET", "/account/sign-in/")[1]
        form = {"username": self.rooms.writers[self.number], "password": PASSWORD, "csrf_token": _token(page)}
        form_type = "application/x-www-form-urlencoded"
        answer = self._ask("POST", "/account/sign-in/", urllib.parse.urlencode(form), {"Content-Type": form_type})
        assert answer[0] == 302, f"sign-in gives {answer[0]}"
        self.token = _token(self._ask("GET", f"/room/?id={self.meeting}")[1])

    def write(self, seconds: float) -> None:
        """Write and save until the time is over."""
        rng, began = random.Random(self.number), time.perf_counter()
        polled = began - rng.uniform(0, POLL)
        time.sleep(rng.uniform(0, 2))
        slot, text, version = self._fresh(), "", 0
        while time.perf_counter() - began < seconds:
            if len(text) > 400:
                slot, text, version = self._fresh(), "", 0
            text = f"{text} {' '.join(rng.choices(WORDS, k=rng.randint(2, 6)))}"
            version = self._save(slot, text, version)
            if time.perf_counter() - polled > POLL:
                polled = time.perf_counter()
                self._ask("GET", f"/room/changes/?id={self.meeting}&place=meeting&slot={slot}")
            time.sleep(rng.uniform(1.4, 2.6))

    def _fresh(self) -> str:
        return f"aspiration:{secrets.token_hex(12)}"

    def _save(self, slot: str, text: str, version: int) -> int:
        who = self.rooms.people[self.number % len(self.rooms.meetings)][self.number % 3]
        said = {"slot": slot, "seen": version, "token": secrets.token_hex(16), "kind": "aspiration", "text": text,
                "employee": str(who), "chain": f"{self.number:032x}", "stamp": time.time_ns() // 10**6}  # fmt: skip
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.token}
        began = time.perf_counter()
        status, body, request = self._ask("POST", f"/room/save/?id={self.meeting}", json.dumps([said]), headers)
        took = time.perf_counter() - began
        result: dict[str, Any] = json.loads(body)[0] if status == 200 else {}
        if not result.get("saved"):
            self.refused.append(f"{status} {body[:200]}")
            return version
        self.saves.append((request, took))
        self.kept[slot] = text
        return int(result["version"])

    def _ask(self, method: str, path: str, body: str = "", more: dict[str, str] | None = None) -> tuple[int, str, str]:
        """(status, body, the request's id) over a line that is kept open as browsers do."""
        headers = {"Cookie": self.cookie, **(more or {})}
        for attempt in (1, 2):
            self.line = self.line or http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=60)
            try:
                self.line.request(method, path, body, headers)
                answer = self.line.getresponse()
                text = answer.read().decode()
            except (http.client.HTTPException, OSError):
                self.line = None  # the server closes a line that was idle
                if attempt == 2:
                    raise
                continue
            for each in answer.headers.get_all("Set-Cookie") or ():
                self.cookie = each.partition(";")[0] if each.startswith("jenjang=") else self.cookie
            return answer.status, text, answer.headers.get("X-Request-ID", "")
        raise AssertionError


def _token(page: str) -> str:
    found = re.search(r'(?:name="csrf_token"[^>]*value|data-csrf)="([^"]+)"', page)
    assert found, page[:300]
    return found.group(1)


def run(meetings: int, writers: int, seconds: float) -> tuple[list[Writer], dict[str, dict[str, Any]], list[str]]:
    """(the writers, what the workers' log says of each request, what was lost)."""
    told = {"JENJANG_LOG_LEVEL": "INFO", "JENJANG_LOG_FORMAT": "json"}
    with opened(meetings, writers) as rooms, serving(rooms, **told) as served:
        made = [Writer(rooms, served, number) for number in range(writers)]
        with ThreadPoolExecutor(4) as few:
            list(few.map(Writer.enter, made))
        with ThreadPoolExecutor(writers) as all_at_once:
            list(all_at_once.map(lambda each: each.write(seconds), made))
        stored = rooms.notes()
        lost = [
            f"{slot} was acknowledged with {text[-40:]!r}, the store has {stored.get((each.meeting, slot), '')[-40:]!r}"
            for each in made
            for slot, text in each.kept.items()
            if bare(stored.get((each.meeting, slot), "")) != bare(text)
        ]
        lines = [json.loads(line) for line in served.log.read_text().splitlines() if line.startswith("{")]
        return made, {each["request_id"]: each for each in lines if each.get("event") == "request"}, lost


def late(found: Sequence[float]) -> tuple[float, float]:
    """(p50, p95)."""
    parts = quantiles(found, n=20)
    return parts[9], parts[18]


def main() -> int:
    """Run, tell, and judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.note_takers", description=__doc__)
    parser.add_argument("--writers", type=int, default=50)
    parser.add_argument("--meetings", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--check", action="store_true", help="exit 1 also where a save takes too long")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # else the store would outlive us
    print(f"load of the machine before: {os.getloadavg()[0]:.2f} on {os.cpu_count()} processors", flush=True)
    made, requests, lost = run(options.meetings, options.writers, options.seconds)
    saves = [(1000 * took, requests[id]) for each in made for id, took in each.saves if id in requests]
    refused = [said for each in made for said in each.refused]
    over = late([took - float(seen["store_ms"]) for took, seen in saves])
    trips = Counter(int(seen["store_trips"]) for _, seen in saves)
    often = late([float(seen["store_trips"]) for _, seen in saves])[1]
    count = f"{len(saves)} saves by {options.writers} note takers in {options.meetings} meetings"
    print(f"{count}, {len(refused)} refused; load at the end {os.getloadavg()[0]:.2f}")
    for name, found in {
        "a save at the client": [took for took, _ in saves],
        "the panel's own clock": [float(seen["ms"]) for _, seen in saves],
        "the store in it": [float(seen["store_ms"]) for _, seen in saves],
    }.items():
        print(f"{name:22} p50 {late(found)[0]:7.1f} ms   p95 {late(found)[1]:7.1f} ms")
    print(f"{'above the store':22} p50 {over[0]:7.1f} ms   p95 {over[1]:7.1f} ms   (goal: {LONGEST:.0f})")
    print(f"saves by round trips: {dict(sorted(trips.items()))}")
    print("\n".join([*lost, *refused][:20]) or "Nothing is lost.")
    return int(bool(lost or refused or often > MOST_TRIPS or (options.check and over[1] > LONGEST)))


if __name__ == "__main__":
    sys.exit(main())
