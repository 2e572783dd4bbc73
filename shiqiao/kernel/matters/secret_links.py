"""Reporters' secret links: found by hash, ended by time, taken back or replaced by a clerk who talks with the reporter.

The first link's hash is bound to the journal with the report and is never changed; what a clerk gives out instead stands
in `SecretLink`, one row for a reporter, and makes the first one void. An unknown, an expired and a void link are the same
NotFound, found by the same questions: nobody learns that there was a report.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.base.ids import new_secret, secret_hash
from shiqiao.base.rows import the_one
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.matters.away import REPORTERS, refuse_away
from shiqiao.kernel.matters.models import Matter, Reporter, SecretLink
from shiqiao.kernel.matters.subjects import sees_reporter

GIVES = frozenset({"dispatcher", "callback"})  # those who talk with reporters


def by_secret(number: str, secret: str, *, at: datetime) -> Matter:
    """Return the matter that a reporter follows by number and secret link; raises NotFound."""
    row = _opened(secret_hash(secret), at)
    if row is None or row.number != number:
        raise NotFound()
    return row


def street_of_secret(secret: str, *, at: datetime) -> int:
    """Return the street in which a secret link is good now, 0 for none; asked before a street is known."""
    with scope.whole():
        row = _opened(secret_hash(secret), at)
    return row.street if row else 0


def _opened(hashed: bytes, at: datetime) -> Matter | None:
    """Return the matter that a link opens at a moment. The look-up is by hash: its time tells nothing of the secret.

    Raises InArchive for a link to a matter of a month that was put away: whoever has it learns where the report lies.
    """
    replaced = SecretLink.objects.filter(reporter=OuterRef("pk"))
    first = Reporter.objects.filter(~Exists(replaced), secret=hashed).values_list("matter", "created_at").first()
    later = SecretLink.objects.filter(secret=hashed).values_list("matter", "issued_at").first()
    matter, since = later or first or (0, at)
    row = Matter.objects.filter(pk=matter).first()
    if row is None:
        refuse_away(matter, REPORTERS)
    return row if row is not None and not expired(row, since, at) else None


def expired(row: Matter, since: datetime, at: datetime) -> bool:
    """Tell whether a link given out at `since` has ended: so many days after the matter ended, or after it was renewed."""
    if not row.done or row.ended_at is None:
        return False
    return at > max(row.ended_at, since) + timedelta(days=settings.LINK_DAYS)


def may_give_links(actor: Actor, row: Matter) -> bool:
    """Tell whether an actor may take back and renew the links of a matter's reporters."""
    return sees_reporter(actor, row) and bool(actor.roles & GIVES)


@transaction.atomic
def renew_link(*, matter: Matter, reporter: int, by: Actor, at: datetime) -> str:
    """Give a reporter a new secret and make every former one void; returns it once, only its hash is kept.

    The clerk has made sure that it is the reporter who asks. Raises Forbidden, and NotFound for no reporter of the matter.
    """
    one, secret = _reporter(matter, reporter, by), new_secret()
    _replace(one, secret_hash(secret), at)
    write("matters.link_renewed", subject=Ref("reporter", one.pk), street=one.street, by=by, at=at,
          data={"matter": matter.number})  # fmt: skip
    return secret


@transaction.atomic
def revoke_link(*, matter: Matter, reporter: int, by: Actor, at: datetime) -> None:
    """Make every secret of a reporter void at once, such as one that fell into other hands."""
    one = _reporter(matter, reporter, by)
    _replace(one, None, at)
    write("matters.link_revoked", subject=Ref("reporter", one.pk), street=one.street, by=by, at=at,
          data={"matter": matter.number})  # fmt: skip


def _reporter(matter: Matter, reporter: int, by: Actor) -> Reporter:
    if not may_give_links(by, matter):
        raise Forbidden
    return the_one(Reporter.objects.select_for_update().filter(pk=reporter, matter=matter.id))


def _replace(one: Reporter, secret: bytes | None, at: datetime) -> None:
    given = {"street": one.street, "matter": one.matter, "secret": secret, "issued_at": at}
    SecretLink.objects.update_or_create(reporter=one.pk, defaults=given)
