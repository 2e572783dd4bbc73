"""The second factor: one-time codes of an app, passkeys, recovery codes. Secrets are encrypted with the house's keys.

The tables and ceremonies are allauth's. A one-time code counts once, also over several processes: the last counter
used is kept with the secret (RFC 6238 5.2). Codes are reckoned by the real time, which the person's phone shows, not by
the house's `now()`, which a demo may have moved.
"""

from base64 import b64decode, b64encode
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.db import transaction

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.rows import the_one
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people import signins
from shiqiao.kernel.people.hands import PASSWORD, need_another_hand
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.people.powers import allow_door, needs_second_factor

SEALED = "people.factor"
SECRETS = ("secret", "seed")  # what of a factor's data is sealed
TOTP, PASSKEY, RECOVERY = "totp", "webauthn", "recovery_codes"
ISSUER = "Shiqiao 石桥"
WRONG_CODE = "The code is wrong or was used already. Type the one that the app shows now."


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """How allauth's second factor fits the house: secrets sealed, the house's name shown in the app."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return b64encode(crypto.encrypt(text, context=SEALED)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return crypto.decrypt(b64decode(encrypted_text), context=SEALED)

    def get_totp_issuer(self) -> str:
        """Name the house in the app."""
        return ISSUER

    def _get_site_name(self) -> str:
        return ISSUER

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.username)

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Name the person in the browser's dialog; the number is what the passkey keeps."""
        return {"id": str(user.pk).encode(), "display_name": user.display_name, "name": user.username}


@dataclass(frozen=True)
class Factor:
    """A second factor as its person sees it; recovery codes tell how many are `left`."""

    id: int
    kind: str
    name: str
    created_at: datetime
    used_at: datetime | None
    left: int = 0


def _rows(account: Account) -> Any:
    return Authenticator.objects.filter(user=account)


def kinds_of(account: Account) -> set[str]:
    """Return the kinds of an account's factors; recovery codes alone are none."""
    kinds = set(_rows(account).values_list("type", flat=True))
    return kinds if kinds & {TOTP, PASSKEY} else set()


def having_factor(accounts: list[int]) -> set[int]:
    """Return those of the accounts that have a second factor; one query."""
    rows = Authenticator.objects.filter(user__in=accounts, type__in=(TOTP, PASSKEY))
    return set(rows.values_list("user", flat=True))


def factors_of(account: Account) -> list[Factor]:
    """Return an account's factors, the oldest first."""
    return [_factor(row) for row in _rows(account).order_by("created_at", "pk")]


def _factor(row: Any) -> Factor:
    left = len(RecoveryCodes(row).get_unused_codes()) if row.type == RECOVERY else 0
    return Factor(row.pk, row.type, row.data.get("name", ""), row.created_at, row.last_used_at, left)


def is_forced(actor: Actor) -> bool:
    """Tell whether an actor comes no further than the page for a second factor until there is one; never in the demo."""
    return bool(settings.SECOND_FACTOR_FORCED) and needs_second_factor(actor.roles)


@transaction.atomic
def add_app(*, account: Account, secret: str, code: str, by: Actor, at: datetime) -> list[str]:
    """Take an app's secret once it showed a right code; returns fresh recovery codes when they are the first ones."""
    _own(account, by)
    counter = _counter(secret, code)
    if counter is None:
        raise Invalid(fields={"code": WRONG_CODE})
    _rows(account).filter(type=TOTP).delete()
    row = totp.TOTP.activate(account, secret).instance
    row.data["counter"], row.created_at = counter, at
    row.save()
    return _added(account, TOTP, by, at)


@transaction.atomic
def add_passkey(*, account: Account, name: str, credential: Any, by: Actor, at: datetime) -> list[str]:
    """Keep a passkey whose ceremony was proved by the surface; returns recovery codes when they are the first ones."""
    from allauth.mfa.webauthn.internal.auth import WebAuthn

    _own(account, by)
    row = WebAuthn.add(account, name.strip()[:40], credential).instance
    row.created_at = at
    row.save(update_fields=["created_at"])
    return _added(account, PASSKEY, by, at)


def _added(account: Account, kind: str, by: Actor, at: datetime) -> list[str]:
    _record("people.factor_added", account, by, at, kind=kind)
    if _rows(account).filter(type=RECOVERY).exists():
        return []
    return _new_codes(account, at)


