"""The rows behind a criterion of the standard: which hit and which did not, by keyset."""

from dataclasses import dataclass
from datetime import datetime

from shiqiao.base.actor import Ref
from shiqiao.base.paging import Page
from shiqiao.scenes.hall.fives import standard
from shiqiao.scenes.hall.fives.plugs import waits
from shiqiao.scenes.hall.fives.standard import AFFAIRS, Span
from shiqiao.scenes.hall.fives.store import FINDING, ROUND
from shiqiao.scenes.hall.fives.tables import FiveSFinding, FiveSRound
from shiqiao.scenes.hall.models import Affair
from shiqiao.scenes.hall.work import KIND

PAGE = 50


@dataclass(frozen=True, slots=True)
class Behind:
    """A row behind a criterion: what it opens onto, how it is named, when, and what it says there."""

    id: int
    number: str
    at: datetime
    ref: Ref | None = None
    value: str = ""


def rows(street: int, station: int, measure: str, span: Span, *, hit: bool, after: int = 0) -> Page:
    """Return a page of the rows of a measure at a counter: those that hit, or those that did not; the latest first."""
    read = {"five_s": _rounds, "walked": _rounds, "fixed_in_time": _findings, "waits": _waits}.get(measure)
    found = read(street, station, span, hit, after) if read else _affairs(street, station, measure, span, hit, after)
    return Page(found[:PAGE], str(found[PAGE - 1].id) if len(found) > PAGE else "")


def _affairs(street: int, station: int, measure: str, span: Span, hit: bool, after: int) -> list[Behind]:
    of, good = AFFAIRS[measure]
    found = Affair.objects.filter(of, good if hit else ~good, street=street, station=station)
    found = found.filter(taken_at__gte=span.since, taken_at__lt=span.until)
    found = found.filter(pk__lt=after) if after else found
    return [
        Behind(row.pk, row.number, row.taken_at, Ref(KIND, row.pk), f"{row.stars}★" if row.stars else "")
        for row in found.order_by("-pk")[: PAGE + 1]
    ]


def _rounds(street: int, station: int, span: Span, hit: bool, after: int) -> list[Behind]:
    found = FiveSRound.objects.filter(standard.rounds_in(street, span), station=station, good=hit)
    found = found.filter(pk__lt=after) if after else found
    return [
        Behind(row.pk, "", row.finished_at or row.begun_at, Ref(ROUND, row.pk), f"{row.points} / {row.possible}")
        for row in found.order_by("-pk")[: PAGE + 1]
    ]


def _findings(street: int, station: int, span: Span, hit: bool, after: int) -> list[Behind]:
    good = standard.IN_TIME if hit else ~standard.IN_TIME
    found = FiveSFinding.objects.filter(standard.due_in(street, span), good, station=station)
    found = found.filter(pk__lt=after) if after else found
    return [Behind(row.pk, row.number, row.found_at, Ref(FINDING, row.pk)) for row in found.order_by("-pk")[: PAGE + 1]]


def _waits(street: int, station: int, span: Span, hit: bool, after: int) -> list[Behind]:
    plugged = waits()
    found = plugged.rows(street, station, span.since, min(span.until, span.at), hit, after, PAGE + 1) if plugged else ()
    return [Behind(one.id, one.says, one.at, None, f"{one.minutes}") for one in found]
