"""Codes of key projects in the reader's words."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "projects.project_added": (gettext_noop("Key project added"), "building-skyscraper", "blue"),
    "projects.stage_added": (gettext_noop("Stage added"), "list-details", "blue"),
    "projects.stage_begun": (gettext_noop("Stage begun"), "player-play", "blue"),
    "projects.milestone_reached": (gettext_noop("Milestone reached"), "flag", "green"),
    "projects.milestone_moved": (gettext_noop("Day of a milestone moved"), "calendar-event", "yellow"),
    "projects.investment_planned": (gettext_noop("Plan of investment in force"), "chart-line", "blue"),
    "projects.progress_entered": (gettext_noop("Progress of a month entered"), "pencil-plus", "blue"),
    "projects.problem_raised": (gettext_noop("A problem became a matter"), "alert-triangle", "yellow"),
    "projects.project_finished": (gettext_noop("Key project finished"), "circle-check", "green"),
    "projects.project_stopped": (gettext_noop("Key project stopped"), "circle-x", "grey"),
}
KINDS = {
    "building": gettext_noop("construction"), "renewal": gettext_noop("urban renewal"),
    "livelihood": gettext_noop("people's livelihood"), "industry": gettext_noop("industry"),
}  # fmt: skip
STATES = {
    "open": (gettext_noop("project under way"), "blue"), "finished": (gettext_noop("project finished"), "green"),
    "stopped": (gettext_noop("project stopped"), "grey"),
}  # fmt: skip
TABS = {
    "open": gettext_noop("Under way"), "late": gettext_noop("Late by rule"), "silent": gettext_noop("Months missing"),
    "ended": gettext_noop("Ended"), "all": gettext_noop("All projects"),
}  # fmt: skip
ACTS: Mapping[str, tuple[str, str]] = {
    "progress": (gettext_noop("Enter a month"), "pencil-plus"), "reach": (gettext_noop("Milestone reached"), "flag"),
    "begin": (gettext_noop("Begin a stage"), "player-play"), "problem": (gettext_noop("Raise a problem"), "alert-triangle"),
    "plan": (gettext_noop("Plan the investment"), "chart-line"), "stage": (gettext_noop("Add a stage"), "list-details"),
    "move": (gettext_noop("Move a milestone"), "calendar-event"), "end": (gettext_noop("End the project"), "circle-check"),
}  # fmt: skip


def money(amount: Fraction | Decimal | None) -> str:
    """Say an amount in 10,000 yuan, without zeros behind the point; empty for none."""
    if amount is None:
        return ""
    exact = Decimal(Fraction(amount).numerator) / Decimal(Fraction(amount).denominator)
    told = f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP):,}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def percent(share: Fraction | None) -> str:
    """Say a share in percent with one digit; empty for none."""
    if share is None:
        return ""
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return f"{exact.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def bar(share: Fraction | None) -> int:
    """Return a share as whole percent between 0 and 100, for a bar."""
    return 0 if share is None else int(max(Fraction(0), min(Fraction(1), share)) * 100)


def month(day: date) -> str:
    """Say a month."""
    return f"{day:%Y-%m}"


def kind(code: str) -> str:
    """Say a kind of project."""
    return _(KINDS[code])


def state(code: str) -> tuple[str, str]:
    """Say a state of a project, with its tone."""
    told, tone = STATES[code]
    return _(told), tone
