"""What an attacker on an anonymous round gets hold of: screens, the whole store, and all ways to answer that fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import product
from types import SimpleNamespace
from typing import Any

from bson import json_util
from mongoengine.connection import get_db

from models import group_figures
from tests import rounds
from tests.conftest import csrf_token

ASKED_OF_SCREENS = (
    "/audit/?size=100", "/", "/waiting/", "/feedback-rounds/", "/feedback-rounds/details/?id={round}",
    "/feedback-rounds/progress/?id={round}", "/round-invitations/?round={round}&sort=relation&desc=1",
    "/round-invitations/?giver={giver}", "/round-invitations/details/?id={invitation}", "/round-results/",
    "/employees/details/?id={person}&part=feedback", "/feedback-rounds/export/csv/", "/round-invitations/export/csv/",
    "/round-results/export/csv/",
)  # fmt: skip
WORDS = ("ZEBRA", "YAYASAN", "XENON", "WALUYA", "VIOLET", "UNGGUL", "TERATAI")


_link = cache(rounds.round_links.sign)


def send(world: SimpleNamespace, about: dict[str, Any], **said: Any) -> Any:
    """Answer through the giver's link, which is one link however often it is used, in a browser of one's own."""
    token = _link(world.key, about["round"], about["giver"])
    client = world.app.test_client()
    form = {"csrf_token": csrf_token(client), **{key: str(value) for key, value in said.items()}}
    return client.post(f"/round-answer/{token}/{about['_id']}", data=form)


def everything(
    skipped: tuple[str, ...] = ("sessions", "throttle_counters", "throttle_windows", "statistics"),
) -> dict[str, str]:
    """The whole store, a text a collection."""
    names = sorted(set(get_db().list_collection_names()) - set(skipped))
    return {name: json_util.dumps(sorted(get_db()[name].find(), key=str)) for name in names}


def screens(world: SimpleNamespace) -> dict[str, str]:
    """All that the cast is told on the pages that speak of rounds, but for what differs at each look anyway."""
    about = world.asked[3]
    names = {"round": world.round.id, "giver": about["giver"], "invitation": about["_id"], "person": world.person.id}
    audit = get_db()["audit"]
    kept = [raw["_id"] for raw in audit.find({}, {"_id": 1})]
    found = {}
    for name, member in world.cast.items():
        for path in ASKED_OF_SCREENS:
            answer = member.get(path.format(**names))
            found[f"{name} {path}"] = _plain(answer.text) if answer.status_code == 200 else str(answer.status_code)
        audit.delete_many({"_id": {"$nin": kept}})  # that they exported
    link = world.link
    for path in (f"/round-answer/{link}", f"/round-answer/{link}/{about['_id']}"):
        found[path.rpartition("/")[2]] = _plain(world.app.test_client().get(path).text)
    return found


def _plain(text: str) -> str:
    lines = [line for line in text.splitlines() if "csrf" not in line and "form_token" not in line]
    return "\n".join(line for line in lines if "data-who" not in line)


Told = tuple[tuple[str, int, tuple[tuple[int, str, str], ...]], ...]


def observed(raw: dict[str, Any]) -> Told:
    """All that the store keeps of a result, which is more than any screen shows."""
    figures: dict[str, list[Any]] = defaultdict(list)
    for row in raw.get("figures") or ():
        if row["key"] == "q1":
            figures[row["relations"]].append(
                (row["count"], f"{row['mean'].to_decimal():.2f}", f"{row['spread'].to_decimal():.2f}")
            )
    groups = raw.get("groups") or ()
    return tuple((each["relations"], each["answers"], tuple(figures[each["relations"]])) for each in groups)


def would_be(sheets: dict[str, list[dict[str, int]]]) -> Told:
    """What would be told had people answered so."""
    found = group_figures.told(["q1"], ["q3"], sheets, 3)
    return tuple(
        (
            " ".join(each.relations),
            each.answers,
            tuple((f.count, f"{f.mean:.2f}", f"{f.spread:.2f}") for f in each.figures),
        )
        for each in found
    )


def certain(raw: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """(who, answer) of each anonymous answer that is the same in every way to answer that fits what is told."""
    wanted = observed(raw)
    ways = []
    for numbers in product(range(1, 6), repeat=5):
        sheets = [{"q1": number} for number in numbers]
        all_ = {"self": [{"q1": 5}], "leader": [{"q1": 4}], "peer": sheets[:3], "subordinate": sheets[3:]}
        if would_be(all_) == wanted:
            ways.append(numbers)
    assert ways, "an attacker who finds no way to answer has reckoned wrongly"
    yield from ((who, place[0]) for who, place in enumerate(zip(*ways, strict=True)) if len(set(place)) == 1)
