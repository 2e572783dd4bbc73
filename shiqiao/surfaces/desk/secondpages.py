"""Records that came second, as the desk shows them: both side by side, and the ways to decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.base.text import masked
from shiqiao.kernel.visits import reads, seconds
from shiqiao.kernel.visits.checklists import VisitKind
from shiqiao.kernel.visits.models import Second
from shiqiao.surfaces.desk import visits, words

CHOICES = {
    seconds.FIRST: (gettext_noop("The first record stands"), gettext_noop("The second one stays readable beside it.")),
    seconds.ADD: (
        gettext_noop("Add what only the second saw"),
        gettext_noop("Its further findings become matters and are looked at again."),
    ),
    seconds.NEXT: (
        gettext_noop("It is the next attempt"),
        gettext_noop("Nobody was home the first time; this one is recorded as the attempt that follows."),
    ),
    seconds.SAME: (gettext_noop("Both said the same"), gettext_noop("Nobody had to decide.")),
}


@dataclass(frozen=True)
class Row:
    """A second record in the list."""

    url: str
    visit: visits.Row
    sender: str
    outcome: str
    tone: str
    came_at: datetime


@dataclass(frozen=True)
class Side:
    """One of the two records."""

    title: str
    person: str
    at: datetime | None
    recorded_at: datetime | None
    outcome: str
    tone: str
    note: str


@dataclass(frozen=True)
class Page:
    """Both records."""

    visit: visits.Row
    sides: Sequence[Side]
    answers: Sequence[tuple[str, str, str, bool]]
    differ: int
    photos: Sequence[Any]
    choices: Sequence[tuple[str, str, str]]
    may_decide: bool
    decided: str
    decided_at: datetime | None
    decided_by: str


def listed(actor: Actor, rows: Sequence[Second], at: datetime) -> list[Row]:
    """Return second records as rows of a list; a fixed number of queries."""
    found = {row.id: row for row in visits.rows_of(actor, reads.access_several(actor, [one.visit for one in rows]), at)}
    return [
        Row(reverse("desk:visit-second", args=[one.pk]), found[one.visit], _who(one.sent_post, one.account),
            _(visits.STATES[one.outcome][0]), visits.STATES[one.outcome][1], one.came_at)
        for one in rows
        if one.visit in found
    ]  # fmt: skip


def page_of(actor: Actor, row: Second, at: datetime) -> Page:
    """Assemble the page of a second record."""
    visit = reads.access_visit(actor, row.visit)
    [shown] = visits.rows_of(actor, [visit], at)
    second, kind = seconds.brought_second(row), reads.kind_of(visit)
    found = seconds.differences(visit, row)
    first = Side(_("Recorded first"), visits.visitor(visit), visit.done_at, visit.recorded_at, shown.state, shown.tone,
                 masked(reads.brought(visit).note))  # fmt: skip
    other = Side(_("Came second"), _who(row.sent_post, row.account), row.done_at, row.came_at,
                 _(visits.STATES[row.outcome][0]), visits.STATES[row.outcome][1], masked(second.note))  # fmt: skip
    mine = seconds.may_decide(actor, visit, row)
    offered = [(code, *map(_, CHOICES[code])) for code in seconds.choices(visit, row)] if mine else []
    return Page(
        shown, (first, other), [_answers(kind, one) for one in found], sum(one.differs for one in found),
        [], offered, mine, _(CHOICES[row.choice][0]) if row.choice else "", row.decided_at,
        words.person_name(row.decided_by) if row.decided_by else "",
    )  # fmt: skip


def _answers(kind: VisitKind, one: seconds.Difference) -> tuple[str, str, str, bool]:
    key = one.question.removeprefix("fixed.")
    try:
        question = kind.question(key)
    except KeyError:
        return one.question, str(one.first or "—"), str(one.second or "—"), one.differs
    sides = ["—" if value is None else visits.answer(question, value) for value in (one.first, one.second)]
    if key != one.question:
        sides = [
            "—" if value is None else _("put right") if value else _("not put right")
            for value in (one.first, one.second)
        ]
    return words.said(question.title), sides[0], sides[1], one.differs


def _who(post: int, account: int) -> str:
    return f"{words.post_title(post) if post else ''} {words.person_name(account)}".strip()


def beside(visit: int) -> list[tuple[str, str, str]]:
    """Return what came second for a visit, for its page: address, what was decided, colour."""
    return [
        (reverse("desk:visit-second", args=[row.pk]), _(CHOICES[row.choice][0]) if row.choice else _("Somebody is to decide"),
         "grey" if row.choice else "red")
        for row in seconds.seconds_of(visit)
    ]  # fmt: skip
