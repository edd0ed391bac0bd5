"""A quick line by its signs alone: what stands behind `:` and `@`, and which day; no name is looked up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from models.dates import DateError, parse_day

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
_IN_WORDS = re.compile(
    r"@\s*(\d{1,2}\s+[a-z]{3,9}\.?(?:\s+\d{2,4})?|hari ini|besok|lusa|(?:hari )?(?:senin|selasa|rabu|kamis|jumat|sabtu)"
    r"|(?:minggu|bulan|pekan) depan|today|tomorrow|monday|tuesday|wednesday|thursday|friday|next (?:week|month))\s*$",
    re.IGNORECASE,
)
"""A day that is told in words: it is asked for."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A line by its signs alone: `who` stands behind `:` or `@`; a day that is none is `wrong` and stays. `whole` is
    the text with who is named in it."""

    text: str
    who: str
    due: date | None
    wrong: str = ""
    whole: str = ""

    @property
    def tail(self) -> str:
        """What of the text is a day that is none."""
        return f" @{self.wrong}" if self.wrong else ""


def parse(line: str, today: date) -> Parsed:
    """Read the signs of a line: `what : who @day/month`. A day that is past is next year's."""
    text, due, who, wrong = line.strip(), None, "", ""
    match = _SHORT.search(text) or _NAMED.search(text)
    told = None if match else _IN_WORDS.search(text)
    if told:
        wrong, text = told.group(1), text[: told.start()].strip()
    elif match:
        who = match.group("who").strip() if match.re is _NAMED else ""
        due = _day(match, today)
        wrong = "" if due else text[match.start("day") :]
        text = text[: match.start()].strip()
    whole = f"{text} @{who}" if who else text
    text, who = (text, who) if who else _behind_a_sign(text)
    tail = f" @{wrong}" if wrong else ""
    return Parsed(f"{text}{tail}", who, due, wrong, f"{whole}{tail}")


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


def leading(line: str, today: date) -> list[tuple[str, str, date]]:
    """(who, what, until when) of `budi @12/12 kirim usulan` and `kirim usulan @12/12 budi`: so where it is a name."""
    found = [match for match in (_FIRST.match(line.strip()), _AFTER.match(line.strip())) if match]
    told = [(match.group("who").strip(), match.group("what").strip(), _day(match, today)) for match in found]
    return [(who, what, due) for who, what, due in told if due]
