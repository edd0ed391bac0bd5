"""The papers of a meeting: what stands on them, who gets them, and what no text of a user can do to them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from models import light_text
from models.audit import AuditEntry
from models.follow_ups import STATUSES, FollowUp
from models.meetings import KINDS, AgendaPoint, Meeting
from models.minutes import Minutes, digest_of
from models.moments import today
from models.notes import ATTENDANCES, CATEGORIES
from operations import follow_ups, meeting_notes, meeting_papers, meeting_steps, paper_words, participants, records
from operations.actors import SYSTEM, Actor
from operations.audit import Origin
from operations.errors import Missing
from tests.conftest import Member
from tests.makers import Role, make_actor, make_employee, make_feedback, make_user

ODD = r"#let x = 1 $y$ <b>&amp; {{ 7*7 }} {% if %} {_{ \n *t* _i_ @r // -- ~ “q” 'k' [z]"
PAPERS = [f"{kind}.{ending}" for kind, ending in meeting_papers.PAPERS]


def plain(text: str) -> str:
    """A text without its spaces: a line may break anywhere on paper."""
    return "".join(text.split())


def drawn(text: str) -> str:
    """As `plain`, of a note: what is bold or in italics stands without its marks."""
    return plain(light_text.plain(text))


def read_pdf(content: bytes) -> str:
    return plain("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def read_docx(content: bytes) -> str:
    """All that a Word file says, in paragraphs and tables."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return plain("\n".join([*(each.text for each in document.paragraphs), *cells]))


def read(paper: meeting_papers.Paper) -> str:
    return read_pdf(paper.content) if paper.filename.endswith(".pdf") else read_docx(paper.content)


def make(actor: Actor, meeting: Any, name: str) -> meeting_papers.Paper:
    return meeting_papers.make(
        actor, meeting.id, name, lambda code: f"https://panel.test/minutes/verify/{code}", Origin()
    )


def step(actor: Actor, meeting: Any, key: str) -> Any:
    return meeting_steps.move(actor, meeting.id, key, records.read(Meeting, meeting.id)["version"])


@pytest.fixture
def room(city: SimpleNamespace) -> SimpleNamespace:
    """A meeting of Dinas Alfa under way, with notes, decisions and texts that look like markup."""
    secretary = make_actor(Role.SECRETARY, city.a, user=make_user("sek-a", Role.SECRETARY, city.a))
    head = make_actor(Role.HEAD, city.a, user=make_user("kep-a", Role.HEAD, city.a))
    chair = make_employee(city.a, name="Ketua Rapat", title_front="Dr.", position_name="Kepala Dinas Alfa")
    people = [city.employee_a, make_employee(city.bidang, name="Siti Odd")]
    values = {
        "department": city.a, "title": f"Rapat {ODD}", "day": date(2026, 12, 1), "venue": "Aula #1", "chair": chair.id,
        "agenda": [AgendaPoint(title=f"Acara {ODD}", minutes=5)], "remarks": "Mohon tepat waktu.",
    }  # fmt: skip
    meeting = records.create(SYSTEM, Meeting, values)
    raw = records.read(Meeting, meeting.id)
    participants.add(SYSTEM, raw, [each.id for each in people], True, Origin())
    participants.add_guest(SYSTEM, raw, {"guest": "Tamu Jauh", "guest_from": "Dinas Beta"}, Origin())
    step(secretary, meeting, "start")
    about = str(people[0].id)
    for kind, slot, text in (
        ("discussion", f"discussion:{about}", f"Bahasan {ODD}"), ("aspiration", "aspiration:a", "Ingin kursus"),
        ("conclusion", "conclusion:c", "Kesimpulan satu"), ("private", "private:p", "BISIKAN"),
    ):  # fmt: skip
        meeting_notes.save(head, meeting.id, slot, {"kind": kind, "employee": about, "text": text}, 0, Origin())
    decisions = [f"Keputusan nomor {number} {ODD}" for number in (1, 2, 3)]
    for number, text in enumerate(decisions):
        follow_ups.agree(head, meeting.id, f"agreed:{number}", {"text": text, "employee": people[0].id}, Origin())
    names = [str(each.label) for each in people] + ["Tamu Jauh"]
    return SimpleNamespace(
        city=city, secretary=secretary, head=head, meeting=meeting, people=people, decisions=decisions, names=names
    )


