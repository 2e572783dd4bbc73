"""Bodies, their council seats, and who holds a seat from which day until which: by post, for an organisation, a resident."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden, Invalid
from shiqiao.base.rows import the_one
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.subjects import show
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.council import rights
from shiqiao.scenes.council.errors import SeatTaken
from shiqiao.scenes.council.publishing import rules_of
from shiqiao.scenes.council.store import BODY, hold, mark, note, seal, written
from shiqiao.scenes.council.tables import HOLDERS, CouncilBody, CouncilSeat, CouncilTerm


@transaction.atomic
def found_body(
    *, community: int, title: str, convener: int, invented: bool = False, by: Actor, at: datetime
) -> CouncilBody:
    """Found the body of a community (0: of the street) with the seats that the rules ask for, which stand empty yet.

    Raises Invalid, Forbidden, Conflict where the place has a body.
    """
    if not rights.founds(by):
        raise Forbidden(fields={"post": "A leader or the head of an office founds a body."})
    street = by.street or 0
    with scope.scoped(*scope.of(by)):
        title = written(title, "title", "Write what the body is called.", 80)
        if community and community not in {one.code for one in communities(street)}:
            raise Invalid(fields={"community": "Choose a community of this street."})
        if convener not in {row.id for row in people.posts(street)}:
            raise Invalid(fields={"convener": "Choose the post that convenes the body."})
        values = {"community": community, "title": title, "convener": convener, "made_by": by.account or 0}
        try:
            with transaction.atomic():
                row = CouncilBody.objects.create(street=street, made_at=at, invented=invented, **values)
        except IntegrityError as error:
            raise Conflict("This place has a body already; look for it in the list.") from error
        kinds = rules_of(street).kinds
        CouncilSeat.objects.bulk_create(
            CouncilSeat(street=street, body=row.pk, kind=one.code, serial=n + 1, made_at=at, made_by=by.account or 0)
            for one in kinds
            for n in range(one.seats)
        )
        note("council.body_founded", Ref(BODY, row.pk), street, by, at, community=community or None, convener=convener,
             seats=sum(one.seats for one in kinds))  # fmt: skip
    return row


def body_of(number: int, by: Actor) -> CouncilBody:
    """Return a body of the actor's street; raises NotFound."""
    return the_one(CouncilBody.objects.filter(pk=number, street=by.street))


@transaction.atomic
def add_seat(*, body: int, kind: str, by: Actor, at: datetime) -> CouncilSeat:
    """Add a seat of a kind to a body. Raises Invalid, Forbidden, NotFound."""
    with scope.scoped(*scope.of(by)):
        row = body_of(body, by)
        rights.refuse(by, row)
        if rules_of(row.street).kind(kind) is None:
            raise Invalid(fields={"kind": "Choose a kind of seat."})
        hold(f"seats {row.pk}")
        last = CouncilSeat.objects.filter(body=row.pk, kind=kind).order_by("-serial").first()
        made = CouncilSeat.objects.create(
            street=row.street, body=row.pk, kind=kind, serial=(last.serial if last else 0) + 1, made_at=at,
            made_by=by.account or 0,
        )  # fmt: skip
        note("council.seat_added", Ref(BODY, row.pk), row.street, by, at, seat=made.pk, kind=kind)
    return made


@dataclass(frozen=True, slots=True)
class Sits:
    """Who is to hold a seat: a post, an organisation with a named person, or a resident with name and telephone.

    `since` is the first day, `until` the last one; None for an open term. `role` is holder or substitute.
    """

    holder_kind: str
    since: date
    until: date | None = None
    role: str = "holder"
    post: int = 0
    organisation: int = 0
    name: str = ""
    phone: str = ""
    invented: bool = False


