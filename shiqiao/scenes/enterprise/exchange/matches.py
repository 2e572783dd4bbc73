"""Matches: proposed with reasons, consented to by both, introduced, talked about, closed with a value; or refused, and why."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.timezone import localtime

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.scenes.enterprise.exchange import falling, families, listings, rights
from shiqiao.scenes.enterprise.exchange.errors import (
    CapReached,
    DoNotFit,
    ListingOver,
    MatchNotSo,
    NotYourListing,
    OneFamily,
    ProposedAlready,
)
from shiqiao.scenes.enterprise.exchange.rules import (
    CAP,
    CLOSED_BY,
    REFUSALS,
    follows,
    in_time,
    score,
)
from shiqiao.scenes.enterprise.exchange.store import MATCH, day_of, hold, locked, note, step, tell_both, written
from shiqiao.scenes.enterprise.exchange.tables import Listing, Match

VALUE_MOST = 10**13  # yuan
AGREED = "enterprise.match_agreed"  # the kind of the notice


@dataclass(frozen=True, slots=True)
class Deal:
    """What a deal came to: value in yuan, whose doing it was (us, them), how much of the offer it takes."""

    value: int
    closed_by: str
    quantity: Decimal | None = None
    done: bool = False  # the listings are over with it


@transaction.atomic
def propose_match(*, one: int, other: int, invented: bool = False, by: Actor, at: datetime) -> Match:
    """Propose two listings to each other; both posts are told, neither learns who the other firm is.

    Raises NotYourListing, DoNotFit, ListingOver, OneFamily, CapReached, ProposedAlready, NotFound.
    """
    if not rights.proposes(by):
        raise Forbidden
    with scope.scoped(*scope.of(by)):
        hold(f"families {by.street}")
        rows = [locked(Listing, number) for number in sorted({one, other})]
        if not any(rights.keeps(by, row) for row in rows):
            raise NotYourListing
        offer, ask = _pair(rows, at)
        _refuse_family(offer, ask, by, at)
        for firm in sorted((offer.organisation, ask.organisation)):
            _refuse_beyond_cap(firm, at)
        return _made(offer, ask, invented, by, at)


def _pair(rows: list[Listing], at: datetime) -> tuple[Listing, Listing]:
    by_side = {row.side: row for row in rows}
    if len(by_side) != 2 or len({(row.kind, row.street) for row in rows}) != 1:
        raise DoNotFit
    if not all(listings.valid(row, day_of(at)) for row in rows):
        raise ListingOver
    return by_side["offer"], by_side["ask"]


def _refuse_family(offer: Listing, ask: Listing, by: Actor, at: datetime) -> None:
    """Refuse firms of one family, by what the registry says today: they may have been merged since."""
    stale = tuple(row.family for row in (offer, ask) if families.family_of(row.organisation) != row.family)
    if stale:
        families.regroup(street=offer.street, families=stale, by=by, at=at)
        offer.refresh_from_db(fields=["family"])
        ask.refresh_from_db(fields=["family"])
    if offer.family == ask.family:
        raise OneFamily


def proposals_of(firm: int, at: datetime) -> int:
    """Return how many proposals a firm has had in the month of a moment, up to the cap."""
    first = localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = Match.objects.filter(Q(offer_firm=firm) | Q(ask_firm=firm), proposed_at__gte=first, proposed_at__lte=at)
    return len(rows.values_list("pk")[:CAP])


def _refuse_beyond_cap(firm: int, at: datetime) -> None:
    hold(f"cap {firm}")
    if proposals_of(firm, at) >= CAP:
        raise CapReached


def _made(offer: Listing, ask: Listing, invented: bool, by: Actor, at: datetime) -> Match:
    found = score(listings.profile_of(offer), listings.profile_of(ask))
    try:
        with transaction.atomic():
            row = Match.objects.create(
                street=offer.street, kind=offer.kind, offer=offer.pk, ask=ask.pk, offer_firm=offer.organisation,
                ask_firm=ask.organisation, offer_family=offer.family, ask_family=ask.family, offer_post=offer.post,
                ask_post=ask.post, score=found.score, reasons=found.plain(), invented=invented, proposed_at=at,
                until=min(offer.valid_until, ask.valid_until), proposed_by=by.account or 0,
            )  # fmt: skip
    except IntegrityError as error:
        if "enterprise_match_once" not in str(error):
            raise
        raise ProposedAlready from None
    step(row, "proposed", by=by, at=at)
    note(
        "enterprise.match_proposed", Ref(MATCH, row.pk), row.street, by=by, at=at, offer=row.offer, ask=row.ask,
        score=row.score,
    )  # fmt: skip
    tell_both(row, "enterprise.match_proposed", at, but=by.post or 0)
    return row


def _acting(match: int, side: str, by: Actor) -> Match:
    """Lock a match for whoever acts for a side."""
    row = locked(Match, match)
    if side not in rights.sides(by, row):
        raise NotYourListing
    return row


@transaction.atomic
def consent(*, match: int, side: str, by: Actor, at: datetime) -> Match:
    """Enter that a side consents to be named. With both consents each learns who the other is.

    A consent after the last day of a listing comes too late: the match falls, and both are told; look at the state that is
    returned. Raises MatchNotSo, NotYourListing, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        return consented(_acting(match, side, by), side, by=by, at=at)


