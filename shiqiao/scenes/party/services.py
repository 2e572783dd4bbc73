"""Service projects: begun (out of a match or not), times with places, delivered or cancelled, ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.kernel.files.actions import adopt
from shiqiao.kernel.territory import reads as territory
from shiqiao.scenes.party import rights
from shiqiao.scenes.party.errors import MatchStands, OccasionNotSo
from shiqiao.scenes.party.publishing import rules_of
from shiqiao.scenes.party.servicetables import Occasion, ServiceBooking, ServiceProject
from shiqiao.scenes.party.store import MATCH, OCCASION, PROJECT, locked, note, one_of, refuse, words, written
from shiqiao.scenes.party.tables import ListItem, ListMatch, StationedUnit
from shiqiao.scenes.party.units import communities

SURE = 0.8  # from here on an entry of the address book is meant
LONGEST = 732
MOST_PLACES = 2000
Photos = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Planned:
    """What a service project is: who does what, where, from when to when."""

    unit: int
    community: int
    theme: str
    title: str
    words: str
    place: str
    from_day: date
    until: date


@transaction.atomic
def begin_project(
    *, planned: Planned, match: int = 0, invented: bool = False, by: Actor, at: datetime
) -> ServiceProject:
    """Begin a service project; out of a match it must be claimed, and both its lines are done. Locks unit and match.

    Raises Forbidden, MatchStands, EntryRefused naming each field; the place must be one of the address book.
    """
    with scope.scoped(*scope.of(by)):
        unit = locked(StationedUnit, planned.unit, by.street)
        rights.refuse(rights.acts(by, planned.community))
        one_of("community", planned.community, communities(unit.street))
        one_of("theme", planned.theme, (one.code for one in rules_of(unit.street).themes))
        told = words(60, title=planned.title) | words(300, words=planned.words)
        if not planned.from_day <= planned.until <= planned.from_day + timedelta(days=LONGEST):
            refuse({"until": "The last day is not before the first, and at most two years later."})
        from_match = _claimed(match, unit.pk, by) if match else None
        row = ServiceProject(
            street=unit.street, community=planned.community, unit=unit.pk, match=match, theme=planned.theme,
            from_day=planned.from_day, until=planned.until, at=at, post=by.post or 0, invented=invented, **told,
        )  # fmt: skip
        _place(row, planned.place)
        row.save(force_insert=True)
        if from_match:
            _close(from_match, row.pk, at)
            note("party.match_became_project", MATCH, from_match, by=by, at=at, project=row.pk)
        note("party.project_begun", PROJECT, row, by=by, at=at, unit=unit.pk, theme=row.theme, match=match,
             community=row.community)  # fmt: skip
        return row


def _place(row: ServiceProject, text: str) -> None:
    hits = territory.find_address(text.strip()[:60], row.street, 3) if text.strip() else []
    best = hits[0] if hits and hits[0].score >= SURE else None
    if best is None:
        refuse({"place": "Write a place of the address book, as it stands there."})
    row.place, row.address, row.lon, row.lat = best.name[:80], best.id, best.lon, best.lat  # type: ignore[union-attr]


def _claimed(match: int, unit: int, by: Actor) -> ListMatch:
    row = locked(ListMatch, match, by.street)
    if row.state != "claimed" or row.unit != unit:
        raise MatchStands
    return row


def _close(row: ListMatch, project: int, at: datetime) -> None:
    row.state, row.project, row.ended_at = "project", project, at
    row.save(update_fields=["state", "project", "ended_at"])
    ListItem.objects.filter(pk=row.need).update(state="done")


@transaction.atomic
def add_occasion(
    *, project: int, starts_at: datetime, ends_at: datetime, places: int, by: Actor, at: datetime
) -> Occasion:
    """Add a time with so many places to a project. Locks the project. Raises Forbidden, EntryRefused, OccasionNotSo."""
    with scope.scoped(*scope.of(by)):
        row = locked(ServiceProject, project, by.street)
        rights.refuse(rights.acts(by, row.community))
        wrong = {}
        if not timedelta(0) < ends_at - starts_at <= timedelta(hours=12):
            wrong["ends"] = "The end comes after the beginning, within twelve hours."
        if not 1 <= places <= MOST_PLACES:
            wrong["places"] = "Give a number of places from 1 to 2000."
        if row.state != "open" or not row.from_day <= starts_at.astimezone().date() <= row.until + timedelta(days=1):
            wrong["day"] = "Choose a day within the project's period."
        refuse(wrong)
        made = Occasion(
            street=row.street, community=row.community, project=row.pk, unit=row.unit, starts_at=starts_at, ends_at=ends_at,
            places=places,
        )  # fmt: skip
        written(lambda: made.save(force_insert=True), OccasionNotSo)
        note("party.occasion_added", OCCASION, made, by=by, at=at, project=row.pk, starts=starts_at, places=places)
        return made


@transaction.atomic
def cancel_occasion(*, occasion: int, why: str, by: Actor, at: datetime) -> Occasion:
    """Cancel a time with a reason that those who booked read; their bookings end. Locks it. Raises OccasionNotSo."""
    with scope.scoped(*scope.of(by)):
        row = _open(occasion, by)
        row.remark = words(200, remark=why)["remark"]
        row.state, row.taken = "cancelled", 0
        row.save(update_fields=["remark", "state", "taken"])
        fallen = ServiceBooking.objects.filter(occasion=row.pk, state__in=("booked", "waiting"))
        count = fallen.update(state="cancelled", number=0, ended_at=at)
        note("party.occasion_cancelled", OCCASION, row, by=by, at=at, bookings=count)
        return row


def _open(occasion: int, by: Actor) -> Occasion:
    row = locked(Occasion, occasion, by.street)
    rights.refuse(rights.acts(by, row.community))
    if row.state != "open":
        raise OccasionNotSo
    return row


@dataclass(frozen=True, slots=True)
class Delivered:
    """What happened: which bookings came, how many others, what is to say, photos as (purpose, hash) sent before."""

    came: Collection[int] = ()
    others: int = 0
    remark: str = ""
    photos: Photos = ()


@transaction.atomic
def deliver(*, occasion: int, delivered: Delivered, by: Actor, at: datetime) -> Occasion:
    """Record that a time took place: who booked and came, how many others. Locks it; the project has landed with it.

    Raises OccasionNotSo before it begins, Forbidden, EntryRefused when nobody came: such a time is cancelled.
    """
    with scope.scoped(*scope.of(by)):
        row = _open(occasion, by)
        if at < row.starts_at:
            raise OccasionNotSo
        bookings = ServiceBooking.objects.filter(occasion=row.pk)
        came = set(bookings.filter(state="booked", pk__in=list(delivered.came)).values_list("pk", flat=True))
        if not 0 <= delivered.others <= MOST_PLACES or (not came and not delivered.others):
            refuse({"others": "Say how many came; a time to which nobody came is cancelled with its reason."})
        bookings.filter(pk__in=came).update(state="came", ended_at=at)
        bookings.filter(state="booked").update(state="missed", ended_at=at)
        bookings.filter(state="waiting").update(state="cancelled", ended_at=at)
        row.remark = words(200, needed=False, remark=delivered.remark)["remark"]
        row.state, row.others, row.delivered_at, row.account = "delivered", delivered.others, at, by.account or 0
        row.save(update_fields=["remark", "state", "others", "delivered_at", "account"])
        _keep(row, delivered.photos, by, at)
        note("party.occasion_delivered", OCCASION, row, by=by, at=at, came=len(came), others=row.others,
             files=[sha for _purpose, sha in delivered.photos])  # fmt: skip
        return row


def _keep(row: Occasion, photos: Photos, by: Actor, at: datetime) -> None:
    if photos:
        adopt(photos, subject=Ref(OCCASION, row.pk), street=row.street, by=by, at=at, field="photo")


@transaction.atomic
def end_project(*, project: int, by: Actor, at: datetime) -> ServiceProject:
    """End a project; it offers nothing more. Locks it. Raises OccasionNotSo while a time is still open."""
    with scope.scoped(*scope.of(by)):
        row = locked(ServiceProject, project, by.street)
        rights.refuse(rights.acts(by, row.community))
        if row.state != "open" or Occasion.objects.filter(project=row.pk, state="open").exists():
            raise OccasionNotSo
        row.state = "ended"
        row.save(update_fields=["state"])
        note("party.project_ended", PROJECT, row, by=by, at=at)
        return row
