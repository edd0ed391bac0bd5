"""The monthly report: its figures are the dashboard's, and it names what one may read and nothing confidential."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from models.audit import AuditEntry
from models.moments import today
from models.periods import Period
from models.users import Role
from operations import documents, monthly_reports
from operations.audit import Origin
from operations.report_words import share
from tests import bulk_city, makers
from tests import dashboard_oracle as oracle
from tests.dashboard_oracle import Seen
from tests.integration.test_dashboards import time_of

MONTH = Period(today().year, f"m{today().month}")


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is put on paper."""
    kept: list[Any] = []
    real = documents.pdf

    def pdf(name: str, data: Any, logo: bytes | None = None) -> bytes:
        kept.append(data)
        return real(name, data, logo)

    monkeypatch.setattr(documents, "pdf", pdf)
    return kept


def test_a_report_tells_the_dashboards_figures(store: Flask, printed: list[Any]) -> None:
    city = bulk_city.make(11, today(), people=200)
    a = city.dinas[0]
    seen = Seen(city, {a}, True)
    paper = monthly_reports.make(makers.make_actor(Role.HEAD, a), None, MONTH, Origin())
    told = printed[0]
    assert paper.content.startswith(b"%PDF") and paper.filename == f"laporan-dinas-0-{today():%Y-%m}.pdf"
    whole, month = len(oracle.active(seen, a)), oracle.covered(seen, a, time_of(MONTH))
    year = oracle.covered(seen, a, oracle.Time(Period(today().year).starts, MONTH.ends))
    rows = {row["uraian"]: row for row in told["cakupan"]}
    for name, label in (("evaluated", "Dievaluasi"), ("met", "Ditemui dalam rapat"), ("trained", "Dilatih")):
        assert (rows[label]["bulan"], rows[label]["tahun"]) == (
            share(len(month[name]), whole),
            share(len(year[name]), whole),
        )
    assert [row["jumlah"] for row in told["jp"]] == [
        str(len(ids)) for ids in oracle.hours(seen, a, today().year).values()
    ]
    ratings = oracle.predikats(seen, a, oracle.Time(Period(today().year).starts, MONTH.ends))
    assert [row["tahun"] for row in told["predikat"]] == [str(ratings[code]) for code in "12345"]
    opened, late = oracle.promises(seen, a, today())
    assert told["tindak_lanjut"] == {"terbuka": str(opened), "terlambat": str(late)}
    assert AuditEntry.objects(action="download").count() == 1


def test_a_report_names_nothing_confidential(store: Flask, printed: list[Any]) -> None:
    city = bulk_city.make(12, today(), people=200)
    monthly_reports.make(makers.make_actor(Role.HR_ADMIN, city.root, everywhere=True), None, MONTH, Origin())
    told = printed[0]
    open_late = told["terlambat"]["baris"]
    assert {row["uraian"] for row in open_late} == {"Janji"} and told["menunggu"]["baris"]
    assert int(told["tindak_lanjut"]["terlambat"]) > told["terlambat"]["jumlah"]
    assert int(told["belum_dijawab"]) > told["menunggu"]["jumlah"]
    assert "Ingin belajar" not in str(told) and "Rahasia" not in str(told)


def test_leadership_gets_the_figures_without_names(store: Flask, printed: list[Any]) -> None:
    city = bulk_city.make(12, today(), people=100)
    monthly_reports.make(makers.make_actor(Role.LEADERSHIP, city.root, everywhere=True), city.dinas[1], MONTH, Origin())
    assert not printed[0]["bernama"] and "Pegawai 0" not in str(printed[0]) and printed[0]["unit"] == "Dinas 1"


@pytest.mark.parametrize(
    ("period", "month"),
    [
        (Period(2025), Period(2025, "m12")), (Period(2025, "q2"), Period(2025, "m6")), (MONTH, MONTH),
        (Period(today().year), MONTH), (Period(today().year + 1), Period(today().year + 1, "m1")),
    ],
)  # fmt: skip
def test_of_a_period_its_last_month_is_reported(period: Period, month: Period) -> None:
    assert monthly_reports.month_for(period, today()) == month
