"""The chapter of supervision in the monthly report: orders by rule and by unit, and environmental cases.

Discipline is seen by few, so it stands in no report.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from shiqiao.base.chapters import Asked, Chapter, Chart, Column, Table, share
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.matters.lookups import by_ids
from shiqiao.scenes.supervision.models import Rectification, SupervisionOrder
from shiqiao.scenes.supervision.publishing import rules_of
from shiqiao.scenes.supervision.shown import rule_title
from shiqiao.surfaces.desk.words import said, unit_title

ZONE = ZoneInfo(settings.TIME_ZONE)
Orders = list[SupervisionOrder]


def chapter(asked: Asked) -> Chapter | None:
    """Tell the month's orders and cases; None where there were none."""
    orders = asked.once("supervision", lambda: _orders(asked))
    cases = asked.once("rectification", lambda: _cases(asked))
    if not orders and not cases:
        return None
    table = rules_of(asked.street)
    reason = lambda one: rule_title(table, one.rule)  # noqa: E731
    unit = lambda one: unit_title(one.unit) or _("no unit yet")  # noqa: E731
    tables = [
        _counted(asked, orders, _("Supervision orders by reason"), _("Why"), reason),
        _counted(asked, orders, _("Supervision orders by unit"), _("Unit"), unit),
    ]
    if cases:
        tables.append(_case_table(asked, cases))
    return Chapter(_("Supervision"), _says(orders, cases), tuple(tables))


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def _edge(asked: Asked) -> datetime:
    """Return the end of what is told: what happened at the very moment is in it."""
    return min(asked.at + timedelta(microseconds=1), _moment(asked.until))


def _orders(asked: Asked) -> Orders:
    """Return the orders that were raised or ended in the month, or stood open at its end."""
    since, until = _moment(asked.since), _moment(asked.until)
    rows = SupervisionOrder.objects.filter(street=asked.street, raised_at__lt=until, raised_at__lte=asked.at)
    return list(rows.filter(Q(ended_at=None) | Q(ended_at__gte=since)).order_by("id"))


def _cases(asked: Asked) -> list[tuple[Rectification, Any]]:
    """Return the cases handed on in the month, or still under way, with their matters."""
    rows = list(Rectification.objects.filter(street=asked.street, handed_on__lt=asked.until).order_by("matter"))
    matters = by_ids(row.matter for row in rows)
    found = [(row, matters[row.matter]) for row in rows if row.matter in matters]
    return [(row, matter) for row, matter in found if not matter.done or row.handed_on >= asked.since]


def _says(orders: Orders, cases: Iterable[tuple[Rectification, Any]]) -> tuple[str, ...]:
    invented = sum(one.invented for one in orders) + sum(row.invented for row, _matter in cases)
    told = [_("An order counts where it was raised or ended in the month, or stood open at its end.")]
    if invented:
        told.append(_("%(n)s of what is counted here are invented examples.") % {"n": invented})
    return tuple(told)


def _counted(asked: Asked, orders: Orders, title: str, heading: str, key: Callable[[SupervisionOrder], str]) -> Table:
    since, edge = _moment(asked.since), _edge(asked)
    raised = Counter(key(one) for one in orders if one.raised_at >= since)
    ended = Counter(
        key(one) for one in orders if one.state == "closed" and one.ended_at and since <= one.ended_at < edge
    )
    late = Counter(key(one) for one in orders if _is_late(one, edge))
    held = Counter(key(one) for one in orders if not one.ended_at or one.ended_at >= edge)
    names = sorted({key(one) for one in orders}, key=lambda name: (-raised[name], -held[name], name))
    everything = sum(raised.values())
    rows = tuple(
        (name, raised[name], share(raised[name], everything), ended[name], held[name], late[name]) for name in names
    )  # fmt: skip
    columns = (
        Column(heading, 28, text=True), Column(_("Raised in the month"), 10), Column(_("Share of all"), 9),
        Column(_("Struck off in the month"), 10), Column(_("Open at the end"), 9), Column(_("Answered late or overdue"), 11),
    )  # fmt: skip
    return Table(title, columns, rows, Chart("bar", title, 0, (1, 4)))


def _is_late(one: SupervisionOrder, edge: datetime) -> bool:
    """Answered after its term, or not answered at the end of the report though the term is over."""
    answered = one.answered_at is not None and one.answered_at < edge
    return one.late if answered else one.due_at <= edge and (one.ended_at is None or one.ended_at >= edge)


def _case_table(asked: Asked, cases: list[tuple[Rectification, Any]]) -> Table:
    rows = tuple(
        (row.upstream, said(flow(matter.flow, matter.flow_version).states[matter.state].title), row.handed_on.isoformat(),
         row.rectify_by.isoformat(), max(0, (_edge(asked).date() - row.rectify_by).days) if not matter.done else 0)
        for row, matter in cases
    )  # fmt: skip
    columns = (
        Column(_("Number of the case"), 24, text=True), Column(_("State"), 16, text=True),
        Column(_("Handed on"), 12, text=True),
        Column(_("To be rectified by"), 12, text=True), Column(_("Days overdue"), 10),
    )  # fmt: skip
    return Table(_("Environmental cases"), columns, rows)
