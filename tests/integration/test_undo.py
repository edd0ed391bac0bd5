"""Deleting, and taking it back: the record as it was, for those who may, and for nobody else."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from bson import ObjectId

from models.audit import AuditEntry
from models.feedback import Feedback
from models.people import Employee
from models.training import Training
from operations import bringing_back, deletions, records
from operations.actors import SYSTEM
from operations.errors import Invalid, Missing
from tests import makers
from tests.conftest import Member

Cast = dict[str, Member]


def stored(kind: type, id: ObjectId) -> dict[str, object]:
    raw = records.read(kind, id)
    return {name: value for name, value in raw.items() if name not in ("version", "created_at", "updated_at")}


@pytest.mark.parametrize(("kind", "name"), [(Training, "training_a"), (Feedback, "hidden_a")])
def test_a_record_comes_back_as_it_was(city: SimpleNamespace, kind: type, name: str) -> None:
    id = getattr(city, name).id
    before, version = stored(kind, id), records.read(kind, id)["version"]
    deletions.delete(SYSTEM, kind, id, None)
    with pytest.raises(Missing):
        records.read(kind, id)
    bringing_back.restore(SYSTEM, kind, id)
    assert stored(kind, id) == before
    assert records.read(kind, id)["version"] == version + 2
    acts = [entry.action for entry in AuditEntry.objects(record=id).order_by("version")]
    assert acts[-2:] == ["delete", "create"]


def test_what_no_longer_fits_stays_away_and_says_why(city: SimpleNamespace) -> None:
    person = makers.make_employee(city.a, nip="198501042010011999")
    deletions.delete(SYSTEM, Employee, person.id, None)
    makers.make_employee(city.a, nip="198501042010011999")
    with pytest.raises(Invalid) as error:
        bringing_back.restore(SYSTEM, Employee, person.id)
    assert "nip" in error.value.problems
    with pytest.raises(Missing):
        bringing_back.restore(SYSTEM, Employee, city.employee_a.id)
    with pytest.raises(Missing):
        bringing_back.restore(SYSTEM, Training, ObjectId())


def test_the_button_brings_it_back_once(cast: Cast, city: SimpleNamespace) -> None:
    id = str(city.training_a.id)
    hr = cast["hr"]
    version = str(city.training_a.version)
    hr.post(f"/trainings/delete/?id={id}", {"id": id, "version": version, "confirmed": "1"})
    page = hr.get("/trainings/").text
    assert "Undo" in page and f'name="id" value="{id}"' in page
    assert "Taken back: 1." in hr.post("/trainings/restore/", {"id": id}, follow_redirects=True).text
    assert Training.objects(id=city.training_a.id).count() == 1
    assert "Taken back" not in hr.post("/trainings/restore/", {"id": id}, follow_redirects=True).text


@pytest.mark.parametrize("who", ["head_a", "outsider_b", "auditor", "nobody"])
def test_nobody_else_brings_it_back(cast: Cast, city: SimpleNamespace, who: str) -> None:
    id = city.training_a.id
    deletions.delete(SYSTEM, Training, id, None)
    cast[who].post("/trainings/restore/", {"id": str(id)})
    assert Training.objects(id=id).count() == 0
