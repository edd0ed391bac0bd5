"""Register entries on home: who is waited for, where, and every count leads to exactly the rows it counts."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from mongoengine.connection import get_connection

from models.configurations import Layer
from models.entries import EmployeeEntry, UnitEntry, entry_class
from models.registers import AccessDefinition, TransitionDefinition
from models.training import Training
from operations import indexes, records, register_states, register_waiting
from operations.actors import SYSTEM, Actor, Seat
from operations.listing import Asked
from operations.listing import find as find_listed
from tests import makers
from tests.conftest import Member, sign_in
from tests.defining import put_in_force
from tests.integration.test_home import total
from tests.integration.test_list_queries import Trips, stages, trips
from tests.makers import Role
from tests.registering import IZIN, make_entry, make_fields, make_register

__all__ = ["trips"]
Cast = dict[str, Member]
WAITS = re.compile(r'<a class="main-link" href="([^"]+)"><b>(\d+)</b> ([^<]+)</a>')
RUANG = entry_class("ruang", "unit")
SEES = [AccessDefinition(role=role, may="see") for role in ("secretary", "head", "auditor")]


@pytest.fixture
def kept(city: SimpleNamespace) -> SimpleNamespace:
    """Both dinas keep licences, Beta with other steps; Alfa keeps rooms too. Entries lie in Alfa, its bidang, Beta."""
    rooms = make_register("ruang", owner="unit", label_id="Ruang", label_en="Rooms", access=SEES)
    rooms.transitions = [TransitionDefinition(before="draf", after="berlaku", roles=["secretary"])]
    put_in_force(city.a, Layer(registers=[make_register(), rooms], types=[make_fields(), make_fields("ruang")]))
    other = make_register(access=SEES)
    other.transitions = [TransitionDefinition(before="berlaku", after="draf", roles=["secretary", "head"])]
    put_in_force(city.b, Layer(registers=[other], types=[make_fields()]))
    Training.objects.delete()  # their effect would be waited for too
    above = makers.make_employee(city.a)
    for person, numbers in ((above, "12"), (city.employee_a, "345"), (city.employee_b, "67")):
        for number in numbers:
            make_entry(person, f"SIP/{number}")
    move(EmployeeEntry.objects(title="SIP/3").first(), "berlaku")
    EmployeeEntry._get_collection().update_one({"title": "SIP/6"}, {"$set": {"state": "berlaku"}})
    records.create(SYSTEM, RUANG, {"department": city.bidang, "custom.nomor": "R1"})
    return city


def move(entry: Any, to: str) -> None:
    register_states.move(SYSTEM, IZIN, entry.id, to, entry.version)


def waits(member: Member) -> dict[str, int]:
    """What waits by its words, each count checked against the list it leads to."""
    found = WAITS.findall(member.get("/").text)
    for url, count, label in found:
        assert total(member.get(url.replace("&amp;", "&")).text) == int(count), (label, url)
    counts = member.get("/waiting/").json
    assert sum(each["count"] for each in counts.values()) == sum(int(count) for _, count, _ in found)
    return {label.replace("&lt;", "<").replace("&gt;", ">"): int(count) for _, count, label in found}


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("hr", {"Practice <i>licence</i>: Draf, Berlaku": 5}),
        ("head_a", {"Practice <i>licence</i>: Draf": 4}),
        ("secretary_a", {"Rooms: Draf": 1}),
        ("outsider_b", {"Practice <i>licence</i>: Berlaku": 1}),
        ("auditor", {}),
    ],
)
def test_who_may_make_the_step_is_told(kept: SimpleNamespace, cast: Cast, who: str, told: dict[str, int]) -> None:
    assert waits(cast[who]) == told
    if who == "head_a":
        assert cast[who].get("/waiting/").json == {"register_izin": {"count": 4, "label": next(iter(told))}}


def test_the_step_made_waits_no_more(kept: SimpleNamespace, cast: Cast) -> None:
    for entry in EmployeeEntry.objects(state="draf", scope=kept.a):
        move(entry, "berlaku")
    assert waits(cast["head_a"]) == {}
    assert waits(cast["hr"]) == {"Practice <i>licence</i>: Draf, Berlaku": 5}
    layer = Layer(registers=[make_register(retired=True)], types=[make_fields()])
    put_in_force(kept.a, layer)
    assert waits(cast["hr"]) == {}


def seated(*seats: tuple[Role, Any]) -> Actor:
    return Actor(id=None, name="uji", seats=tuple(Seat(role, unit, "", False) for role, unit in seats))


def counted(actor: Actor) -> dict[tuple[str, frozenset[Any]], int]:
    """Counts by states and units, each checked against the list's query and against each entry's own steps."""
    found = {}
    for place, count, capped in register_waiting.counts(actor):
        kind = entry_class(place.register, place.owner)
        asked = Asked(filters={"department": list(place.units), "state": list(place.states)})
        rows = find_listed(actor, kind, asked, ("register", "state", "scope", "employee")).rows
        assert len(rows) == count and not capped
        assert all(register_states.steps(actor, kind, row) for row in rows)
        found[",".join(place.states), place.units] = count
    every = [raw for kind in (EmployeeEntry, UnitEntry) for raw in kind._get_collection().find({})]
    stepped = [raw for raw in every if register_states.steps(actor, kind_of(raw), raw)]
    assert sum(found.values()) == len(stepped)
    return found


def kind_of(raw: dict[str, Any]) -> Any:
    return entry_class(str(raw["register"]), "employee" if "employee" in raw else "unit")


@pytest.mark.parametrize("most", [register_waiting.MOST, 2])
def test_seats_within_seats_count_nothing_twice(
    kept: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(register_waiting, "MOST", most)
    one = frozenset({kept.a}), frozenset({kept.bidang}), frozenset({kept.b})
    assert counted(seated((Role.HEAD, kept.bidang))) == {("draf", one[1]): 2}
    assert counted(seated((Role.HEAD, kept.a), (Role.HEAD, kept.bidang))) == {("draf", one[0]): 4}
    both = counted(seated((Role.HEAD, kept.a), (Role.HR_ADMIN, kept.bidang)))
    assert both == {("draf", one[0]): 4, ("berlaku", one[1]): 1}
    two = counted(seated((Role.HEAD, kept.a), (Role.SECRETARY, kept.b)))
    assert two == {("draf", one[0]): 4, ("berlaku", one[2]): 1}
    assert counted(seated((Role.HR_ADMIN, kept.root))) == {("draf,berlaku", one[0]): 5}
    assert counted(seated((Role.AUDITOR, kept.root))) == {} == counted(seated())


def test_a_role_that_sees_nothing_is_not_told(kept: SimpleNamespace) -> None:
    """The head may make the step but sees the licences in the bidang alone, as its secretary."""
    blind = make_register(access=[AccessDefinition(role="secretary", may="see")])
    put_in_force(kept.a, Layer(registers=[blind], types=[make_fields()]))
    assert counted(seated((Role.HEAD, kept.a))) == {}
    found = counted(seated((Role.HEAD, kept.a), (Role.SECRETARY, kept.bidang)))
    assert found == {("draf", frozenset({kept.bidang})): 2}


def test_one_trip_an_owner_and_none_for_nothing(store: Flask, kept: SimpleNamespace, cast: Cast, trips: Trips) -> None:
    def cost(actor: Actor) -> list[str]:
        list(register_waiting.counts(actor))  # what follows from the definitions is found once a revision
        trips.names.clear()
        trips.is_on = True
        list(register_waiting.counts(actor))
        trips.is_on = False
        return [name for name in trips.names if name != "find"]  # the State, outside of a request

    assert cost(seated((Role.HEAD, kept.a))) == ["aggregate"]
    assert cost(seated((Role.HEAD, kept.a), (Role.SECRETARY, kept.a))) == ["aggregate", "aggregate"]
    assert cost(seated((Role.AUDITOR, kept.root))) == cost(seated((Role.SECRETARY, kept.bidang)))[1:] == []


@pytest.mark.parametrize("seats", [(("head", "a"),), (("hr_admin", "a"), ("secretary", "b"))])
def test_the_count_is_index_backed(kept: SimpleNamespace, seats: tuple[tuple[str, str], ...]) -> None:
    actor = seated(*((Role(role), getattr(kept, unit)) for role, unit in seats))
    wanted = register_waiting.query(register_waiting.due(actor))
    named = indexes.hint(EmployeeEntry, wanted, None)
    assert named == [("register", 1), ("scope", 1), ("state", 1), ("_id", 1)] if len(seats) > 1 else named is None
    command = {"find": "employee_entries", "filter": wanted, **({"hint": dict(named)} if named else {})}
    plan = get_connection().jenjang.command("explain", command)["queryPlanner"]["winningPlan"]
    assert "IXSCAN" in stages(plan) and "COLLSCAN" not in stages(plan), plan


def test_the_audit_trail_offers_the_registers(store: Flask, kept: SimpleNamespace, cast: Cast) -> None:
    for who, count in (("hr", 8), ("auditor", 2)):
        page = offered(cast[who])
        assert 'value="Register:izin"' in page and 'value="UnitRegister:ruang"' in page
        assert "Practice &lt;i&gt;licence" in page and 'value="Employee"' in page
        assert total(cast[who].get("/audit/?document=Register:izin").text) == count
        both = "/audit/?document=UnitRegister:ruang&document=Register:izin"
        assert total(cast[who].get(both).text) == count + 1
    makers.make_user("hr-b", Role.HR_ADMIN, kept.b)
    beta = Member("hr-b", sign_in(store, "hr-b"))
    assert 'value="Register:izin"' in offered(beta) and "UnitRegister" not in offered(beta)
    assert "was left out" in beta.get("/audit/?document=UnitRegister:ruang").text


def offered(member: Member) -> str:
    found = re.search(r'<select[^>]*name="document".*?</select>', member.get("/audit/").text, re.S)
    assert found
    return found[0]
