"""What stands on the papers of minutes, as plain texts under the names that templates use (in Indonesian).

Whoever asks has been let into the meeting before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bson import ObjectId

from models.dates import parse_day
from models.minutes import Minutes
from operations import minutes, paper_words
from operations.actors import Actor
from operations.errors import Missing
from operations.references import fetch, label

Data = dict[str, Any]
Write = Callable[[str], Any]
"""How a paper takes a note's text: as lines that it draws (models.light_text.lines), or plain."""


def whole(content: Mapping[str, Any], held: Sequence[Minutes], address: Callable[[str], str], write: Write) -> Data:
    """Minutes as operations.minutes has them; `held` are they and their addenda as approved, nothing for a draft, and
    `address` gives the page that verifies a code."""
    day = content["day"]
    return {
        "judul": content["title"],
        "nomor": str(content.get("number") or ""),
        "jenis": paper_words.KINDS.get(content["kind"], ""),
        "periode": content["period"],
        "unit": content["unit"],
        "hari_tanggal": paper_words.day_in_words(parse_day(day)) if day else "",
        "waktu": paper_words.hours(content["starts"], content["ends"]),
        "tempat": content["place"],
        "ketua": content["chair"],
        "notulis": content["notetaker"],
        "acara": [
            {"judul": each["title"], "catatan": [write(text) for text in each["notes"]]} for each in content["agenda"]
        ],
        "hadir": [
            {"nama": each["name"], "dari": each["from"], "kehadiran": _attended(each)} for each in content["present"]
        ],
        "pegawai": [_discussed(each, write) for each in content["people"]],
        "kesimpulan": [write(text) for text in content["conclusions"]],
        "tindak_lanjut": [
            {
                "uraian": each["text"],
                "tentang": each["about"],
                "pic": each["pic"],
                "tenggat": paper_words.told_day(each["due"]),
            }
            for each in content["follow_ups"]
        ],
        "adendum": [_correction(each, write) for each in held[1:]],
        "disahkan": _approval(held[0] if held else None, address),
    }


def _approval(held: Minutes | None, address: Callable[[str], str]) -> dict[str, str]:
    if held is None:
        return {"oleh": "", "pada": "", "digest": "", "tautan": ""}
    at = f"{minutes.day_in_wib(held.approved_at)} WIB"
    return {"oleh": held.approved_by, "pada": at, "digest": held.digest, "tautan": address(held.code)}


def _correction(held: Minutes, write: Write) -> Data:
    told = held.content
    return {
        "nomor": str(held.number),
        "tentang": str(told.get("concerns") or ""),
        "teks": write(str(told.get("text") or "")),
        "oleh": held.approved_by,
        "pada": f"{minutes.day_in_wib(held.approved_at)} WIB",
    }


def addendum(content: Mapping[str, Any], held: Minutes, address: Callable[[str], str], write: Write) -> Data:
    """An approved addendum to the minutes whose content is `content`."""
    return {
        **whole(content, [], address, write),
        "adendum": _correction(held, write),
        "mengoreksi": str(held.content.get("corrects") or ""),
        "disahkan": _approval(held, address),
    }


def excerpt(
    content: Mapping[str, Any], place: int, held: Sequence[Minutes], address: Callable[[str], str], write: Write
) -> Data:
    """What the person in that place (from 1) of the minutes may have of them: what was told to all, and their own.

    Raises Missing for a place that nobody has.
    """
    people = content["people"]
    if not 1 <= place <= len(people):
        raise Missing()
    person = people[place - 1]
    agreed = [each for each in content["follow_ups"] if person["employee"] in (each["employee"], each["responsible"])]
    own = {**content, "people": [person], "follow_ups": agreed}
    return {**whole(own, held[:1], address, write), "petikan": person["name"]}


def confidential(actor: Actor, id: ObjectId, write: Write) -> Data:
    """The confidential notes of a meeting, for who may see them. Raises Missing where there are none for the actor."""
    notes = [each for each in minutes.notes_of(actor, id) if each.get("kind") == "private" and each.get("text")]
    if not notes:
        raise Missing()
    named = fetch({"Employee": {each["employee"] for each in notes if each.get("employee")}})
    return {
        "catatan": [
            {
                "nama": label(named[each["employee"]]) if each.get("employee") in named else "",
                "teks": write(str(each["text"])),
                "oleh": str(each.get("written_by") or ""),
            }
            for each in notes
        ]
    }


def _discussed(each: Mapping[str, Any], write: Write) -> Data:
    return {
        "nama": each["name"],
        "kehadiran": _attended(each),
        "pembahasan": [write(text) for text in each["discussion"]],
        "aspirasi": [
            {
                "kategori": paper_words.CATEGORIES.get(told["category"], ""),
                "teks": write(told["text"]),
                "saran": [{"oleh": advice["by"], "teks": write(advice["text"])} for advice in told["advice"]],
            }
            for told in each["aspirations"]
        ],
        "kesimpulan": [write(text) for text in each["conclusion"]],
    }


def _attended(each: Mapping[str, Any]) -> str:
    return paper_words.ATTENDANCES.get(each["attendance"], "")
