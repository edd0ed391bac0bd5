"""What is typed in a room, what its page showed as saved, and what the store holds: the ledger of an attack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

REPORTING = """
(() => {
  const told = new Map();
  const look = () => {
    for (const mark of document.querySelectorAll('[data-mark]')) {
      const box = document.querySelector(`[data-slot="${CSS.escape(mark.dataset.mark)}"]`);
      if (mark.dataset.kept !== 'saved' || !box || told.get(box.dataset.slot) === box.value) continue;
      told.set(box.dataset.slot, box.value);
      window.shownAsSaved(box.dataset.slot, box.value);
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributeFilter: ['data-kept'] });
})();
"""
"""Tells of every text that stands in a box at the moment the page marks it as saved."""


def bare(text: str) -> str:
    """A text without its spaces: the server keeps none at the ends of lines."""
    return "".join(text.split())


@dataclass(slots=True)
class Slot:
    """One box: what was typed in it with the moment of each character, and the longest text shown as saved."""

    typed: list[tuple[str, float]] = field(default_factory=list)
    shown: str = ""

    @property
    def text(self) -> str:
        return "".join(each for each, _ in self.typed)


@dataclass(slots=True)
class Ledger:
    """All boxes of a room. `losses` are sentences; `tails` the seconds and characters that a killed browser forgot."""

    slots: dict[str, Slot] = field(default_factory=dict)
    losses: list[str] = field(default_factory=list)
    tails: list[tuple[float, int]] = field(default_factory=list)
    count: int = 0
    lost: int = 0

    def type(self, slot: str, character: str, at: float) -> None:
        self.slots.setdefault(slot, Slot()).typed.append((character, at))
        self.count += 1

    def show(self, slot: str, text: str) -> None:
        held = self.slots.setdefault(slot, Slot())
        if len(bare(text)) > len(bare(held.shown)):
            held.shown = text

    def compare(self, stored: Mapping[str, str], what: str, killed_at: float | None, grace: float) -> None:
        """Hold the store against what was typed and shown. `killed_at` is when a browser was killed, which may forget
        what was typed within `grace` seconds before."""
        for name, slot in self.slots.items():
            held, typed, shown = (bare(each) for each in (stored.get(name, ""), slot.text, slot.shown))
            if not held.startswith(shown):
                self._lose(f"{what}: {name} was shown as saved with {shown[-40:]!r}, the store has {held[-40:]!r}", 1)
            if held == typed:
                continue
            missing = len(typed) - len(held)
            if missing <= 0 or not typed.startswith(held) or killed_at is None:
                self._lose(f"{what}: {name} has {held[-40:]!r}, typed was {typed[-40:]!r}", max(1, missing))
            else:
                seconds = killed_at - [at for each, at in slot.typed if each.strip()][len(held)]
                self.tails.append((seconds, missing))
                if seconds > grace:
                    self._lose(f"{what}: {name} lacks what was typed {seconds:.1f} s before", missing)
            slot.typed = [(each, 0.0) for each in stored.get(name, "")]  # typing goes on from there
            slot.shown = ""

    def _lose(self, said: str, count: int) -> None:
        self.losses.append(said)
        self.lost += count
