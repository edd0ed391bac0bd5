"""What stands on the papers of a meeting, as plain texts under the names that templates use (in Indonesian).

Each part holds no more than the actor may see; whoever asks has been let into the meeting before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bson import ObjectId

from models.codes import GOLONGAN
from models.departments import Department
from models.identifiers import format_nip
from models.moments import today
from models.people import Employee
from models.unit_settings import UnitSettings
from operations import configuration, meetings, paper_words, participants, policy
from operations.actors import Actor
from operations.careers import day_of
from operations.errors import Missing
from operations.plans import Progress
from operations.references import fetch, label

Data = dict[str, Any]
IN_LETTER = 8
"""So many invited people stand in the letter itself; more of them stand in its annex."""
ROWS_A_SHEET = 40
_PERSON = ("name", "title_front", "title_back", "nip", "position_name", "department", "scope")


def head(raw: Mapping[str, Any], settings: UnitSettings) -> Data:
    """What all papers of a meeting have: letterhead, date and place, title."""
    root = Department._get_collection().find_one({"_id": (raw.get("scope") or [None])[0]}, {"name": 1}) or {}
    letter = day_of(raw.get("letter_day")) or today()
    return {
        "kop": [line for line in str(settings.letterhead or "").splitlines() if line.strip()],
        "judul": str(raw.get("title") or ""),
        "jenis": paper_words.KINDS.get(str(raw.get("kind")), "rapat"),
        "periode": str(raw.get("period") or ""),
        "kota": paper_words.place_of(str(root.get("name") or "")),
        "tanggal": paper_words.plain_day(letter),
        "hari_tanggal": paper_words.day_in_words(day_of(raw.get("day"))),
        "waktu": paper_words.hours(str(raw.get("starts") or ""), str(raw.get("ends") or "")),
        "tempat": str(raw.get("venue") or ""),
        "tautan": str(raw.get("link") or ""),
        "rahasia": bool(raw.get("confidential")),
    }


def invitation(actor: Actor, raw: Mapping[str, Any]) -> Data:
    """The letter that invites: numbered once it is sent, to everybody but who signs it."""
    people = participants.of_meeting(actor, raw["_id"])
    names = [_invited(each) for each in people if not (raw.get("chair") and each.get("employee") == raw["chair"])]
    annexed = len(names) > IN_LETTER
    return {
        "nomor": str(raw.get("letter_number") or ""),
        "sifat": "Rahasia" if raw.get("confidential") else "Biasa",
        "lampiran": paper_words.sheets(-(-len(names) // ROWS_A_SHEET)) if annexed else "–",
        "hal": f"Undangan {raw.get('title') or ''}",
        "yth": names,
        "yth_terlampir": annexed,
        "acara": [
            {"judul": str(each.get("title") or ""), "lama": f"{each['minutes']} menit" if each.get("minutes") else ""}
            for each in raw.get("agenda") or ()
        ],
        "catatan": str(raw.get("remarks") or ""),
        "ketua": _chair(actor, raw),
    }


def attendance(actor: Actor, raw: Mapping[str, Any]) -> Data:
    """The list that those present sign."""
    people = participants.of_meeting(actor, raw["_id"])
    known = _known(actor, (each["employee"] for each in people if each.get("employee")))
    units = fetch({"Department": {each["department"] for each in known.values() if each.get("department")}})
    return {"hadir": [_row(each, known, units) for each in people], "ketua": _chair(actor, raw)}


def _row(raw: Mapping[str, Any], known: Mapping[ObjectId, Any], units: Mapping[ObjectId, Any]) -> dict[str, str]:
    who: Any = known.get(raw["employee"]) if raw.get("employee") else {}
    who = who or {}
    unit = label(units[who["department"]]) if who.get("department") in units else ""
    told = [text for text in (who.get("position_name"), unit) if text]
    return {
        "nama": _name(raw),
        "nip": _nip(who),
        "jabatan": ", ".join(told) or str(raw.get("guest_from") or ""),
        "kehadiran": paper_words.ATTENDANCES.get(str(raw.get("attendance") or ""), ""),
    }


def packet(actor: Actor, raw: Mapping[str, Any]) -> Data:
    """What is known of each person who will be talked about, a page each.

    Paper goes round: what is confidential is left out, as in minutes, unless the meeting itself is.
    """
    people = [each for each in participants.of_meeting(actor, raw["_id"]) if each.get("is_discussed")]
    return {"pegawai": [found for each in people if (found := _prepared(actor, raw, each)) is not None]}


def _prepared(actor: Actor, raw: Mapping[str, Any], person: Mapping[str, Any]) -> Data | None:
    """A person's page; None for somebody whom the actor may not see."""
    try:
        found = meetings.context(actor, raw, person["employee"])
    except Missing:
        return None
    who, hours, last = found["employee"], found["hours"], found["last_met"]
    rule = {"floor": f", paling sedikit {hours.limit}", "ceiling": f", paling banyak {hours.limit}"}
    return {
        "nama": _name(person),
        "nip": _nip(masked(who)),
        "jabatan": str(who.get("position_name") or ""),
        "golongan": dict(GOLONGAN).get(str(who.get("golongan") or ""), ""),
        "terakhir": paper_words.plain_day(last) if last else "belum pernah",
        "jp": f"{hours.done} JP selesai, {hours.planned} JP direncanakan{rule.get(str(hours.rule), '')}",
        "tanggal_penting": [
            {"tanggal": paper_words.plain_day(each.day), "peristiwa": paper_words.DATES.get(each.kind, each.kind)}
            for each in found["dates"]
        ],
        "evaluasi": [
            {
                "periode": str(each.get("title") or ""),
                "predikat": paper_words.PREDICATES.get(str(each.get("predikat")), ""),
            }
            for each in found["evaluations"]
        ],
        "rencana": _plan(found["plan"]),
        "janji": [_promised(each) for each in _open(found["promised"], raw)],
        "dikirim": [_hope(each) for each in _open(found["sent"], raw)],
        "aspirasi": [_hope(each) for each in _open(found["aspirations"], raw)],
        "umpan_balik": [
            {
                "tanggal": paper_words.plain_day(day_of(each.get("given_on"))),
                "teks": str(each.get("text") or "")[:600],
            }
            for each in _open(found["feedback"], raw)
        ],
    }


