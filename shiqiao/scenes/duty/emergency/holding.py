"""What emergency holds of persons: names and places of people moved, owners, words, pictures; they go in time."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from shiqiao.kernel.files.actions import erase as erase_file
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.kernel.retention.hooks import TEXTS, Asked, Found, Holding, Order, Piece, Sought, Stop, holdings
from shiqiao.scenes.duty.emergency.calltables import Alarm, ZeroReport
from shiqiao.scenes.duty.emergency.groundtables import Hazard, HazardCheck, Relocation, StockLine
from shiqiao.scenes.duty.emergency.store import HAZARD, RESPONSE
from shiqiao.scenes.duty.emergency.tables import Response, ResponseEntry

STILL_RUNS = "This response still runs. Erase it after it has ended."  # msgid
STILL_THERE = "This hazard point is on the register. Erase it after it has been taken off."  # msgid
OWNED = Q(owner__isnull=False) | Q(place__isnull=False) | Q(gone_why__isnull=False)
NAMED = Q(name__isnull=False) | Q(place__isnull=False) | Q(person__gt=0)


def find(who: Sought) -> list[Found]:
    """Return nothing: people are written as names alone, or known by their record of the registry, where they are found."""
    return []


def disclose(found: Sequence[Found]) -> list[Piece]:
    """Return nothing: nobody is found here by a number."""
    return []


def stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which responses still run."""
    rows = Response.objects.filter(pk__in=list(ids), ended_at=None)
    return {number: Stop(STILL_RUNS) for number in rows.values_list("pk", flat=True)}


def _speaking() -> Q:
    """Return which responses still say something of somebody."""
    ids = [
        model.objects.filter(condition).values("response")
        for model, condition in (
            (Relocation, NAMED), (ResponseEntry, Q(text__isnull=False)), (ZeroReport, Q(note__isnull=False)),
            (Alarm, Q(text__isnull=False)), (StockLine, Q(note__isnull=False, response__gt=0)),
        )
    ]  # fmt: skip
    found = Q(words__isnull=False) | Q(review__isnull=False)
    for one in ids:
        found |= Q(pk__in=one)
    return found


def due(asked: Asked) -> list[int]:
    """Return responses that are over for long and still say something of somebody."""
    rows = Response.objects.filter(_speaking(), street=asked.street, ended_at__lt=asked.before, pk__gt=asked.after)
    return list(rows.order_by("pk").values_list("pk", flat=True)[: asked.limit])


def erase(order: Order) -> Mapping[str, int]:
    """Erase names, places and words of a response; levels, times and numbers stay, its figures are reckoned from them."""
    number = order.subject.id
    gone = Response.objects.filter(pk=number).update(words=None, review=None)
    gone += Relocation.objects.filter(NAMED, response=number).update(name=None, place=None, person=0, person_kind="")
    gone += ResponseEntry.objects.filter(response=number, text__isnull=False).update(text=None)
    gone += ZeroReport.objects.filter(response=number, note__isnull=False).update(note=None)
    gone += Alarm.objects.filter(response=number, text__isnull=False).update(text=None)
    gone += StockLine.objects.filter(response=number, note__isnull=False).update(note=None)
    return {"texts": gone} if gone else {}


def show(ids: Sequence[int]) -> list[str]:
    """Name responses by their numbers."""
    return [str(row) for row in Response.objects.filter(pk__in=list(ids)).order_by("pk")]


def point_stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which hazard points are still on the register."""
    rows = Hazard.objects.filter(pk__in=list(ids), gone_at=None)
    return {number: Stop(STILL_THERE) for number in rows.values_list("pk", flat=True)}


def point_due(asked: Asked) -> list[int]:
    """Return hazard points that are off the register for long and still say whose they were."""
    rows = Hazard.objects.filter(OWNED, street=asked.street, gone_at__lt=asked.before, pk__gt=asked.after)
    return list(rows.order_by("pk").values_list("pk", flat=True)[: asked.limit])


def point_erase(order: Order) -> Mapping[str, int]:
    """Erase owner, place, words and pictures of a hazard point; states and times of its checks stay."""
    number = order.subject.id
    texts = Hazard.objects.filter(OWNED, pk=number).update(owner=None, place=None, gone_why=None)
    texts += HazardCheck.objects.filter(hazard=number, note__isnull=False).update(note=None)
    files = attachments_of(order.subject)
    for one in files:
        erase_file(one)
    counted = {"texts": texts, "files": len(files)}
    return {name: n for name, n in counted.items() if n}


def point_show(ids: Sequence[int]) -> list[str]:
    """Name hazard points by their numbers on the register."""
    return [str(row) for row in Hazard.objects.filter(pk__in=list(ids)).order_by("pk")]


TABLES = (
    "duty_emergency_response", "duty_emergency_entry", "duty_emergency_relocation", "duty_emergency_report",
    "duty_emergency_alarm", "duty_emergency_stock_line",
)  # fmt: skip
POINTS = ("duty_emergency_hazard", "duty_emergency_check")


def fill(scene: str) -> None:
    """Put them into the socket of retention."""
    holdings.fill(scene, Holding(
        RESPONSE, "Emergency responses", TABLES, frozenset({TEXTS}), frozenset({"closed_at"}), find, disclose, erase, due, show,
        stops, chained=False, on_request="",
    ))  # fmt: skip
    holdings.fill(scene, Holding(
        HAZARD, "Hazard points", POINTS, frozenset({TEXTS}), frozenset({"closed_at"}), find, disclose, point_erase, point_due,
        point_show, point_stops, chained=False, on_request="",
    ))  # fmt: skip
