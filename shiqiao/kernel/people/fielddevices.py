"""Field devices: registered by their key, given the server's half of the store's key anew at each contact, revoked.

The store on the device opens only with three things together: the PIN, a key that the browser does not let out, and the
server's half, which the device forgets after `OFFLINE`. A revocation destroys the half here and leaves a notice that
only this server can have made. See docs/adr/0027-field-devices-and-strict-reading.md.
"""

import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from django.db import models, transaction

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db.scope import scoped
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.rows import the_one
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people.errors import ActReplayed, DeviceRevoked, SignatureWrong
from shiqiao.kernel.people.models import Account, FieldDevice

OFFLINE = timedelta(days=3)
"""How long a store opens without contact; then its data are out of reach until the server gives its half again."""
MOST = 5  # live devices of one person
POINT, SIGNATURE, COUNTERS = 65, 64, 2**53  # bytes, bytes, what a browser counts exactly
REVOKERS = frozenset({"security_admin", "system"})
CONTEXT = "people.fielddevice.half"


@dataclass(frozen=True, slots=True)
class Half:
    """What a live device gets at each contact: the server's half (base64url) and how long it may keep it."""

    device: FieldDevice
    half: str
    lasts: timedelta


@transaction.atomic
def register_field_device(*, name: str, public_key: str, by: Actor, at: datetime) -> Half:
    """Take a device of the acting person in. `public_key` is the raw P-256 point in base64url. Raises Invalid."""
    account = _person(by)
    point = _bytes("public_key", public_key)
    _key(point)
    if not name.strip():
        raise Invalid(fields={"name": "Give the device a name by which you know it again."})
    with scoped(account.street):
        Account.objects.select_for_update().get(pk=account.pk)  # two at once must not both be the last allowed
        if FieldDevice.objects.filter(account=account, revoked_at=None).count() >= MOST:
            raise Invalid(
                fields={"name": "You have {most} devices already. Revoke one that you no longer use."}, most=MOST
            )
        if FieldDevice.objects.filter(public_key=point).exists():
            raise Invalid(fields={"public_key": "This key is registered already; a device makes a new one."})
        row = FieldDevice.objects.create(
            street=account.street, account=account, name=name.strip()[:60], public_key=point,
            half=crypto.encrypt(_text(os.urandom(32)), context=CONTEXT), created_at=at, seen_at=at,
        )  # fmt: skip
        _record("people.field_device_registered", row, by, at)
    return _half(row)


def contact_field_device(*, device: int, counter: int, signature: str, by: Actor, at: datetime) -> Half:
    """Give a live device the server's half anew. The device signs `contact`; raises as `verify_device_act` does."""
    return _half(verify_device_act(device=device, counter=counter, body=b"contact", signature=signature, by=by, at=at))


def verify_device_act(
    *, device: int, counter: int, body: bytes, signature: str, by: Actor, at: datetime
) -> FieldDevice:
    """Check that `body` was signed on a live device of the acting person, and never came before; returns the device.

    Signed is `shiqiao-act`, the device's number, the counter and the SHA-256 of the body in hexadecimal, one to a line
    (ECDSA on P-256, r and s as 64 bytes in base64url). Counters only go up; gaps are allowed. Call it in the transaction
    of the act: when the act fails, the counter is free again. Raises NotFound for a device of somebody else, DeviceRevoked
    with the notice, SignatureWrong, ActReplayed.
    """
    account = _person(by)
    signed = _bytes("signature", signature)
    with transaction.atomic(), scoped(account.street):
        row = the_one(FieldDevice.objects.select_for_update().filter(pk=device, account=account))
        if len(signed) != SIGNATURE or not 0 < counter < COUNTERS or not _signed(row, counter, body, signed):
            raise SignatureWrong
        if row.revoked_at is not None:
            raise DeviceRevoked(at=row.revoked_at.isoformat(), notice=_text(bytes(row.notice or b"")))
        if counter <= row.counter:
            raise ActReplayed(fields={"counter": "Send a counter above {last}."}, last=row.counter)
        row.counter, row.seen_at = counter, at
        row.save(update_fields=["counter", "seen_at"])
    return row


@transaction.atomic
def revoke_field_device(*, device: int, by: Actor, at: datetime) -> FieldDevice:
    """End a device at once: by its owner, or by the security administrator of the street. Its store opens never again."""
    with scoped(by.street or 0):
        row = FieldDevice.objects.select_for_update().filter(pk=device, street=by.street or 0).first()
        if row is None or not (row.account_id == by.account or by.roles & REVOKERS):
            raise NotFound
        if row.revoked_at is None:
            row.notice = _notice(_opened(row), row.pk, at)
            row.revoked_at, row.half = at, None
            row.save(update_fields=["revoked_at", "half", "notice"])
            _record("people.field_device_revoked", row, by, at)
    return row


def own_field_devices(actor: Actor) -> list[FieldDevice]:
    """Return the acting person's devices, the live ones first."""
    account = _person(actor)
    with scoped(account.street):
        return _ordered(FieldDevice.objects.filter(account=account))


def street_field_devices(actor: Actor) -> list[FieldDevice]:
    """Return all devices of the street with their persons, for the security administrator."""
    if "security_admin" not in actor.roles or actor.street is None:
        raise Forbidden
    with scoped(actor.street):
        return _ordered(FieldDevice.objects.filter(street=actor.street).select_related("account"))


def _ordered(rows: models.QuerySet[FieldDevice]) -> list[FieldDevice]:
    return sorted(rows, key=lambda row: (row.revoked_at is not None, -row.created_at.timestamp(), row.pk))


def _person(by: Actor) -> Account:
    """Return the signed-in person: a token, a screen or the system keeps no store."""
    row = Account.objects.filter(pk=by.account or 0, is_active=True).first() if by.kind == "account" else None
    if row is None:
        raise Forbidden("Only a person who is signed in keeps work on a device.")
    return row


def _half(row: FieldDevice) -> Half:
    return Half(row, _text(_opened(row)), OFFLINE)


def _opened(row: FieldDevice) -> bytes:
    return _plain(crypto.decrypt(row.half or b"", context=CONTEXT))


def _notice(half: bytes, number: int, at: datetime) -> bytes:
    """Return what proves a revocation to the device: only who knew the half can have made it, and the half is gone."""
    key = hmac.new(half, b"shiqiao-notice", sha256).digest()
    return hmac.new(key, f"revoked\n{number}\n{at.isoformat()}".encode(), sha256).digest()


def _signed(row: FieldDevice, counter: int, body: bytes, signature: bytes) -> bool:
    said = f"shiqiao-act\n{row.pk}\n{counter}\n{sha256(body).hexdigest()}".encode()
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    try:
        _key(bytes(row.public_key)).verify(encode_dss_signature(r, s), said, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _key(point: bytes) -> ec.EllipticCurvePublicKey:
    try:
        if len(point) != POINT:
            raise ValueError
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise Invalid(
            fields={"public_key": "Send the public key as a point on P-256, 65 bytes in base64url."}
        ) from error


def _bytes(field: str, text: str) -> bytes:
    try:
        return _plain(text)
    except ValueError as error:
        raise Invalid(fields={field: "This is not base64url."}) from error


def _plain(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def _record(code: str, row: FieldDevice, by: Actor, at: datetime) -> None:
    write(code, subject=Ref("field_device", row.pk), street=row.street, by=by, at=at)