def _plan(found: Progress | None) -> Data:
    """How far a person's plan is, and its open items."""
    if found is None:
        return {"kemajuan": "", "butir": []}
    state = paper_words.PLANS.get(str(found.plan.get("state")), "")
    done, total = found.plan.get("done") or 0, found.plan.get("total") or 0
    return {
        "kemajuan": f"{found.plan.get('title') or ''} ({state}): {done} dari {total} butir selesai",
        "butir": [
            {"uraian": str(each.get("title") or ""), "tenggat": paper_words.plain_day(day_of(each.get("due")))}
            for each in found.open
        ],
    }


def _open(rows: Iterable[Mapping[str, Any]], meeting: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [each for each in rows if meeting.get("confidential") or not each.get("confidential")]


def _hope(raw: Mapping[str, Any]) -> dict[str, str]:
    return {
        "kategori": paper_words.CATEGORIES.get(str(raw.get("category")), ""), "teks": str(raw.get("text") or ""),
    }  # fmt: skip


def _promised(raw: Mapping[str, Any]) -> dict[str, str]:
    return {
        "uraian": str(raw.get("text") or ""),
        "pic": str(raw.get("pic_label") or ""),
        "tenggat": paper_words.plain_day(day_of(raw.get("due"))),
        "status": paper_words.STATUSES.get(str(raw.get("status")), ""),
        "jawaban": str(raw.get("reply") or ""),
    }


def _name(raw: Mapping[str, Any]) -> str:
    return str(raw.get("employee_name") or raw.get("guest") or "")


def _invited(raw: Mapping[str, Any]) -> str:
    """A participant as a letter names them, a guest with where they come from."""
    return ", ".join(filter(None, (_name(raw), str(raw.get("guest_from") or ""))))


def _nip(raw: Mapping[str, Any]) -> str:
    return format_nip(raw["nip"]) if raw.get("nip") else ""


def _chair(actor: Actor, raw: Mapping[str, Any]) -> dict[str, str]:
    """Who signs: the name as the meeting tells it, NIP and position as far as the actor may see them."""
    id = raw.get("chair")
    named = fetch({"Employee": [id]}) if id else {}
    who = _known(actor, [id]).get(id, {}) if id else {}
    return {
        "nama": label(named[id]) if id in named else "",
        "nip": _nip(who),
        "jabatan": str(who.get("position_name") or ""),
    }


def _known(actor: Actor, ids: Iterable[ObjectId]) -> dict[ObjectId, dict[str, Any]]:
    """These employees as far as the actor may see them; nothing for who sees no employees."""
    if not policy.may(actor, policy.Action.READ, "Employee"):
        return {}
    query = {**policy.where(actor, Employee), "_id": {"$in": sorted(set(ids))}}
    found = Employee._get_collection().find(query, dict.fromkeys(_PERSON, 1))
    return {raw["_id"]: masked(raw) for raw in found}


def masked(raw: Mapping[str, Any]) -> dict[str, Any]:
    """An employee without what their unit shows masked."""
    hidden = configuration.fieldset(Employee, raw.get("scope") or []).sensitive
    return {name: value for name, value in raw.items() if name not in hidden}
