"""Notices are pings without personal data: they go day by day when nobody needs them any more."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models.functions import TruncDate

from shiqiao.kernel.notices.models import Notice
from shiqiao.kernel.retention.hooks import DELETE, Asked, Found, Holding, Kept, Order, Piece, Sought, holdings, kept

KIND = "notice_day"  # the number of one is its local day, such as 20180627


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def due(asked: Asked) -> list[int]:
    """Return days on which notices were left that are all older than a moment."""
    zone = _zone()
    last = datetime.combine(asked.before.astimezone(zone).date(), time(), zone)
    rows = Notice.objects.filter(street=asked.street, created_at__lt=last)
    if asked.after:
        rows = rows.filter(created_at__gte=_bounds(asked.after)[1])
    days = rows.annotate(on=TruncDate("created_at", tzinfo=zone)).values_list("on", flat=True)
    return [int(f"{day:%Y%m%d}") for day in days.order_by("on").distinct()[: asked.limit]]


def _bounds(day: int) -> tuple[datetime, datetime]:
    start = datetime.combine(date(day // 10000, day // 100 % 100, day % 100), time(), _zone())
    return start, start + timedelta(days=1)


def erase(order: Order) -> Mapping[str, int]:
    """Delete the notices that were left in a street on a day."""
    begins, ends = _bounds(order.subject.id)
    rows = Notice.objects.filter(street=order.by.street or 0, created_at__gte=begins, created_at__lt=ends)
    return {"notices": rows.delete()[0]}


def find(who: Sought) -> list[Found]:
    """A notice names no person."""
    return []


def disclose(found: Sequence[Found]) -> list[Piece]:
    """A notice names no person."""
    return []


def show(ids: Sequence[int]) -> list[str]:
    """Name the days."""
    return [f"{_bounds(day)[0]:%Y-%m-%d}" for day in ids]


def fill() -> None:
    """Put notices into the sockets of retention."""
    holdings.fill("notices", Holding(
        KIND, "Notices, day by day", ("notices_notice",), frozenset({DELETE}), frozenset({"created_at"}), find, disclose,
        erase, due, show, chained=False,
    ))  # fmt: skip
    why = "addresses for news of one report, sealed; they go with the reporter, by a link in each mail, or after a year"
    kept.fill("notices", Kept(("notices_follower",), why))
    kept.fill(
        "notices", Kept(("notices_choice",), "an official's own address for notices, sealed, ended on the own page")
    )
