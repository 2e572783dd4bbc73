"""Codes of arenas in the reader's words."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "projects.arena_rules_published": (gettext_noop("Rules of a contest published"), "file-check", "blue"),
    "projects.arena_begun": (gettext_noop("Contest begun"), "trophy", "blue"),
    "projects.entrant_entered": (gettext_noop("Takes part in the contest"), "user-plus", "blue"),
    "projects.reading_entered": (gettext_noop("Figure entered for the contest"), "pencil-plus", "blue"),
    "projects.reading_verified": (gettext_noop("Figure verified: it counts"), "checks", "green"),
    "projects.mark_given": (gettext_noop("A judge gave a mark"), "star", "blue"),
    "projects.arena_appeal_raised": (gettext_noop("Appeal in a contest"), "alert-triangle", "yellow"),
    "projects.arena_appeal_answered": (gettext_noop("Appeal against a score answered"), "message-check", "blue"),
    "projects.arena_frozen": (gettext_noop("Contest frozen with its scores"), "lock", "green"),
    "projects.contra_entered": (gettext_noop("Contra entry after the freeze"), "arrows-exchange", "yellow"),
}
NOTES = {
    "few_judges": gettext_noop("too few judges to make marks comparable: the plain mean stands"),
    "few_marked": gettext_noop("too few entrants are marked to make marks comparable: the plain mean stands"),
    "small_base": gettext_noop("small base: one household more or less moves this much"),
    "no_value": gettext_noop("nothing recorded yet: no points"),
}
PER = {
    "none": "", "household": gettext_noop("per household"), "staff": gettext_noop("per head of staff"),
}  # fmt: skip
KINDS = {
    "measure": gettext_noop("counted from records"), "reading": gettext_noop("entered with evidence"),
    "judged": gettext_noop("judged"),
}  # fmt: skip
APPEALS = {
    "raised": (gettext_noop("to be answered"), "yellow"), "upheld": (gettext_noop("appeal upheld"), "green"),
    "rejected": (gettext_noop("rejected"), "grey"),
}  # fmt: skip
ACTS = {
    "reading": (gettext_noop("Enter a figure of the contest"), "pencil-plus"), "mark": (gettext_noop("Give a mark"), "star"),
    "appeal": (gettext_noop("Appeal against the score"), "alert-triangle"),
    "contra": (gettext_noop("Contra entry"), "arrows-exchange"),
}  # fmt: skip


def number(value: Fraction | None, digits: int = 2) -> str:
    """Say a figure, rounded once, without zeros behind the point; a dash for none."""
    if value is None:
        return "—"
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    told = f"{exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):,}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def points(value: Fraction | None) -> str:
    """Say points with two digits."""
    if value is None:
        return "—"
    return f"{(Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal('0.01'), ROUND_HALF_UP)}"


def signed(value: Fraction | None) -> str:
    """Say points with their sign."""
    return f"+{points(value)}" if value is not None and value > 0 else points(value)


def per(code: str) -> str:
    """Say by what a value is divided."""
    return _(PER[code]) if PER[code] else ""
