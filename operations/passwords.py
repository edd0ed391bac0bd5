"""Passwords: Argon2id hashes, what a new one must be, and temporary ones."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.wording import N_, Message
from operations.errors import Invalid

SHORTEST = 10
LONGEST = 200
_hasher = PasswordHasher()
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_COMMON = frozenset({"password", "salatiga", "qwerty", "bkpsdm", "admin", "rahasia", "jenjang", "katasandi", "123456"})
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    """The Argon2id hash (RFC 9106, low-memory profile) that is stored."""
    return _hasher.hash(password)


def verify(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one. Without a stored hash it takes as long, and is never true."""
    try:
        return _hasher.verify(stored or _NOBODY, password[:LONGEST]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def check_new(password: str, username: str) -> None:
    """Raise Invalid on `password` unless it is long enough and not easily guessed."""
    bare = password.casefold().strip("0123456789!.@#-_ ")
    if len(password) < SHORTEST:
        raise Invalid({"password": Message(N_("Use at least %(count)s characters."), count=SHORTEST)})
    if len(password) > LONGEST:
        raise Invalid({"password": Message(N_("Use at most %(count)s characters."), count=LONGEST)})
    if "\0" in password or len(set(password)) < 5 or bare in _COMMON or username.casefold() in password.casefold():
        raise Invalid({"password": Message(N_("This is easily guessed. Use several unrelated words."))})


def temporary() -> str:
    """A random password that can be read aloud: four groups of four, about 79 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
