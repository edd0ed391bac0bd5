"""Whether an uploaded file is a Word document that may be opened: nothing in it acts, or calls out.

Checked before anything parses it as a whole: a small file may unpack to a huge one.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from models.wording import N_, Message

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAIN = "word/document.xml"
MOST_PARTS = 400
MOST_FIELDS = 1_000
UNPACKED = 20 * 2**20
PART = 2**20
"""Bytes of one XML part at most."""
TEXT = 2**19
"""Bytes of all parts together that hold text: filling takes some seconds for so many, and grows with them."""
_NO_TEXT = re.compile(r"word/(?:styles|stylesWithEffects|settings|webSettings|fontTable|numbering|theme/.*)\.xml")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ACTIVE = re.compile(r"vbaProject|activeX|embeddings/|afchunk|\.(?:bin|exe|js|vbs|html?|mht|rtf)$", re.IGNORECASE)
_CALLS = re.compile(r"DDE|INCLUDETEXT|INCLUDEPICTURE|MACROBUTTON|IMPORT|DATABASE|(?<![A-Z])LINK", re.IGNORECASE)
_KNOWN = re.compile(r".*\.(?:xml|rels|png|jpe?g|gif|emf|wmf|tiff?|odttf)", re.IGNORECASE)
"""What a document consists of: text that is looked through, pictures and fonts. A part by another name would be read by
Word all the same, whatever its name says."""
_OPENED = re.compile(r"\{\{|\{%|\{#")
_CLOSED = re.compile(r"\}\}|%\}|#\}")
_STRAY_BRACES = 200
"""Braces outside of any text, such as those around the GUIDs of drawings."""
NOT_WORD = N_("This is no Word document (.docx) that can be read.")
ACTS = N_("This document holds macros, embedded files or links that load something. Take them out.")
TOO_LARGE = N_("This document is too large when it is unpacked.")
NOT_CLOSED = N_("A field is not closed in its paragraph: “%(text)s”.")
BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, etree.LxmlError, LookupError, ValueError, EOFError,
    NotImplementedError, RuntimeError, OSError,
)  # fmt: skip
"""What reading a broken archive raises."""


def is_docx(content: bytes) -> bool:
    """Whether this is a Word document at all, whatever is in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            told = archive.open("[Content_Types].xml").read(PART)
            return MAIN in archive.namelist() and f"{DOCX}.main+xml".encode() in told
    except BROKEN:
        return False


def problem(content: bytes) -> Message | None:
    """Why this document is not taken; None for a good one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return next(_problems(archive), None)
    except BROKEN:
        return Message(NOT_WORD)


def _problems(archive: zipfile.ZipFile) -> Iterator[Message]:
    parts = archive.infolist()
    xml = [each for each in parts if each.filename.lower().endswith((".xml", ".rels"))]
    if len(parts) > MOST_PARTS or sum(each.file_size for each in parts) > UNPACKED:
        yield Message(TOO_LARGE)
    text = sum(each.file_size for each in xml if not _NO_TEXT.fullmatch(each.filename))
    if text > TEXT or any(each.file_size > PART for each in xml):
        yield Message(TOO_LARGE)
    if any(_ACTIVE.search(each.filename) or not _is_known(each) for each in parts):
        yield Message(ACTS)
    for each in xml:
        with archive.open(each) as file:
            yield from _part_problems(each.filename, file.read(PART + 1))


def _is_known(part: zipfile.ZipInfo) -> bool:
    return part.is_dir() or _KNOWN.fullmatch(part.filename) is not None


def _part_problems(name: str, content: bytes) -> Iterator[Message]:
    if len(content) > PART:
        yield Message(TOO_LARGE)
    if b"<!" in content.replace(b"<!--", b"").replace(b"<![CDATA[", b"") or b"\0" in content:
        yield Message(NOT_WORD)  # a document type could define entities that grow without end
    tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    if name.lower().endswith(".rels") and any(_loads(each) for each in tree):
        yield Message(ACTS)
    if not _NO_TEXT.fullmatch(name):
        if _CALLS.search(_commands(tree)):
            yield Message(ACTS)
        yield from _field_problems(tree, content)


def _loads(relation: etree._Element) -> bool:
    """Whether a relation leads out of the document and is no link to be followed by hand."""
    is_link = str(relation.get("Type")).endswith("/hyperlink")
    return relation.get("TargetMode") == "External" and not is_link


def _commands(tree: etree._Element) -> str:
    """What Word itself is told to put in, such as a page number; a command may lie in several pieces."""
    pieces = "".join(each.text or "" for each in tree.iter(f"{_W}instrText"))
    return " ".join([pieces, *(each.get(f"{_W}instr") or "" for each in tree.iter(f"{_W}fldSimple"))])


def _field_problems(tree: etree._Element, content: bytes) -> Iterator[Message]:
    """Fields are closed in the paragraph they begin in; elsewhere there are none. The filler's patterns else take
    a time that grows with the square of their number."""
    told = fields = 0
    for paragraph in tree.iter(f"{_W}p"):
        text = "".join(each.text or "" for each in paragraph.iter(f"{_W}t"))
        told += text.count("{")
        fields += len(_OPENED.findall(text))
        if len(_OPENED.findall(text)) != len(_CLOSED.findall(text)):
            yield Message(NOT_CLOSED, text=text[:60])
    if fields > MOST_FIELDS:
        yield Message(TOO_LARGE)
    if content.count(b"{") - told > _STRAY_BRACES:
        yield Message(NOT_WORD)
