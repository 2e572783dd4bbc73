"""How the office kept its promises in the last whole month, in words; reckoned once a day for each street."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shiqiao.base.snapshots import snapshot
from shiqiao.base.time import now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.matters.keeping import Kept, kept
from shiqiao.surfaces.portal import words
from shiqiao.surfaces.portal.street import street_number

SMALL = 20  # below so many a share says little: the numbers themselves are shown


@snapshot("catalogue")
def _held() -> dict[tuple[int, date], dict[tuple[str, str], Kept]]:
    return {}


@dataclass(frozen=True)
class Row:
    """A kind: how many terms ran out in the month, which share was kept, the middle time; `small` bases show no share."""

    title: str
    kept: int
    of: int
    share: int | None
    middle: str
    small: bool


@dataclass(frozen=True)
class Month:
    """The last whole month: all answers, all work, and the work by kind, most frequent first."""

    said: str
    echo: Row
    handle: Row
    kinds: list[Row]


def last_month() -> Month:
    """Return how terms of matters reported in the last whole month were kept."""
    today = localtime(now()).date()
    until = today.replace(day=1)
    since = (until - timedelta(days=1)).replace(day=1)
    found = _figures(since, until, today)
    titles = _titles()
    kinds = [_row(words.titled(titles[kind]), one) for (kind, name), one in found.items() if kind and name == "handle"]
    kinds.sort(key=lambda row: (-row.of, row.title))
    nothing = Kept(0, 0, None)
    both = [_row("", found.get(("", name), nothing)) for name in ("echo", "handle")]
    return Month(date_format(since, _("F Y")), *both, [row for row in kinds if row.of])


def _figures(since: date, until: date, today: date) -> dict[tuple[str, str], Kept]:
    key = street_number(), today
    held = _held()
    if key not in held:
        for old in [one for one in held if one[1] != today]:
            held.pop(old, None)
        kinds = {item.code: item.category for item in catalogue(street_number()).items.values()}
        held[key] = kept(street_number(), kinds, since=_midnight(since), until=_midnight(until), at=now())
    return held[key]


def _titles() -> dict[str, object]:
    return {item.category: item.category_title for item in catalogue(street_number()).items.values()}


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(settings.TIME_ZONE))


def _row(title: str, one: Kept) -> Row:
    return Row(title, one.kept, one.of, one.share, words.span(one.middle) if one.middle else "", one.of < SMALL)
