"""Rules and uses as an actor may see them; lists by keyset."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from shiqiao.base.actor import Actor
from shiqiao.base.paging import Page, newest
from shiqiao.base.rows import the_one
from shiqiao.kernel.clocks import reads as clocks
from shiqiao.scenes.enterprise.green import granting, rights
from shiqiao.scenes.enterprise.green.tables import GreenRule

PAGE = 25
TABS = ("holds", "coming", "ended", "all")


@dataclass(frozen=True, slots=True)
class Use:
    """A clock that a rule has shortened: which rule, whose clock, which term and due time before and after, by whom."""

    clock: Any
    rule: str
    by: str
    term: str
    former: str
    due_from: datetime
    due_to: datetime


def rules_of(actor: Actor) -> QuerySet[GreenRule]:
    """Return the rules that an actor reads: those of the own street, for the roles that read them."""
    rows = GreenRule.objects.filter(street=actor.street)
    return rows if rights.reads(actor) else rows.none()


def tab_of(tab: str, day: date) -> Q:
    """Return the condition of a tab of the list."""
    over = Q(ended_at__isnull=False) | Q(until__lt=day)
    return {"holds": ~over & Q(since__lte=day), "coming": ~over & Q(since__gt=day), "ended": over}.get(tab, Q())


def rules(actor: Actor, tab: str, at: datetime, *, after: str = "", limit: int = PAGE) -> Page[GreenRule]:
    """Return a page of rules, the newest first."""
    return newest(rules_of(actor).filter(tab_of(tab, localtime(at).date())), after, limit)


def access_rule(actor: Actor, rule: int) -> GreenRule:
    """Return a rule that the actor reads; absent and not yours are the same NotFound."""
    return the_one(rules_of(actor).filter(pk=rule))


def versions_of(row: GreenRule) -> list[GreenRule]:
    """Return all versions of a rule, the newest first."""
    return list(GreenRule.objects.filter(street=row.street, serial=row.serial).order_by("-version"))


def by_number(street: int, numbers: Sequence[str]) -> dict[str, GreenRule]:
    """Return rules of a street by their numbers, in one query."""
    return {row.number: row for row in GreenRule.objects.filter(street=street, number__in=list(numbers))}


def uses(actor: Actor, *, rule: str = "", after: str = "", limit: int = PAGE) -> Page[Use]:
    """Return a page of the uses, the newest first: from the clocks themselves, so that none can be left out."""
    if actor.street is None or not rights.reads(actor):
        return Page([])
    page = clocks.shortened(actor.street, rule=rule, kinds=granting.kinds(), after=after, limit=limit)
    return Page([use_of(one) for one in page.rows], page.next)


def use_of(clock: Any) -> Use:
    """Return what a shortened clock says of the rule that shortened it."""
    shift = next(one for one in reversed(clock.state().shifts) if one.do == "shorten")
    return Use(clock, shift.rule, shift.approver, clock.term, shift.by, shift.due_from, shift.due_to)
