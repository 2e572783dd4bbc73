"""The chapter of 12345 in the monthly report: orders of the month, the three rates of both sides, and what differs."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from shiqiao.base.chapters import Asked, Cell, Chapter, Chart, Column, Table, grown, moved, share
from shiqiao.scenes.hotline.models import Order, Reconciliation
from shiqiao.scenes.hotline.rates import RATES, Rates
from shiqiao.scenes.hotline.rating import ZONE, RateLine, groups, street_standings
from shiqiao.scenes.hotline.words import DIFFERENCES
from shiqiao.scenes.hotline.words import RATES as SAID
from shiqiao.surfaces.desk import words


def chapter(asked: Asked) -> Chapter | None:
    """Tell the month of 12345; None for a street that never had an order."""
    lines = asked.once("hotline", lambda: _lines(asked, asked.since, asked.until))
    compared = asked.once("hotline compared", lambda: _compared(asked))
    if not lines and not compared and not Order.objects.filter(street=asked.street).exists():
        return None
    whole = next((one for one in lines if one.kind == "street"), None)
    says = (_("Orders that 12345 sent in the month, by our records and by 12345's own call-backs."),)
    tables = [_received(asked), *([_both(whole)] if whole else []), *_by(lines), _differences(compared)]
    return Chapter(_("12345 orders"), says, tuple(tables))


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def _lines(asked: Asked, since: date, until: date) -> list[RateLine]:
    upto = min(asked.at, _moment(until))
    return groups(street_standings(asked.street, _moment(since), _moment(until), upto), asked.street)


def _compared(asked: Asked) -> list[Reconciliation]:
    rows = Reconciliation.objects.filter(street=asked.street, created_at__lt=_moment(asked.until))
    return list(rows.filter(created_at__gte=_moment(asked.since)).order_by("id"))


def _received(asked: Asked) -> Table:
    from shiqiao.surfaces.desk.monthly.figures import compared, three

    counts = three(asked, "hotline received", lambda since, until: _count(asked.street, since, until))
    now, before, year = counts
    columns = (Column(_("Figure"), 24, text=True), *compared(asked))
    row = (_("Orders received"), now, before, grown(now, before), year, grown(now, year))
    return Table(_("Orders received"), columns, (row,))


def _count(street: int, since: date, until: date) -> int:
    rows = Order.objects.filter(street=street, received_at__gte=_moment(since), received_at__lt=_moment(until))
    return rows.count()


def _both(whole: RateLine) -> Table:
    rows = tuple(
        (_(SAID[name]), *_side(whole.ours, name), *_side(whole.theirs, name), _apart(whole, name)) for name in RATES
    )
    columns = (
        Column(_("Rate"), 18, text=True), Column(_("Hits, ours"), 9), Column(_("Of, ours"), 9), Column(_("By our records"), 11),
        Column(_("Hits, 12345"), 9), Column(_("Of, 12345"), 9), Column(_("By 12345"), 11), Column(_("12345 less ours"), 12),
    )  # fmt: skip
    title = _("The three rates")
    return Table(title, columns, rows, Chart("bar", title, 0, (3, 6)))


def _side(rates: Rates, name: str) -> tuple[Cell, ...]:
    rate = getattr(rates, name)
    n = rate.n
    return int(n) if n.denominator == 1 else float(n), rate.d, share(n, rate.d)


def _apart(line: RateLine, name: str) -> Cell:
    ours, theirs = getattr(line.ours, name), getattr(line.theirs, name)
    return moved(share(theirs.n, theirs.d), share(ours.n, ours.d))


def _by(lines: Iterable[RateLine]) -> list[Table]:
    """The rates of each community and unit, of both sides."""
    lines = list(lines)
    kinds = (
        ("community", _("The three rates by community"), _("Community"), words.place),
        ("unit", _("The three rates by unit"), _("Unit"), words.unit_title),
    )
    tables = []
    for kind, title, heading, name in kinds:
        mine = [one for one in lines if one.kind == kind]
        rows = tuple(
            (name(one.key) or _("no unit yet"), one.orders,
             *(share(getattr(side, rate).n, getattr(side, rate).d) for side in (one.ours, one.theirs) for rate in RATES))
            for one in mine
        )  # fmt: skip
        columns = [Column(heading, 20, text=True), Column(_("Orders"), 8)]
        for side in (_("ours"), _("12345")):
            columns += [Column(f"{_(SAID[rate])} · {side}", 11) for rate in RATES]
        if rows:
            tables.append(Table(title, tuple(columns), rows, Chart("bar", title, 0, (2, 3, 4))))
    return tables


def _differences(compared: list[Reconciliation]) -> Table:
    rows = tuple(
        (_(said), *(int(one.counts.get(kind, 0)) for one in compared[-3:])) for kind, said in DIFFERENCES.items()
    )  # fmt: skip
    columns = (
        Column(_("What differs"), 26, text=True),
        *(Column(one.created_at.astimezone(ZONE).strftime("%Y-%m-%d"), 12) for one in compared[-3:]),
    )
    return Table(_("Comparisons with 12345's list"), columns, rows if compared else ())
