"""Quick lines: `Usulkan diklat budi @12/12` is what is to be done, who does it and until when.

Who may be named behind the last `:`, behind `@` (`@budi 12/12`), first of all before `@day/month` (`budi @12/12 kirim
usulan`) or last of all behind it, or by the last words before it: the longest that are the name of somebody in the
meeting or in its unit. What cannot be told stays in the text and is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.search import LONGEST, SHORTEST, bare, fold, is_title, without_degrees, words
from operations.circles import Circle, Somebody
from operations.quick_signs import leading, parse

_LEADS = frozenset({"oleh", "pic", "pak", "bapak", "bpk", "bu", "ibu", "sdr", "sdri", "sdra"})
"""Words that lead to a name and say nothing without it."""
ASKED = 8
"""Of so many at most it is asked who is meant."""
WORDS = 5
NOBODY = "-"
"""The choice that the last words of a line are nobody's name."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a line says. `choices` are those who may be meant by `who` where that are several, and
    `more` are how many others."""

    text: str
    due: date | None
    pic: Somebody | None = None
    pic_name: str = ""
    who: str = ""
    choices: tuple[Somebody, ...] = ()
    wrong: str = ""
    more: int = 0


def names(line: str, today: date) -> list[str]:
    """Whom a line may name: what to search for before it is read."""
    told = parse(line, today)
    last = without_degrees(told.text.removesuffix(told.tail)).split()[-1:] if told.due or told.wrong else []
    return [*(who for who, _, _ in leading(line, today)), *([told.who] if told.who else last)]


def search_words(called: Iterable[str]) -> list[list[str]]:
    """Each of these names as the words to search for; what is no name is left out."""
    found = ([word[:LONGEST] for word in words(bare(each)) if len(word) >= SHORTEST] for each in called)
    return [each for each in found if each]


def read(circle: Circle, line: str, today: date, choice: str = "") -> Read:
    """What a line says in a meeting, whose circle was searched for its `names`. `choice` is the key of the one who is
    meant of several, or NOBODY."""
    told = parse(line, today)
    for who, what, due in leading(line, today):
        found = find(circle, who)
        if found and choice == NOBODY:
            return Read(f"{what} @{who}", due)
        if found:
            settled = _settled(Read(what, due, pic_name=who, who=who), found, choice)
            return replace(settled, text=f"{what} @{who}") if settled.choices else settled
    if told.who:
        if choice == NOBODY:
            return Read(told.whole, told.due, wrong=told.wrong)
        said = Read(told.text, told.due, pic_name=told.who, who=told.who, wrong=told.wrong)
        settled = _settled(said, find(circle, told.who), choice)
        return replace(settled, text=told.whole) if settled.choices else settled  # until it is known who is meant
    if choice == NOBODY or not (told.due or told.wrong):
        return Read(told.text, told.due, wrong=told.wrong)
    whole = told.text.removesuffix(told.tail)
    text = without_degrees(whole)
    who, found = _last_words(circle, text, _degrees(whole[len(text) :]))
    if not found:
        return Read(told.text, told.due, wrong=told.wrong)
    settled = _settled(Read(told.text, told.due, who=who, wrong=told.wrong), found, choice)
    if settled.pic is None and not settled.pic_name:
        return settled
    left = text.split()[: -len(who.split())]
    while left and (left[-1].strip(".,-").casefold() in _LEADS or is_title(left[-1])):
        left.pop()
    return Read(f"{' '.join(left) or text}{told.tail}", told.due, settled.pic, settled.pic_name, who, (), told.wrong)


def named(circle: Circle, who: str, choice: str = "") -> Read:
    """Who is meant by a name by itself, or is chosen by their key; `text` is empty."""
    who = who.strip()
    if not who:
        return Read("", None)
    found = find(circle, who)
    if choice not in ("", NOBODY, *(each.key for each in found)):
        found = [each for each in circle.everybody if each.key == choice][:1] or found
    return _settled(Read("", None, pic_name=who, who=who), found, choice)


def _settled(told: Read, found: Sequence[Somebody], choice: str) -> Read:
    if choice == NOBODY:
        return told
    chosen = [each for each in found if each.key == choice] or found
    if len(chosen) == 1:
        one = chosen[0]
        return replace(told, pic=one, pic_name="" if one.id else one.name)
    if not chosen:
        return told
    return replace(told, pic_name="", choices=tuple(chosen[:ASKED]), more=max(len(chosen) - ASKED, 0))


def find(circle: Circle, who: str) -> list[Somebody]:
    """Those whose names have these beginnings of words."""
    typed, degrees = words(bare(who)), _degrees(who[len(without_degrees(who)) :])
    groups = (
        [each for each in group if typed and _is_called(each, typed) and _has_degrees(each, degrees)]
        for group in (circle.there, circle.unit, circle.beyond)
    )
    return _meant(who, *groups)


def _is_called(each: Somebody, typed: Iterable[str]) -> bool:
    own = words(each.called)
    return all(any(name.startswith(word) for name in own) for word in typed)


def _meant(
    who: str, there: Sequence[Somebody], unit: Sequence[Somebody], beyond: Sequence[Somebody] = ()
) -> list[Somebody]:
    """Of those who are called so the nearest; who is called exactly so goes before who has more names, and beside
    those who take part: then it is asked who is meant."""
    name = fold(bare(who))
    exactly = lambda group: [each for each in group if fold(each.called) == name]  # noqa: E731
    if there:
        return exactly(there) or [*there, *exactly(unit)]
    return list(exactly(unit) or unit or exactly(beyond) or beyond)


def _degrees(behind: str) -> list[str]:
    """Of what stands behind a name, after a comma, that which could as well be a name: it has no point inside."""
    return [word for each in behind.replace(",", " ").split() if "." not in each.rstrip(".") for word in words(each)]


def _has_degrees(each: Somebody, degrees: Sequence[str]) -> bool:
    """Whether these are titles of theirs, and not more names."""
    return set(degrees) <= set(words(each.name))


def _last_words(circle: Circle, text: str, degrees: Sequence[str]) -> tuple[str, list[Somebody]]:
    """(the most last words that are the name of somebody of the meeting or its unit with these `degrees`, who that may
    be). A word of the name counts as a whole only, a single one as the first of their names only, and where the name is
    written with a capital, a word with one before it is part of it: then it is somebody else's."""
    typed = text.split()
    last = words(typed[-1]) if len(typed) > 1 else []
    if len(last) != 1 or len(last[0]) < SHORTEST:
        return "", []
    for count in range(min(WORDS, len(typed) - 1), 0, -1):
        who = " ".join(typed[-count:])
        asked = words(who)
        there, unit = (
            [each for each in group if _has_names(each, asked) and _has_degrees(each, degrees)]
            for group in (circle.there, circle.unit)
        )
        if there or unit:
            is_longer = who[:1].isupper() and _is_name(typed[1:-count])
            return ("", []) if is_longer else (who, _meant(who, there, unit))
    return "", []


def _has_names(each: Somebody, asked: Sequence[str]) -> bool:
    own = words(each.called)
    return own[:1] == asked if len(asked) == 1 else bool(asked) and set(own).issuperset(asked)


def _is_name(before: Sequence[str]) -> bool:
    """Whether the last of these words is written as a name is, and is no title and no abbreviation."""
    last = before[-1] if before else ""
    return last.isalpha() and last.istitle() and last.casefold() not in _LEADS
