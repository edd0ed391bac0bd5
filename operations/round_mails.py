"""Who is told that they are asked in a round: by mail with their link, or by a list of links that is passed on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from bson import ObjectId
from mongoengine.connection import get_connection
from pymongo.client_session import ClientSession

from models.audit import Act
from models.dates import long_day
from models.feedback_rounds import ROUND_STATES, FeedbackRound, RoundState
from models.outbox import Mail
from models.people import Employee, with_titles
from models.round_answers import RoundAnswer
from models.round_invitations import RoundInvitation
from models.wording import Message
from operations import audit, invitations, jobs, outbox, policy, records, round_links
from operations.actors import Actor
from operations.audit import Origin
from operations.errors import WrongState
from operations.feedback_rounds import NOT_NOW, REMINDING
from operations.invitations import Mailing, address_of
from operations.policy import Action

BATCH = 200
SUBJECTS = {"round": "Permintaan umpan balik", "reminder": "Pengingat umpan balik"}
UNKNOWN = "Jika sudah mengisi semuanya, abaikan surat ini: siapa yang sudah mengisi tidak dicatat."
_MAILED = ("name", "title_front", "title_back", "official_email", "email", "phone")


def write(hold: jobs.Hold, raw: Mapping[str, Any]) -> None:
    """Write the mails of an opened round that are lacking, one a person however many they are asked about."""
    asked = Counter(each["giver"] for each in _invitations(raw["_id"]))
    _write(hold, raw, asked, "round", {"kind": "round"})


@jobs.kind(REMINDING)
def remind(hold: jobs.Hold) -> None:
    """Write once more to everybody who may still have to answer. Who answered without a name is among them, for nobody
    knows who that is; who answered all under their name is not."""
    raw = FeedbackRound._get_collection().find_one({"_id": hold.job["record"], "state": RoundState.OPEN.value})
    if raw is None:
        return
    signed = {
        each["invitation"] for each in RoundAnswer._get_collection().find({"round": raw["_id"]}, {"invitation": 1})
    }
    asked = Counter(each["giver"] for each in _invitations(raw["_id"]) if each["_id"] not in signed)
    _write(hold, raw, asked, "reminder", {"job": hold.job["_id"]})


def _write(
    hold: jobs.Hold, raw: Mapping[str, Any], asked: Counter[ObjectId], kind: str, mine: Mapping[str, Any]
) -> None:
    """Write to these of whom no mail that is `mine` is there yet: a job begun anew goes on where it was."""
    mailing = invitations.mailing()
    if mailing is None:
        return
    written = {"meeting": raw["_id"], **mine}
    told = {each["participant"] for each in Mail._get_collection().find(written, {"participant": 1})}
    people = _people([id for id in asked if id not in told])
    mails = [
        _mail(mailing, raw, people[id], asked[id], kind, hold.job["_id"])
        for id in sorted(people)
        if address_of({}, people[id])
    ]
    for start in range(0, len(mails), BATCH):
        _insert(hold, mails[start : start + BATCH], (start + len(mails[start : start + BATCH]), len(mails)))


def _insert(hold: jobs.Hold, mails: Sequence[dict[str, Any]], progress: tuple[int, int]) -> None:
    def write(session: ClientSession) -> None:
        Mail._get_collection().insert_many(mails, session=session)
        hold.note(session, *progress)

    with get_connection().start_session() as session:
        session.with_transaction(write)


def _invitations(round: ObjectId) -> Iterable[Mapping[str, Any]]:
    return RoundInvitation._get_collection().find({"round": round}, {"giver": 1})


def _people(ids: Iterable[ObjectId]) -> dict[ObjectId, dict[str, Any]]:
    found = Employee._get_collection().find({"_id": {"$in": sorted(ids)}}, dict.fromkeys(_MAILED, 1))
    return {raw["_id"]: raw for raw in found}


def _mail(
    mailing: Mailing, raw: Mapping[str, Any], who: Mapping[str, Any], count: int, kind: str, job: ObjectId
) -> dict[str, Any]:
    link = f"{mailing.address}/{round_links.PAGE}/{round_links.sign(mailing.key, raw['_id'], who['_id'])}"
    last = raw["closes_on"]
    is_reminder = kind == "reminder"
    ignore = UNKNOWN if raw.get("anonymous") else "Yang sudah Anda isi tidak perlu diisi lagi."
    lines = [
        f"Yth. {_name(who)}", "",
        f"{'Pengingat: Anda' if is_reminder else 'Anda'} diminta memberi umpan balik tentang {count} orang dalam "
        f"“{raw['title']}”, paling lambat {long_day(last)}.",
        *(["", ignore] if is_reminder else []),
        *(["", str(raw["note"])] if raw.get("note") else []), "", "Isi umpan balik:", link, "",
        "Tautan ini untuk Anda sendiri: jangan diteruskan. Balasan surat ini tidak dibaca.",
    ]  # fmt: skip
    return outbox.draft(
        raw["_id"], who["_id"], mailing.sender, kind=kind, job=job, to=address_of({}, who),
        subject=f"{SUBJECTS[kind]}: {raw['title']}", text="\n".join(lines), ics="", until=last + timedelta(days=1),
    )  # fmt: skip


def _name(raw: Mapping[str, Any]) -> str:
    return with_titles(raw.get("name"), raw.get("title_front"), raw.get("title_back"))


def links(actor: Actor, id: ObjectId, key: str, origin: Origin) -> list[dict[str, Any]]:
    """The links to pass on by hand, [{name, phone, count, path, reason}]: everybody's while no mails are sent, else
    those of who has no address or whose mail failed. That they were looked at is noted in the audit trail.

    Raises Missing, Denied, and WrongState where the round is not open.
    """
    raw = records.read(FeedbackRound, id)
    policy.require(actor, Action.CHANGE, "FeedbackRound", raw)
    if raw["state"] != RoundState.OPEN:
        raise WrongState(Message(NOT_NOW, state=Message(dict(ROUND_STATES)[str(raw["state"])])))
    asked = Counter(each["giver"] for each in _invitations(id))
    found = [
        {
            "name": _name(who), "phone": str(who.get("phone") or ""), "count": asked[who["_id"]],
            "path": f"/{round_links.PAGE}/{round_links.sign(key, id, who['_id'])}", "reason": reason,
        }
        for who, reason in _by_hand(id, _people(asked))
    ]  # fmt: skip
    about = {"document": "FeedbackRound", "record": id, "label": raw["title"], "scope": raw.get("scope")}
    audit.note(actor, Act.DOWNLOAD, origin, {"links": len(found)}, **about)
    return sorted(found, key=lambda row: str(row["name"]))


def _by_hand(round: ObjectId, people: Mapping[ObjectId, dict[str, Any]]) -> list[tuple[dict[str, Any], str]]:
    failed = outbox.failed(round)
    silent = not invitations.sends_mails()
    return [
        (who, failed.get(id, "")) for id, who in people.items() if silent or id in failed or not address_of({}, who)
    ]
