"""Folding and tokens: what makes a search exact, fast and blind to case and accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SHORTEST = 2
LONGEST = 12
LONGEST_NUMBER = 18
MOST = 400
_WORD = re.compile(r"[0-9a-z]+")
_BEFORE = re.compile(r"(?<!\w)(?:prof|dr|drg|drs|dra|ir|apt|ns|bd|h|hj|kh)\.\s*", re.IGNORECASE)
_TITLE = r"(?:[A-Z]\w{0,9}|dr[sag]?)\.[\w.]*"
_BEHIND = re.compile(rf"(?:,\s*{_TITLE}|\s+[A-Z]\w{{0,4}}\.[A-Z][\w.]*)(?:(?:,\s*|\s+){_TITLE})*,?\s*$")
_LONGEST_NAME = 200
"""Nobody is called by more characters; what is longer is no name, and not worth the time."""


def fold(text: str) -> str:
    """Lower case without accents, inner space single: `Agustina  Rahmawatí` → `agustina rahmawati`."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def words(text: str) -> list[str]:
    """The searchable words of a text, folded."""
    return _WORD.findall(fold(text))


def tokens(texts: Iterable[str | None]) -> list[str]:
    """Every prefix of 2 to 12 characters of every word, and of digits up to 18 (an NIP); sorted, without repeats.

    Stored under a multikey index and asked for by equality, so that "as you type" is one index seek a word. At most
    some 400 a record, from the first words on: a long text would be thousands of index keys and say no more.
    """
    found: set[str] = set()
    for text in texts:
        for word in words(text or ""):
            if len(found) >= MOST:
                return sorted(found)
            longest = LONGEST_NUMBER if word.isdigit() else LONGEST
            found.update(word[:size] for size in range(SHORTEST, min(len(word), longest) + 1))
    return sorted(found)


def without_degrees(text: str) -> str:
    """A text without the titles at its end, behind a comma: `usul ke Bala, S.Kep.` → `usul ke Bala`."""
    return text[:-_LONGEST_NAME] + _BEHIND.sub("", text[-_LONGEST_NAME:])


def is_title(word: str) -> bool:
    """Whether a word is a title as it stands before a name, such as `dr.`."""
    return _BEFORE.fullmatch(word) is not None


def bare(query: str) -> str:
    """A query without titles as the panel shows them with names, for names are searched without: `dr. Bala, S.Kep.`
    asks for `Bala`. What is nothing but a title stays."""
    query = query[:_LONGEST_NAME]
    left = _BEHIND.sub("", _BEFORE.sub("", query))
    return left if left.strip() else query


def asked(query: str) -> list[str]:
    """The tokens a search asks for, longest (most selective) first; an NIP typed in groups is joined.

    Words of one letter are dropped and long ones cut as they are stored. At most 8 words count.
    """
    joined = re.sub(r"(?<=\d)[\s.]+(?=\d)", "", bare(query))
    cut = (word[: LONGEST_NUMBER if word.isdigit() else LONGEST] for word in words(joined))
    return sorted({word for word in cut if len(word) >= SHORTEST}, key=lambda w: (-len(w), w))[:8]
