"""What an attack on a unit's configuration sends: its forms, odd values, odd files, and layers that bear a mark."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from flask import Flask

from models.configurations import Layer
from models.definitions import TypeDefinition
from models.registers import StateDefinition
from models.unit_settings import NumberTemplate, UnitSettings
from tests.conftest import Member
from tests.defining import make_definition
from tests.registering import make_register
from tests.walking import shown

SCREENS = ("configuration", "unit_settings", "unit_registers", "unit_exchange", "unit_setup", "registers", "imports")
LISTS = ("employees", "trainings", "feedback")
HIDDEN = {"head_a": "bkonf", "secretary_a": "bkonf", "hr_a": "bkonf", "outsider_b": "akonf", "nobody": "akonf"}
ROW = {"numbers-0-label_id": "N", "numbers-0-template": "{urut}", "numbers-0-key": "n", "numbers-0-code": "1"}
STATES = {"states-0-label_id": "Draf", "transitions-0-before": "Draf", "transitions-0-roles": "head"}
FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/configuration/unit/", {"do": "add", "new_label": "Baru", "kind": "text", "section": "", "open": "1"}),
    ("/configuration/unit/", {"do": "save", "key": "pilih", "label_id": "L", "kind": "choice", "choices-0-code": "x"}),
    ("/configuration/unit/", {"do": "save", "key": "tidak_ada", "label_id": "Bukan warisan", "close": "1"}),
    ("/configuration/unit/", {"do": "list", "kode-label_id": "L", "kode-order": "3", "kode-section": "", "as": "list"}),
    ("/configuration/unit/", {"do": "move", "key": "kode", "step": "1", "before": "", "section": "", "look": "form"}),
    ("/configuration/unit/", {"do": "retire", "key": "kode", "type": "Training"}),
    ("/configuration/unit/", {"do": "section", "new_section": "Bagian", "rehearsed": "1"}),
    ("/configuration/unit/", {"do": "rename", "key": "section:bagian", "label_id": "B", "label_en": "S", "close": "1"}),
    ("/configuration/unit/", {"do": "remove", "key": "section:bagian"}),
    ("/configuration/unit/", {"do": "decide", "finding": "Employee/kode:missing", "decision": "leave", "text": ""}),
    ("/configuration/unit/", {"do": "discard"}),
    ("/configuration/apply/", {"digest": "x", "note": "n", "type": "Employee"}),
    ("/configuration/versions/", {"number": "1"}),
    ("/unit-settings/", {"group": "letters", "letterhead": "K", "delegated": "1", "logo": "", **ROW}),
    ("/unit-settings/", {"group": "lists", "views-0-filters": "/employees/?kind=pns", "sensitive-0-type": "Employee"}),
    ("/unit-settings/", {"group": "criteria", "criteria-0-label_id": "A", "criteria-0-weight": "100", "skills": "a"}),
    ("/unit-registers/", {"do": "add", "new_label": "Reg", "owner": "employee"}),
    ("/unit-registers/", {"do": "save", "key": "izin", "label_id": "X", "order": "3", "title_field": "nomor", **STATES}),
    ("/unit-registers/", {"do": "retire", "key": "izin"}),
    ("/unit-exchange/", {"do": "template", "template": "umum"}),
    ("/unit-exchange/", {"do": "copy", "source": "", "part": "types/Employee/kode"}),
    ("/unit-setup/", {"name": "Dinas Baru", "code": "BARU", "form_token": "t"}),
    ("/unit-setup/step/", {"step": "template", "template": "umum"}),
    ("/unit-setup/step/", {"step": "letterhead", "letterhead": "X", "number": "{urut}"}),
    ("/unit-setup/step/", {"step": "people", "units": "Bidang X", "people": "198501012010011999 Nama"}),
    ("/unit-setup/step/", {"step": "roles", "head_name": "K", "head_username": "kepala.x"}),
    ("/unit-setup/step/", {"step": "apply"}),
    ("/imports/apply/", {"id": "", "digest": "x"}),
)  # fmt: skip
LONG = "9" * 5000
ODD = (
    "x" * 5000,
    "a\0b",
    "$where",
    "__proto__",
    "../../etc",
    "\x1b\r\nSet-Cookie: a=b",
    "😀<script>alert(1)",
    LONG,
    "²",
)
YAMLS = (
    "format: 1\ntypes: &a [*a]", "format: 1\nx: !!python/object/apply:os.system [ls]", "format: 1\n" + "[" * 5000,
    "format: 1\n" + "x" * 600_000, "\x89PNG\0\0", 'format: 1\n"\\ud800": 1', "format: 1\nregisters: 3", "--- \n--- ",
    "format: 1\ntypes:\n- {name: __proto__, fields: [{key: $where, kind: text, label: x}]}", "{[: }", "format: 2",
    "a: &x [l, l]\nb: &y [*x, *x]\nc: [*y, *y]", "format: 1\nsettings: {jp_floor: " + LONG + "}", "",
)  # fmt: skip


def marked_layer(mark: str) -> Layer:
    """A layer with that mark in everything that people read; its keys are the same in both agencies."""
    told = [make_definition(key, kind, label_id=f"{mark} {key}", **more) for key, kind, more in (
        ("kode", "text", {"listed": True, "filterable": True}), ("nomor", "text", {"filterable": True}),
        ("pilih", "choice", {"choices": (f"{mark.lower()}_pilih",)}), ("gaji", "money", {"sensitive": True}),
        ("sampai", "date", {}),
    )]  # fmt: skip
    states = [StateDefinition(key=key, label_id=f"{mark} {key}") for key in ("draf", "berlaku", "dicabut")]
    named = {"label_id": f"{mark} register", "label_en": None}
    kept = [make_register(states=states, **named), make_register(f"khusus_{mark[0].lower()}", states=states, **named)]
    number = NumberTemplate(key="undangan", label_id=f"{mark} nomor", template="{urut}")
    names = ("Employee", "Training", "Feedback", *(str(each.key) for each in kept))
    settings = UnitSettings(letterhead=f"{mark} kop", skills=[f"{mark} skill"], numbers=[number])
    return Layer(types=[TypeDefinition(name=name, fields=told) for name in names], registers=kept, settings=settings)


def questions(side: str, city: SimpleNamespace) -> Iterator[dict[str, Any]]:
    """What asks for the other agency: its ids under every name that these screens know."""
    other, own = ("b", "a") if side == "b" else ("a", "b")
    unit, entry, person = (
        getattr(city, other),
        getattr(city, f"entry_{other}").id,
        getattr(city, f"employee_{other}").id,
    )
    yield {}
    yield {"unit": unit, "id": entry, "department": unit, "employee": person, "clone": entry, "of": "Register:izin"}
    yield {"unit": getattr(city, own), "source": unit, "id": getattr(city, f"entry_{own}").id, "edit": "kode"}
    yield {"unit": unit, "draft": 1, "rehearsed": 1, "type": "izin", "department": city.root, "group": "letters"}
    yield {"employee": person, "of": f"Register:khusus_{other}"}


def leaks(app: Flask, member: Member, city: SimpleNamespace) -> list[str]:
    """What the screens show to a member of the other agency's configuration."""
    mark = HIDDEN[member.name]
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] not in (*SCREENS, *LISTS) or "GET" not in (rule.methods or ()):
            continue
        for key in ("izin", f"khusus_{mark[0]}") if "key" in rule.arguments else ("",):
            values = {"key": key, "export_type": "csv"}
            path = rule.build({name: values[name] for name in rule.arguments})[1].partition("?")[0]
            for query in questions(mark[0], city):
                answer = member.get(path, query_string={name: str(value) for name, value in query.items()})
                if mark in shown(answer) or answer.status_code >= 500:
                    found.append(f"{answer.status_code} {path} {query}")
    return found