@transaction.atomic
def seat_person(*, seat: int, sits: Sits, by: Actor, at: datetime) -> CouncilTerm:
    """Begin somebody's term on a seat, as its holder or as who may sit in for the holder.

    Raises Invalid naming each field, SeatTaken where the database holds another term on these days, Forbidden, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        row = the_one(CouncilSeat.objects.filter(pk=seat, street=by.street, ended_at=None))
        body = body_of(row.body, by)
        rights.refuse(by, body)
        name, phone = _check(sits, by)
        days = DateRange(sits.since, sits.until + timedelta(days=1) if sits.until else None)
        try:
            with transaction.atomic():
                made = CouncilTerm.objects.create(
                    street=row.street, body=row.body, seat=row.pk, role=sits.role, during=days, holder_kind=sits.holder_kind,
                    post=sits.post if sits.holder_kind == "post" else 0,
                    organisation=sits.organisation if sits.holder_kind == "organisation" else 0,
                    name=seal(name), phone=seal(phone), who=_who(sits, phone), entered_at=at, entered_by=by.account or 0,
                    invented=sits.invented,
                )  # fmt: skip
        except IntegrityError as error:
            raise SeatTaken from error
        note("council.seat_filled", Ref(BODY, row.body), row.street, by, at, seat=row.pk, term=made.pk, kind=row.kind,
             role=sits.role, since=sits.since.isoformat(), until=sits.until.isoformat() if sits.until else None)  # fmt: skip
    return made


def _check(sits: Sits, by: Actor) -> tuple[str, str]:
    digits = "".join(sign for sign in sits.phone if sign.isascii() and sign.isdigit())
    wrong = {
        "holder_kind": "" if sits.holder_kind in HOLDERS else "Choose who holds the seat.",
        "role": "" if sits.role in ("holder", "substitute") else "Choose holder or substitute.",
        "until": "The term ends before it begins; correct one of the days."
        if sits.until and sits.until < sits.since
        else "",
        **_wrong_holder(sits, digits, by),
    }
    if found := {name: said for name, said in wrong.items() if said}:
        raise Invalid(fields=found)
    if sits.holder_kind == "post":
        return "", ""
    return written(sits.name, "name", "Write the person's name.", 40), digits


def _wrong_holder(sits: Sits, digits: str, by: Actor) -> dict[str, str]:
    if sits.holder_kind == "post":
        known = sits.post in {row.id for row in people.posts(by.street or 0)}
        return {} if known else {"post": "Choose the post that holds the seat."}
    wrong = {}
    if not 7 <= len(digits) <= 15:
        wrong["phone"] = "The telephone number has a wrong form. Use digits only."
    firm = Ref("organisation", sits.organisation)
    if sits.holder_kind == "organisation" and firm not in show(by, [firm]):
        wrong["organisation"] = "Choose the organisation that holds the seat; enter it in the registry first."
    return wrong


def _who(sits: Sits, phone: str) -> str:
    return f"post.{sits.post}" if sits.holder_kind == "post" else f"phone.{mark(phone, 'holder')}"


@transaction.atomic
def end_term(*, term: int, last: date, by: Actor, at: datetime) -> CouncilTerm:
    """End a term with its last day; one that has not begun goes. Raises Invalid, Forbidden, NotFound."""
    with scope.scoped(*scope.of(by)):
        row = the_one(CouncilTerm.objects.select_for_update().filter(pk=term, street=by.street))
        rights.refuse(by, body_of(row.body, by))
        if last < row.during.lower:
            raise Invalid(fields={"last": "The last day lies before the first one; correct it."})
        row.during = DateRange(row.during.lower, last + timedelta(days=1))
        row.save(update_fields=["during"])
        note(
            "council.term_ended",
            Ref(BODY, row.body),
            row.street,
            by,
            at,
            seat=row.seat,
            term=row.pk,
            last=last.isoformat(),
        )
    return row


def terms_on(body: int, on: date) -> list[CouncilTerm]:
    """Return the terms of a body that hold on a day."""
    return list(CouncilTerm.objects.filter(body=body, during__contains=on).order_by("seat", "role"))


def holders_on(body: int, on: date) -> dict[int, CouncilTerm]:
    """Return who holds which seat on a day."""
    return {one.seat: one for one in terms_on(body, on) if one.role == "holder"}


def substitutes_on(body: int, on: date) -> dict[int, CouncilTerm]:
    """Return who may sit in for the holder of which seat on a day."""
    return {one.seat: one for one in terms_on(body, on) if one.role == "substitute"}


def seats_of(body: int) -> list[CouncilSeat]:
    """Return the seats of a body in the order of the kinds."""
    rows = list(CouncilSeat.objects.filter(body=body, ended_at=None))
    street = rows[0].street if rows else 0
    return sorted(rows, key=lambda one: (rules_of(street).order(one.kind), one.serial))


def today(at: datetime) -> date:
    """Return the local day of a moment."""
    return localdate(at)


def lacking(body: CouncilBody, on: date) -> Sequence[tuple[str, int, int]]:
    """Return the kinds with fewer holders than have to be present: (kind, holders, needed)."""
    kinds = {one.pk: one.kind for one in seats_of(body.pk)}
    held = [kinds[seat] for seat in holders_on(body.pk, on) if seat in kinds]
    found = ((one.code, held.count(one.code), one.present) for one in rules_of(body.street).kinds)
    return [one for one in found if one[1] < one[2]]
