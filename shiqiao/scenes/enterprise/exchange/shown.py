"""What the pages of the exchange show: rows of lists, a listing with its counterparts, a match with its steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.enterprise.exchange import listings, reads, rights, search, words
from shiqiao.scenes.enterprise.exchange.matches import proposals_of
from shiqiao.scenes.enterprise.exchange.rules import CAP, NAMED_STATES
from shiqiao.scenes.enterprise.exchange.store import day_of, unseal
from shiqiao.scenes.enterprise.exchange.tables import Listing, Match, MatchStep
from shiqiao.surfaces.desk.words import person_name, place, post_title

Said = tuple[str, str]


def hidden() -> str:
    """Say that a firm is not named yet."""
    return _("not named before both consent")


@dataclass(frozen=True, slots=True)
class ListingRow:
    """A listing as lists show it; `firm` is empty for whoever may not know it."""

    row: Listing
    url: str
    side: Said
    kind: str
    size: str
    place: str
    state: Said
    firm: str
    industry: str


def state_of(row: Listing, day: date) -> Said:
    """Say the state of a listing: expiry follows from the day."""
    expired = row.state == "open" and row.valid_until < day
    return words.pair(words.LISTINGS, "expired" if expired else row.state)


def listing_row(row: Listing, day: date, firm: str = "") -> ListingRow:
    """Return one listing as it is shown."""
    return ListingRow(
        row,
        reverse("desk:exchange:listing", args=[row.pk]),
        words.pair(words.SIDES, row.side),
        _(words.KINDS[row.kind]),
        words.size(row.quantity, row.taken, row.unit, row.inexhaustible),
        place(row.community) if row.community else "",
        state_of(row, day),
        firm,
        words.industry(row.industry),
    )


def listing_rows(actor: Actor, rows: Sequence[Listing], day: date) -> list[ListingRow]:
    """Return listings as lists show them, in three queries."""
    names = reads.firms_known(actor, rows)
    return [listing_row(row, day, names.get(row.pk, "")) for row in rows]


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A counterpart with its score and the reasons in words."""

    one: ListingRow
    score: int
    reasons: list[str]


