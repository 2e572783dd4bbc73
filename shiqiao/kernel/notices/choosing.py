"""By which means an official also gets notices; a round of the worker reads new ones and puts them off."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Max

from shiqiao.base import crypto
from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.text import mask_phone
from shiqiao.kernel.notices import rules
from shiqiao.kernel.notices.means import known
from shiqiao.kernel.notices.models import ADDRESS, Choice, Notice, Sending
from shiqiao.kernel.notices.reads import addressed_to
from shiqiao.kernel.notices.rules import DIGESTS, Quiet
from shiqiao.kernel.notices.sending import ZONE, put_off
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account

MOST = 500  # choices read in one round
LOOKED_AT = 200  # notices of one person read at once


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an official wants: means, address (empty: keep the former), digest, and quiet local times."""

    means: str
    address: str = ""
    digest: str = "at_once"
    quiet_from: time = time(22)
    quiet_until: time = time(7)


def choose_means(*, wanted: Wanted, by: Actor, at: datetime) -> Choice:
    """Remember the person's own choice; a trial goes out at once. Raises Invalid naming the field, Forbidden."""
    if by.account is None or by.street is None or by.kind != "account":
        raise Forbidden("Only a person chooses how to be told.")
    one = known.named(wanted.means, "official")
    if one is None:
        raise Invalid(fields={"means": "Choose one of the ways that are offered."})
    if wanted.digest not in DIGESTS:
        raise Invalid(fields={"digest": "Choose at once, every hour, or in the morning."})
    with scope.scoped(by.street):
        former = Choice.objects.filter(pk=by.account).first()
        sealed = _address(one, wanted, former)
        last = Notice.objects.aggregate(last=Max("id"))["last"] or 0
        row, _ = Choice.objects.update_or_create(account=by.account, defaults={
            "street": by.street, "means": wanted.means, "digest": wanted.digest, "address": sealed,
            "quiet_from": wanted.quiet_from, "quiet_until": wanted.quiet_until, "after": last, "next_at": at,
        })  # fmt: skip
        trial = Sending(
            street=by.street, account=by.account, means=wanted.means, kind="test", urgent=True, made_at=at,
            key=f"t{by.account}/{at.timestamp():.6f}",
        )  # fmt: skip
        put_off(trial, quiet=rules.RESIDENTS, at=at)
    return row


def _address(one: known.Means, wanted: Wanted, former: Choice | None) -> bytes:
    if not wanted.address.strip() and former and former.means == wanted.means:
        return bytes(former.address)
    clean = known.cleaned(one, wanted.address)
    if not clean:
        raise Invalid(fields={"address": known.REMEDIES[one.asks]})
    return crypto.encrypt(clean, context=ADDRESS)


def end_choice(*, by: Actor, at: datetime) -> int:
    """Take the person's own choice back: notices stay in the desk only. Returns how many ended."""
    with scope.scoped(*scope.of(by)):
        return Choice.objects.filter(pk=by.account or 0).delete()[0]


def my_choice(actor: Actor) -> tuple[Choice, str] | None:
    """Return the person's own choice with the address masked; None for none."""
    row = Choice.objects.filter(pk=actor.account or 0).first()
    return (row, masked_address(crypto.decrypt(bytes(row.address), context=ADDRESS))) if row else None


def masked_address(address: str) -> str:
    """Return an address as it is shown: z***@example.com, 138****5678."""
    if address.isdigit():
        return mask_phone(address)
    name, joint, host = address.partition("@")
    return f"{name[:1]}***{joint}{host}"


def gather(*, at: datetime) -> int:
    """Put off what tells officials of new notices, for those who chose a means and whose time has come; how many went."""
    made = 0
    for row in Choice.objects.select_for_update(skip_locked=True).filter(next_at__lte=at).order_by("next_at")[:MOST]:
        made += _gathered(row, at)
        row.next_at = rules.next_digest(at, row.digest, ZONE) if row.digest != "at_once" else at + timedelta(seconds=20)
        row.save(update_fields=["after", "next_at"])
    return made


def _gathered(row: Choice, at: datetime) -> int:
    account = Account.objects.filter(pk=row.account, is_active=True).first()
    if account is None or known.named(row.means, "official") is None:
        return 0
    mine = addressed_to(people.actor_for(account, at=at))
    new = list(mine.filter(id__gt=row.after, read_at=None, street=row.street).order_by("id")[:LOOKED_AT])
    if not new:
        return 0
    row.after = new[-1].pk
    made = Sending(
        street=row.street, account=row.account, means=row.means, kind=new[0].kind if len(new) == 1 else "digest",
        subject_kind=new[0].subject_kind if len(new) == 1 else "", subject_id=new[0].subject_id if len(new) == 1 else 0,
        count=len(new), urgent=False, key=f"n{row.account}/{new[-1].pk}", made_at=at,
    )  # fmt: skip
    return int(put_off(made, quiet=Quiet(row.quiet_from, row.quiet_until), at=at) is not None)