def following(room: SimpleNamespace) -> Any:
    """The next meeting about the same people."""
    made = records.create(SYSTEM, Meeting, {"department": room.city.a, "title": "Berikut", "day": date(2026, 12, 8)})
    raw = records.read(Meeting, made.id)
    participants.add(SYSTEM, raw, [each.id for each in room.people], True, Origin())
    return made


def approve(room: SimpleNamespace) -> Minutes:
    for actor, key in ((room.secretary, "end"), (room.secretary, "submit"), (room.head, "approve")):
        step(actor, room.meeting, key)
    return Minutes.objects.get()


@pytest.mark.parametrize("name", [name for name in PAPERS if name.startswith("invitation")])
def test_an_invitation_says_who_when_and_where(room: SimpleNamespace, name: str) -> None:
    found = read(make(room.secretary, room.meeting, name))
    for text in (
        "Selasa, 1 Desember 2026", "pukul 09.00 WIB", "Aula #1", f"Acara {ODD}", "Mohon tepat waktu.", "Biasa",
        "Dr. Ketua Rapat", "Kepala Dinas Alfa", *room.names,
    ):  # fmt: skip
        assert plain(text) in found, text


def test_an_attendance_list_has_a_row_for_each(room: SimpleNamespace) -> None:
    found = read(make(room.secretary, room.meeting, "attendance.pdf"))
    assert all(found.count(plain(name)) == 1 for name in room.names)
    assert plain("Bidang Alfa Satu") in found and plain("Dinas Beta") in found and "Tandatangan" in found


@pytest.mark.parametrize("name", [name for name in PAPERS if name.startswith("minutes")])
def test_minutes_have_every_decision_once_and_every_name(room: SimpleNamespace, name: str) -> None:
    drafted = read(make(room.head, room.meeting, name))
    assert plain("belum disahkan") in drafted and "BISIKAN" not in drafted
    for text in (*room.decisions, "Kesimpulan satu", "Ingin kursus"):
        assert drafted.count(plain(text)) == 1, text
    assert drafted.count(drawn(f"Bahasan {ODD}")) == 1
    assert all(plain(each) in drafted for each in room.names)


@pytest.mark.parametrize("name", [name for name in PAPERS if name.startswith("minutes")])
def test_approved_minutes_lead_to_their_verification_and_stay_as_they_are(room: SimpleNamespace, name: str) -> None:
    held = approve(room)
    found = read(make(room.secretary, room.meeting, name))
    assert plain("belum disahkan") not in found
    if name.endswith("docx"):
        content = make(room.secretary, room.meeting, name).content
        assert len(Document(io.BytesIO(content)).inline_shapes) == 1, "the code that leads to the verification"
    assert held.digest in found and plain(f"https://panel.test/minutes/verify/{held.code}") in found
    after = Minutes.objects.get().to_mongo().to_dict()
    assert digest_of(after["content"]) == after["digest"] == held.digest


