"""What the worker does again and again: raise the orders that the rules ask for. Derived, so nothing is lost."""

import logging
from collections import defaultdict
from datetime import datetime, timedelta

from shiqiao.base.db import scope
from shiqiao.kernel.clocks.reads import alarmed
from shiqiao.kernel.matters.lookups import of_note
from shiqiao.scenes.supervision import rules
from shiqiao.scenes.supervision.actions import raise_by_rule
from shiqiao.scenes.supervision.discipline import propose_by_rule
from shiqiao.scenes.supervision.models import RuleVersion, SupervisionOrder
from shiqiao.scenes.supervision.publishing import rules_of

logger = logging.getLogger(__name__)
LIMIT = 200  # orders of one round: what is left is raised by the next


def raise_orders(*, at: datetime) -> int:
    """Raise the orders that the rules ask for and that do not stand yet; returns how many. Over all streets."""
    with scope.whole():
        streets = sorted(set(RuleVersion.objects.values_list("street", flat=True)))
    return sum(_street(street, at) for street in streets)


def _street(street: int, at: datetime) -> int:
    with scope.scoped(street):
        asked = fresh(street, at)
    raised = 0
    for one in asked[:LIMIT]:
        try:
            raised += raise_by_rule(street=street, wanted=one, at=at) is not None
        except Exception:  # one broken matter must not keep the orders of all others back; the next round tries again
            logger.exception("the order by rule %s on matter %s could not be raised", one.rule.code, one.matter)
    return raised


def propose_steps(*, at: datetime) -> int:
    """Propose the steps of discipline that late answers ask for; returns how many. Over all streets."""
    with scope.whole():
        streets = sorted(set(RuleVersion.objects.values_list("street", flat=True)))
    return sum(_propose(street, at) for street in streets)


def _propose(street: int, at: datetime) -> int:
    with scope.scoped(street):
        asked = [(rule, *found) for rule in rules_of(street).discipline for found in late_answers(street, rule, at)]
    proposed = 0
    for rule, order, orders in asked:
        try:
            proposed += propose_by_rule(order=order, rule=rule, orders=orders, at=at)
        except Exception:  # as above: the next round tries again
            logger.exception("the step by rule %s after order %s could not be proposed", rule.code, order.id)
    return proposed


def late_answers(street: int, rule: rules.DisciplineRule, at: datetime) -> list[tuple[SupervisionOrder, list[int]]]:
    """Return for each person with enough late answers within the days of a rule the last order, and the numbers of all."""
    since = at - timedelta(days=rule.within_days)
    rows = SupervisionOrder.objects.filter(street=street, late=True, answered_at__gte=since, answered_by__gt=0)
    by_person: dict[int, list[SupervisionOrder]] = defaultdict(list)
    for row in rows.exclude(state="withdrawn").order_by("answered_at", "id"):
        by_person[row.answered_by].append(row)
    return [(found[-1], [row.id for row in found]) for found in by_person.values() if len(found) >= rule.late_answers]


def fresh(street: int, at: datetime) -> list[rules.Wanted]:
    """Return what the rules ask for in a street and what does not stand yet."""
    table = rules_of(street)
    least = min((rule.when.reopened for rule in table.rules if rule.when.reopened), default=0)
    asked = rules.wanted(table, standing(street, at, least))
    there = SupervisionOrder.objects.filter(
        street=street, subject_kind="matter", subject_id__in=[w.matter for w in asked]
    )
    known: dict[tuple[int, str], set[int]] = defaultdict(set)
    open_ones = set()
    for matter, rule, occasion, state in there.values_list("subject_id", "rule", "occasion", "state"):
        known[matter, rule].add(occasion)
        if state in ("raised", "answered"):
            open_ones.add((matter, rule))
    return [
        one for one in asked
        if (one.matter, one.rule.code) not in open_ones and one.occasion not in known[one.matter, one.rule.code]
    ]  # fmt: skip


def standing(street: int, at: datetime, reopened: int) -> list[rules.Standing]:
    """Return what the rules look at, of the matters that are late or were taken up again."""
    matters = of_note(street, at, reopened)
    lights: dict[int, list[rules.Light]] = defaultdict(list)
    for clock in alarmed("matter", (row.id for row in matters), rules.SECOND_RED):
        if clock.paused_at is None:
            lights[clock.subject].append(rules.Light(clock.id, clock.name, clock.alarm_level, clock.due_at))
    return [rules.Standing(row.id, row.post, row.reopened, tuple(lights[row.id])) for row in matters if row.post]
