"""Quick lines: `Usulkan diklat budi @12/12` is what is to be done, who does it and until when.

Who may be named behind the last `:`, behind `@` (`@budi 12/12`), first of all before `@day/month` (`budi @12/12 kirim
usulan`) or last of all behind it, or by the last words before it: the longest that are the name of somebody in the
meeting or in its unit. What cannot be told stays in the text and is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bson import ObjectId

from models.codes import ACTIVE_STATUSES
from models.dates import DateError, parse_day
from models.people import Employee
from models.search import LONGEST, SHORTEST, fold, words
from operations import listing, participants, policy
from operations.actors import Actor

_DAY = r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>\d{2,4}))?\s*$"
_SHORT = re.compile(rf"@\s*{_DAY}")
_NAMED = re.compile(rf"(?<!\S)@\s*(?P<who>[^\W\d][^@:]{{0,59}}?)[\s,]+{_DAY}")
_FIRST = re.compile(
    r"^(?P<who>[^\W\d][^@:]{0,59}?)\s*@\s*(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>\d{2,4}))?"
    r"[\s,:]+(?P<what>\S.*)$"
)
_AFTER = re.compile(
    r"^(?P<what>\S.*?)\s+@\s*(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>\d{2,4}))?[\s,:]+(?P<who>[^\W\d][^@:]{0,59})$"
)
_AT = re.compile(r"(?<!\S)@\s*([^\W\d][^@:]{0,59})$")
_LEADS = frozenset({"oleh", "pic", "pak", "bapak", "bu", "ibu", "sdr", "sdri"})
"""Words that lead to a name and say nothing without it."""
MOST = 50
WORDS = 5
NOBODY = "-"
"""The choice that the last words of a line are nobody's name."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A line by its signs alone: `who` stands behind `:` or `@`; a day that is none is `wrong` and stays."""

    text: str
    who: str
    due: date | None
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who may be meant: an employee, or a guest of the meeting, who has no id."""

    id: ObjectId | None
    name: str
    about: str = ""

    @property
    def key(self) -> str:
        return str(self.id or self.name)


@dataclass(frozen=True, slots=True)
class Read:
    """What a line says. `choices` are those who may be meant by `who` where that are several."""

    text: str
    due: date | None
    pic: Somebody | None = None
    pic_name: str = ""
    who: str = ""
    choices: tuple[Somebody, ...] = ()
    wrong: str = ""


def parse(line: str, today: date) -> Parsed:
    """Read the signs of a line: `what : who @day/month`. A day that is past is next year's."""
    text, due, who, wrong = line.strip(), None, "", ""
    match = _SHORT.search(text) or _NAMED.search(text)
    if match:
        who = match.group("who").strip() if match.re is _NAMED else ""
        due = _day(match, today)
        wrong = "" if due else text[match.start("day") :]
        text = text[: match.start()].strip()
    text, who = (text, who) if who else _behind_a_sign(text)
    return Parsed(f"{text} @{wrong}" if wrong else text, who, due, wrong)


def _behind_a_sign(text: str) -> tuple[str, str]:
    """(what, who) where a name stands behind the last `@` or `:`."""
    at = _AT.search(text)
    if at and text[: at.start()].strip():
        return text[: at.start()].strip(), at.group(1).strip()
    head, mark, who = text.rpartition(":")
    if mark and 0 < len(who.strip()) <= 60 and head.strip():
        return head.strip(), who.strip()
    return text, ""


def _day(match: re.Match[str], today: date) -> date | None:
    day, month, year = match.group("day", "month", "year")
    whole = int(year) + (2000 if len(year) == 2 else 0) if year else today.year
    try:
        found = parse_day(f"{day}-{month}-{whole}")
    except (DateError, ValueError):
        return None
    if not year and found < today:
        try:
            return found.replace(year=found.year + 1)
        except ValueError:
            return found + timedelta(days=365)
    return found


