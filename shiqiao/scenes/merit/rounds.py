"""What the worker does again and again: look at closed months once, and propose what the rules ask for."""

import logging
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Ref, system
from shiqiao.base.db import scope
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.scoring import reads as scoring
from shiqiao.kernel.scoring.rules import month_before, next_month
from shiqiao.scenes.merit import conduct, rules, store
from shiqiao.scenes.merit.definitions import MeritTable, When
from shiqiao.scenes.merit.models import Consequence, MonthLooked
from shiqiao.scenes.merit.publishing import rules_of, streets, version_of

logger = logging.getLogger(__name__)
BACK = 12  # months before the one that is looked at


def propose_months(*, at: datetime) -> int:
    """Look at closed months that nobody has looked at yet; returns how many consequences were proposed. Over all streets."""
    return sum(_street(street, at) for street in streets())


def _street(street: int, at: datetime) -> int:
    with scope.scoped(street):
        table = rules_of(street)
        done = set(MonthLooked.objects.filter(street=street).values_list("month", flat=True))
        closed = [one.starts for one in scoring.periods(street)]
    due = sorted(month for month in closed if table and month >= table.since and month not in done)
    proposed = 0
    for month in due:
        try:
            proposed += propose_month(street=street, month=month, at=at)
        except Exception:  # one month must not keep the others back; the next round tries again
            logger.exception("the rules could not be applied to %s of street %s", month, street)
            break
    return proposed


def propose_month(*, street: int, month: date, at: datetime) -> int:
    """Propose what the rules ask for in a closed month, once; returns how many. Two at once: one does it."""
    by = system("merit", street=street)
    with scope.scoped(street):
        table = rules_of(street)
        if table is None:
            return 0
        found = rules.asked(table.rules, seen(street, month, table))
        try:
            with transaction.atomic():
                looked = MonthLooked.objects.create(
                    street=street, month=month, version=version_of(street), proposed=len(found), at=at
                )
        except IntegrityError:
            return 0
        for one in found:
            _propose(street, month, one, looked.version, at)
        subject = Ref(store.MONTH, looked.id)
        journal.write("merit.month_looked", subject=subject, street=street, by=by, at=at,
                      data={"month": str(month), "version": looked.version, "proposed": len(found)})  # fmt: skip
        for post in people.posts(street, roles=store.LEADS) if found else ():
            notify(street=street, post=post.id, kind="merit.month_looked", subject=subject, at=at)
    return len(found)


def _propose(street: int, month: date, one: rules.Asked, version: int, at: datetime) -> None:
    rule = one.rule
    row = Consequence.objects.create(
        street=street, rule=rule.code, version=version, kind=rule.subject, subject=one.subject, month=month,
        asked_points=rule.points, asked_card=rule.card, points=rule.points, card=rule.card, evidence=list(one.evidence),
        concerned=store.concerned_of(rule.subject, one.subject, street, at), proposed_at=at,
    )  # fmt: skip
    store.write("merit.proposed", row, system("merit", street=street), at, rule=rule.code, kind=row.kind, of=row.subject,
                month=str(month), points=str(row.points), card=row.card, evidence=row.evidence)  # fmt: skip


def seen(street: int, month: date, table: MeritTable) -> dict[str, rules.Seen]:
    """Return what the rules look at: standings of each kind of subject that they name, and facts of conduct."""
    codes = {rule.when.conduct.code for rule in table.rules if rule.when.conduct}
    conducts = {code: _against(street, code, month) for code in codes}
    found: dict[str, rules.Seen] = {}
    for kind in {rule.subject for rule in table.rules}:
        back = max((_back(rule.when) for rule in table.rules if rule.subject == kind), default=1)
        months = _months(street, kind, month, back)
        found[kind] = rules.Seen(months, conducts if kind == "person" else {})
    return found


def _back(when: When) -> int:
    return 2 if when.improved is not None else int(when.months)


def _months(street: int, kind: str, month: date, back: int) -> list[rules.Month]:
    found: list[rules.Month] = []
    for _ in range(min(back, BACK)):
        until = next_month(month)
        if scoring.closed(street, month, until) is None:
            break
        found.append(_month(street, kind, month, until))
        month = month_before(month)
    return found


def _month(street: int, kind: str, since: date, until: date) -> rules.Month:
    standings = {
        one.subject: rules.Standing(
            one.subject, one.rank, one.total, {line.code: (line.n, line.d) for line in one.lines}
        )
        for one in scoring.scores(street, kind, since, until)
        if store.known(kind, one.subject, street)
    }
    return rules.Month(f"{since:%Y-%m}", standings)


def _against(street: int, code: str, month: date) -> dict[int, list[str]]:
    facts = conduct.by_person(street, code, month, next_month(month))
    return {person: [str(one.ref) for one in ones if one.good is False] for person, ones in facts.items()}


def open_months(street: int, at: datetime) -> list[date]:
    """Return months that are over and not closed: the rules wait for them."""
    edge = scoring.open_since(street)
    found: list[date] = []
    while edge is not None and next_month(edge) <= localdate(at) and len(found) < BACK:
        found.append(edge)
        edge = next_month(edge)
    return found
