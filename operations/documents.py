"""Papers from plain data: PDF by Typst, DOCX from a Word template. Knows nothing of records, requests or rights.

Values are handed over as data and never put into a template's source, so that no text of a user can be markup. Both
need nothing of the system: Typst's own fonts are used.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import segno
import typst
from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.image.image import Image

FOLDER = Path(__file__).resolve().parents[1] / "seeds" / "letters"
PDF = "application/pdf"
WIDEST = 4_000
"""Pixels of a side that a picture has at most: a small file may hold a picture that fills the memory."""
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


def pdf(name: str, data: Mapping[str, Any], logo: bytes | None = None) -> bytes:
    """The PDF of the template `seeds/letters/<name>.typ` filled with `data`; `logo` is a PNG or JPEG.

    A QR code stands where `data["disahkan"]["tautan"]` leads somewhere.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)  # the only folder that the template may read
        for each in FOLDER.glob("*.typ"):
            shutil.copy(each, place)
        told = {**data, "logo": _put_logo(place, logo), "qr": _put_code(place, data)}
        found = typst.compile(
            str(place / f"{name}.typ"),
            root=folder,
            sys_inputs={"data": json.dumps(told, ensure_ascii=False)},
            ignore_system_fonts=True,
        )
    assert isinstance(found, bytes)
    return found


def _put_logo(place: Path, logo: bytes | None) -> str:
    ending = drawable(logo)
    if not logo or not ending:
        return ""
    (place / f"logo.{ending}").write_bytes(logo)
    return f"logo.{ending}"


def _put_code(place: Path, data: Mapping[str, Any]) -> str:
    address = (data.get("disahkan") or {}).get("tautan")
    if not address:
        return ""
    segno.make(address, error="m", micro=False).save(str(place / "qr.svg"), border=0, scale=4)
    return "qr.svg"


def code_picture(address: str) -> bytes:
    """A QR code as PNG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", border=1, scale=6)
    return out.getvalue()


def drawable(picture: bytes | None) -> str:
    """`png` or `jpg` for a picture that can be put on paper, nothing for one that is broken, too wide or of another
    kind: a paper comes without its logo rather than not at all."""
    if not picture:
        return ""
    try:
        found = Image.from_blob(picture)
    except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError, KeyError, ValueError):
        return ""
    fits = 0 < found.px_width <= WIDEST and 0 < found.px_height <= WIDEST
    return _ENDINGS.get(found.content_type, "") if fits else ""
