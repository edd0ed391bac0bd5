"""Word templates of invitation and minutes: ours, or a unit's own, which is tried out before it is taken."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from typing import IO, Any

from bson import ObjectId
from docx import Document
from docx.opc.exceptions import OpcError
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import TemplateError

from models.unit_settings import UnitSettings
from models.wording import N_, Message
from operations import documents, files, word_fields, word_files
from operations.actors import Actor
from operations.errors import Invalid, Missing
from operations.paper_samples import SAMPLES

OWN = {"invitation": "invitation_template", "minutes": "minutes_template"}
"""The setting of a unit that holds its own template of a paper."""
CANNOT_FILL = N_("This template cannot be filled: %(reason)s")
OWN_FAILS = N_("The unit's own Word template cannot be filled any more. Put another one in its settings.")
_FAILS = (
    *word_files.BROKEN, TemplateError, OpcError, ArithmeticError, AttributeError, TypeError, AssertionError,
    RecursionError, SyntaxError, MemoryError, struct.error,
)  # fmt: skip
"""What filling raises for a template that is broken."""


def standard(kind: str) -> bytes:
    """Our own template. Raises Missing for a paper that has none."""
    if kind not in OWN:
        raise Missing()
    return (documents.FOLDER / f"{kind}.docx").read_bytes()


def filled(kind: str, settings: UnitSettings, data: Mapping[str, Any], logo: bytes | None) -> bytes:
    """The DOCX of a paper by the unit's template, or ours where it has none. Raises Invalid where its own fails."""
    own = getattr(settings, OWN[kind])
    if not isinstance(own, ObjectId):
        return fill(kind, standard(kind), data, logo)
    try:
        return fill(kind, files.read_kept(own), data, logo)
    except (word_fields.Refused, Missing, *_FAILS):
        raise Invalid({"": Message(OWN_FAILS)}) from None


def fill(kind: str, template: bytes, data: Mapping[str, Any], logo: bytes | None) -> bytes:
    """A template filled with `data`. Raises Refused, and whatever a broken one leads to."""
    made = DocxTemplate(io.BytesIO(template))
    address = (data.get("disahkan") or {}).get("tautan")
    pictures = {
        "logo": InlineImage(made, io.BytesIO(logo or b""), height=Mm(22)) if documents.drawable(logo) else "",
        "qr": InlineImage(made, io.BytesIO(documents.code_picture(address)), width=Mm(26)) if address else "",
    }
    made.render({**data, **pictures}, word_fields.Filling(SAMPLES[kind]))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def keep(actor: Actor, field: str, stream: IO[bytes], filename: str) -> ObjectId:
    """Store an uploaded template for the setting `field`, once it has been filled with a sample. Raises Invalid with a
    sentence, and Full."""
    kind = next(each for each, name in OWN.items() if name == field)
    content = stream.read(files.KINDS["docx"][1] + 1)
    files.check(content, ("docx",))
    told = problem(kind, content)
    if told is not None:
        raise Invalid({field: told})
    return files.keep_content(actor, content, filename, ("docx",))


def problem(kind: str, content: bytes) -> Message | None:
    """Why a template cannot be used for a paper; None for a good one."""
    told = word_files.problem(content)
    if told is not None:
        return told
    try:
        for data in (SAMPLES[kind], _empty(SAMPLES[kind])):
            Document(io.BytesIO(fill(kind, content, data, None)))
    except word_fields.Refused as error:
        return error.message
    except TemplateError as error:
        return Message(CANNOT_FILL, reason=str(error)[:200])
    except _FAILS as error:
        return Message(CANNOT_FILL, reason=type(error).__name__)
    return None


def _empty(sample: Mapping[str, Any]) -> dict[str, Any]:
    """The sample of a paper of which nothing is known yet."""
    empties: dict[type, Any] = {list: [], str: "", bool: False}
    return {
        name: _empty(value) if isinstance(value, Mapping) else empties[type(value)] for name, value in sample.items()
    }


def field_names(kind: str) -> list[tuple[str, bool]]:
    """(field, whether it is a list) for every field that templates of a paper may use."""
    return list(word_fields.paths(SAMPLES[kind]))