def consented(row: Match, side: str, *, by: Actor, at: datetime) -> Match:
    """Write the consent of a side into a locked match."""
    name = f"{side}_consent_at"
    if row.state != "proposed" or getattr(row, name) is not None:
        raise MatchNotSo
    if not in_time(day_of(at), row.until):
        return falling.fall(row, "expired", by=by, at=at)
    setattr(row, name, at)
    both = bool(row.offer_consent_at and row.ask_consent_at)
    if both:
        row.state, row.agreed_at = "agreed", at
    row.save()
    step(row, "consent", side=side, by=by, at=at)
    note("enterprise.match_consented", Ref(MATCH, row.pk), row.street, by=by, at=at, side=side, both=both)
    tell_both(row, AGREED if both else "enterprise.match_consented", at, but=0 if both else by.post or 0)
    return row


@transaction.atomic
def refuse(*, match: int, side: str, why: str, text: str = "", by: Actor, at: datetime) -> Match:
    """Enter that a side does not want it, and why; it is remembered and not proposed again. Raises MatchNotSo, Invalid."""
    with scope.scoped(*scope.of(by)):
        return refused(_acting(match, side, by), side, why, text, by=by, at=at)


def refused(row: Match, side: str, why: str, text: str, *, by: Actor, at: datetime) -> Match:
    """Write a refusal into a locked match."""
    if row.state not in ("proposed", "agreed"):
        raise MatchNotSo
    text = _reason(why, text)
    row.state, row.why, row.refused_side, row.ended_at = "refused", why, side, at
    row.save()
    step(row, "refused", side=side, by=by, at=at, text=text)
    note("enterprise.match_refused", Ref(MATCH, row.pk), row.street, by=by, at=at, side=side, why=why)
    tell_both(row, "enterprise.match_refused", at, but=by.post or 0)
    return row


def _reason(why: str, text: str) -> str:
    if why not in REFUSALS:
        raise Invalid(fields={"why": "Choose one of those offered."})
    return written(text, "text", needed=why == "other")


def _under_way(match: int, name: str, on: date, by: Actor, at: datetime) -> Match:
    """Lock a match for its next step on a day; raises NotYourListing, MatchNotSo, Invalid for a day out of order."""
    row = locked(Match, match)
    if not rights.sides(by, row):
        raise NotYourListing
    if not follows(row.state, name) or row.agreed_at is None:
        raise MatchNotSo
    earliest = max(filter(None, (day_of(row.agreed_at), row.introduced_on, row.talked_on)))
    if not earliest <= on <= day_of(at):
        raise Invalid(fields={"on": "Choose a day from the step before until today."})
    return row


