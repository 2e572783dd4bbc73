"""The figures of a response in words, for its page and its paper."""

from django.utils.translation import gettext as _

from shiqiao.scenes.duty.emergency import words
from shiqiao.scenes.duty.emergency.figures import Figures


def pairs(told: Figures) -> list[tuple[str, str]]:
    """Return the figures with what they are called."""
    of = _("%(n)s of %(all)s")
    rows = [
        (_("Lasted"), words.minutes(told.minutes)),
        (_("Posts manned"), of % {"n": told.manned, "all": told.posts}),
        (_("Median until manned"), words.minutes(told.till_manned)), (_("Reliefs"), str(told.reliefs)),
        (_("Calls answered"), of % {"n": told.answered, "all": told.called}),
        (_("Median until answered"), words.minutes(told.till_answered)),
        (_("Deputy told"), str(told.to_deputy)), (_("Leader told"), str(told.to_leader)),
        (_("Calls relieved"), str(told.relieved)),
        (_("Zero reports in time"), of % {"n": told.in_time, "all": told.reports}),
        (_("Zero reports late"), str(told.late)), (_("Zero reports missing"), str(told.missing)),
        (_("Hazard points checked"), of % {"n": told.points_checked, "all": told.points}),
        (_("Checks"), str(told.checks)), (_("Dangers found"), str(told.dangers)), (_("Became matters"), str(told.matters)),
        (_("People moved"), of % {"n": told.people.moved, "all": told.people.listed}),
        (_("People back home"), str(told.people.returned)),
    ]  # fmt: skip
    return [*rows, *((title, f"{n} {unit}") for title, n, unit in told.stock)]
