"""Who is told of a meeting, when and in which words: mails are written with the change they tell of or not at all.

Told are the invitation, what changes of it, that the meeting is called off, and that somebody is no longer invited. The
words are Indonesian, as those of all letters of the city. Of a confidential meeting mails tell but that there is one,
and when.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from models.dates import long_day
from models.meetings import OFF, Meeting, MeetingState
from models.notes import Participant
from models.outbox import ENDING, Mail
from models.people import Employee
from operations import answer_links, calendars, outbox
from operations.answer_links import LASTS, Purpose
from operations.changes import Change

_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
_MAILED = ("name", "official_email", "email", "phone")
SUBJECTS = {
    "invitation": "Undangan",
    "update": "Perubahan undangan",
    "cancellation": "Dibatalkan",
    "withdrawal": "Undangan dicabut",
}
OPENINGS = {
    "invitation": "Anda diundang ke rapat berikut.",
    "update": "Undangan rapat berikut berubah; yang tertulis di bawah ini yang berlaku.",
    "current": "Undangan rapat berikut; yang tertulis di bawah ini yang berlaku sekarang.",
    "cancellation": "Rapat berikut tidak jadi diadakan pada waktu ini.",
    "withdrawal": "Undangan Anda ke rapat berikut tidak berlaku lagi: Anda tidak perlu hadir.",
}


@dataclass(frozen=True, slots=True)
class Mailing:
    """What the panel needs to write mails: the sender's address, its own address as people reach it, and its key."""

    sender: str
    address: str
    key: str = field(repr=False)


_mailing: Mailing | None = None


def mail_as(mailing: Mailing | None) -> None:
    """Set, once at start-up, how mails are written; None: no mails."""
    global _mailing
    _mailing = mailing


def mailing() -> Mailing | None:
    """How mails are written; None where none are."""
    return _mailing


def sends_mails() -> bool:
    """Whether people are told by mail."""
    return _mailing is not None


def tell(change: Change) -> list[Callable[[ClientSession], None]]:
    """What writes the mails of a change within its transaction: there it meets nobody who comes or goes meanwhile."""
    if _mailing is None:
        return []
    if issubclass(change.kind, Meeting):
        kind = _kind(change.stored or {}, change.after)
        return [partial(_write, _mailing, kind, change.id, {"meeting": change.id})] if kind else []
    if issubclass(change.kind, Participant) and (change.stored is None or change.deletes):
        kind = "withdrawal" if change.deletes else "invitation"
        raw = change.stored or change.after
        return [partial(_write_to_one, _mailing, kind, raw)]
    return []


