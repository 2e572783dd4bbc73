"""The presence ledger of a meeting: who came and left when, replayed to the quorum at any moment.

The front door for voting: `present_seats(meeting, at)` are the seats present at a moment, who may vote then.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.rows import the_one
from shiqiao.scenes.council import rights, rules
from shiqiao.scenes.council.errors import MeetingNotSo, NotCalled, NotPresent, PresentAlready
from shiqiao.scenes.council.meeting_tables import CouncilCall, CouncilMeeting, CouncilPresence
from shiqiao.scenes.council.publishing import rules_of
from shiqiao.scenes.council.rules import Quorum, Stay, Turn
from shiqiao.scenes.council.seating import body_of
from shiqiao.scenes.council.store import MEETING, hold, note
from shiqiao.scenes.council.tables import CouncilSeat, CouncilTerm
from shiqiao.scenes.council.words import seat_title


@dataclass(frozen=True, slots=True)
class SeatPresent:
    """A seat that is present: its number, kind and title in words, and the term of who sits on it."""

    seat: int
    kind: str
    title: str
    term: int


def stays_of(meeting: int) -> list[Stay]:
    """Return the lines of the ledger."""
    rows = CouncilPresence.objects.filter(meeting=meeting).order_by("came_at", "pk")
    return [Stay(one.seat, one.kind, one.came_at, one.left_at) for one in rows]


def present_seats(meeting: int, at: datetime) -> list[SeatPresent]:
    """Return the seats present at a moment, in the order of the kinds: the electorate of a poll that opens then."""
    rows = CouncilPresence.objects.filter(meeting=meeting, came_at__lte=at).exclude(left_at__lte=at)
    seats = CouncilSeat.objects.in_bulk([one.seat for one in rows])
    street = rows[0].street if rows else 0
    found = [SeatPresent(one.seat, one.kind, seat_title(seats[one.seat]), one.term) for one in rows]
    return sorted(found, key=lambda one: (rules_of(street).order(one.kind), one.seat))


def seats_by_kind(meeting: int) -> dict[str, int]:
    """Return how many seats of each kind were called."""
    found: dict[str, int] = {}
    for kind in CouncilCall.objects.filter(meeting=meeting).values_list("kind", flat=True):
        found[kind] = found.get(kind, 0) + 1
    return found


def quorum_at(row: CouncilMeeting, at: datetime) -> Quorum:
    """Return the quorum of a meeting at a moment, by the rules under which it was convened."""
    there = rules.present_at(stays_of(row.pk), at).values()
    return rules.quorum(rules_of(row.street, row.version), there, seats_by_kind(row.pk), row.convocation)


def turns(row: CouncilMeeting) -> list[Turn]:
    """Return the quorum at each moment when somebody came or went, until the meeting was closed."""
    table = rules_of(row.street, row.version)
    return rules.replay(stays_of(row.pk), table, seats_by_kind(row.pk), row.convocation, row.closed_at)


def _locked(meeting: int, by: Actor) -> CouncilMeeting:
    row = the_one(CouncilMeeting.objects.filter(pk=meeting, street=by.street))
    rights.refuse(by, body_of(row.body, by))
    if row.state not in ("convened", "open"):
        raise MeetingNotSo
    hold(f"presence {row.pk}")
    return row


@transaction.atomic
def enter_presence(*, meeting: int, seat: int, substitute: bool = False, by: Actor, at: datetime) -> CouncilPresence:
    """Enter that somebody came and sits on a seat: the holder who was called, or the substitute named before.

    Holds the meeting's ledger. Raises NotCalled, PresentAlready, MeetingNotSo, Forbidden, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        row = _locked(meeting, by)
        call = CouncilCall.objects.filter(meeting=row.pk, seat=seat).first()
        number = call.substitute if call and substitute else call.term if call else 0
        term = CouncilTerm.objects.filter(pk=number).first() if number else None
        if call is None or term is None:
            raise NotCalled
        try:
            with transaction.atomic():
                made = CouncilPresence.objects.create(
                    street=row.street, meeting=row.pk, seat=seat, kind=call.kind, term=term.pk, who=term.who, came_at=at,
                    entered_by=by.account or 0,
                )  # fmt: skip
        except IntegrityError as error:
            raise PresentAlready from error
        note("council.came", Ref(MEETING, row.pk), row.street, by, at, seat=seat, kind=call.kind, term=term.pk)
    return made


@transaction.atomic
def leave(*, meeting: int, seat: int, by: Actor, at: datetime) -> CouncilPresence:
    """Enter that a seat's person left. Holds the meeting's ledger. Raises NotPresent, Invalid, MeetingNotSo, Forbidden."""
    with scope.scoped(*scope.of(by)):
        row = _locked(meeting, by)
        one = CouncilPresence.objects.select_for_update().filter(meeting=row.pk, seat=seat, left_at=None).first()
        if one is None:
            raise NotPresent
        if at < one.came_at:
            raise Invalid(fields={"at": "They cannot leave before they came; correct the time."})
        one.left_at, one.left_by = at, by.account or 0
        one.save(update_fields=["left_at", "left_by"])
        note("council.left", Ref(MEETING, row.pk), row.street, by, at, seat=seat, kind=one.kind)
    return one


def present_one(meeting: int, seat: int, at: datetime) -> SeatPresent:
    """Return a seat that is present at a moment; raises NotPresent."""
    found = next((one for one in present_seats(meeting, at) if one.seat == seat), None)
    if found is None:
        raise NotPresent
    return found


def sat(meeting: int) -> dict[int, CouncilPresence]:
    """Return the seats that were ever present at a meeting, with the last line of each: those who evaluate."""
    return {one.seat: one for one in CouncilPresence.objects.filter(meeting=meeting).order_by("came_at", "pk")}


def meeting_of(number: int, street: int) -> CouncilMeeting:
    """Return a meeting; raises NotFound."""
    row = CouncilMeeting.objects.filter(pk=number, street=street).first()
    if row is None:
        raise NotFound
    return row
