"""Bring the Indonesian catalogue up to date with the marked texts: `python -m locales.catalogue`.

The messages stand in the order of the alphabet and without line numbers, so that a diff shows nothing but texts.
A text that is no longer marked leaves the catalogue with its translation.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locales" / "id" / "LC_MESSAGES" / "messages.po"
MO = PO.with_suffix(".mo")
KEYWORDS = parse_keywords(["_", "gettext", "ngettext:1,2", "N_", "Said", "say"])
HEADER = "# The Indonesian texts of Jenjang. Translate here, then run `python -m locales.catalogue`."
SINCE = datetime(2026, 1, 1, tzinfo=UTC)  # a date of today would change the file at every run


def extracted() -> Catalog:
    """Every marked text of the panel, untranslated."""
    catalogue = Catalog("id", header_comment=HEADER, project="Jenjang", version="1", fuzzy=False, creation_date=SINCE,
                        revision_date=SINCE, last_translator="Jenjang", language_team="id",
                        msgid_bugs_address="Jenjang")  # fmt: skip
    catalogue.mime_headers = [("Plural-Forms", "nplurals=1; plural=0;")]
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    for _, _, text, _, _ in extract_from_dir(ROOT, methods, options, keywords=KEYWORDS):
        catalogue.add(text)
    return catalogue


def stored() -> Catalog:
    """The catalogue as it lies in the folder; an empty one before the first time."""
    if not PO.exists():
        return Catalog("id")
    with PO.open("rb") as file:
        return read_po(file, "id")


def untranslated(catalogue: Catalog) -> Iterator[Message]:
    """The messages that lack a text, or have one that nobody confirmed."""
    for message in catalogue:
        texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
        if message.id and (message.fuzzy or not all(texts)):
            yield message


def main() -> int:
    """Extract, update and compile; returns 1 while a text waits for its translation."""
    catalogue, known = extracted(), stored()
    for message in catalogue:
        old = known.get(message.id) if message.id else None
        if old is not None and not old.fuzzy and type(old.id) is type(message.id):
            message.string = old.string
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as po, MO.open("wb") as mo:
        write_po(po, catalogue, width=0, no_location=True, sort_output=True)
        write_mo(mo, catalogue)
    waiting = list(untranslated(catalogue))
    for message in waiting:
        print(f"not translated: {message.id}")
    print(f"{len(catalogue)} messages, {len(waiting)} not translated")
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
