"""The rules in force, in memory, and how clocks ask them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext_noop

from shiqiao.base.db import scope
from shiqiao.base.snapshots import snapshot
from shiqiao.kernel.clocks.hooks import Asked, Shorter
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.clocks.reckoning import Term, due
from shiqiao.scenes.enterprise.green import applicants
from shiqiao.scenes.enterprise.green.rules import CLOCK, Standing
from shiqiao.scenes.enterprise.green.tables import GreenRule, GreenSubject

STAMP = "green"
REASON = gettext_noop("green channel")


@snapshot(STAMP)
def _held() -> Mapping[int, Sequence[Standing]]:
    with scope.whole():
        rows = list(GreenRule.objects.filter(ended_at=None).order_by("id"))
    found: dict[int, list[Standing]] = {}
    for row in rows:
        found.setdefault(row.street, []).append(standing(row))
    return found


def standing(row: GreenRule) -> Standing:
    """Return a rule as the clocks ask it."""
    return Standing(
        row.number, row.who, row.organisation, row.mark, frozenset(row.items), row.share, row.term, row.since, row.until
    )


def covering(street: int, kind: str, item: str, at: datetime) -> list[Standing]:
    """Return the rules that hold for an item at a moment, for whomever; from memory."""
    day = localtime(at).date()
    return [one for one in _held().get(street, ()) if one.covers(f"{kind}:{item}", day)]


def for_applicant(street: int, kind: str, item: str, organisation: int, at: datetime) -> list[Standing]:
    """Return the rules that hold for an item and an applicant; the register is asked only where a rule asks for marks."""
    rules = covering(street, kind, item, at)
    firm = applicants.live(organisation) if rules else 0
    marks = applicants.marks_of(street, firm) if any(one.who == "mark" for one in rules) else frozenset[str]()
    return [one for one in rules if one.fits(firm, marks)]


def look(asked: Asked, clock: str, term: Term, at: datetime) -> Shorter | None:
    """Return the shortest term that the rules of a street give to a clock that starts; None without a rule."""
    if clock != CLOCK or not covering(asked.street, asked.kind, asked.item, at):
        return None
    found = for_applicant(asked.street, asked.kind, asked.item, _applicant(asked), at)
    cal = calendar_for(asked.street)
    offers = [
        (due(cal, at, left).at, n, left, one.number) for n, one in enumerate(found) if (left := one.remains(term))
    ]
    if not offers:
        return None
    _due, _place, left, number = min(offers)
    return Shorter(left, number, REASON)


def _applicant(asked: Asked) -> int:
    """Return the firm that applies, or that an officer said a matter is about; 0 for nobody known."""
    if asked.applicant is not None:
        return asked.applicant.id if asked.applicant.kind == applicants.KIND else 0
    return firm_of(asked.kind, asked.subject) if asked.subject else 0


def firm_of(kind: str, subject: int) -> int:
    """Return the firm that a subject is about, as an officer said; 0 where nobody did."""
    rows = GreenSubject.objects.filter(kind=kind, subject=subject)
    return rows.values_list("organisation", flat=True).first() or 0
