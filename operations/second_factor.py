"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for a lost phone.

The store keeps no secret of an app, but a random seed: the secret is the seed's HMAC under the panel's key, so that a
dump of the database alone gives no code away. With another key no app's code matches any more; recovery codes do, as
of them the store keeps the SHA-256 (they are random, of 79 bits), and so does a removal.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import replace
from typing import Any

import pyotp
from bson import ObjectId

from models.audit import Act
from models.moments import now
from models.users import User
from models.wording import N_, Message
from operations import policy, records
from operations.accounts import change_own
from operations.actors import SYSTEM, Actor
from operations.audit import Origin, note
from operations.errors import Denied, Invalid, OperationError, WrongState
from operations.passwords import temporary, verify
from operations.sessions import Proven

STEP = 30
DIGITS = 6
CODES = 10
ISSUER = "Jenjang"
_OFF: dict[str, Any] = {"second_factor_seed": None, "second_factor_step": None, "recovery_codes": []}


class CodeRefused(OperationError):
    """Wrong, used, late or no code at all: one answer for all."""

    def __init__(self) -> None:
        super().__init__(Message(N_("This code does not match. Check it and try again.")))


def new_seed() -> str:
    """What a secret is made from; of no use without the panel's key."""
    return secrets.token_hex(20)


def secret_of(user: ObjectId, seed: str, key: str) -> str:
    """The secret shared with an app: 160 bits in base32 (32 letters and digits)."""
    made = hmac.digest(key.encode(), f"second factor of {user} from {seed}".encode(), "sha256")
    return base64.b32encode(made[:20]).decode()


def address_of(secret: str, username: str) -> str:
    """The `otpauth:` address that an app reads from a QR code."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP).provisioning_uri(name=username, issuer_name=ISSUER)


def set_up(actor: Actor, seed: str, given: str, key: str, origin: Origin) -> list[str]:
    """Switch one's own second factor on, once a code shows that the app has it; returns the recovery codes.

    All one's sessions end, this one too. Raises Invalid for a wrong code, WrongState where there is one already.
    """
    stored = _own(actor, has=False)
    step = _step_of(secret_of(stored["_id"], seed, key), _bare(given))
    if step is None:
        raise Invalid({"code": CodeRefused().message})
    codes, hashes = _new_codes(stored["_id"])
    values = {"second_factor_seed": seed, "second_factor_step": step, "recovery_codes": hashes}
    change_own(actor, stored, values, origin)
    return codes


def renew_codes(actor: Actor, password: str, origin: Origin) -> list[str]:
    """New recovery codes in place of all one had. Raises Invalid for a wrong password."""
    stored = _own(actor, has=True)
    _check_password(stored, password)
    codes, hashes = _new_codes(stored["_id"])
    change_own(actor, stored, {"recovery_codes": hashes}, origin)
    return codes


def switch_off(actor: Actor, password: str, origin: Origin) -> None:
    """Do without a second factor; all one's sessions end, this one too. Raises Invalid for a wrong password."""
    stored = _own(actor, has=True)
    _check_password(stored, password)
    change_own(actor, stored, _OFF, origin)


def remove(actor: Actor, user_id: ObjectId, origin: Origin) -> None:
    """Take another account's second factor away, as its phone was lost; its sessions end.

    Raises Denied for one's own: that takes the password.
    """
    stored = records.read(User, user_id)
    policy.require(actor, policy.Action.CHANGE, "User", stored)
    if user_id == actor.id:
        raise Denied(Message(N_("Switch off your own second factor on your account page.")))
    records.change(actor, User, user_id, _OFF, stored["version"], origin)


def codes_left(actor: Actor) -> int:
    """How many recovery codes one has not used yet."""
    stored = User._get_collection().find_one({"_id": actor.id}, {"recovery_codes": 1}) or {}
    codes = stored.get("recovery_codes")
    return len(codes) if isinstance(codes, list) else 0


def prove(who: Proven, given: str, key: str, address: str) -> Proven:
    """Who has also shown a code of the app or a recovery code, which is used up by it. Raises CodeRefused."""
    code, id = _bare(given), who.actor.id
    is_app = len(code) == DIGITS
    if id is None or not (_use_app(id, code, key) if is_app else _use_recovery(id, code)):
        detail = {"username": who.actor.username, "address": address, "second_factor": "1"}
        note(SYSTEM, Act.SIGN_IN_FAILED, Origin(), detail, document="User", record=id)
        raise CodeRefused()
    return replace(who, lacks_code=False, by_recovery=not is_app)


def _use_app(id: ObjectId, code: str, key: str) -> bool:
    """Take a code of the app once: of two requests with it, one moves the step on and the other finds it moved."""
    stored = User._get_collection().find_one({"_id": id}, {"second_factor_seed": 1}) or {}
    seed = stored.get("second_factor_seed")
    step = _step_of(secret_of(id, seed, key), code) if isinstance(seed, str) else None
    if step is None:
        return False
    unused = {"_id": id, "second_factor_seed": seed, "second_factor_step": {"$lt": step}}
    return bool(User._get_collection().update_one(unused, {"$set": {"second_factor_step": step}}).matched_count)


def _use_recovery(id: ObjectId, code: str) -> bool:
    hashed = _hash(id, code)
    unused = {"_id": id, "recovery_codes": hashed}
    return bool(User._get_collection().update_one(unused, {"$pull": {"recovery_codes": hashed}}).modified_count)


def _step_of(secret: str, code: str) -> int | None:
    """The step whose code this is, of the present one and its two neighbours: clocks of phones differ."""
    present = int(now().timestamp()) // STEP
    app = pyotp.TOTP(secret, digits=DIGITS, interval=STEP)
    given = code.encode("utf-8", "surrogatepass")
    steps = (present - 1, present, present + 1)
    return max((step for step in steps if hmac.compare_digest(app.generate_otp(step).encode(), given)), default=None)


def _own(actor: Actor, has: bool) -> dict[str, Any]:
    if actor.id is None:
        raise Denied()
    stored = records.read(User, actor.id)
    if bool(stored.get("second_factor_seed")) != has:
        raise WrongState(Message(N_("Your second factor was just changed elsewhere. Open your account page again.")))
    return stored


def _check_password(stored: dict[str, Any], password: str) -> None:
    if not verify(stored.get("password_hash"), password):
        raise Invalid({"password": Message(N_("This is not your current password."))})


def _new_codes(id: ObjectId) -> tuple[list[str], list[str]]:
    """Fresh recovery codes, and what is stored of them."""
    codes = [temporary() for _ in range(CODES)]
    return codes, [_hash(id, _bare(code)) for code in codes]


def _bare(given: str) -> str:
    """A code as it is compared: without the spaces and dashes it is written with."""
    return "".join(given.split()).replace("-", "").lower()[:64]


def _hash(id: ObjectId, code: str) -> str:
    return hashlib.sha256(f"{id}:{code}".encode("utf-8", "surrogatepass")).hexdigest()