def _new_codes(account: Account, at: datetime) -> list[str]:
    _rows(account).filter(type=RECOVERY).delete()
    codes = RecoveryCodes.activate(account)
    codes.instance.created_at = at
    codes.instance.save(update_fields=["created_at"])
    drawn: list[str] = codes.generate_codes()
    return drawn


@transaction.atomic
def renew_codes(*, account: Account, by: Actor, at: datetime) -> list[str]:
    """Draw ten new recovery codes, to be shown once; the old ones end. Only for who has a second factor."""
    _own(account, by)
    if not kinds_of(account):
        raise Invalid("Recovery codes belong to a second factor. Set one up first.")
    _record("people.recovery_codes_drawn", account, by, at)
    return _new_codes(account, at)


@transaction.atomic
def remove_factor(*, account: Account, number: int, by: Actor, at: datetime) -> None:
    """Remove one of one's own factors; with the last one the recovery codes go, too. Raises NotFound."""
    _own(account, by)
    row = the_one(_rows(account).select_for_update().filter(pk=number, type__in=(TOTP, PASSKEY)))
    row.delete()
    if not kinds_of(account):
        _rows(account).delete()
    _record("people.factor_removed", account, by, at, kind=row.type, count=1)


@transaction.atomic
def reset_door(*, account: Account, by: Actor, at: datetime) -> None:
    """Take all second factors of an account and end its sign-ins: the telephone was lost, or the account stolen.

    Only a security administrator (or the operator of the server) does this; nobody resets the own door so, and not
    whoever drew the person's password lately.
    """
    allow_door(by, account.street)
    if by.account == account.pk:
        raise Invalid("Nobody resets the own second factor. Ask another security administrator.")
    need_another_hand(account, PASSWORD, by=by, at=at)
    removed = _rows(account).exclude(type=RECOVERY).count()
    _rows(account).delete()
    _record("people.factor_removed", account, by, at, kind="all", count=removed)
    signins.end_all(account=account, reason="reset", by=by, at=at)


@transaction.atomic
def check_code(account: Account, code: str, at: datetime) -> str:
    """Return by which factor a typed code is right: totp, recovery_codes (then used up), or empty for a wrong code."""
    plain = "".join(code.split())
    rows = {row.type: row for row in _rows(account).select_for_update().filter(type__in=(TOTP, RECOVERY))}
    if TOTP in rows and _use_totp(rows[TOTP], plain):
        return _used(rows[TOTP], at)
    if RECOVERY in rows and len(plain) == 8 and RecoveryCodes(rows[RECOVERY]).validate_code(plain):
        return _used(_rows(account).get(type=RECOVERY), at)
    return ""


def _use_totp(row: Any, code: str) -> bool:
    counter = _counter(Adapter().decrypt(row.data["secret"]), code)
    if counter is None or counter <= row.data.get("counter", -1):
        return False
    row.data["counter"] = counter
    return True


def _counter(secret: str, code: str) -> int | None:
    """Return the counter whose code this is: of the present half minute, or of the one before or after."""
    plain = "".join(code.split())
    for counter in totp.yield_hotp_counters_from_time():
        if compare_user_code(actual=plain, expected=totp.format_hotp_value(totp.hotp_value(secret, counter))):
            return int(counter)
    return None


def _used(row: Any, at: datetime) -> str:
    row.last_used_at = at
    row.save(update_fields=["data", "last_used_at"])
    return str(row.type)


def note_passkey_used(row: Any, at: datetime) -> str:
    """Note that a passkey opened the door; returns its kind."""
    return _used(row, at)


def by_key() -> dict[int, int]:
    """Count the sealed secrets of second factors by the number of their key."""
    sealed = (row.data[name] for row in Authenticator.objects.all() for name in SECRETS if name in row.data)
    return dict(Counter(b64decode(one)[0] for one in sealed))


@transaction.atomic
def reseal() -> int:
    """Seal secrets anew that an older key sealed, after a rotation of keys; returns how many rows were changed."""
    adapter, changed = Adapter(), 0
    for row in Authenticator.objects.select_for_update().order_by("pk"):
        old = {name for name in SECRETS if name in row.data and not crypto.is_current(b64decode(row.data[name]))}
        for name in old:
            row.data[name] = adapter.encrypt(adapter.decrypt(row.data[name]))
        if old:
            row.save(update_fields=["data"])
            changed += 1
    return changed


def _own(account: Account, by: Actor) -> None:
    if by.account != account.pk:
        raise NotFound


def _record(code: str, account: Account, by: Actor, at: datetime, **data: Any) -> None:
    write(code, subject=Ref("account", account.pk), street=account.street, by=by, at=at, data=data)
