"""Tabs of a list: its usual views, each with the address that asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from admin_views.list_state import address
from admin_views.translations import say
from operations.actors import Actor

_NO_FILTERS = frozenset({"sort", "desc", "search"})
ALL = (("search", ""),)
"""The pairs of a tab that filters nothing: an address without any asks for what is seen at first."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of a list: the pairs of its address say what is filtered and how it is sorted."""

    key: str
    label: str
    pairs: Sequence[tuple[str, str]]

    @property
    def filters(self) -> set[tuple[str, str]]:
        """The pairs that filter."""
        return {pair for pair in self.pairs if pair[0] not in _NO_FILTERS}


class Tabbed:
    """What a list screen says of its tabs."""

    def tabs(self, actor: Actor) -> Sequence[Tab]:
        """The usual views of the list, none where it has one alone."""
        return ()

    def tabs_url(self, here: str) -> str | None:
        """Where the tabs are had again with their counts, if they have any."""
        return None

    def tabbed(self, actor: Actor, chosen: Iterable[tuple[str, str]], base: str) -> dict[str, Any]:
        """The tabs as a page draws them; the current one filters just as `chosen` does."""
        tabs, held = self.tabs(actor), set(chosen)
        here = next((tab.key for tab in tabs if tab.filters == held), "")
        return {"tabs": list(shown(tabs, base, here)), "tabs_url": self.tabs_url(here)}


def shown(tabs: Iterable[Tab], base: str, here: str) -> Iterator[dict[str, Any]]:
    """The tabs as the page shows them, the one called `here` as the current one."""
    for tab in tabs:
        url = address(base, list(tab.pairs))
        yield {"label": say(tab.label), "url": url, "is_current": tab.key == here, "open": "", "overdue": ""}
