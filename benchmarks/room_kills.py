"""`python -m benchmarks.room_kills [--kills 200] [--seed N]`: notes are typed in a room while things are killed.

The line is cut, a web worker or the store is killed with -9 and started again, the tab is closed, the whole browser is
killed with -9 and started again on its profile; in turn, each at a random moment. Then the store is held against what
was typed and what the page had shown as saved. Exits 1 where a character is lost: of what was typed nothing may be
missing, but for what was typed in the last GRACE seconds before the browser itself was killed.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, sync_playwright

from benchmarks.browsers import OwnBrowser
from benchmarks.ground import PASSWORD
from benchmarks.room_typing import REPORTING, Ledger
from benchmarks.rooms import Rooms, Served, opened, serving
from store import embedded

GRACE = 2.0
PATIENCE = 60_000
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
MOMENTS = ("while typing", "as it waits", "as it is sent", "as it is saved")


@dataclass
class Attack:
    """One note taker at one meeting, and what is done to them. `killed` counts by kind."""

    rooms: Rooms
    served: Served
    browser: OwnBrowser
    rng: random.Random
    ledger: Ledger = field(default_factory=Ledger)
    killed: Counter[str] = field(default_factory=Counter)
    page: Any = None
    longest_wait: float = 0.0

    def begin(self) -> None:
        """Start the browser and enter the room."""
        self.browser.start()
        self.browser.context.expose_binding("shownAsSaved", lambda _, slot, text: self.ledger.show(slot, text))
        self.browser.context.add_init_script(REPORTING)
        self.enter()

    def enter(self) -> None:
        """Open the room in a new tab, signing in where the browser forgot who we are."""
        self.page = self.browser.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        deadline = time.monotonic() + PATIENCE / 1000
        while not self._is_in():
            assert time.monotonic() < deadline, "the room did not open"

    def _is_in(self) -> bool:
        room = f"{self.served.address}/room/?id={self.rooms.meetings[0]}"
        try:
            self.page.goto(room)
            if self.page.locator("#username").count():
                self.page.fill("#username", self.rooms.writers[0])
                self.page.fill("#password", PASSWORD)
                self.page.keyboard.press("Enter")
                self.page.wait_for_url(lambda url: "sign-in" not in url, timeout=20_000)
                self.page.goto(room)
            self.page.wait_for_selector("#who", timeout=5_000)
        except Error:
            return False  # nobody serves at the moment, or the store is away
        return True

    def kill(self, number: int) -> None:
        """Type, kill something, type on where there is still a page, and hold everything against the store."""
        kind = list(KINDS)[number % len(KINDS)]
        moment = self.rng.choice(MOMENTS)
        if self.rng.random() < 0.3:
            self._elsewhere()
        self._await(moment, self._type(self.rng.randint(5, 40)))
        killed_at = KINDS[kind](self)
        self.killed[kind] += 1
        self._settle()
        if self.page.locator(".two").count():
            self.ledger.losses.append(f"kill {number}, {kind} {moment}: a lone writer was shown two texts")
        stored = {slot: text for (_, slot), text in self.rooms.notes().items()}
        self.ledger.compare(stored, f"kill {number}, {kind} {moment}", killed_at, GRACE)

    def _elsewhere(self) -> None:
        """Go to another person, or begin an aspiration."""
        self.page.keyboard.press(self.rng.choice(("Alt+ArrowDown", "Alt+ArrowUp", "Alt+a")))

    def _type(self, count: int) -> str:
        """Type into a box or other; gives its slot."""
        boxes = self.page.locator("#desk-body [data-slot]")
        box = boxes.nth(self.rng.randrange(boxes.count()))
        slot = str(box.get_attribute("data-slot"))
        box.focus()
        self.page.keyboard.press("Control+End")
        for character in self._words(count):
            self.page.keyboard.type(character)
            self.ledger.type(slot, character, time.monotonic())
        return slot

    def _words(self, count: int) -> str:
        """So many characters: words, and now and then a line; no space at either end."""
        inner = "".join(self.rng.choice(f"{LETTERS}  \n") for _ in range(count))
        return f" {inner}{self.rng.choice(LETTERS)}"

    def _await(self, moment: str, slot: str) -> None:
        """Wait for the moment: of being sent there may be little left when it is seen."""
        kinds = {"as it is sent": ("saving", "saved"), "as it is saved": ("saved",)}.get(moment, ())
        if kinds:
            self.page.locator(", ".join(f'[data-mark="{slot}"][data-kept="{each}"]' for each in kinds)).first.wait_for()

    def _settle(self) -> None:
        """Wait until the page shows that nothing waits any more."""
        began = time.monotonic()
        try:
            self.page.locator('#save-all[data-kept="saved"]').wait_for()
        except Error:
            marks = [
                each.inner_text() for each in self.page.locator("#save-all, #desk-body .save, #offline, .two").all()
            ]
            raise AssertionError(f"after {dict(self.killed)} not all is saved: {marks}") from None
        self.longest_wait = max(self.longest_wait, time.monotonic() - began)

    def cut_line(self) -> None:
        """Off line; or requests fail; or they arrive and their answers are lost."""
        way = self.rng.choice(("offline", "refused", "answers"))
        if way == "offline":
            self.browser.context.set_offline(True)
        else:
            self.page.route("**/room/save/**", _drop_answer if way == "answers" else lambda route: route.abort())
        self._type(self.rng.randint(5, 40))
        self.page.locator('#save-all[data-kept="offline"]').wait_for()
        self._type(self.rng.randint(0, 10))
        if way == "offline":
            self.browser.context.set_offline(False)
        else:
            self.page.unroute("**/room/save/**")

    def kill_worker(self) -> None:
        """One worker or both with -9; the master starts others."""
        held = self.served.workers()
        for pid in held if self.rng.random() < 0.5 else [self.rng.choice(held)]:
            os.kill(pid, signal.SIGKILL)
        self._type(self.rng.randint(5, 40))

    def kill_store(self) -> None:
        """The store's server with -9; it is started again, by us or by a worker who misses it first."""
        pid = embedded.status(self.rooms.settings).pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        self._type(self.rng.randint(5, 40))
        embedded.ensure_running(self.rooms.settings)

    def close_tab(self) -> None:
        """The tab is closed, and the room opened in another."""
        self.page.close()
        self.enter()

    def kill_browser(self) -> float:
        """The browser with -9; the moment it was."""
        at = time.monotonic()
        self.browser.kill()
        self.begin()
        return at