def candidate_rows(found: Sequence[search.Candidate], day: date) -> list[CandidateRow]:
    """Return counterparts as they are shown: never with their firm."""
    return [
        CandidateRow(
            listing_row(one.row, day),
            one.found.score,
            [words.reason(r.code, r.points, r.said) for r in one.found.reasons],
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A match as lists show it; a firm that the reader may not know is empty."""

    row: Match
    url: str
    offer: Listing | None
    ask: Listing | None
    offer_firm: str
    ask_firm: str
    kind: str
    state: Said
    why: str
    value: str
    closed_by: str


def match_state(row: Match, day: date) -> Said:
    """Say the state of a match: one that waits beyond the last day has fallen, told or not."""
    fallen = row.state == "proposed" and row.until < day
    return words.pair(words.MATCHES, "fallen" if fallen else row.state)


def match_rows(actor: Actor, rows: Sequence[Match], day: date) -> list[MatchRow]:
    """Return matches as lists show them, in a fixed number of queries."""
    there = reads.listings_of(rows)
    own = rights.own_firms(actor)
    named = {(row.pk, side) for row in rows for side in rights.names_in(actor, row, own)}
    numbers = {getattr(row, f"{side}_firm") for row in rows for side in ("offer", "ask") if (row.pk, side) in named}
    firms = listings.firms(actor.street or 0, numbers) if numbers else {}
    return [
        _match_row(
            row, there, {side: _name(firms, row, side) for side in ("offer", "ask") if (row.pk, side) in named}, day
        )
        for row in rows
    ]


def _name(firms: Mapping[int, Any], row: Match, side: str) -> str:
    firm = firms.get(getattr(row, f"{side}_firm"))
    return str(firm.name) if firm else ""


def _match_row(row: Match, there: Mapping[int, Listing], names: Mapping[str, str], day: date) -> MatchRow:
    return MatchRow(
        row,
        reverse("desk:exchange:match", args=[row.pk]),
        there.get(row.offer),
        there.get(row.ask),
        names.get("offer", ""),
        names.get("ask", ""),
        _(words.KINDS[row.kind]),
        match_state(row, day),
        _(words.WHY[row.why]) if row.why else "",
        words.yuan(row.value),
        _(words.CLOSED_BY[row.closed_by]) if row.closed_by else "",
    )


# ── one listing ────────────────────────────────────────────────────────────────────────────────────────────────────


def listing_page(actor: Actor, row: Listing, at: datetime) -> dict[str, Any]:
    """Return a listing: for whoever acts for its firm, with counterparts and matches."""
    day = day_of(at)
    keeps, valid = rights.keeps(actor, row), listings.valid(row, day)
    found = []
    if keeps and valid:
        profile = listings.profile_of(row)
        found = search.candidates(row.street, profile, day, family=row.family, listing=row.pk)
    left = CAP - proposals_of(row.organisation, at) if keeps else 0
    return {
        "one": listing_rows(actor, [row], day)[0],
        "row": row,
        "keeps": keeps,
        "valid": valid,
        "wanted": words.industry(row.wanted),
        "keeper": post_title(row.post) if row.post else _("the firm itself"),
        "candidates": candidate_rows(found, day),
        "may_propose": keeps and left > 0 and rights.proposes(actor),
        "left": left,
        "matches": match_rows(actor, reads.matches_of(actor, row), day),
        "hidden": hidden(),
        "back": reverse("desk:exchange:list"),
        "open": row.state == "open",
    }


# ── one match ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of a match with its day, who entered it and what was said."""

    step: MatchStep
    title: str
    side: str
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class SideShown:
    """A side of a match: its listing, its firm where the reader may know it, whether it has consented."""

    code: str
    title: str
    listing: ListingRow
    firm: str
    address: str
    consent_at: datetime | None
    acts: bool
    keeper: str


def match_page(actor: Actor, row: Match, at: datetime) -> dict[str, Any]:
    """Return a match with both sides, the reasons, its steps and what can be done now."""
    day = day_of(at)
    alive = row.state in ("proposed", *NAMED_STATES) and not (row.state == "proposed" and row.until < day)
    one = match_rows(actor, [row], day)[0]
    own = rights.sides(actor, row)
    return {
        "one": one,
        "row": row,
        "sides": [_side(actor, row, side, day) for side in ("offer", "ask")],
        "hidden": hidden(),
        "reasons": [words.reason(*reason) for reason in row.reasons],
        "alive": alive,
        "steps": [_step(row, one_step, bool(own)) for one_step in reads.steps_of(row)],
        "acts": acts(row, own) if alive else [],
        "refused_by": words.pair(words.SIDES, row.refused_side)[0] if row.refused_side else "",
        "quantity": words.amount(row.quantity),
        "back": reverse("desk:exchange:matches"),
    }


def _side(actor: Actor, row: Match, side: str, day: date) -> SideShown:
    there = reads.listings_of([row])[getattr(row, side)]
    firm = None
    if side in rights.names_in(actor, row):
        number = getattr(row, f"{side}_firm")
        firm = listings.firms(row.street, [number]).get(number)
    post = getattr(row, f"{side}_post")
    return SideShown(
        side,
        words.pair(words.SIDES, side)[0],
        listing_row(there, day),
        firm.name if firm else "",
        firm.address if firm else "",
        getattr(row, f"{side}_consent_at"),
        side in rights.sides(actor, row),
        post_title(post) if post else _("the firm itself"),
    )


def _step(row: Match, one: MatchStep, may_read: bool) -> StepRow:
    return StepRow(
        one,
        _(words.STEPS[one.step]),
        words.pair(words.SIDES, one.side)[0] if one.side else "",
        person_name(one.account) if one.account else "",
        unseal(one.text) if may_read else "",
    )


def acts(row: Match, own: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return what can be done with a match now: code, title, icon."""
    if not own:
        return []
    if row.state == "proposed":
        found = [
            (
                f"consent-{side}",
                _("The side of the %(side)s consents") % {"side": words.pair(words.SIDES, side)[0]},
                "user-check",
            )
            for side in own
            if getattr(row, f"{side}_consent_at") is None
        ]
        return [*found, ("refuse", _("Do not consent"), "circle-x")]
    following = {
        "agreed": ("introduce", "refuse", "fail"),
        "introduced": ("talk", "deal", "fail"),
        "talking": ("talk", "deal", "fail"),
    }
    return [(code, title, icon) for code, (title, icon) in titles().items() if code in following.get(row.state, ())]


def titles() -> dict[str, tuple[str, str]]:
    """Return what the acts of a match are called, with their icons."""
    return {
        "introduce": (_("Introduce the two firms"), "users"),
        "talk": (_("Enter a talk"), "message-circle"),
        "deal": (_("Enter the deal"), "circle-check"),
        "fail": (_("Nothing came of it"), "circle-x"),
        "refuse": (_("Do not consent"), "circle-x"),
        "consent-offer": (_("The side of the offer consents"), "user-check"),
        "consent-ask": (_("The side of the ask consents"), "user-check"),
    }
