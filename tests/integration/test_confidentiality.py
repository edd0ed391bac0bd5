"""A confidential meeting tells nothing, not a byte, to whoever may not see it: its participants, the dinas' secretary,
the auditor, another dinas, nobody at all; nor does an open one of what is confidential in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from models.meetings import Meeting
from models.notes import Participant
from models.outbox import Mail
from models.users import Role, User
from operations import calendar_feeds, calendars, history, invitations, minutes, policy, records
from operations.actors import SYSTEM, Actor
from operations.audit import Origin
from operations.invitations import Mailing
from tests import makers, whispering
from tests.conftest import Member, sign_in
from tests.walking import Walk
from tests.whispering import hold, invite, meet, readable, whisper, words

ABOUT = {"Meeting": 3, "MeetingSeries": 2, "FollowUp": 2, "Participant": 2, "Note": 2, "Employee": 4, "Department": 2}
"""Of what records the panel is asked by their ids, and of how many: a page shows all of a kind or none."""
SHOWING = ("meetings", "meeting_series", "follow_ups", "room", "minutes", "meeting_papers", "employees")
BLIND = ("participant", "secretary_a", "auditor", "outsider_b", "nobody")
HELD_BACK = [*words("a", "b"), *(whispering.word("c", part) for part in ("judul", "private", *whispering.AGREED))]


@pytest.fixture
def world(store: Flask, city: SimpleNamespace, cast: dict[str, Member]) -> Iterator[SimpleNamespace]:
    """A confidential meeting with approved minutes (a), one that is invited to (b), an open one (c); mails are sent."""
    key = str(store.config["SECRET_KEY"])
    invitations.mail_as(Mailing("sekretariat@kota.example", "https://jenjang.example", key))
    whispering.define(city.a)
    person = makers.make_employee(city.a, name="Peserta Rapat", email="peserta@kota.example")
    other = makers.make_employee(city.a, name="Rekan Rapat", email="rekan@kota.example")
    makers.make_user("peserta", Role.SECRETARY, city.a, employee=person.id)
    people = [person.id, other.id]
    made = [meet(city.a, people, mark) for mark in ("a", "b")]
    for id, mark in zip(made, ("a", "b"), strict=True):
        invite(id, mark)
    hold(made[0], person.id, "a")
    records.change(SYSTEM, Meeting, made[1], {"starts": "10.00"}, records.read(Meeting, made[1])["version"])
    made.append(whisper(city.a, person.id))
    members = {**cast, "participant": Member("participant", sign_in(store, "peserta"))}
    feeds = [make_feed(username) for username in ("peserta", "secretary_a", "auditor", "outsider_b")]
    yield SimpleNamespace(city=city, unit=city.a, people=people, meetings=made, members=members, key=key, feeds=feeds)
    invitations.mail_as(None)


def make_feed(username: str) -> str:
    """The token of somebody's calendar feed."""
    user = User.objects.get(username=username)
    return calendar_feeds.make(Actor(id=user.id, name=username), Origin())


def found(
    store: Flask, world: SimpleNamespace, name: str, routes: Callable[[str], bool] = lambda route: True
) -> dict[str, str]:
    """Where a member is told which secret words, one address each; and where the panel fails."""
    walk = Walk(store, world.city, lambda rule: routes(rule.endpoint))
    walk.stored = {name: held[: ABOUT.get(name, 0)] for name, held in walk.stored.items()}
    client = world.members[name].client
    asked: Iterator[tuple[str, str, Any, str]] = (
        (rule.endpoint, path, each.query, "")
        for rule, path, each in walk.questions()
        if not each.query or not rule.endpoint.startswith("registers.")  # other collections: a bare page is enough
    )
    more = whispering.more_addresses(world, world.key)
    holes, count = {}, 0
    for route, path, query, own in chain(asked, ((route, path, {}, own) for route, path, own in more if routes(route))):
        count += 1
        answer = client.get(path, query_string=query or None, buffered=True)
        text = readable(answer)
        holes |= {f"{route}: {word}": f"{path} {query}"[:300] for word in HELD_BACK if word != own and word in text}
        if answer.status_code >= 500:
            holes[f"{route}: {answer.status_code}"] = f"{path} {query}"[:300]
    assert count, "a walk that asks nothing proves nothing"
    return holes


