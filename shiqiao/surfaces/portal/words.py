"""Terms, moments and data titles in the words of residents."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from shiqiao.base.time import now
from shiqiao.kernel.clocks.rules import Term
from shiqiao.surfaces.kit import words as kit


def chinese() -> bool:
    """Tell whether the reader reads Chinese."""
    return (get_language() or "zh").startswith("zh")


def either(zh: str, en: str) -> str:
    """Pick one of two texts; English falls back on Chinese."""
    return zh if chinese() else (en or zh)


def titled(title: Any) -> str:
    """Return a title that is data ({zh, en}) in the reader's language."""
    return either(title.zh, title.en)


def term(text: str) -> str:
    """Say a term of the catalogue: the same day, 4 working hours, 2 working days."""
    parsed = Term.parse(text)
    n = parsed.value
    if parsed.unit == "same_day":
        return _("the same day")
    return {
        "wh": ngettext("%(n)d working hour", "%(n)d working hours", n),
        "wd": ngettext("%(n)d working day", "%(n)d working days", n),
        "ch": ngettext("%(n)d hour", "%(n)d hours", n),
        "cd": ngettext("%(n)d day", "%(n)d days", n),
    }[parsed.unit] % {"n": n}


# Roughly how long a unit of a term is, in hours: only to tell which of two is shorter.
LENGTHS = {"same_day": 12, "wh": 3, "wd": 34, "ch": 1, "cd": 24}


def terms(those: list[str]) -> str:
    """Say the terms of several items: the one they share, or the shortest and the longest."""
    ordered = sorted(set(those), key=lambda text: (one := Term.parse(text)).value * LENGTHS[one.unit])
    if len(ordered) == 1:
        return term(ordered[0])
    return _("%(shortest)s to %(longest)s") % {"shortest": term(ordered[0]), "longest": term(ordered[-1])}


def span(time: timedelta) -> str:
    """Say how long something usually took, roughly, as people say it."""
    hours = time.total_seconds() / 3600
    if hours < 1:
        return _("less than an hour")
    if hours < 36:
        n = round(hours)
        return ngettext("about %(n)d hour", "about %(n)d hours", n) % {"n": n}
    n = round(hours / 24)
    return ngettext("about %(n)d day", "about %(n)d days", n) % {"n": n}


def deadline(moment: datetime) -> str:
    """Say until when: midnight is the end of the day before, which people understand better than 00:00."""
    here = localtime(moment)
    if (here.hour, here.minute) != (0, 0):
        return _("by %(moment)s") % {"moment": kit.relative(moment)}
    day = (here - timedelta(days=1)).date()
    if day == localtime(now()).date():
        return _("today, before midnight")
    return _("by the end of %(day)s") % {"day": kit.absolute(day)}


def number(kind: str, value: str) -> str:
    """Say an identifier as people write it: a landline number with a dash after its area code."""
    if kind != "landline" or not value.startswith("0"):
        return value
    area = 3 if value[1] in "12" else 4  # 010 and 02x, else four digits
    return f"{value[:area]}-{value[area:].lstrip('-')}"
