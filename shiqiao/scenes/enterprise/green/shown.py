"""What the pages of the green channel show, said in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.time import now
from shiqiao.kernel.clocks.reads import clocks_of
from shiqiao.kernel.clocks.rules import shortened_by
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.registry.subjects import Shown, show
from shiqiao.scenes.enterprise.green import applicants, granting, inforce, reads, rights, words
from shiqiao.scenes.enterprise.green.effect import effect_of
from shiqiao.scenes.enterprise.green.tables import GreenRule
from shiqiao.surfaces.desk.matterpage import actor_said
from shiqiao.surfaces.desk.words import happened, person_name, post_named, post_title, term
from shiqiao.surfaces.kit.shapes import Step

MAY_USE = frozenset({"dispatcher", "leader", "system"})


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in a list."""

    row: GreenRule
    url: str
    whom: str
    items: list[str]
    shorter: str
    state: str
    tone: str
    granted: str


def rule_rows(actor: Actor, rows: Sequence[GreenRule], at: datetime) -> list[RuleRow]:
    """Return rules for a list; firms that the reader may not see stay without names."""
    refs = {row.pk: Ref(applicants.KIND, row.organisation) for row in rows if row.organisation}
    firms, day = show(actor, refs.values()), localtime(at).date()
    return [
        RuleRow(
            row, reverse("desk:green:rule", args=[row.pk]), words.whom(row, firms[ref].title if ref in firms else ""),
            [words.item(row.street, one) for one in row.items], words.shorter(row), *words.state(row, day),
            _person(row.granted_post, row.granted_by),
        )
        for row in rows for ref in [refs.get(row.pk)]
    ]  # fmt: skip


def _person(post: int, account: int) -> str:
    return " ".join(
        part for part in (post_title(post) if post else "", person_name(account) if account else "") if part
    )


@dataclass(frozen=True, slots=True)
class UseRow:
    """A use in a list: of which rule, on what, how the due time moved, by whom."""

    use: reads.Use
    rule: str
    rule_url: str
    subject: Shown | None
    terms: str
    by: str
    saved: str


def use_rows(actor: Actor, uses: Sequence[reads.Use]) -> list[UseRow]:
    """Return uses for a list; what the reader may not see stays without title."""
    if not uses:
        return []
    street = uses[0].clock.street
    found = show(actor, [Ref(one.clock.kind, one.clock.subject) for one in uses])
    rules = reads.by_number(street, [one.rule for one in uses])
    return [
        UseRow(
            one, rule.title if rule else one.rule, reverse("desk:green:rule", args=[rule.pk]) if rule else "",
            found.get(Ref(one.clock.kind, one.clock.subject)), f"{term(one.former)} → {term(one.term)}",
            post_named(one.by, street), _saved(one),
        )
        for one in uses for rule in [rules.get(one.rule)]
    ]  # fmt: skip


def _saved(use: reads.Use) -> str:
    hours = (use.due_from - use.due_to).total_seconds() / 3600
    days = _("{n} days earlier")
    return days.format(n=round(hours / 24)) if hours >= 24 else _("{n} hours earlier").format(n=round(hours))


def rule_page(actor: Actor, row: GreenRule, at: datetime) -> dict[str, Any]:
    """Return what the page of a rule shows: what it says, its versions, its uses, what became of the others."""
    versions = reads.versions_of(row)
    page = reads.uses(actor, rule=row.number, limit=10)
    found = effect_of(versions, at)
    return {
        "one": rule_rows(actor, [row], at)[0], "rule": row, "versions": rule_rows(actor, versions, at),
        "may": rights.grants(actor) and row.ended_at is None, "uses": use_rows(actor, page.rows), "more": page.next,
        "ended": _person(row.ended_post, row.ended_by), "steps": steps(row), "effect": found,
        "before": words.waited(found.before) if found else "", "during": words.waited(found.during) if found else "",
        "says": words.effect(found) if found else None,
    }  # fmt: skip


def steps(row: GreenRule) -> list[Step]:
    """Return what happened to a version of a rule, the newest first."""
    return [_step(line, row.street) for line in reversed(lines_of(Ref(granting.RULE, row.pk)))]


def _step(line: Any, street: int) -> Step:
    title, icon, tone = happened(line.code) or (line.code, "point", "")
    matter = [(_("Matter"), line.data["matter"])] if "matter" in line.data else []
    return Step(at=line.happened_at, title=_(title), icon=icon, tone=tone, by=actor_said(line, street), details=matter)


def panel(actor: Actor, matter: Any) -> dict[str, Any] | None:
    """Return the panel of a matter's page: the rule that shortened it, or the way to put one to use; None for neither."""
    rules = inforce.covering(matter.street, "matter", matter.item, matter.reported_at if matter.done else now())
    if not rules:
        return None
    numbers = [number for one in clocks_of(Ref("matter", matter.id)) if (number := shortened_by(one.state()))]
    used = reads.by_number(matter.street, numbers[-1:])
    rows = rule_rows(actor, list(used.values()), now())
    may = not matter.done and not rows and _may_use(actor, matter)
    return (
        {"rows": rows, "use_url": reverse("desk:green:use", args=[matter.number]) if may else ""}
        if rows or may
        else None
    )


def _may_use(actor: Actor, matter: Any) -> bool:
    return actor.street == matter.street and (bool(actor.roles & MAY_USE) or matter.post in actor.reach.posts)
