"""What is reported in the year of the demo: day by day, the same for the same seed.

The numbers (about 12,000 a year, 55 % found on patrol, busy weeks of snow and summer) are invented to look like a street.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from shiqiao.demo.spots import Spot, Spots
from shiqiao.demo.subjects import Subject, choose, words
from shiqiao.kernel.clocks.rules import WorkCalendar

SEED = 1255
FIRST, TODAY = date(2017, 6, 27), date(2018, 6, 27)
WORKDAY, DAY_OFF = 38.5, 22.0  # reports a day on average
BUSY = {1: 1.06, 2: 0.9, 6: 1.05, 7: 1.1, 8: 1.08, 10: 0.93, 12: 1.05}
CHANNELS = ("patrol", "phone", "resident", "counter")
SHARES = {True: (60, 17, 12, 11), False: (34, 36, 30, 0)}
# When people report, in hours of the local day: (from, to, weight).
HOURS = {
    "patrol": ((8.7, 11.8, 6), (13.6, 17.2, 4)),
    "counter": ((8.6, 11.9, 6), (13.6, 17.3, 5)),
    "phone": ((7.5, 9, 2), (9, 12, 6), (12, 14, 2), (14, 18, 5), (18, 22, 4), (22, 23.8, 0.5)),
    "resident": ((6.5, 9, 2), (9, 12, 2), (12, 14, 3), (14, 18, 2), (18, 22.5, 6), (22.5, 23.9, 0.8)),
}
SURNAMES = "赵钱孙李周吴郑王冯陈"
STEMS = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True, slots=True)
class Tale:
    """A report that will be made: by which channel, about what, where, when, in which words.

    `fate` says which plot it follows; `wrong_item` is the item it is first taken for. `spot` None is a place nobody
    could make out. `key` names it for idempotence and seeds everything that happens to it.
    """

    key: str
    channel: str
    subject: Subject
    spot: Spot | None
    at: datetime
    text: str
    name: str = ""
    phone: str = ""
    fate: str = "ordinary"
    wrong_item: str = ""

    def rng(self) -> Random:
        """Return the random numbers of what happens to it."""
        return Random(f"{SEED}/{self.key}")


def days() -> Iterator[date]:
    """Yield the days of the year, up to yesterday; what is reported this morning is in `morning.py`."""
    yield from (FIRST + timedelta(days=n) for n in range((TODAY - FIRST).days))


def count_of(day: date, calendar: WorkCalendar) -> int:
    """Return how many reports a day brings."""
    average = WORKDAY if calendar.is_workday(day) else DAY_OFF
    return max(8, round(Random(f"{SEED}/count/{day}").gauss(average * BUSY.get(day.month, 1.0), 4.0)))


def tales_of(day: date, calendar: WorkCalendar, spots: Spots) -> list[Tale]:
    """Return what is reported on a day, in order of time."""
    rng = Random(f"{SEED}/day/{day}")
    shares = SHARES[calendar.is_workday(day)]
    channels = rng.choices(CHANNELS, shares, k=count_of(day, calendar))
    moments = sorted((moment(rng, day, channel, calendar), channel) for channel in channels)
    return [tale(rng, f"{day}/{n:03}", channel, at, spots) for n, (at, channel) in enumerate(moments, start=1)]


def moment(rng: Random, day: date, channel: str, calendar: WorkCalendar) -> datetime:
    """Return a moment of a day at which a channel is used."""
    spans = HOURS[channel]
    low, high, _ = rng.choices(spans, [weight for _, _, weight in spans])[0]
    return datetime.combine(day, time(), calendar.tz) + timedelta(seconds=int(rng.uniform(low, high) * 3600))


def tale(
    rng: Random,
    key: str,
    channel: str,
    at: datetime,
    spots: Spots,
    *,
    fate: str = "ordinary",
    subject: Subject | None = None,
) -> Tale:
    """Make up one report."""
    subject = subject or choose(rng, channel, at.month)
    spot = spots.choose(rng)
    template = rng.choice(subject.seen if channel == "patrol" else subject.said)
    text = words(rng, template, spot.name)
    name, phone = ("", "") if channel == "patrol" else contact(rng)
    if phone and rng.random() < 0.06:
        text += f"联系电话{phone}。"
    if fate == "ordinary" and rng.random() < 0.006:
        fate = "unrouted"
    wrong = choose(rng, "phone", at.month).item if channel != "patrol" and rng.random() < 0.02 else ""
    wrong = wrong if fate == "ordinary" and wrong != subject.item else ""
    return Tale(key, channel, subject, None if fate == "unrouted" else spot, at, text, name, phone, fate, wrong)


def contact(rng: Random) -> tuple[str, str]:
    """Return a name that nobody bears and a number that nobody has (1380000xxxx)."""
    return rng.choice(SURNAMES) + rng.choice(STEMS) + rng.choice(STEMS), f"1380000{rng.randrange(10_000):04}"