def _kind(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """What a changed meeting has to tell, if anything."""
    was, is_now = before.get("state"), after.get("state")
    if is_now == MeetingState.INVITED and was != is_now:
        return "invitation"
    if was == MeetingState.INVITED and is_now in OFF:
        return "cancellation"
    told = before.get("calendar_told") != after.get("calendar_told")
    return "update" if was == is_now == MeetingState.INVITED and told else ""


def _write(mailing: Mailing, kind: str, meeting: ObjectId, query: Mapping[str, Any], session: ClientSession) -> None:
    raw = Meeting._get_collection().find_one({"_id": meeting}, session=session)
    assert raw is not None
    people = list(Participant._get_collection().find(dict(query), session=session))
    _insert(mailing, kind, raw, people, session)


def _write_to_one(mailing: Mailing, kind: str, who: dict[str, Any], session: ClientSession) -> None:
    """Invite who comes in after the invitation, and tell who is taken out; of a draft nobody is told anything."""
    raw = Meeting._get_collection().find_one({"_id": who["meeting"]}, session=session)
    if raw is not None and raw.get("state") == MeetingState.INVITED:
        _insert(mailing, kind, raw, [who], session)


def _insert(mailing: Mailing, kind: str, raw: Any, people: list[dict[str, Any]], session: ClientSession) -> None:
    """Write to these people in place of what still waits to be sent to them."""
    known, made = _employees(people, session), []
    unsent = outbox.supersede(raw["_id"], [who["_id"] for who in people], session)
    for who in people:
        address, told = address_of(who, known.get(who.get("employee"))), _told(kind, unsent.get(who["_id"]))
        if address and told:
            made.append(_mail(mailing, told, raw, who, address))
    if made:
        Mail._get_collection().insert_many(made, session=session)


def _told(kind: str, unsent: Mapping[str, Any] | None) -> str:
    """What somebody is told whose `unsent` mail was taken back: of a change nothing but the invitation where that is
    what they did not get, and that it is off, or off for them, only where they may have got it."""
    if unsent is None or unsent["kind"] != "invitation":
        return kind
    if kind == "update":
        return "invitation"
    return "" if kind in ENDING and not unsent["tries"] else kind


def _employees(people: list[dict[str, Any]], session: ClientSession | None = None) -> dict[Any, dict[str, Any]]:
    ids = [who["employee"] for who in people if who.get("employee")]
    found = Employee._get_collection().find({"_id": {"$in": ids}}, dict.fromkeys(_MAILED, 1), session=session)
    return {raw["_id"]: raw for raw in found}


def address_of(who: Mapping[str, Any], employee: Mapping[str, Any] | None) -> str:
    """Where a participant gets mail; empty where no address is known that can be one."""
    told = (who.get("email"), *((employee or {}).get(name) for name in ("official_email", "email")))
    return next((each for each in told if isinstance(each, str) and _ADDRESS.fullmatch(each)), "")


def _mail(mailing: Mailing, kind: str, raw: Any, who: Mapping[str, Any], address: str) -> dict[str, Any]:
    entry = calendars.cancellation if kind in ENDING else calendars.invitation
    title = calendars.title_of(raw)
    return outbox.draft(
        raw["_id"], who["_id"], mailing.sender, kind=kind, to=address,
        subject=f"{SUBJECTS[kind]}: {title}, {long_day(raw['day'])}",
        text="\n".join(_lines(mailing, kind, raw, who)),
        ics=entry(raw, mailing.sender, address).decode(),
        until=raw["begins_at"] + LASTS,
    )  # fmt: skip


def _lines(mailing: Mailing, kind: str, raw: Any, who: Mapping[str, Any], by_hand: bool = False) -> list[str]:
    hours = "–".join(str(raw[name]) for name in ("starts", "ends") if raw.get(name))
    facts = {
        "Acara": calendars.title_of(raw),
        "Hari/tanggal": long_day(raw["day"]),
        "Waktu": f"{hours} WIB",
        "Tempat": calendars.place_of(raw),
        "Nomor surat": raw.get("letter_number") or "",
    }
    found = [f"Yth. {who.get('employee_name') or who.get('guest') or ''}", "", OPENINGS[kind], ""]
    found += [f"{name}: {value}" for name, value in facts.items() if value]
    if kind in ENDING:
        sent = [] if by_hand else ["", "Surat ini dikirim oleh Jenjang; balasan tidak dibaca."]
        return [*found, *(_reason(raw) if kind == "cancellation" else []), *sent]
    own = [] if by_hand else ["Tautan ini untuk Anda sendiri: jangan diteruskan. Balasan surat ini tidak dibaca."]
    return [*found, *_agenda(raw), *_links(mailing, who), *own]


def _reason(raw: Mapping[str, Any]) -> list[str]:
    return [f"Alasan: {raw['reason']}"] if raw.get("reason") and not raw.get("confidential") else []


def _agenda(raw: Mapping[str, Any]) -> list[str]:
    """What is on the agenda, and what the invitation remarks."""
    if raw.get("confidential"):
        return []
    points = [str(each.get("title") or "") for each in raw.get("agenda") or ()]
    listed = ["", "Agenda:", *(f"{number}. {title}" for number, title in enumerate(points, 1))] if points else []
    return [*listed, *(["", str(raw["remarks"])] if raw.get("remarks") else [])]


def _links(mailing: Mailing, who: Mapping[str, Any]) -> list[str]:
    """The receiver's links; who is talked about may also send aspirations."""
    told = {Purpose.ANSWER: "Hadir atau berhalangan:"}
    if who.get("employee") and who.get("is_discussed"):
        told[Purpose.ASPIRATION] = "Kirim aspirasi sebelum rapat:"
    found = [""]
    for purpose, says in told.items():
        found += [says, f"{mailing.address}/{purpose}/{answer_links.sign(mailing.key, purpose, who['_id'])}", ""]
    return found


def message(mailing: Mailing, raw: Any, who: Mapping[str, Any]) -> str:
    """What a mail would tell a participant of the meeting as it is now, for who passes it on by hand: that they are
    invited, links and all, what holds now where that has changed since the invitation, that it is cancelled, or that
    they are no longer invited."""
    kind = "current" if raw.get("calendar_sequence") else "invitation"
    kind = "cancellation" if raw.get("state") == MeetingState.CANCELLED else kind
    kind = "withdrawal" if who.get("withdrawn") else kind
    return "\n".join(_lines(mailing, kind, raw, who, by_hand=True)).strip()


def withdrawn(raw: Mapping[str, Any], people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Who was taken out of a stored meeting since it was invited to and is not among its people again: as the
    participants they were, marked `withdrawn`, each once however often they came and went."""
    gone = {(who.get("employee"), who.get("guest")): who for who in raw.get("withdrawn") or ()}
    back = {(who.get("employee"), who.get("guest")) for who in people}
    return [{**who, "withdrawn": True} for key, who in gone.items() if key not in back]


def to_tell(meeting: ObjectId, people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Who has to be told of an invitation, or that it is withdrawn, by other means, each {who, name, phone, reason}:
    everybody while no mails are sent, else those without an address and those whose last mail failed."""
    known = _employees(people)
    failed = outbox.failed(meeting)
    found = []
    for who in people:
        employee = known.get(who.get("employee"))
        if _mailing is None or who["_id"] in failed or not address_of(who, employee):
            name = str(who.get("employee_name") or who.get("guest") or "")
            phone = str((employee or {}).get("phone") or "")
            found.append({"who": who, "name": name, "phone": phone, "reason": failed.get(who["_id"], "")})
    return found
