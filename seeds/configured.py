"""What the sample city's dinas have configured: each the template of its field of work, and a letterhead of its own."""

from __future__ import annotations

from collections.abc import Mapping

from bson import ObjectId

from models.configurations import Layer
from models.departments import Department
from models.unit_settings import NumberTemplate
from operations import applying, configuring, copying, layer_edits, starter_templates
from operations.actors import SYSTEM
from operations.audit import Origin, Source

FIELDS_OF_WORK = {"DINKES": "kesehatan", "DISDIK": "pendidikan", "DINSOS": "sosial", "DISHUB": "perhubungan"}
_ORIGIN = Origin(Source.SEED)


def configure(units: Mapping[str, ObjectId]) -> None:
    """Apply the templates to the dinas of these codes, as an HR admin would; those that are missing are left out."""
    for code, template in FIELDS_OF_WORK.items():
        if code in units:
            _configure(units[code], template)


def _configure(unit: ObjectId, template: str) -> None:
    raw = Department._get_collection().find_one({"_id": unit}) or {}
    lines = ["PEMERINTAH KOTA SALATIGA", str(raw.get("name", "")).upper(), str(raw.get("address") or "")]
    own = {"label_id": "Undangan", "label_en": "Invitation", "letter": "invitation", "code": "800.1.4"}
    number = NumberTemplate(**own, template="{kode}/{urut}/{unit}/{tahun}")
    copying.replace_with(SYSTEM, unit, starter_templates.template(template))

    def settle(layer: Layer) -> None:
        layer_edits.change_settings(layer, {"letterhead": "\n".join(filter(None, lines)), "numbers": [number]})

    configuring.edit(SYSTEM, unit, settle)
    found = applying.preview(SYSTEM, unit)
    configuring.decide(SYSTEM, unit, {finding.key: "leave" for finding in found.findings if finding.is_open})
    applying.apply(SYSTEM, unit, applying.preview(SYSTEM, unit).digest, origin=_ORIGIN)
