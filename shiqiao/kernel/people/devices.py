"""Device identities: screens that show and change nothing. Only hashes of their secrets and pairing codes are kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import randbelow

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.crypto import blind
from shiqiao.base.db.scope import whole
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.ids import new_secret, secret_hash
from shiqiao.base.rows import the_one
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people.models import Device, Unit
from shiqiao.kernel.people.powers import may
from shiqiao.kernel.people.writing import known_code

KINDS = ("wall", "kiosk", "queue", "signing", "other")
CODE_LASTS = timedelta(minutes=10)
NOTED_EVERY = timedelta(minutes=1)  # "last seen" need not be exact, and a screen asks again and again
SCREEN = frozenset({"screen"})
CONTEXT = "people.device.code"


@dataclass(frozen=True, slots=True)
class Pairing:
    """A device that waits for its screen: the code is shown once, to be typed at the screen before `until`."""

    device: Device
    code: str
    until: datetime


@transaction.atomic
def add_device(*, street: int, name: str, kind: str, unit: Unit | None = None, by: Actor, at: datetime) -> Pairing:
    """Add a screen and return its pairing code. Only an administrator (or the operator of the server) does."""
    _allow(by, street)
    known_code("kind", kind, KINDS)
    if not name.strip():
        raise Invalid(fields={"name": "Give the screen a name, such as where it hangs."})
    if unit is not None and unit.street != street:
        raise Invalid(fields={"unit": "The unit belongs to another street."})
    row = Device.objects.create(street=street, name=name.strip()[:60], kind=kind, unit=unit, created_at=at)
    _record("people.device_added", row, by, at, device=kind, unit=unit.code if unit else "")
    return _offer(row, at)


@transaction.atomic
def renew_code(*, device: Device, by: Actor, at: datetime) -> Pairing:
    """Give a screen a new pairing code: the old one expired, or the screen lost its identity. Revoked ones get none."""
    _allow(by, device.street)
    row = _locked(device.pk)
    if row.revoked_at:
        raise Invalid(fields={"device": "This screen was revoked. Add it as a new one."})
    _record("people.device_code_renewed", row, by, at)
    return _offer(row, at)


def _offer(row: Device, at: datetime) -> Pairing:
    code = f"{randbelow(10**8):08}"
    row.code, row.code_until = blind(code, context=CONTEXT), at + CODE_LASTS
    row.save(update_fields=["code", "code_until"])
    return Pairing(row, code, at + CODE_LASTS)


def pair_device(*, code: str, at: datetime) -> tuple[Device, str]:
    """Let the screen that shows a valid code become the device; returns it and its secret, which is kept nowhere else.

    A code works once and for ten minutes; of two screens with the same code only the first is taken. A screen that was
    paired before under this device is shut out. Raises Invalid, the same for a wrong, used or expired code.
    """
    digits = "".join(char for char in code if char.isdigit())
    with whole():
        row = Device.objects.select_for_update().filter(code=blind(digits, context=CONTEXT), revoked_at=None).first()
        if row is None or len(digits) != 8 or row.code_until is None or row.code_until < at:
            raise Invalid(fields={"code": "This code is wrong, used or older than ten minutes. Ask for a new one."})
        secret = new_secret() + new_secret()
        row.secret, row.code, row.code_until = secret_hash(secret), None, None
        row.paired_at = row.seen_at = at
        row.save(update_fields=["secret", "code", "code_until", "paired_at", "seen_at"])
        _record("people.device_paired", row, _actor(row), at)
    return row, secret


@transaction.atomic
def revoke_device(*, device: Device, by: Actor, at: datetime) -> Device:
    """Shut a screen out: its very next request is refused."""
    _allow(by, device.street)
    row = _locked(device.pk)
    if row.revoked_at is None:
        row.revoked_at, row.secret, row.code, row.code_until = at, None, None, None
        row.save(update_fields=["revoked_at", "secret", "code", "code_until"])
        _record("people.device_revoked", row, by, at)
    return row


def actor_of_device(secret: str, at: datetime) -> Actor | None:
    """Return the screen behind a secret as an actor, None for an unknown or revoked one; asked anew each time.

    The actor holds no post and reaches nothing: it may only open pages made for screens.
    """
    hashed = secret_hash(secret)
    with whole():
        row = Device.objects.filter(secret=hashed, revoked_at=None).first()
        if row is None:
            return None
        if row.seen_at is None or row.seen_at < at - NOTED_EVERY:
            Device.objects.filter(pk=row.pk).update(seen_at=at)
    return _actor(row)


def device_of(actor: Actor) -> Device:
    """Return the device that an actor is; raises NotFound for everybody else."""
    number = actor.code.removeprefix("device.") if actor.kind == "device" else ""
    row = Device.objects.filter(pk=int(number)).select_related("unit").first() if number.isdigit() else None
    if row is None:
        raise NotFound
    return row


def devices(actor: Actor) -> list[Device]:
    """Return the screens of the actor's street for an administrator, those in use first."""
    _allow(actor, actor.street or 0)
    rows = Device.objects.filter(street=actor.street or 0).select_related("unit")
    return sorted(rows, key=lambda row: (row.revoked_at is not None, row.name, row.pk))


def access_device(actor: Actor, number: int) -> Device:
    """Return a screen of the actor's street for an administrator; absent and not yours are the same NotFound."""
    _allow(actor, actor.street or 0)
    return the_one(Device.objects.filter(pk=number, street=actor.street or 0))


def _allow(by: Actor, street: int) -> None:
    if not may("screens", by.roles) or by.street not in (None, street):
        raise Forbidden


def _locked(number: int) -> Device:
    return Device.objects.select_for_update().get(pk=number)


def _actor(row: Device) -> Actor:
    return Actor(kind="device", code=f"device.{row.pk}", street=row.street, roles=SCREEN)


def _record(code: str, row: Device, by: Actor, at: datetime, **data: str) -> None:
    write(code, subject=Ref("device", row.pk), street=row.street, by=by, at=at, data=data)