@transaction.atomic
def introduce(*, match: int, on: date, text: str = "", by: Actor, at: datetime) -> Match:
    """Enter that the two firms were brought together. Raises MatchNotSo, NotYourListing, Invalid."""
    with scope.scoped(*scope.of(by)):
        row = _under_way(match, "introduced", on, by, at)
        row.state, row.introduced_on = "introduced", on
        return _stepped(row, "introduced", "enterprise.match_introduced", on, text, by, at)


@transaction.atomic
def talk(*, match: int, on: date, text: str = "", by: Actor, at: datetime) -> Match:
    """Enter that they talked, as often as they did. Raises MatchNotSo, NotYourListing, Invalid."""
    with scope.scoped(*scope.of(by)):
        row = _under_way(match, "talking", on, by, at)
        row.state, row.talked_on = "talking", on
        return _stepped(row, "talking", "enterprise.match_talking", on, text, by, at)


def _stepped(row: Match, name: str, code: str, on: date, text: str, by: Actor, at: datetime) -> Match:
    row.save()
    step(row, name, on=on, by=by, at=at, text=written(text))
    note(code, Ref(MATCH, row.pk), row.street, by=by, at=at, on=on)
    return row


@transaction.atomic
def close_deal(*, match: int, deal: Deal, on: date, text: str = "", by: Actor, at: datetime) -> Match:
    """Enter the deal: value, whose doing it was, how much of the offer it takes. Raises MatchNotSo, NotYourListing, Invalid.

    What the offer has not got any more is refused by the database as well.
    """
    with scope.scoped(*scope.of(by)):
        row = _under_way(match, "deal", on, by, at)
        wrong = {}
        if not 0 <= deal.value <= VALUE_MOST:
            wrong["value"] = "Give the value in whole yuan."
        if deal.closed_by not in CLOSED_BY:
            wrong["closed_by"] = "Choose one of those offered."
        if wrong:
            raise Invalid(fields=wrong)
        _take(row, deal, by, at)
        row.state, row.value, row.closed_by, row.quantity = "deal", deal.value, deal.closed_by, deal.quantity
        row.dealt_on, row.ended_at = on, at
        row.save()
        step(row, "deal", on=on, by=by, at=at, text=written(text))
        note(
            "enterprise.match_deal", Ref(MATCH, row.pk), row.street, by=by, at=at, value=deal.value,
            closed_by=deal.closed_by, on=on,
        )  # fmt: skip
        tell_both(row, "enterprise.match_deal", at, but=by.post or 0)
        return row


def _take(row: Match, deal: Deal, by: Actor, at: datetime) -> None:
    """Take the quantity off both listings; one that has none left, or is done with, is closed."""
    for number in sorted((row.offer, row.ask)):
        one = locked(Listing, number)
        if deal.quantity is not None and one.quantity is not None:
            if not 0 < deal.quantity <= one.quantity - one.taken and one.side == "offer":
                raise Invalid(fields={"quantity": "So much is not left of the offer."})
            Listing.objects.filter(pk=number).update(taken=F("taken") + min(deal.quantity, one.quantity - one.taken))
            one.refresh_from_db(fields=["taken"])
        empty = one.quantity is not None and one.taken >= one.quantity
        if one.state == "open" and (empty or (deal.done and not one.inexhaustible)):
            listings.close(one, "done", by=by, at=at)


@transaction.atomic
def fail(*, match: int, why: str, text: str = "", by: Actor, at: datetime) -> Match:
    """Enter that nothing came of it after both had consented, and why. Raises MatchNotSo, NotYourListing, Invalid."""
    with scope.scoped(*scope.of(by)):
        row = locked(Match, match)
        if not rights.sides(by, row):
            raise NotYourListing
        if not follows(row.state, "failed"):
            raise MatchNotSo
        text = _reason(why, text)
        row.state, row.why, row.ended_at = "failed", why, at
        row.save()
        step(row, "failed", by=by, at=at, text=text)
        note("enterprise.match_failed", Ref(MATCH, row.pk), row.street, by=by, at=at, why=why)
        tell_both(row, "enterprise.match_failed", at, but=by.post or 0)
        return row