def _drop_answer(route: Any) -> None:
    with suppress(Error):  # the server is away, or the line was given back meanwhile
        route.fetch()
    with suppress(Error):
        route.abort()


KINDS: dict[str, Any] = {
    "line": Attack.cut_line, "worker": Attack.kill_worker, "store": Attack.kill_store, "tab": Attack.close_tab,
    "browser": Attack.kill_browser,
}  # fmt: skip


def attacked(kills: int, seed: int, tell: Any = None) -> Attack:
    """What came of so many kills in a fresh room."""
    rng = random.Random(seed)
    with opened(1, 1) as rooms, serving(rooms) as served, tempfile.TemporaryDirectory() as profile:
        with sync_playwright() as playwright:
            browser = OwnBrowser(playwright, Path(profile))
            attack = Attack(rooms, served, browser, rng)
            try:
                attack.begin()
                for number in range(kills):
                    attack.kill(number)
                    if tell:
                        tell(attack)
            finally:
                browser.kill()
        return attack


def main() -> int:
    """Attack, tell the numbers, and give 1 where something was lost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.room_kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # else the store would outlive us
    print(f"seed {options.seed}", flush=True)
    began = time.monotonic()
    attack = attacked(options.kills, options.seed, Progress())
    ledger, tail = attack.ledger, max(attack.ledger.tails, default=(0.0, 0))
    print(f"{sum(attack.killed.values())} kills in {time.monotonic() - began:.0f} s: {dict(attack.killed)}")
    print(f"{ledger.count} characters typed, {ledger.lost} lost; {len(ledger.tails)} unsaved tails at kills of the "
          f"browser, the longest {tail[0]:.2f} s ({tail[1]} characters)")  # fmt: skip
    print(f"longest until all was saved again: {attack.longest_wait:.1f} s")
    print(f"{len(ledger.losses)} losses." if ledger.losses else "Nothing is lost.")
    return int(bool(ledger.losses))


class Progress:
    """Tells how far an attack is, and each loss as it is found."""

    def __init__(self) -> None:
        self.told = 0

    def __call__(self, attack: Attack) -> None:
        losses = attack.ledger.losses
        for each in losses[self.told :]:
            print(each, flush=True)
        self.told = len(losses)
        if sum(attack.killed.values()) % 20 == 0:
            print(f"{sum(attack.killed.values())} kills, {len(losses)} losses", flush=True)


if __name__ == "__main__":
    sys.exit(main())
