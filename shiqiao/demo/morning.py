"""The morning of the demo: what waits for the dispatcher, for the grids and for a call-back at 10:00."""

from datetime import date, datetime, time, timedelta
from random import Random

from shiqiao.demo.spots import Spots
from shiqiao.demo.story import SEED, TODAY, Tale, contact, tale
from shiqiao.demo.subjects import Subject, choose, subject_of, words
from shiqiao.kernel.clocks.rules import WorkCalendar

YESTERDAY = TODAY - timedelta(days=1)
# After the night's thunderstorm the telephones do not stand still: 36 reports between 8:50 and 9:59 wait for the dispatcher.
WAITING, ACCEPTED, FIXED = 30, 6, 14
FIRST_GRID, THIRD_COMMUNITY, FIFTH_COMMUNITY = 370103003001001, 370103003003002, 370103003005004
# When, channel, item, grid, fate: written by hand, so that every part of the screen has something to show.
BY_HAND: tuple[tuple[date, str, str, str, int, str], ...] = (
    (YESTERDAY, "14:02", "phone", "06010", FIRST_GRID, "with_holder"),  # late since 9:27
    (YESTERDAY, "15:20", "phone", "06036", FIRST_GRID, "with_holder"),  # due 10:33, warned
    (TODAY, "08:48", "resident", "L0507", FIRST_GRID, "with_holder"),
    (YESTERDAY, "11:10", "phone", "09005", THIRD_COMMUNITY, "with_holder"),  # late
    (YESTERDAY, "15:31", "resident", "06017", FIFTH_COMMUNITY, "with_holder"),  # warned
    (YESTERDAY, "09:05", "resident", "06012", 370103003002003, "dissatisfied"),
    (TODAY, "08:52", "phone", "06012", FIRST_GRID, "asks_return"),
    (TODAY, "09:02", "resident", "L0507", THIRD_COMMUNITY, "asks_extension"),
    (YESTERDAY, "16:04", "phone", "06017", 370103003001003, "asks_pause"),
    (TODAY, "08:55", "phone", "06010", FIFTH_COMMUNITY, "supervised"),
    (TODAY, "09:14", "phone", "L0405", 0, "lost"),
    (TODAY, "09:37", "resident", "09009", 0, "lost"),
    (TODAY, "09:52", "phone", "S0507", 370103003002001, "waiting"),
)
LOST = {
    "L0405": "下水道堵了，污水往外冒，就在大桥下面那个老院子里，请快来人。",
    "09009": "有辆车把我们楼下的路堵死了，救护车都进不来。",
}


def tales(calendar: WorkCalendar, spots: Spots) -> list[Tale]:
    """Return this morning's reports, and those by hand of the day before, in order of time."""
    rng = Random(f"{SEED}/morning")
    found = [_by_hand(rng, n, row, calendar, spots) for n, row in enumerate(BY_HAND, start=1)]
    number = 0
    for fate, count, span in (
        ("waiting", WAITING, (50, 118)),
        ("accepted", ACCEPTED, (44, 100)),
        ("fixed", FIXED, (25, 80)),
    ):
        for _ in range(count):
            number += 1
            found.append(_this_morning(rng, number, fate, span, calendar, spots))
    return sorted(found, key=lambda one: (one.at, one.key))


def _this_morning(
    rng: Random, number: int, fate: str, span: tuple[int, int], calendar: WorkCalendar, spots: Spots
) -> Tale:
    """One report of this morning; `span` in minutes after eight o'clock."""
    channel = "patrol" if fate == "fixed" else rng.choices(("phone", "resident", "counter"), (5, 3, 2))[0]
    at = datetime.combine(TODAY, time(8), calendar.tz) + timedelta(seconds=int(rng.uniform(*span) * 60))
    subject = _plain(rng, channel, spot_only=fate == "fixed")
    return tale(rng, f"{TODAY}/{number:03}", channel, at, spots, fate=fate, subject=subject)


def _plain(rng: Random, channel: str, *, spot_only: bool) -> Subject:
    """What is neither urgent nor, on patrol, beyond fixing on the spot: it would not wait or be done this morning."""
    fixable = (
        "06010",
        "06012",
        "06017",
        "06035",
        "06036",
        "07001",
        "09001",
        "09005",
        "09010",
        "09011",
        "L0301",
        "S0104",
    )
    if spot_only:
        return subject_of(rng.choice(fixable))
    urgent = {"10002", "91004", "S0502", "S0503", "S0507", "S0508"}
    return next(found for found in iter(lambda: choose(rng, channel, TODAY.month), None) if found.item not in urgent)


def _by_hand(
    rng: Random, number: int, row: tuple[date, str, str, str, int, str], calendar: WorkCalendar, spots: Spots
) -> Tale:
    day, clock, channel, item, grid, fate = row
    at = datetime.combine(day, time.fromisoformat(clock), calendar.tz)
    subject = subject_of(item)
    spot = spots.inside(rng, grid) if grid else None
    text = words(rng, rng.choice(subject.said), spot.name) if spot else LOST[item]
    return Tale(
        f"{day}/m{number:02}",
        channel,
        subject,
        spot,
        at,
        text,
        *contact(rng),
        fate="waiting" if fate == "lost" else fate,
    )
