"""Rounds and findings as an actor may see them; lists by keyset, never counted exactly, never a query a row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.paging import Page, newest, soonest
from shiqiao.base.rows import the_one
from shiqiao.kernel.files.reads import attachment, attachments_of
from shiqiao.scenes.hall.counters import Counter
from shiqiao.scenes.hall.fives import rights
from shiqiao.scenes.hall.fives.scored import in_month
from shiqiao.scenes.hall.fives.store import FINDING
from shiqiao.scenes.hall.fives.tables import FiveSEntry, FiveSFinding, FiveSGround, FiveSMark, FiveSRound, ModelWindow

PAGE, MANY = 25, 99
BY_DUE = frozenset({"mine", "open", "late"})


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of findings is narrowed to."""

    tab: str = "all"
    station: int = 0
    month: date | None = None


def findings_of(actor: Actor) -> QuerySet[FiveSFinding]:
    """Return the findings that an actor sees: of the counters seen, and those that are the actor's to put right."""
    if actor.street is None:
        return FiveSFinding.objects.none()
    seen = Q(station__in=sorted(rights.stations(actor))) | Q(post__in=sorted(actor.reach.posts))
    return FiveSFinding.objects.filter(seen, street=actor.street)


def _tab(actor: Actor, tab: str, at: datetime) -> Q:
    to_check = Q(state="fixed") & ~Q(fixed_by=actor.account or -1)
    if not rights.inspects(actor):
        to_check &= Q(found_by=actor.account or -1)
    return {
        "mine": Q(state="open", post__in=sorted(actor.reach.posts)), "check": to_check, "open": Q(state="open"),
        "late": Q(state="open", due_at__lte=at), "closed": Q(state="closed"),
    }.get(tab, Q())  # fmt: skip


def findings(actor: Actor, filters: Filters, at: datetime, *, after: str = "", limit: int = PAGE) -> Page[FiveSFinding]:
    """Return a page of findings: open ones by what is due first, others the newest first."""
    rows = findings_of(actor).filter(_tab(actor, filters.tab, at))
    if filters.station:
        rows = rows.filter(station=filters.station)
    if filters.month:
        rows = rows.filter(in_month(filters.month))
    if filters.tab in BY_DUE:
        return soonest(rows, "due_at", after, limit)
    return newest(rows, after, limit)


def counts(actor: Actor, at: datetime, tabs: Iterable[str] = ("mine", "check", "open", "late")) -> dict[str, int]:
    """Count what stands in the tabs that ask for something, up to `MANY` + 1; a query each."""
    rows = findings_of(actor)
    return {tab: len(rows.filter(_tab(actor, tab, at)).values_list("id")[: MANY + 1]) for tab in tabs}


def access_finding(actor: Actor, finding: int) -> FiveSFinding:
    """Return a finding that the actor sees; absent and not yours are the same NotFound."""
    return the_one(findings_of(actor).filter(pk=finding))


def entries_of(row: FiveSFinding) -> list[FiveSEntry]:
    """Return what was said about a finding, oldest first."""
    return list(FiveSEntry.objects.filter(finding=row.pk).order_by("id"))


def grounds_of(row: FiveSFinding) -> list[FiveSGround]:
    """Return the records that a finding was made of."""
    return list(FiveSGround.objects.filter(finding=row.pk).order_by("happened_at", "id")[:200])


def files_of(row: FiveSFinding) -> list[Any]:
    """Return the pictures of a finding, oldest first."""
    return attachments_of(Ref(FINDING, row.pk))


def file_of(actor: Actor, finding: int, number: int) -> Any:
    """Return a picture of a finding that the actor may see; raises NotFound."""
    return attachment(number, subject=Ref(FINDING, access_finding(actor, finding).pk))


def access_station(actor: Actor, unit: int) -> Counter:
    """Return a counter whose 5S the actor reads; absent and not yours are the same NotFound."""
    found = rights.stations(actor).get(unit)
    if found is None:
        raise NotFound
    return found


def rounds_of(unit: int, *, limit: int = 8) -> list[FiveSRound]:
    """Return the latest finished rounds through a counter."""
    return list(FiveSRound.objects.filter(station=unit, finished_at__isnull=False).order_by("-id")[:limit])


def open_rounds(actor: Actor) -> list[FiveSRound]:
    """Return the rounds that the actor has begun and not finished."""
    if not actor.account:
        return []
    return list(
        FiveSRound.objects.filter(street=actor.street, account=actor.account, finished_at=None).order_by("id")[:9]
    )


def access_round(actor: Actor, number: int) -> FiveSRound:
    """Return a round: an open one to who walks, a finished one to who reads the counter's 5S."""
    row = FiveSRound.objects.filter(pk=number, street=actor.street).first()
    if row is None or (row.finished_at is None and row.account != (actor.account or -1)):
        raise NotFound
    if row.station not in rights.stations(actor) and row.account != (actor.account or -1):
        raise NotFound
    return row


def marks_in(row: FiveSRound) -> dict[str, FiveSMark]:
    """Return the marks of a round by area."""
    return {one.area: one for one in FiveSMark.objects.filter(round=row.pk)}


def found_in(row: FiveSRound) -> list[FiveSFinding]:
    """Return what was found in a round."""
    return list(FiveSFinding.objects.filter(round=row.pk).order_by("id"))


def awards_of(unit: int) -> list[ModelWindow]:
    """Return what was decided about a window, the latest half-year first."""
    return list(ModelWindow.objects.filter(station=unit).order_by("-half")[:12])


def award_of(unit: int, half: str) -> ModelWindow:
    """Return the award of a window; raises NotFound where there is none."""
    return the_one(ModelWindow.objects.filter(station=unit, half=half, awarded=True))


def seen_ids(actor: Actor, ids: Sequence[int]) -> dict[int, FiveSFinding]:
    """Return those of some findings that the actor sees, in one query."""
    return {row.pk: row for row in findings_of(actor).filter(pk__in=list(ids))}


def seen_rounds(actor: Actor, ids: Sequence[int]) -> dict[int, FiveSRound]:
    """Return those of some finished rounds that the actor sees, in one query."""
    rows = FiveSRound.objects.filter(pk__in=list(ids), street=actor.street, finished_at__isnull=False)
    return {row.pk: row for row in rows.filter(station__in=sorted(rights.stations(actor)))}
