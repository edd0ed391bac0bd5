"""Names and places to draw from. Faker fills the pools once; a row then costs a few draws from a list."""

from __future__ import annotations

import random
from functools import cache

from faker import Faker

from seeds import SEED
from seeds.units import KECAMATAN

_DRAWS = 3000
BIRTH_PLACES = ("Salatiga",) * 9 + ("Kab. Semarang",) * 4 + (
    "Semarang", "Surakarta", "Boyolali", "Magelang", "Klaten", "Yogyakarta", "Grobogan", "Temanggung", "Kudus",
    "Wonogiri", "Sragen", "Purworejo", "Demak", "Pati", "Cilacap", "Banyumas", "Surabaya", "Madiun", "Bandung",
    "Jakarta",
)  # fmt: skip
STREETS = (
    "Merbabu", "Cemara", "Argoluwih", "Kenanga", "Brigjen Sudiarto", "Tentara Pelajar", "Kartini", "Merak",
    "Osamaliki", "Patimura", "Jafar Shodiq", "Tritis", "Canden", "Nakula", "Sadewa", "Cempaka", "Flamboyan", "Mawar",
)  # fmt: skip
_PLACES = tuple((kelurahan, kecamatan) for kecamatan, group in KECAMATAN.items() for kelurahan in group)


@cache
def _pools() -> dict[str, tuple[str, ...]]:
    """First and family names by sex, sorted so that a pool never depends on the order of a set."""
    fake = Faker("id_ID")
    fake.seed_instance(SEED)
    draws = {
        "L": fake.first_name_male, "P": fake.first_name_female,
        "L-last": fake.last_name_male, "P-last": fake.last_name_female,
    }  # fmt: skip
    return {key: tuple(sorted({draw() for _ in range(_DRAWS)})) for key, draw in draws.items()}


def full_name(rng: random.Random, sex: str) -> str:
    """A name of two or three words for `L` or `P`."""
    pools = _pools()
    first, last = rng.choice(pools[sex]), rng.choice(pools[f"{sex}-last"])
    middle = rng.choice(pools[sex]) if rng.random() < 0.25 else None
    return f"{first} {middle} {last}" if middle not in (None, first, last) else f"{first} {last}"


def home_address(rng: random.Random) -> str:
    """An address in Salatiga, made up."""
    kelurahan, kecamatan = rng.choice(_PLACES)
    street, number, rt, rw = rng.choice(STREETS), rng.randint(1, 180), rng.randint(1, 9), rng.randint(1, 12)
    return f"Jl. {street} No. {number} RT {rt:02}/RW {rw:02}\nKelurahan {kelurahan}, Kecamatan {kecamatan}, Salatiga"


def mobile(rng: random.Random) -> str:
    """A number that no one can have: the prefix 0810 is not assigned."""
    return f"0810-{rng.randint(1000, 9999)}-{rng.randint(1000, 9999)}"


def mailbox(name: str, digits: str, host: str) -> str:
    """`agustina.rahmawati.011@…`: the first and last word of the name, and digits that tell namesakes apart."""
    parts = name.lower().split()
    return f"{parts[0]}.{parts[-1]}.{digits}@{host}"
