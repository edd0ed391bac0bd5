"""Files that records own: checked by content, named safely, opened through their record alone."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from bson import ObjectId
from gridfs import GridFSBucket
from hypothesis import given
from hypothesis import strategies as st
from mongoengine.connection import get_db

from models.imports import ImportJob
from models.people import Employee
from models.users import Role
from operations import files, records
from operations.actors import SYSTEM
from operations.commits import refuse_unless
from operations.errors import Full, Invalid, Missing
from tests import makers
from tests.unit.test_spreadsheets import workbook

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
SHEET = ("sheet",)


def keep(content: bytes, kinds: tuple[str, ...] = ("image",), name: str = "foto.png") -> ObjectId:
    return files.keep(SYSTEM, io.BytesIO(content), name, kinds)


def about(id: ObjectId) -> SimpleNamespace:
    found = GridFSBucket(get_db(), "files").open_download_stream(id)
    return SimpleNamespace(name=found.filename, content=found.read(), **(found.metadata or {}))


@pytest.mark.parametrize(
    ("content", "kinds", "kind"),
    [
        (PNG, ("image",), "image/png"), (JPEG, ("image",), "image/jpeg"), (PDF, ("image", "pdf"), "application/pdf"),
        (b"NIP;NAMA\n", SHEET, "text/csv"), (workbook([["NIP"]]), SHEET, files.XLSX),
    ],
)  # fmt: skip
def test_a_file_is_kept_with_its_type_and_hash(
    city: SimpleNamespace, content: bytes, kinds: tuple[str, ...], kind: str
) -> None:
    kept = about(keep(content, kinds))
    assert (kept.content, kept.content_type, len(kept.sha256)) == (content, kind, 64)


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        (b"", ("image",)), (PDF, ("image",)), (b"<svg onload=alert(1)>", ("image", "pdf")), (b"GIF89a" + b"\0" * 20,
        ("image",)), (PNG, ("pdf",)), (PNG, SHEET), (b"MZ\x90\0" + b"\0" * 60, SHEET), (b"<html>", ("image",)),
    ],
)  # fmt: skip
def test_content_decides_and_not_the_name(city: SimpleNamespace, content: bytes, kinds: tuple[str, ...]) -> None:
    with pytest.raises(Invalid):
        keep(content, kinds, "berkas.png")


def test_a_file_that_is_too_large_is_told_with_the_limit(city: SimpleNamespace) -> None:
    with pytest.raises(Invalid, match="2 MB"):
        keep(PNG + b"\0" * 2 * files.MEGABYTE, ("image", "pdf"))
    with pytest.raises(Invalid, match=r"0\.5 MB"):
        files.keep(SYSTEM, io.BytesIO(PNG + b"\0" * files.MEGABYTE), "x", ("image",), files.MEGABYTE // 2)


def test_a_full_disk_takes_no_file(city: SimpleNamespace) -> None:
    refuse_unless(lambda: False)
    try:
        with pytest.raises(Full):
            keep(PNG)
    finally:
        refuse_unless(lambda: True)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"), ("C:\\x\\foto.png", "foto.png"), ("a\0b\r\n.png", "ab.png"), ("", "file"),
        ("..", "file"), ("\u202egnp.exe", "gnp.exe"), ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)  # fmt: skip
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert files.safe_name(name) == safe


@given(st.text(max_size=300))
def test_any_name_is_made_safe(name: str) -> None:
    safe = files.safe_name(name)
    assert 0 < len(safe) <= 120
    assert safe.isprintable()
    assert not set(safe) & set('/\\<>:"|?*')


def test_a_file_is_opened_through_its_record(city: SimpleNamespace) -> None:
    id = keep(PNG)
    records.change(SYSTEM, Employee, city.employee_a.id, {"photo": id}, 1)
    reader = makers.make_actor(Role.SECRETARY, city.a)
    stream, name, kind, length = files.open_file(reader, Employee, city.employee_a.id, "photo")
    assert (stream.read(), name, kind, length) == (PNG, "foto.png", "image/png", len(PNG))


def test_a_file_out_of_reach_or_replaced_is_missing(city: SimpleNamespace) -> None:
    id = keep(PNG)
    records.change(SYSTEM, Employee, city.employee_a.id, {"photo": id}, 1)
    outsider = makers.make_actor(Role.SECRETARY, city.b)
    for actor, record, field in (
        (outsider, city.employee_a.id, "photo"), (SYSTEM, city.employee_b.id, "photo"), (SYSTEM, id, "photo"),
        (SYSTEM, city.employee_a.id, "department"), (SYSTEM, city.employee_a.id, "_id"),
        (SYSTEM, city.employee_a.id, "nothing"),
    ):  # fmt: skip
        with pytest.raises(Missing):
            files.open_file(actor, Employee, record, field)
    records.change(SYSTEM, Employee, city.employee_a.id, {"photo": None}, 2)
    with pytest.raises(Missing):
        files.open_file(SYSTEM, Employee, city.employee_a.id, "photo")


def test_a_file_that_is_gone_is_missing(city: SimpleNamespace) -> None:
    records.change(SYSTEM, Employee, city.employee_a.id, {"photo": ObjectId()}, 1)
    with pytest.raises(Missing):
        files.open_file(SYSTEM, Employee, city.employee_a.id, "photo")
    with pytest.raises(Missing):
        files.read_kept(ObjectId())


def test_an_imported_file_is_opened_by_those_who_import(city: SimpleNamespace) -> None:
    values = {"filename": "x.csv", "file": keep(b"NIP\n", SHEET, "x.csv"), "department": city.root}
    job = records.create(SYSTEM, ImportJob, values)
    assert files.open_file(SYSTEM, ImportJob, job.id, "file")[1:] == ("x.csv", "text/csv", 4)
    with pytest.raises(Missing):
        files.open_file(makers.make_actor(Role.SECRETARY, city.root, True), ImportJob, job.id, "file")
