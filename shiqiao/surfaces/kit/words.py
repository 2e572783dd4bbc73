"""Time and money in the words an office uses, in the active language. No HTML here."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from django.utils import dateformat
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from shiqiao.base.time import now

MINUTE, HOUR, DAY = 60, 3600, 86400


def span(seconds: float) -> str:
    """Say a length of time in its two largest units: 2小时10分, 1天3小时, 不到1分钟; the sign is ignored."""
    seconds = abs(int(seconds))
    days, rest = divmod(seconds, DAY)
    hours, minutes = rest // HOUR, rest % HOUR // MINUTE
    if days and hours:
        return _("%(d)d d %(h)d h") % {"d": days, "h": hours}
    if days:
        return _("%(d)d d") % {"d": days}
    if hours and minutes:
        return _("%(h)d h %(m)d min") % {"h": hours, "m": minutes}
    if hours:
        return _("%(h)d h") % {"h": hours}
    return _("%(m)d min") % {"m": minutes} if minutes else _("less than a minute")


def left(due: datetime | timedelta | float, at: datetime | None = None) -> str:
    """Say what is left until `due` (a moment, or a remainder as timedelta or seconds): 还有2小时10分, 超时1天."""
    seconds = _remainder(due, at)
    if seconds >= 0:
        return _("%(span)s left") % {"span": span(seconds)}
    return _("%(span)s over") % {"span": span(seconds)}


def _remainder(due: datetime | timedelta | float, at: datetime | None) -> float:
    if isinstance(due, datetime):
        return (due - (at or now())).total_seconds()
    return due.total_seconds() if isinstance(due, timedelta) else float(due)


def relative(moment: datetime | date, at: datetime | None = None) -> str:
    """Say a moment as people do, in local time: 刚刚, 5分钟前, 今天 10:20, 昨天 09:00, 6月25日 14:00, 2017年6月25日."""
    present = localtime(at or now())
    if not isinstance(moment, datetime):
        return _day(moment, present.date()) or _calendar(moment, present.date())
    here = localtime(moment)
    near = _near((present - here).total_seconds())
    return near or _farther(here.replace(second=0, microsecond=0), present.date(), get_language())


@lru_cache(maxsize=4096)  # a list says the same few moments again and again
def _farther(here: datetime, today: date, language: str | None) -> str:
    day = _day(here.date(), today)
    if day:
        return f"{day} {here:%H:%M}"
    if here.year == today.year:
        return dateformat.format(here, pgettext("date format", "j M H:i"))
    return _calendar(here.date(), today)


def _near(ago: float) -> str:
    if abs(ago) < MINUTE:
        return _("just now")
    if abs(ago) >= HOUR:
        return ""
    minutes = int(abs(ago) // MINUTE)
    return (_("%(n)d min ago") if ago > 0 else _("in %(n)d min")) % {"n": minutes}


def _day(day: date, today: date) -> str:
    return {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}.get((day - today).days, "")


def _calendar(day: date, today: date) -> str:
    form = pgettext("date format", "j M") if day.year == today.year else pgettext("date format", "j M Y")
    return dateformat.format(day, form)


def absolute(moment: datetime | date) -> str:
    """Say a moment in full with its weekday: 2018年6月27日 星期三 10:00."""
    if isinstance(moment, datetime):
        return _in_full(localtime(moment).replace(second=0, microsecond=0), get_language())
    return dateformat.format(moment, pgettext("date format", "l, j F Y"))


@lru_cache(maxsize=4096)
def _in_full(here: datetime, language: str | None) -> str:
    return dateformat.format(here, pgettext("date format", "l, j F Y, H:i"))


def size(count: int) -> str:
    """Say a number of bytes: 340 kB, 1.2 MB."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / 1_000_000:.1f} MB"


def money(amount: Decimal | float | int | str | None, unit: str = "yuan") -> str:
    """Say an amount given in yuan, in the unit `yuan` (¥1,234.00), `wan` (12.34 万元) or `yi` (1.20 亿元)."""
    if amount is None or amount == "":
        return "—"
    value = Decimal(str(amount))
    if unit == "wan":
        return _("%(n)s × 10,000 yuan") % {"n": f"{value / 10_000:,.2f}"}
    if unit == "yi":
        return _("%(n)s × 100 million yuan") % {"n": f"{value / 100_000_000:,.2f}"}
    return f"-¥{-value:,.2f}" if value < 0 else f"¥{value:,.2f}"
