"""The list of meetings: what is to come first, the nearest day on top; what was held, the latest on top; all."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from models.meetings import Meeting
from models.moments import today
from tests.conftest import Member
from tests.integration.test_meetings import make_meeting

STATES = ("draft", "invited", "running", "minutes", "submitted", "approved", "closed", "cancelled")


@pytest.fixture
def meetings(city: SimpleNamespace) -> None:
    """One meeting a state and agency, each a day later than the one before."""
    for unit, mark in ((city.a, "ALFA"), (city.b, "BETA")):
        for days, state in enumerate(STATES):
            made = make_meeting(unit, title=f"{mark} {state}", day=today() + timedelta(days=days))
            Meeting._get_collection().update_one({"_id": made.id}, {"$set": {"state": state}})


def titles(page: str) -> list[str]:
    return re.findall(r">((?:ALFA|BETA) \w+)<", page)


def tabs(page: str) -> dict[str, tuple[str, bool]]:
    views = page.split('<nav class="views"')[1].split("</nav>")[0]
    found = re.findall(r'<a href="([^"]+)"( aria-current="page")?>(\w+)', views)
    return {label: (url.replace("&amp;", "&"), bool(here)) for url, here, label in found}


def test_each_tab_shows_its_own(meetings: None, cast: dict[str, Member]) -> None:
    member = cast["secretary_a"]
    first = member.get("/meetings/").text
    assert titles(first) == ["ALFA draft", "ALFA invited", "ALFA running"]
    found = tabs(first)
    assert [label for label, (_, here) in found.items() if here] == ["Upcoming"]
    held, everything = (member.get(found[name][0]).text for name in ("Held", "All"))
    assert titles(held) == ["ALFA closed", "ALFA approved", "ALFA submitted", "ALFA minutes"]
    assert titles(everything) == [f"ALFA {state}" for state in reversed(STATES)]
    assert [[label for label, (_, here) in tabs(page).items() if here] for page in (held, everything)] == [
        ["Held"], ["All"],
    ]  # fmt: skip


def test_another_filter_is_no_tab(meetings: None, cast: dict[str, Member]) -> None:
    page = cast["hr"].get("/meetings/?state=cancelled").text
    assert sorted(titles(page)) == ["ALFA cancelled", "BETA cancelled"]
    assert not any(here for _, here in tabs(page).values())
