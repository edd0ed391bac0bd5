"""Patterns told by an example, not by a regular expression: nothing slow or unsafe can be said with one.

In `440/SIP/001` a digit stands for any digit and a letter for any letter; everything else is meant as it stands.
"""

from __future__ import annotations


def fits(text: str, example: str) -> bool:
    """Whether `text` is written as the example is; one pass, character by character."""
    return len(text) == len(example) and all(map(_alike, text, example))


def _alike(one: str, shown: str) -> bool:
    if shown.isascii() and shown.isdigit():
        return one.isascii() and one.isdigit()
    if shown.isalpha():
        return one.isalpha()
    return one == shown