def read(actor: Actor, meeting: Mapping[str, Any], line: str, today: date, choice: str = "") -> Read:
    """What a line says in a meeting. `choice` is the key of the one who is meant of several, or NOBODY."""
    told = parse(line, today)
    first = _FIRST.match(line.strip())
    if first:  # `budi @12/12 kirim usulan`, where somebody is called so
        who, due = first.group("who").strip(), _day(first, today)
        found = find(actor, meeting, who) if due else []
        if found:
            return _settled(Read(first.group("what").strip(), due, pic_name=who, who=who), found, choice)
    after = _AFTER.match(line.strip())
    if after:  # `kirim usulan @12/12 budi`, likewise
        who, due = after.group("who").strip(), _day(after, today)
        found = find(actor, meeting, who) if due else []
        if found:
            return _settled(Read(after.group("what").strip(), due, pic_name=who, who=who), found, choice)
    if told.who:
        found = find(actor, meeting, told.who)
        return _settled(Read(told.text, told.due, pic_name=told.who, who=told.who, wrong=told.wrong), found, choice)
    tail = f" @{told.wrong}" if told.wrong else ""
    text = told.text.removesuffix(tail)
    if choice == NOBODY or not (told.due or told.wrong):
        return Read(told.text, told.due, wrong=told.wrong)
    who, found = _last_words(actor, meeting, text)
    if not found:
        return Read(told.text, told.due, wrong=told.wrong)
    settled = _settled(Read(told.text, told.due, who=who, wrong=told.wrong), found, choice)
    if settled.pic is None and not settled.pic_name:
        return settled
    left = " ".join(text.split()[: -len(who.split())])
    while left and left.split()[-1].strip(".,-").casefold() in _LEADS:
        left = left.rpartition(" ")[0]
    return Read(f"{left or text}{tail}", told.due, settled.pic, settled.pic_name, who, (), told.wrong)


def named(actor: Actor, meeting: Mapping[str, Any], who: str, choice: str = "") -> Read:
    """Who is meant by a name by itself, or is chosen by their key; `text` is empty."""
    who = who.strip()
    if not who:
        return Read("", None)
    found = find(actor, meeting, who)
    if choice not in ("", NOBODY, *(each.key for each in found)):
        found = [each for each in _people(actor, meeting, ()) if each.key == choice] or found
        raw = listing.one(actor, Employee, ObjectId(choice), ("name",)) if ObjectId.is_valid(choice) else None
        found = [_employee(raw)] if raw else found
    return _settled(Read("", None, pic_name=who, who=who), found, choice)


def _settled(told: Read, found: Sequence[Somebody], choice: str) -> Read:
    if choice == NOBODY:
        return told
    chosen = [each for each in found if each.key == choice] or found
    if len(chosen) == 1:
        one = chosen[0]
        return replace(told, pic=one, pic_name="") if one.id else replace(told, pic_name=one.name)
    return replace(told, choices=tuple(found))


def find(actor: Actor, meeting: Mapping[str, Any], who: str) -> list[Somebody]:
    """Those whose names have these beginnings of words: of the meeting and its unit, else of all within reach.

    Who is called exactly so goes before those who are called so among other names.
    """
    typed = words(who)
    people = _people(actor, meeting, [word for word in typed if len(word) >= SHORTEST])
    found = [each for each in people if typed and all(_begins(word, words(each.name)) for word in typed)]
    if not found:
        found = [_employee(raw) for raw in listing.suggest(actor, Employee, who, 5)]
    return [each for each in found if fold(each.name.split(",")[0]) == fold(who)] or found


def _last_words(actor: Actor, meeting: Mapping[str, Any], text: str) -> tuple[str, list[Somebody]]:
    """(the most last words that are somebody's name, who that may be); a word of the name counts as a whole only."""
    typed = text.split()
    last = words(typed[-1]) if len(typed) > 1 else []
    if len(last) != 1 or len(last[0]) < SHORTEST:
        return "", []
    people = [(each, frozenset(words(each.name))) for each in _people(actor, meeting, last)]
    for count in range(min(WORDS, len(typed) - 1), 0, -1):
        who = " ".join(typed[-count:])
        asked = words(who)
        found = [each for each, own in people if asked and own.issuperset(asked)]
        if found:
            return who, [each for each in found if fold(each.name.split(",")[0]) == fold(who)] or found
    return "", []


def _begins(word: str, own: Iterable[str]) -> bool:
    return any(each.startswith(word) for each in own)


def _people(actor: Actor, meeting: Mapping[str, Any], typed: Sequence[str]) -> list[Somebody]:
    """Those in the meeting, and of its unit's active people those whose names have these words: two round trips."""
    there = participants.of_meeting(actor, meeting["_id"])
    found = [Somebody(raw.get("employee"), _named(raw), raw.get("guest_from") or "") for raw in there]
    held = {each.id for each in found}
    tokens = [word[:LONGEST] for word in typed]
    if tokens:
        within = {"scope": meeting["scope"], "status": {"$in": sorted(ACTIVE_STATUSES)}}
        query = {**policy.where(actor, Employee), **within, "search_tokens": {"$all": tokens}}
        rows = Employee._get_collection().find(query, {"name": 1, "position_name": 1}).limit(MOST)
        found += [_employee(raw) for raw in rows if raw["_id"] not in held]
    return found


def _named(raw: Mapping[str, Any]) -> str:
    return str(raw.get("employee_name") or raw.get("guest") or "")


def _employee(raw: Mapping[str, Any]) -> Somebody:
    return Somebody(raw["_id"], str(raw.get("name") or ""), str(raw.get("position_name") or ""))
