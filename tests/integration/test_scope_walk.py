"""Every registered route, the whole cast, everybody else's records: nothing shown, nothing written. And the walk's
own proof: a hole of each kind, planted, is found."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from bson import ObjectId
from flask import Flask

import app as panel_module
from admin_views import list_state, session
from admin_views.base import RecordView
from admin_views.edit_screen import EditScreen
from config import Settings
from models.evaluations import Evaluation
from models.people import Employee
from models.plan_items import PlanItem
from models.references import RECORDS
from models.round_invitations import RoundInvitation
from models.round_results import RoundResult
from models.training import Training
from models.users import Role, User
from operations import deletions, exports, files, history, listing, policy, reach, records, references
from operations.actors import SYSTEM
from operations.policy import Action
from tests.conftest import Member, sign_in
from tests.questions import TYPED, form_of, rows_of
from tests.snapshots import digest, restore, snapshot
from tests.walking import NIK, SHOWN, Walk

Cast = dict[str, Member]
OF_A_TITLE = {"title", "version", "updated_at", "search_tokens", "same"}
"""What follows from another title of a training: `same` is how its duplicates are known."""
MADE_BY_JOBS = (Evaluation, RoundResult)
"""Documents that nobody makes by a form."""


@pytest.fixture
def cast(world: SimpleNamespace) -> Cast:
    found: Cast = world.cast
    return found


@pytest.mark.parametrize("name", SHOWN)
def test_nobody_sees_or_writes_what_is_not_theirs(store: Flask, world: SimpleNamespace, cast: Cast, name: str) -> None:
    walk = Walk(store, world)
    assert walk.by(cast[name]) == []
    assert walk.seen[name] >= set(SHOWN[name]) - {NIK}, "a walk that sees nothing proves nothing"
    assert walk.asked > 300


def test_the_walks_forms_save_for_who_may(store: Flask, world: SimpleNamespace, cast: Cast) -> None:
    """What others are refused is refused for their rights alone: the same forms save for an HR admin."""
    walk, hr = Walk(store, world), cast["hr"]
    for view in (*walk.views.values(), walk.register):
        if not view.sections:
            continue
        url = view.url or f"/registers/{view.register}"
        for raw in walk.stored[view.document.__name__]:
            form = form_of(view, raw)
            answer = hr.post(f"{url}/edit/?id={raw['_id']}", form)
            wanted = (302, True) if view.document.fixed(raw) is None else (409, False)
            assert (answer.status_code, digest() != walk.digest) == wanted, (view.endpoint, answer.text)
            restore(walk.kept)
            form = {**form_of(view, raw, is_new=True), **rows_of(view, raw)}
            answer = hr.post(f"{url}/new/", form)
            wanted = (302, True) if view.document not in MADE_BY_JOBS else (403, False)
            wanted = (422, False) if _is_taken(view, raw) else wanted
            assert (answer.status_code, digest() != walk.digest) == wanted, (view.endpoint, answer.text)
            restore(walk.kept)


def _is_taken(view: RecordView, raw: dict[str, Any]) -> bool:
    """Whether another like it is refused: its plan is no draft, or the same person is asked already."""
    return view.document is RoundInvitation or (view.document is PlanItem and bool(raw.get("sealed")))


def test_a_reveal_shows_hr_the_number_and_is_logged(world: SimpleNamespace, cast: Cast) -> None:
    address = f"/employees/reveal/?id={world.employee_b.id}&field=nik"
    assert NIK in cast["hr"].post(address, headers={"Accept": "text/plain"}).text
    assert history.AuditEntry.objects(action="reveal", record=world.employee_b.id).count() == 1


@pytest.mark.parametrize("name", ["secretary_a", "head_a"])
def test_fields_a_form_does_not_have_are_not_taken(world: SimpleNamespace, cast: Cast, name: str) -> None:
    raw = records.read(Training, world.training_a.id)
    forged = {key: str(world.b) for key in ("scope", "department", "scope-0", "hidden_from", "_id", "id")}
    forged |= {"employee_name": "BSECRET", "custom": "{}", "created_at": "01-01-2020", "year": "1999"}
    answer = cast[name].post(f"/trainings/edit/?id={raw['_id']}", {**forged, "title": TYPED, "version": "2"})
    after = records.read(Training, raw["_id"])
    assert (answer.status_code, after["title"]) == (302, TYPED)
    assert {key for key in after if after[key] != raw.get(key)} == OF_A_TITLE


def test_a_secretary_cannot_set_what_only_hr_may_reveal(world: SimpleNamespace, cast: Cast) -> None:
    person = records.read(Employee, world.employee_a.id)
    form = {"nik": "3373999999999999", "phone": "0811", "version": str(person["version"])}
    cast["secretary_a"].post(f"/employees/edit/?id={person['_id']}", form)
    after = records.read(Employee, person["_id"])
    assert (after["phone"], after["nik"]) == ("0811", NIK)


def test_the_subject_of_a_confidential_note_never_sees_it(store: Flask, world: SimpleNamespace, cast: Cast) -> None:
    """A head may read confidential notes of the dinas, but not those about themselves."""
    head = records.read(User, cast["head_a"].user.id)
    records.change(SYSTEM, User, head["_id"], {"employee": world.employee_a.id}, head["version"])
    about = replace(cast["head_a"], client=sign_in(store, "head_a"))
    for path in ("/feedback/?size=100", f"/employees/details/?id={world.employee_a.id}", "/feedback/export/csv/"):
        told = about.get(path).text.replace("Rapat ACONFID", "")  # a meeting of theirs, as a head sees it
        assert "ACONFID" not in told, path
    assert about.get(f"/feedback/details/?id={world.hidden_a.id}").status_code == 404


_READ = list_state.read


def _as_system(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda actor, *args, **options: original(SYSTEM, *args, **options)


def _stored(view: Any, actor: Any, id: ObjectId) -> dict[str, Any]:
    return records.read(view.document, id)


def _known(actor: Any, record: Any, before: Any, known: Any = None) -> Any:
    wanted: dict[str, set[ObjectId]] = {}
    for _, to, id in references.pointed_at(record):
        wanted.setdefault(to, set()).add(id)
    return references.fetch(wanted) if known is None else known


def _sorted_by_anything(shape: Any, actor: Any, args: Any) -> Any:
    state, name = _READ(shape, actor, args), args.get("sort")
    if name not in shape.view.document._fields:
        return state
    return replace(state, asked=replace(state.asked, sort=name, descending=args.get("desc") == "1"))


def _filtered_by_anything(shape: Any, actor: Any, args: Any) -> Any:
    state = _READ(shape, actor, args)
    more = {name: [value] for name, value in args.items() if name in shape.view.document.SENSITIVE}
    return replace(state, asked=replace(state.asked, filters={**state.asked.filters, **more}))


def _overriding(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """A value asked for in place of the reach, where both speak of the same field."""
    return {key: value for part in parts for key, value in part.items()}


class _Everything:
    def __contains__(self, item: object) -> bool:
        return True


HOLES: dict[str, tuple[Any, str, Any, str, str]] = {
    "lists unscoped": (policy, "where", lambda *args: {}, "secretary_a", "employees.index_view"),
    "search unscoped": (listing, "where", lambda *args: {}, "secretary_a", "trainings.index_view"),
    "sorts by a masked or unlisted field": (list_state, "read", _sorted_by_anything, "auditor", "employees.index_view"),
    "filters by a masked field": (list_state, "read", _filtered_by_anything, "auditor", "employees.index_view"),
    "filter value unscoped": (listing, "_all", _overriding, "secretary_a", "employees.index_view"),
    "confidential for all": (policy, "SEES_CONFIDENTIAL", frozenset(Role), "secretary_a", "feedback.index_view"),
    "details unscoped": (policy, "require", lambda *args: None, "secretary_a", "employees.details_view"),
    "edit form unscoped": (policy, "require", lambda *args: None, "secretary_a", "trainings.edit_view"),
    "clone unscoped": (EditScreen, "stored", _stored, "secretary_a", "trainings.create_view"),
    "labels unscoped": (references, "labels", _as_system(references.labels), "secretary_a", "employees.details_view"),
    "filter labels unscoped": (
        references, "labels", _as_system(references.labels), "secretary_a", "trainings.index_view",
    ),
    "lookup unscoped": (listing, "suggest", _as_system(listing.suggest), "secretary_a", "trainings.lookup"),
    "export unscoped": (exports, "batches", _as_system(exports.batches), "secretary_a", "trainings.export"),
    "files unscoped": (files, "open_file", _as_system(files.open_file), "secretary_a", "trainings.file"),
    "history unscoped": (history, "_openness", lambda entry: {}, "secretary_a", "feedback.details_view"),
    "references unchecked": (references, "check", _known, "secretary_a", "employees.edit_view"),
    "owners unchecked": (references, "check", _known, "secretary_a", "feedback.create_view"),
    "change without asking": (records, "change_stored", _as_system(records.change_stored), "secretary_a", "employees.edit_view"),
    "create without asking": (records, "create", _as_system(records.create), "secretary_a", "employees.create_view"),
    "bulk delete unscoped": (deletions, "delete", _as_system(deletions.delete), "secretary_a", "feedback.action_view"),
    "delete by a reader": (deletions, "delete", _as_system(deletions.delete), "auditor", "feedback.delete_view"),
    "a grant too many": (
        policy, "GRANTS", {**policy.GRANTS, Role.AUDITOR: policy.GRANTS[Role.HR_ADMIN]}, "auditor", "users.edit_view",
    ),
    "a reveal too many": (
        policy,
        "GRANTS",
        {**policy.GRANTS, Role.SECRETARY: {"Employee": frozenset(Action)}},
        "secretary_a",
        "employees.reveal",
    ),
    "registers unscoped": (reach, "within", lambda seat, unit: {None}, "secretary_a", "registers.index_view"),
    "entries unscoped": (policy, "require", lambda *args: None, "secretary_a", "registers.details_view"),
    "entries exported": (reach, "within", lambda seat, unit: {None}, "secretary_a", "registers.export"),
    "entries changed": (records, "change_stored", _as_system(records.change_stored), "secretary_a", "registers.edit_view"),
    "a register for all": (
        policy, "REGISTERS", {**policy.REGISTERS, "": policy.REGISTERS["all"]}, "auditor", "registers.details_view",
    ),
    "the audit trail of registers": (policy, "_told_of_registers", lambda *args: {}, "auditor", "audit.index_view"),
    "no sign-in asked": (session, "PUBLIC", _Everything(), "nobody", "employees.index_view"),
}  # fmt: skip


@pytest.mark.parametrize("hole", HOLES)
def test_a_planted_hole_is_found(
    store: Flask, world: SimpleNamespace, cast: Cast, hole: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, name, planted, member, endpoint = HOLES[hole]
    walk = Walk(store, world, lambda rule: rule.endpoint == endpoint)
    original = getattr(owner, name)
    monkeypatch.setattr(owner, name, planted)
    for module in _importers(original):
        monkeypatch.setattr(module, name, planted, raising=False)
    assert walk.by(cast[member]), f"the walk does not see this hole: {hole}"


def _importers(original: Any) -> Iterator[Any]:
    """The house's modules that hold the same thing under the same name."""
    name = getattr(original, "__name__", "")
    for path, module in list(sys.modules.items()):
        if path.split(".")[0] in ("operations", "admin_views") and name and vars(module).get(name) is original:
            yield module


def test_a_careless_new_screen_is_found(settings: Settings, world: SimpleNamespace, cast: Cast) -> None:
    """A route added today, outside every rule of the house, is walked today."""
    fresh = panel_module.create_app(settings)

    @fresh.route("/baru/", methods=("GET", "POST"))
    def careless() -> str:
        RECORDS["Training"]._get_collection().update_many({}, {"$set": {"title": "terhapus"}})
        return ", ".join(raw["name"] for raw in RECORDS["Employee"]._get_collection().find())

    kept = snapshot()
    walk = Walk(fresh, world, lambda rule: rule.rule == "/baru/")
    member = Member("secretary_a", sign_in(fresh, "secretary_a"))
    found = "\n".join(walk.by(member))
    restore(kept)
    assert "shows BSECRET" in found and "changed the store" in found
