"""What key projects give to an arena: milestones reached, investment against plan, days over the milestones."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Ref
from shiqiao.scenes.projects import reads, words
from shiqiao.scenes.projects.arena.measures import Measure, Row, plug
from shiqiao.scenes.projects.models import Project
from shiqiao.scenes.projects.reads import Known
from shiqiao.scenes.projects.store import KIND, local_day

OWN = frozenset({KIND})
HUNDRED = 100


Found = Mapping[Ref, Fraction]


def _known(entrants: Sequence[Ref]) -> dict[Ref, Known]:
    rows = Project.objects.filter(pk__in=[one.id for one in entrants])
    return {Ref(KIND, number): one for number, one in reads.known(rows).items()}


def milestones(entrants: Sequence[Ref], since: date, until: date) -> Found:
    """Return how many of a hundred milestones are reached on a day."""
    return {
        ref: Fraction(HUNDRED * sum(_by(one.reached, until) for one in found.milestones), len(found.milestones))
        for ref, found in _known(entrants).items()
        if found.milestones
    }


def _by(reached: date | None, until: date) -> bool:
    return reached is not None and reached <= until


def milestone_rows(entrant: Ref, since: date, until: date) -> Iterable[Row]:
    """Yield the milestones, reached or not."""
    found = _known([entrant]).get(entrant)
    for one in found.milestones if found else ():
        told = _("milestone reached") if _by(one.reached, until) else _("not reached yet")
        yield Row(entrant, one.title, one.reached if _by(one.reached, until) else one.due, told)


def investment(entrants: Sequence[Ref], since: date, until: date) -> Found:
    """Return how many percent of what was planned up to the last full month were invested by what was entered until a day."""
    known = _known(entrants)
    asked = {ref: found.standing(until).asked for ref, found in known.items()}
    return {ref: _spent(found, until) * HUNDRED / asked[ref] for ref, found in known.items() if asked[ref]}


def _spent(found: Known, until: date) -> Fraction:
    return sum((Fraction(one.amount) for one in found.entered if local_day(one.entered_at) <= until), Fraction(0))


def investment_rows(entrant: Ref, since: date, until: date) -> Iterable[Row]:
    """Yield the months entered."""
    found = _known([entrant]).get(entrant)
    for one in found.entered if found else ():
        if local_day(one.entered_at) <= until:
            yield Row(entrant, words.month(one.month), local_day(one.entered_at), words.money(one.amount))


def overdue(entrants: Sequence[Ref], since: date, until: date) -> Found:
    """Return by how many days milestones are over their day, all together."""
    return {
        ref: Fraction(sum(one.days for one in found.standing(until).whys if one.code == "milestone"))
        for ref, found in _known(entrants).items()
    }


def overdue_rows(entrant: Ref, since: date, until: date) -> Iterable[Row]:
    """Yield the milestones that are over their day."""
    found = _known([entrant]).get(entrant)
    titles = {one.pk: one for one in found.milestones} if found else {}
    for why in found.standing(until).whys if found else ():
        if why.code == "milestone":
            yield Row(entrant, titles[why.milestone].title, titles[why.milestone].due, str(why.days))


def fill() -> None:
    """Plug the measures of key projects in."""
    plug(
        Measure(
            "project_milestones", gettext_noop("Milestones reached, of a hundred"), OWN, milestones, milestone_rows, "%"
        )
    )
    plug(Measure("project_investment", gettext_noop("Investment against plan"), OWN, investment, investment_rows, "%"))
    plug(Measure("project_overdue", gettext_noop("Days over milestones"), OWN, overdue, overdue_rows))