@pytest.mark.parametrize("name", BLIND)
def test_not_a_byte_is_told(store: Flask, world: SimpleNamespace, name: str) -> None:
    assert found(store, world, name) == {}


def test_who_may_see_it_sees_all(store: Flask, world: SimpleNamespace) -> None:
    """The same addresses show every word to the head of the dinas, but what is masked: they were asked right."""
    told = found(store, world, "head_a", lambda route: route.partition(".")[0] in SHOWING)
    shown = {each.rpartition(" ")[2] for each in told}
    ahead = (*whispering.ROOM, *whispering.AGREED, "pemberi")  # of a meeting that is not held yet there is none
    hidden = {whispering.word(mark, part) for mark in "ab" for part in (*whispering.NOWHERE, "sandi")}
    assert set(HELD_BACK) - shown <= hidden | {whispering.word("b", part) for part in ahead}
    assert not found(store, world, "head_a", lambda route: route == "minutes.verify"), "a code tells nobody a title"


def test_mails_and_calendars_tell_nothing(store: Flask, world: SimpleNamespace) -> None:
    mails = list(Mail._get_collection().find({}))
    assert {each["kind"] for each in mails} == {"invitation", "cancellation", "update"}
    guests = {str(each.id): (str(each.guest), str(each.email)) for each in Participant.objects(guest__exists=True)}
    for mail in mails:
        text = str(mail)
        for own in guests.get(str(mail["participant"]), ()):  # how they are called, and where it goes to
            text = text.replace(own, "")
        assert not [word for word in HELD_BACK if word in text.lower()], mail
    for text in (
        calendars.feed(makers.make_actor(role, world.unit)).decode() for role in (Role.SECRETARY, Role.AUDITOR)
    ):
        assert "Rapat terbuka" in text and not [word for word in HELD_BACK if word in text.lower()]


HOLES: dict[str, tuple[Any, str, Any, str, str]] = {
    "confidential for all": (policy, "SEES_CONFIDENTIAL", frozenset(Role), "secretary_a", "meetings.index_view"),
    "papers for all": (policy, "require", lambda *args: None, "auditor", "meeting_papers.download"),
    "the room for all": (policy, "require", lambda *args: None, "participant", "room.index"),
    "history for all": (history, "_openness", lambda entry: {}, "secretary_a", "meetings.details_view"),
    "exports for all": (policy, "SEES_CONFIDENTIAL", frozenset(Role), "participant", "follow_ups.export"),
    "titles outside": (calendars, "title_of", lambda raw: str(raw.get("title")), "nobody", "answer"),
    "places outside": (calendars, "place_of", lambda raw: str(raw.get("venue")), "nobody", "aspiration"),
    "the trail for all": (policy, "SEES_CONFIDENTIAL", frozenset(Role), "auditor", "audit.index_view"),
}


@pytest.mark.parametrize("hole", HOLES)
def test_a_planted_hole_is_heard(
    store: Flask, world: SimpleNamespace, hole: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, name, planted, member, route = HOLES[hole]
    monkeypatch.setattr(owner, name, planted)
    assert found(store, world, member, lambda each: each == route), f"the walk does not hear this hole: {hole}"


def test_a_hole_in_minutes_is_heard(store: Flask, world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """An open meeting's minutes that told its confidential notes would tell them to its dinas' secretary."""
    told = [{"kind": "discussion", "text": whispering.word("c", "private"), "employee": world.people[0]}]
    monkeypatch.setattr(minutes, "notes_of", lambda *args: told)
    monkeypatch.setattr(minutes, "approved", lambda meeting: [])
    assert found(store, world, "secretary_a", lambda each: each == "meeting_papers.download")
