"""Targets, plan lines and regulations as others show them."""

from collections.abc import Callable, Mapping

from django.urls import reverse

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.scenes.plan import kept, numbers, reads, ruleshown
from shiqiao.scenes.plan.tree import tree
from shiqiao.surfaces.desk import words

Told = dict[int, tuple[str, str, str]]


def targets(actor: Actor, ids: list[int]) -> Told:
    """Return titles of targets with how much of the year's is done."""
    street = actor.street or 0
    codes = {code for number in ids if (code := reads.code_of(street, "targets", number))}
    return {
        one.number: (
            words.said(one.target.title), reverse("desk:plan:target", args=[one.number]), numbers.percent(one.progress),
        )
        for one in reads.standings(street, now().year, codes)
    }  # fmt: skip


def lines(actor: Actor, ids: list[int]) -> Told:
    """Return titles of lines of the plan with their progress."""
    found = tree(actor, now())
    at = reverse("desk:plan:tree")
    return {
        one.number: (words.said(one.line.title), f"{at}#line-{one.line.code}", numbers.percent(one.rolled.progress))
        for one in (found.walk() if found else ())
        if one.number in ids
    }


def regulations(actor: Actor, ids: list[int]) -> Told:
    """Return titles of regulations with how far they are kept in the present month."""
    month = ruleshown.month_of("", now())
    return {
        one.number: (
            words.said(one.regulation.title), ruleshown.at_rule(one.number, month.code), numbers.percent(one.kept.progress),
        )
        for one in kept.all_kept(actor.street or 0, month.since, month.until)
        if one.number in ids
    }  # fmt: skip


KINDS: Mapping[str, Callable[[Actor, list[int]], Told]] = {
    "plan_target": targets, "plan_line": lines, "plan_regulation": regulations,
}  # fmt: skip
