"""Listings: what a firm offers or asks, entered on its behalf or by its own people, renewed, withdrawn."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.base.text import clean, find_identifiers
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.registry.reads import Organisation
from shiqiao.kernel.territory import reads as territory
from shiqiao.scenes.enterprise import seats
from shiqiao.scenes.enterprise.exchange import falling, rights
from shiqiao.scenes.enterprise.exchange.errors import ListingOver, ListingRefused
from shiqiao.scenes.enterprise.exchange.families import FIRM, family_of
from shiqiao.scenes.enterprise.exchange.rules import (
    KINDS,
    LONGEST,
    SECTIONS,
    SIDES,
    TITLE_MAX,
    UNIT_MAX,
    WORDS_MAX,
    Profile,
)
from shiqiao.scenes.enterprise.exchange.store import LISTING, day_of, locked, note, terms_of
from shiqiao.scenes.enterprise.exchange.tables import Listing, Match

MOST = Decimal("999999999999")
CORE = ("有限责任公司", "股份有限公司", "有限公司", "分公司", "公司", "集团", "中心", "经营部")  # ends of names
SHORTEST = 3  # characters of a name that tell whose it is


@dataclass(frozen=True, slots=True)
class Given:
    """What a firm offers or asks; `shown` puts it on the public board.

    Without `quantity` and `inexhaustible` no size is given.
    """

    side: str
    kind: str
    title: str
    words: str
    valid_until: date
    quantity: Decimal | None = None
    unit: str = ""
    inexhaustible: bool = False
    wanted: str = ""
    community: int = 0
    shown: bool = True


def firms(street: int, numbers: Any) -> dict[int, Organisation]:
    """Return firms by the numbers under which they were entered, also merged ones; who may know them is decided before."""
    now_at = registry.resolved(FIRM, numbers)
    rows = registry.rows_of(system("exchange", street=street), Organisation).in_bulk(list(now_at.values()))
    return {number: rows[there] for number, there in now_at.items() if there in rows}


def access_firm(actor: Actor, number: int) -> Organisation:
    """Return a firm for which an actor may enter a listing: one in the territory, for departments any of the street.

    Raises Forbidden, NotFound.
    """
    if not rights.enters(actor):
        raise Forbidden
    row = firms(actor.street or 0, [number]).get(number)
    if row is None or not (registry.may_see(actor, row) or actor.roles & {"department_head", "handler"}):
        raise NotFound
    return row


def find_firms(actor: Actor, text: str, limit: int = 12) -> list[Organisation]:
    """Return firms by credit code or words of their name, for which an actor may enter a listing."""
    wide = actor.roles & {"department_head", "handler"}
    by = system("exchange", street=actor.street) if wide else actor
    return registry.find_organisations(by, text, limit=limit) if rights.enters(actor) else []


def check(given: Given, firm: Organisation, day: date) -> Given:
    """Return what was given, cleaned; raises ListingRefused naming each field."""
    title, words, unit = (clean(text).strip() for text in (given.title, given.words, given.unit))
    text = f"{title}\n{words}"
    sensible = {
        "side": (given.side in SIDES, "Choose one of those offered."),
        "kind": (given.kind in KINDS, "Choose one of those offered."),
        "title": (0 < len(title) <= TITLE_MAX, "Fill this in, shortly."),
        "words": (0 < len(words) <= WORDS_MAX, "Say in some sentences what it is; at most 600 characters."),
        "unit": (len(unit) <= UNIT_MAX and (bool(unit) or given.quantity is None), "Say in which unit the quantity is."),
        "quantity": (
            given.quantity is None or (0 < given.quantity <= MOST and not given.inexhaustible),
            "Give a number above nothing, or say that it does not run out.",
        ),
        "wanted": (given.wanted == "" or given.wanted in SECTIONS, "Choose one of those offered."),
        "valid_until": (day <= given.valid_until <= day + timedelta(days=LONGEST), "Choose a day within a year from today."),
        "community": (not given.community or given.community // 1000 == firm.street, "Choose one of those offered."),
    }  # fmt: skip
    wrong = {name: sentence for name, (fits, sentence) in sensible.items() if not fits}
    for name, value in (("title", title), ("words", words)):
        if find_identifiers(value):
            wrong[name] = "Leave telephone and other numbers of persons out: whoever consents gets to know whom to ask."
        elif tells(value, firm.name):
            wrong[name] = "Leave the firm's name out: it is shown once both sides have consented."
    if wrong or not text.strip():
        raise ListingRefused(fields=wrong)
    return Given(
        given.side, given.kind, title, words, given.valid_until, given.quantity, unit, given.inexhaustible, given.wanted,
        given.community, given.shown,
    )  # fmt: skip


def tells(text: str, name: str) -> bool:
    """Tell whether a text names a firm: by its whole name, or by it without the ends that every firm has."""
    core = name
    for end in CORE:
        core = core.removesuffix(end)
    return any(len(one) >= SHORTEST and one in text for one in (name, core))


@transaction.atomic
def enter_listing(*, organisation: int, given: Given, invented: bool = False, by: Actor, at: datetime) -> Listing:
    """Enter an offer or an ask on a firm's behalf; the post keeps it. Raises ListingRefused, Forbidden, NotFound."""
    with scope.scoped(*scope.of(by)):
        firm = access_firm(by, organisation)
        return _entered(firm, given, "office", by.post or 0, by, at, invented)