def test_a_packet_has_a_page_a_person_and_nothing_confidential(room: SimpleNamespace) -> None:
    subject = room.people[0]
    make_feedback(subject.id, text="Terbuka saja")
    make_feedback(subject.id, text="SANGATRAHASIA", confidential=True)
    ahead = following(room)
    for actor in (room.head, room.secretary):
        content = make(actor, ahead, "packet.pdf").content
        pages = [plain(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]
        whole = "".join(pages)
        assert len(pages) == 2 and all(any(plain(name) in page for page in pages) for name in room.names[:2])
        assert plain("Terbuka saja") in whole and plain(room.decisions[0]) in whole
        assert "SANGATRAHASIA" not in whole and "CONFID" not in whole and "BISIKAN" not in whole


def test_a_confidential_decision_stays_off_paper(room: SimpleNamespace) -> None:
    FollowUp._get_collection().update_one({"slot": "agreed:0"}, {"$set": {"confidential": True}})
    for name, meeting in (("minutes.pdf", room.meeting), ("packet.pdf", following(room))):
        found = read(make(room.head, meeting, name))
        assert plain(room.decisions[0]) not in found and plain(room.decisions[1]) in found, name


@pytest.mark.parametrize("name", PAPERS)
def test_papers_are_for_who_may_read_the_meeting(room: SimpleNamespace, cast: dict[str, Member], name: str) -> None:
    hidden = records.create(
        SYSTEM, Meeting, {"department": room.city.a, "title": "Z", "day": date(2026, 12, 2), "confidential": True}
    )
    expected = {
        "hr": (200, 200), "head_a": (200, 200), "secretary_a": (200, 404), "auditor": (200, 404),
        "outsider_b": (404, 404), "nobody": (302, 302),
    }  # fmt: skip
    for member, statuses in expected.items():
        for meeting, status in zip((room.meeting, hidden), statuses, strict=True):
            answer = cast[member].get(f"/meeting-papers/{name}?id={meeting.id}")
            assert answer.status_code == status, (member, meeting.title)
            if status == 200:
                assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
                assert not set(answer.headers["Content-Disposition"]) & set('"#$<>\\')
    assert AuditEntry.objects(action="download").count() == 6
    assert cast["auditor"].get("/audit/?size=100").text.count(">Z<") == 0


def test_pages_offer_the_papers_that_there_are(room: SimpleNamespace, cast: dict[str, Member]) -> None:
    page = cast["secretary_a"].get(f"/meetings/details/?id={room.meeting.id}").text
    assert all(f"/meeting-papers/{name}?id={room.meeting.id}" in page for name in PAPERS)
    page = cast["secretary_a"].get(f"/minutes/?id={room.meeting.id}").text
    assert "/meeting-papers/minutes.docx" in page and "/meeting-papers/packet.pdf" not in page
    ahead = records.create(SYSTEM, Meeting, {"department": room.city.a, "title": "Z", "day": date(2026, 12, 2)})
    page = cast["secretary_a"].get(f"/meetings/details/?id={ahead.id}").text
    assert "/meeting-papers/invitation.docx" in page and "/meeting-papers/minutes" not in page
    answer = cast["secretary_a"].get(f"/meeting-papers/?id={ahead.id}")
    assert answer.status_code == 302 and f"/meetings/details/?id={ahead.id}" in answer.location


def test_an_invitation_keeps_the_day_it_was_sent(city: SimpleNamespace) -> None:
    meeting = records.create(SYSTEM, Meeting, {"department": city.a, "title": "Z", "day": date(2026, 12, 2)})
    step(SYSTEM, meeting, "invite")
    raw = records.read(Meeting, meeting.id)
    assert raw["letter_day"].date() == today()
    Meeting._get_collection().update_one(
        {"_id": meeting.id}, {"$set": {"letter_day": datetime(2026, 5, 4, tzinfo=UTC)}}
    )
    assert "4Mei2026" in read(make(SYSTEM, meeting, "invitation.pdf"))


def test_each_download_is_noted(room: SimpleNamespace) -> None:
    make(room.secretary, room.meeting, "minutes.pdf")
    entry = AuditEntry.objects.get(action="download")
    assert (entry.document, entry.record, entry.detail) == ("Meeting", room.meeting.id, {"paper": "minutes.pdf"})
    assert entry.actor_name == room.secretary.name and room.city.a in entry.scope


@pytest.mark.parametrize("name", ["packet.docx", "minutes.exe", "minutes", "../minutes.pdf", ""])
def test_other_papers_there_are_none(room: SimpleNamespace, name: str) -> None:
    with pytest.raises(Missing):
        make(room.head, room.meeting, name)
    assert AuditEntry.objects(action="download").count() == 0


def test_every_code_has_its_word_on_paper() -> None:
    for codes, told in (
        (ATTENDANCES, paper_words.ATTENDANCES), (CATEGORIES, paper_words.CATEGORIES), (KINDS, paper_words.KINDS),
        (STATUSES, paper_words.STATUSES),
    ):  # fmt: skip
        assert [code for code, _ in codes] == list(told)


def test_bold_words_and_lists_are_drawn(room: SimpleNamespace, cast: dict[str, Member]) -> None:
    about = str(room.people[1].id)
    said = {"kind": "discussion", "employee": about, "text": "**Penting**: <i>dua</i>\n- satu\n- dua"}
    meeting_notes.save(room.head, room.meeting.id, f"discussion:{about}", said, 0, Origin())
    page = cast["head_a"].get(f"/minutes/?id={room.meeting.id}").text
    assert "<p><strong>Penting</strong>: &lt;i&gt;dua&lt;/i&gt;</p>\n<ul>\n<li>satu</li>" in page
    for name in ("minutes.pdf", "minutes.docx"):
        assert "Penting:<i>dua</i>•satu•dua" in read(make(room.head, room.meeting, name))
