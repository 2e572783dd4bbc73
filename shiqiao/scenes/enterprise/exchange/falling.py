"""How matches end without anybody's word: a listing expires, is withdrawn or taken, or the firms turn out to be one family.

The rule of the last day: a consent given on or before the last day of both listings holds, and with both consents the match
goes on although a listing expires afterwards. Where one consent is missing then, the match falls, and both are told.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.db import scope
from shiqiao.kernel.notices.actions import notify
from shiqiao.scenes.enterprise.exchange.store import LISTING, MATCH, day_of, note, step, tell_both
from shiqiao.scenes.enterprise.exchange.tables import Listing, Match

EXPIRED = "enterprise.listing_expired"  # the kind of the notice
LIMIT = 300  # of one round: what is left goes with the next


def fall(row: Match, why: str, *, by: Actor, at: datetime) -> Match:
    """Let a match fall for a reason that the system knows, and tell both sides."""
    row.state, row.why, row.ended_at = "fallen", why, at
    row.save(update_fields=["state", "why", "ended_at"])
    step(row, "fallen", by=by, at=at)
    note("enterprise.match_fallen", Ref(MATCH, row.pk), row.street, by=by, at=at, why=why)
    tell_both(row, "enterprise.match_fallen", at)
    return row


def fall_of(listing: int, why: str, *, by: Actor, at: datetime, states: tuple[str, ...] = ("proposed",)) -> int:
    """Let the matches of a listing fall that have not both consents yet."""
    rows = Match.objects.select_for_update().filter(Q(offer=listing) | Q(ask=listing), state__in=states).order_by("id")
    found = list(rows)
    for row in found:
        fall(row, why, by=by, at=at)
    return len(found)


def overdue(day: date) -> Q:
    """Return which matches have fallen by the date, whether or not the round has told it yet."""
    return Q(state="proposed", until__lt=day)


@transaction.atomic
def tell_expired(*, at: datetime) -> int:
    """Tell of listings whose last day has passed, and let fall what waited for a consent. Over all streets."""
    day, done = day_of(at), 0
    with scope.whole():
        matches = Match.objects.select_for_update(skip_locked=True).filter(overdue(day)).order_by("until", "id")
        for row in list(matches[:LIMIT]):
            fall(row, "expired", by=system("exchange", street=row.street), at=at)
            done += 1
        listings = Listing.objects.select_for_update(skip_locked=True)
        gone = listings.filter(state="open", told_at=None, valid_until__lt=day).order_by("valid_until", "id")
        for one in list(gone[:LIMIT]):
            one.told_at = at
            one.save(update_fields=["told_at"])
            if one.post:
                notify(
                    street=one.street,
                    kind=EXPIRED,
                    subject=Ref(LISTING, one.pk),
                    at=at,
                    post=one.post,
                )
            done += 1
    return done