@transaction.atomic
def enter_own(*, given: Given, by: Actor, at: datetime) -> Listing:
    """Enter an offer or an ask of the firm at whose seat somebody sits. Raises ListingRefused, Forbidden."""
    with scope.scoped(*scope.of(by)):
        seat = seats.seat_by(by)
        if seat is None:
            raise Forbidden
        return _entered(firms(seat.street, [seat.organisation])[seat.organisation], given, "firm", 0, by, at, False)


def _entered(
    firm: Organisation, given: Given, source: str, post: int, by: Actor, at: datetime, invented: bool
) -> Listing:
    given = check(given, firm, day_of(at))
    community, grid = (given.community, 0) if given.community else (firm.community, firm.grid)
    if given.community == firm.community:
        grid = firm.grid
    row = Listing(
        street=firm.street, community=community, grid=grid, organisation=firm.pk, family=family_of(firm.pk),
        side=given.side, kind=given.kind, title=given.title, words=given.words, industry=firm.industry,
        wanted=given.wanted, quantity=given.quantity, unit=given.unit, inexhaustible=given.inexhaustible,
        valid_until=given.valid_until, shown=given.shown, source=source, post=post, at=at, invented=invented,
    )  # fmt: skip
    row.terms = terms_of(row)
    row.save()
    note(
        "enterprise.listing_entered", Ref(LISTING, row.pk), row.street, by=by, at=at, side=row.side, kind=row.kind,
        until=row.valid_until, source=source,
    )  # fmt: skip
    return row


@transaction.atomic
def withdraw_listing(*, listing: int, by: Actor, at: datetime) -> Listing:
    """Take a listing back. Matches that wait for a consent fall, those agreed upon go on.

    Raises ListingOver, NotYourListing, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        row = locked(Listing, listing)
        rights.refuse_others(by, row)
        if row.state != "open":
            raise ListingOver
        close(row, "withdrawn", by=by, at=at)
        return row


def close(row: Listing, state: str, *, by: Actor, at: datetime) -> None:
    """End a listing; it is found no more."""
    row.state = state
    row.terms = terms_of(row)
    row.save(update_fields=["state", "terms"])
    note("enterprise.listing_closed", Ref(LISTING, row.pk), row.street, by=by, at=at, state=state)
    falling.fall_of(row.pk, state, by=by, at=at)


@transaction.atomic
def renew_listing(*, listing: int, until: date, by: Actor, at: datetime) -> Listing:
    """Let a listing be valid until another day. What had fallen by the date before does not come back.

    Raises ListingRefused, ListingOver for one withdrawn or taken, NotYourListing.
    """
    with scope.scoped(*scope.of(by)):
        row = locked(Listing, listing)
        rights.refuse_others(by, row)
        day = day_of(at)
        if row.state != "open":
            raise ListingOver
        if not day <= until <= day + timedelta(days=LONGEST):
            raise ListingRefused(fields={"until": "Choose a day within a year from today."})
        if row.valid_until < day:
            falling.fall_of(row.pk, "expired", by=by, at=at)
        row.valid_until, row.told_at = until, None
        row.save(update_fields=["valid_until", "told_at"])
        _moved(row)
        note("enterprise.listing_renewed", Ref(LISTING, row.pk), row.street, by=by, at=at, until=until)
        return row


def _moved(row: Listing) -> None:
    """Let open proposals of a listing be valid as long as both its sides are."""
    own, other = ("offer", "ask") if row.side == "offer" else ("ask", "offer")
    for match in Match.objects.select_for_update().filter(**{own: row.pk}, state="proposed"):
        there = Listing.objects.filter(pk=getattr(match, other)).values_list("valid_until", flat=True).first()
        match.until = min(row.valid_until, there or row.valid_until)
        match.save(update_fields=["until"])


def valid(row: Listing, day: date) -> bool:
    """Tell whether a listing stands on a day."""
    return row.state == "open" and row.valid_until >= day


def point_of(row: Listing) -> tuple[float, float] | None:
    """Return where a listing lies, by the grid of the firm; None where nobody knows."""
    return territory.middles(row.street).get(row.grid) if row.grid else None


def profile_of(row: Listing) -> Profile:
    """Return what of a listing counts for matching."""
    quantity = float(row.quantity - row.taken) if row.quantity is not None else None
    return Profile(
        row.side, row.kind, row.title, row.words, row.industry, row.wanted, row.community, point_of(row), quantity,
        row.unit, row.inexhaustible,
    )  # fmt: skip


def profile_given(given: Given, firm: Organisation) -> Profile:
    """Return what would count of a listing that is being written."""
    community = given.community or firm.community
    point = territory.middles(firm.street).get(firm.grid) if firm.grid and community == firm.community else None
    quantity = float(given.quantity) if given.quantity is not None else None
    return Profile(
        given.side, given.kind, given.title, given.words, firm.industry, given.wanted, community, point, quantity,
        given.unit, given.inexhaustible,
    )  # fmt: skip
