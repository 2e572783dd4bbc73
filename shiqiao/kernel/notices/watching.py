"""What goes wrong on the way out is seen: by `shiqiao check`, in `/metrics`, and after a restore."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.db.models import Count

from shiqiao.base.plugs import AfterRestore, Concern, Gauge, Inspection, after_restore, gauges, inspections
from shiqiao.kernel.notices.means import known
from shiqiao.kernel.notices.models import Sending
from shiqiao.kernel.notices.rules import FAILED, HELD, WAITING
from shiqiao.kernel.notices.sending import hold_waiting

STUCK = timedelta(minutes=30)


def look(at: datetime) -> Iterator[Concern]:
    """Name means that lack a setting, sendings that failed in the last week, and those that should have left."""
    for one in known.on():
        if lacking := known.lacking(one):
            yield Concern(
                f"The means “{one.code}” is on and lacks {', '.join(lacking)}.",
                "Set it, or take it out of SHIQIAO_CHANNELS.",
                True,
            )
    unknown = sorted(set(known.given()["on"]) - {one.code for one in known.ALL})
    if unknown:
        yield Concern(
            f"SHIQIAO_CHANNELS names unknown means: {', '.join(unknown)}.", "See docs/how-to/notices.md.", True
        )
    if known.on() and not known.given()["public_url"]:
        yield Concern("Notices carry no links.", "Set SHIQIAO_PUBLIC_URL to the address that residents use.")
    yield from _failed(at)


def _failed(at: datetime) -> Iterator[Concern]:
    rows = Sending.objects.filter(state__in=(FAILED, HELD), made_at__gt=at - timedelta(days=7))
    for means, why, count in rows.values_list("means", "why").annotate(n=Count("id")).order_by("means", "why")[:20]:
        yield Concern(
            f"{count} sendings by “{means}” failed: {why}.",
            "Mend the cause, then send them again from the desk (Sendings).",
        )
    stuck = Sending.objects.filter(state=WAITING, due_at__lt=at - STUCK)[:100].count()
    if stuck:
        yield Concern(f"{stuck} sendings should have left half an hour ago.", "See whether the worker runs.", True)


def figures() -> Mapping[str, float]:
    """Count sendings by state."""
    rows = Sending.objects.filter(state__in=(WAITING, FAILED, HELD)).values_list("state").annotate(n=Count("id"))
    return dict.fromkeys((WAITING, FAILED, HELD), 0.0) | {state: float(n) for state, n in rows}


def fill() -> None:
    """Put it into the sockets."""
    inspections.fill("notices", Inspection("sendings", look, production=False))
    gauges.fill("notices", Gauge("shiqiao_sendings", "Sendings by state", figures, "state"))
    after_restore.fill("notices", AfterRestore("sendings of notices", hold_waiting))
