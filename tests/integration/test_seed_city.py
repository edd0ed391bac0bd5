"""The sample city in a real store: loaded once through the door, whole, quick, and never twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from models.audit import AuditEntry
from models.coaching import CoachingSession
from models.competencies import Competency, CompetencyProfile, PositionStandard
from models.departments import Department
from models.evaluation_cycles import EvaluationCycle
from models.evaluations import Evaluation
from models.feedback import Feedback
from models.feedback_rounds import FeedbackRound
from models.fieldsets import PREFIX
from models.follow_ups import FollowUp
from models.meetings import Meeting
from models.notes import Note, Participant
from models.people import Employee
from models.plan_items import PlanItem
from models.plans import DevelopmentPlan
from models.question_sets import QuestionSet
from models.references import DOCUMENTS, RECORDS, pointed_at
from models.series import MeetingSeries
from models.training import Training
from models.users import Role
from operations import chains, configuration
from operations.accounts import create_user, ensure_root
from operations.actors import SYSTEM
from operations.chain_links import Link
from operations.changes import load as read
from seeds import AS_OF, city, stories, told_chains
from seeds.accounts import account_specs, accounts
from seeds.own_fields import TOLD
from seeds.population import Loaded

PLANNED = (Competency, PositionStandard, CompetencyProfile, DevelopmentPlan, PlanItem, CoachingSession)
TALENT = ("TalentScheme", "TalentAssessment", "CandidateRule", "Recommendation", "SuccessionSlate")
PEOPLE = 400  # fewer leave Dinas Sosial without staff for its story


def stored(document: type[Any], **query: Any) -> list[dict[str, Any]]:
    return list(document._get_collection().find(query))


def empty() -> None:
    for document in DOCUMENTS:
        document._get_collection().delete_many({})


@pytest.fixture(scope="module")
def loaded(panel: Flask) -> Iterator[Loaded]:
    """A small sample city, loaded once for this file."""
    empty()
    yield city.load(PEOPLE)
    empty()


def test_it_is_whole(loaded: Loaded) -> None:
    assert loaded.is_new and loaded.people == PEOPLE == len(stored(Employee))
    assert len(stored(Department)) == len(loaded.units)
    assert loaded.trainings == len(stored(Training)) and 3 < loaded.trainings / PEOPLE < 5
    assert loaded.feedback == len(stored(Feedback)) and 1 < loaded.feedback / PEOPLE < 2


def test_every_record_has_its_history(loaded: Loaded) -> None:
    made = len(loaded.units) - 1 + loaded.people + loaded.trainings + loaded.feedback
    made += sum(len(stored(kind)) for kind in (MeetingSeries, Meeting, Participant, Note, FollowUp))
    made += len(stored(EvaluationCycle)) + len(stored(Evaluation))
    made += sum(len(stored(kind)) for kind in PLANNED)
    made += sum(len(stored(kind)) for kind in (QuestionSet, FeedbackRound))
    made += sum(len(stored(RECORDS[name])) for name in TALENT)
    assert len(stored(AuditEntry, action="create", source="seed")) == made


@pytest.mark.parametrize("code", list(TOLD))
def test_dinas_have_values_in_the_fields_they_defined(loaded: Loaded, code: str) -> None:
    """Whatever can be filtered there finds somebody, and what one value was asked for is held by several."""
    unit = loaded.units[code]
    fieldset = configuration.fieldset(Employee, configuration.path_of(unit))
    people = stored(Employee, scope=unit)
    filterable = [name for name, field in fieldset.fields.items() if field.definition.filterable]
    assert filterable
    for name in filterable:
        held = [raw for raw in people if name.removeprefix(PREFIX) in (raw.get("custom") or {})]
        assert held and all(raw["attributes"] for raw in held), (code, name)


def test_every_unit_has_a_head_and_everybody_a_superior(loaded: Loaded) -> None:
    headless = [raw["kind"] for raw in stored(Department) if not raw.get("head")]
    assert headless == ["city"]
    heads = {raw["head"]: raw["_id"] for raw in stored(Department) if raw.get("head")}
    people = {raw["_id"]: raw for raw in stored(Employee)}
    assert all(people[head]["department"] == unit for head, unit in heads.items())
    assert [raw["position_name"] for raw in people.values() if not raw.get("superior")] == ["Sekretaris Daerah"]


def test_no_reference_points_at_nothing(loaded: Loaded) -> None:
    ids = {name: {raw["_id"] for raw in stored(kind)} for name, kind in RECORDS.items()}
    for kind in (Department, Employee, Training, Feedback):
        for raw in stored(kind):
            assert all(id in ids[to] for _, to, id in pointed_at(read(kind, raw)))


def test_the_four_stories_are_told(loaded: Loaded) -> None:
    leadership = stored(Training, title=stories.LEADERSHIP["title"], impact_team=stories.LEADERSHIP["impact_team"])
    assert len(leadership) == 1 and loaded.units["DISDIK"] in leadership[0]["scope"]
    intern = stored(Training, title=stories.HOSPITAL["title"], host=stories.HOSPITAL["host"])
    assert any(loaded.units["DINKES"] in raw["scope"] and raw.get("contacts") for raw in intern)
    head = stored(Department, code="DINSOS")[0]["head"]
    assert len(stored(Feedback, giver=head, text={"$regex": "^Rapat evaluasi"})) >= len(stories.MEETINGS)
    assert stored(Feedback, text=stories.PROJECT["text"], scope=loaded.units["DISHUB"])


@pytest.mark.parametrize("key", list(told_chains.TOLD))
def test_each_story_is_a_chain_both_ways(loaded: Loaded, key: str) -> None:
    """From what was hoped for to the recommendation, and from that one back to it, without a gap."""
    hope = stored(Note, kind="aspiration", text=told_chains.TOLD[key].hope)[0]
    ahead = chains.forward(SYSTEM, hope["_id"], AS_OF)
    stages = ["aspiration", "meeting", "advice", "plan", "training", "evaluation", "recommendation"]
    assert [each.stage for each in ahead if each.stage != "position"] == stages
    assert all(isinstance(each, Link) for each in ahead)
    (made,) = [each for each in ahead if each.stage == "recommendation"]
    back = chains.backward(SYSTEM, made.id)  # type: ignore[union-attr]
    assert set(stages) <= {str(each.stage) for each in back if isinstance(each, Link)}
    assert hope["_id"] in [each.id for each in back if isinstance(each, Link)]


def test_everybody_is_evaluated_in_two_quarters(loaded: Loaded) -> None:
    closed = stored(Evaluation, sealed=True, cadence="quarterly")
    assert len(closed) == PEOPLE == len(stored(Evaluation, sealed=None))
    assert all(raw["state"] == "settled" and raw["predikat"] for raw in closed)
    assert {raw["title"] for raw in closed} == {"Triwulan II 2026"}


def test_plans_are_under_way_and_count_their_items(loaded: Loaded) -> None:
    held = stored(DevelopmentPlan)
    assert len(held) > PEOPLE / 5 and sum(raw["lacks_basis"] for raw in held) < len(held) / 2
    for raw in held:
        left = [each["status"] for each in stored(PlanItem, plan=raw["_id"]) if each["status"] != "dropped"]
        assert (raw.get("done", 0), raw.get("total", 0)) == (left.count("done"), len(left))
    trained = stored(PlanItem, training={"$exists": True})
    assert {raw["title"] for raw in trained} == {told.training["title"] for told in told_chains.TOLD.values()}
    assert stored(PlanItem, why="aspiration", aspiration={"$exists": True}) and stored(CoachingSession)


def test_confidential_feedback_is_hidden_from_its_subject(loaded: Loaded) -> None:
    hidden = stored(Feedback, confidential=True)
    assert hidden and all(raw["hidden_from"] == [raw["employee"]] for raw in hidden)


def test_a_second_load_writes_nothing(loaded: Loaded) -> None:
    before = len(stored(AuditEntry))
    assert city.load(PEOPLE) == Loaded() == city.bulk(10)
    assert len(stored(AuditEntry)) == before


def test_accounts_find_their_units_and_people(loaded: Loaded) -> None:
    made = {account.values["username"]: account for account in accounts()}
    assert list(made) == [spec.username for spec in account_specs()]
    units = {raw["_id"]: raw for raw in stored(Department)}
    people = {raw["_id"]: raw for raw in stored(Employee)}
    admin = made["admin.bkpsdm"]
    assert people[admin.values["employee"]]["scope"][1] == loaded.units["BKPSDM"]
    assert admin.memberships == [(Role.HR_ADMIN, loaded.units["KOTA"])]
    for code in ("dinkes", "disdik", "dinsos"):
        head, secretary = made[f"kepala.{code}"], made[f"sekretaris.{code}"]
        unit = units[head.memberships[0][1]]
        assert head.values["employee"] == unit["head"] and secretary.memberships[0] == (Role.SECRETARY, unit["_id"])
        assert people[secretary.values["employee"]]["position_name"] == f"Sekretaris {unit['name']}"


def test_accounts_are_made_as_they_are(loaded: Loaded) -> None:
    for account in [*accounts()][:2]:
        user, _ = create_user(SYSTEM, account.values, account.memberships, "jati belanda raya")
        assert user.username == account.values["username"]


def test_a_small_sample_keeps_the_top(store: Flask) -> None:
    made = city.load(12, city="Kota Kecil")
    assert made.people == 12 and len(stored(Department, head={"$exists": True})) == 12
    assert [raw["name"] for raw in stored(Department, kind="city")] == ["Kota Kecil"]


def test_bulk_gives_the_same_shape_without_history(store: Flask) -> None:
    root = ensure_root("Kota Salatiga")
    made = city.bulk(180, trainings_each=1)
    assert (made.people, made.trainings) == (180, 180)
    assert all(raw["scope"][0] == root and raw["search_tokens"] for raw in stored(Employee))
    assert all(raw["employee_name"] and len(raw["scope"]) >= 2 for raw in stored(Training))
    assert not stored(AuditEntry, source="seed")
