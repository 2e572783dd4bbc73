"""The chapter of the monthly report: what firms needed, who met it, and which promises were kept."""

from collections import Counter
from datetime import date, datetime, time

from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from shiqiao.base.chapters import Asked, Cell, Chapter, Column, Table
from shiqiao.scenes.enterprise import words
from shiqiao.scenes.enterprise.publishing import rules_of
from shiqiao.scenes.enterprise.rules import promise_state
from shiqiao.scenes.enterprise.store import day_of
from shiqiao.scenes.enterprise.tables import FirmNeed, FirmPromise
from shiqiao.surfaces.desk.words import said

STATES = ("done", "taken", "waiting", "refused", "no_help", "unreachable")


def chapter(asked: Asked) -> Chapter | None:
    """Tell of the month's needs by topic and of the promises due in it; None where there was neither."""
    needs = list(
        FirmNeed.objects.filter(
            street=asked.street, made_at__gte=_begin(asked.since), made_at__lt=_begin(asked.until)
        ).values_list("topic", "state", "abandoned_at")
    )
    promises = _promises(asked)
    if not needs and not promises:
        return None
    values = {
        "needs": len(needs), "met": sum(state == "done" for _t, state, _a in needs),
        "lying": sum(at is not None for _t, _s, at in needs), "due": sum(promises.values()), "kept": promises["kept"],
    }  # fmt: skip
    says = (
        _("Firms told %(needs)s needs; %(met)s are met, %(lying)s were left lying.") % values,
        _("%(due)s promises to firms were due; %(kept)s were kept in time.") % values,
    )
    return Chapter(_("Firms we serve"), says, (_by_topic(asked.street, needs),))


def _begin(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))


def _promises(asked: Asked) -> Counter[str]:
    rows = FirmPromise.objects.filter(street=asked.street, due__gte=asked.since, due__lt=asked.until)
    return Counter(
        promise_state(row.due, day_of(row.kept_at) if row.kept_at else None, row.broken_at is not None, asked.until)
        for row in rows
    )


def _by_topic(street: int, needs: list[tuple[str, str, datetime | None]]) -> Table:
    table, counted = rules_of(street), Counter((topic, state) for topic, state, _a in needs)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (said(one.title), *(counted[one.code, state] for state in STATES))
        for one in table.topics
        if any(counted[one.code, state] for state in STATES)
    )
    heads = (Column(_("Topic"), 20, text=True), *(Column(words.pair(words.STATES, state)[0], 10) for state in STATES))
    return Table(_("Needs of firms"), heads, rows)
