"""The demo's affairs: 7,500 medical cards in a year by community, some dozens of others, and this morning's. All invented.

The cards are decided in memory by the same acts as at the counter and written by COPY; the others through the actions.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.clocks.reads import is_open
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory.reads import communities, grids
from shiqiao.scenes.hall import actions, acts
from shiqiao.scenes.hall.acts import Application, Came
from shiqiao.scenes.hall.counters import Counter, counters, post_of, staff_of
from shiqiao.scenes.hall.models import Affair
from shiqiao.scenes.hall.publishing import guides_of
from shiqiao.scenes.hall.work import Work, write_lives

CARDS, CARD = 7500, "medical_card_renewal"
FIRST = date(2017, 7, 1)
BATCH = 1500
# Of a hundred cards of a community: how many end in which way; the rest is done at once at the own station.
WAYS = ("far", "hall", "paper", "our_notice", "proxy", "door", "closed", "sent")
MIX = {
    1: (2, 4, 3, 1, 9, 5, 0, 3), 2: (4, 8, 5, 2, 7, 3, 1, 2), 3: (3, 6, 4, 1, 8, 4, 1, 3), 4: (12, 6, 6, 3, 5, 2, 3, 1),
    5: (5, 7, 4, 2, 8, 5, 1, 2), 6: (6, 5, 7, 4, 6, 3, 2, 1), 7: (2, 3, 2, 1, 10, 7, 0, 4), 8: (4, 5, 4, 1, 7, 4, 1, 2),
}  # fmt: skip
FAMILY, GIVEN = "春聚启乐七德自新苗麦禾豆", ("石英", "石兰", "小满", "大雪", "初一", "重阳", "立春", "谷雨")
Way = Callable[["Stage", Application, Random, datetime], Work]


class Stage:
    """Counters, guides and people of the street, asked for once."""

    def __init__(self, street: int) -> None:
        self.street, self.table, self.zone = street, guides_of(street), ZoneInfo(settings.TIME_ZONE)
        self.counters = counters(street)
        self.by_community = {one.community: one for one in self.counters.values() if one.community}
        self.hall = next(one for one in self.counters.values() if one.hall)
        self._known: dict[tuple[int, int], Actor] = {}
        self.grids: dict[int, list[int]] = {}
        for one in grids(street):
            self.grids.setdefault(int(one.code) // 1000, []).append(int(one.code))

    def by(self, counter: Counter, at: datetime) -> Actor:
        """Return who acts at a counter on a day: its people by turns."""
        posts = [row.id for row in staff_of(counter, self.street) if not row.head_of]
        turn = at.astimezone(self.zone).toordinal() % max(len(posts), 1)
        if (counter.unit, turn) not in self._known:
            post = posts[turn] if posts else post_of(counter, self.street)
            self._known[counter.unit, turn] = people.actor_in(post, at)
        return self._known[counter.unit, turn]

    def moment(self, day: date, minute: int) -> datetime:
        """Return a local moment of a day."""
        return datetime.combine(day, time(), self.zone) + timedelta(minutes=minute)


def resident(street: int) -> Actor:
    """Return who rates by the link of an affair."""
    return Actor(kind="resident", code="resident", street=street, roles=frozenset({"reporter"}))


def load(street: int, report: Any = None) -> None:
    """Let what is not there yet happen; a second time changes nothing."""
    with scope.scoped(street):
        if Affair.objects.filter(street=street).exists() or guides_of(street).guide(CARD) is None:
            return
        with transaction.atomic():
            stage = Stage(street)
            until = now()
            works = list(cards(stage, until, CARDS))
            number_all(works)
            for at in range(0, len(works), BATCH):
                write_lives(works[at : at + BATCH])
            with_others(stage, until)


def number_all(works: list[Work]) -> None:
    """Number affairs by year in the order in which they were taken in."""
    works.sort(key=lambda one: one.row.taken_at)
    serials: dict[int, int] = {}
    for one in works:
        year = one.row.taken_at.astimezone(ZoneInfo(settings.TIME_ZONE)).year
        serials[year] = serials.get(year, 0) + 1
        one.row.numbered(year, serials[year])
        one.lines[0].data["number"] = one.row.number


def cards(stage: Stage, until: datetime, count: int) -> Iterator[Work]:
    """Yield the lives of a year of medical cards, the same for the same count."""
    rng = Random(7500)
    open_days = workdays(stage, until)
    places = [int(one.code) for one in communities(stage.street)]
    for n in range(count):
        community = rng.choices(places, weights=[9, 8, 10, 12, 11, 9, 13, 10][: len(places)])[0]
        day = rng.choice(open_days)
        at = stage.moment(
            day, rng.choice((515, 530, 560, 590, 620, 650, 680, 820, 850, 890, 930, 970)) + rng.randrange(20)
        )
        yield _life(stage, community, places.index(community) + 1, at, rng, n)


def workdays(stage: Stage, until: datetime) -> list[date]:
    """Return the days of the year on which the counters were open, three days short of the present."""
    last = until.astimezone(stage.zone).date() - timedelta(days=6)
    days = [FIRST + timedelta(days=n) for n in range((last - FIRST).days)]
    return [day for day in days if is_open(stage.street, stage.moment(day, 600))]


def _life(stage: Stage, community: int, place: int, at: datetime, rng: Random, n: int) -> Work:
    own = stage.by_community[community]
    share, drawn = MIX.get(place, MIX[1]), rng.randrange(100)
    way = next((name for k, name in enumerate(WAYS) if drawn < sum(share[: k + 1])), "own")
    counter = stage.hall if way == "hall" else _other(stage, own, rng) if way == "far" else own
    application = Application(
        CARD, counter.unit, name=f"{FAMILY[n % len(FAMILY)]}{rng.choice(GIVEN)}", community=community,
        grid=rng.choice(stage.grids.get(community, [0])), brought=frozenset({"id_card", "photo", "proxy_letter"}),
        spared=frozenset({"old_card"}), invented=True,
    )  # fmt: skip
    work = LIVES.get(way, _at_once)(stage, application, rng, at)
    if rng.random() < 0.6:
        rated = work.row.ended_at or at
        acts.rate(
            work,
            rng.choices((5, 4, 3, 2), weights=(80, 14, 4, 2))[0],
            words="",
            way="link",
            by=resident(stage.street),
            at=rated,
        )
    return work


def _other(stage: Stage, own: Counter, rng: Random) -> Counter:
    return rng.choice([one for one in stage.counters.values() if one.unit != own.unit and not one.hall])


def _by(stage: Stage, work: Work) -> Actor:
    return stage.by(stage.counters[work.row.at], work.row.taken_at)


def begun(stage: Stage, application: Application, at: datetime) -> Work:
    """Take an application in, in memory."""
    guide = stage.table.guide(application.item)
    assert guide is not None
    by = stage.by(stage.counters[application.station], at)
    work = actions.begin(application, guide, stage.table, stage.street, at, by=by)
    acts.take_in(work, application, frozenset(), by=by, at=at)
    return work


def _at_once(stage: Stage, application: Application, rng: Random, at: datetime) -> Work:
    work = begun(stage, application, at)
    by, done = _by(stage, work), at + timedelta(minutes=6 + rng.randrange(9))
    acts.decide(work, granted=True, words="", by=by, at=done)
    acts.deliver(work, "counter", work.row.at, Came("own", work.row.at), by=by, at=done)
    return work


def _with_paper(stage: Stage, application: Application, rng: Random, at: datetime) -> Work:
    """A photograph is missing: the list says so, and the applicant comes a second time."""
    work = begun(stage, _replaced(application, brought=frozenset({"id_card"})), at)
    later = _next_day(stage, at)
    came = Came("own", work.row.at, "missing_paper")
    acts.hand_in(work, ["photo"], came, by=_by(stage, work), at=later)
    return _finished(stage, work, later, "own")


def _our_notice(stage: Stage, application: Application, rng: Random, at: datetime) -> Work:
    """The former card is asked for after the list was given: a trip that we caused."""
    work = begun(stage, application, at)
    acts.ask_papers(work, ["old_card"], changed=False, words="", by=_by(stage, work), at=at + timedelta(minutes=7))
    later = _next_day(stage, at)
    came = Came("own", work.row.at, "missing_paper")
    acts.hand_in(work, ["old_card"], came, by=_by(stage, work), at=later)
    return _finished(stage, work, later, "own")


def _sent(stage: Stage, application: Application, rng: Random, at: datetime) -> Work:
    """A photograph is missing; the applicant sends it, and the card goes by post: one trip, although not done at once."""
    work = begun(stage, _replaced(application, brought=frozenset({"id_card"})), at)
    later = _next_day(stage, at)
    by, done = stage.by(stage.counters[work.row.at], later), later + timedelta(minutes=9)
    acts.hand_in(work, ["photo"], None, by=by, at=later)
    acts.decide(work, granted=True, words="", by=by, at=done)
    acts.deliver(work, "post", work.row.at, None, by=by, at=done)
    return work


def _by_proxy(stage: Stage, application: Application, rng: Random, at: datetime) -> Work:
    given = _replaced(application, manner="proxy", proxy_name=f"{rng.choice(FAMILY)}{rng.choice(GIVEN)}")
    work = begun(stage, given, at)
    by, done = _by(stage, work), at + timedelta(minutes=10)
    acts.decide(work, granted=True, words="", by=by, at=done)
    acts.deliver(work, "counter", work.row.at, Came("proxy", work.row.at), by=by, at=done)
    return work


def _at_the_door(stage: Stage, application: Application, rng: Random, at: datetime) -> Work:
    work = begun(stage, _replaced(application, manner="helped", channel="door"), at)
    by, done = _by(stage, work), at + timedelta(hours=1)
    acts.decide(work, granted=True, words="", by=by, at=done)
    acts.deliver(work, "door", work.row.at, None, by=by, at=done + timedelta(minutes=40))
    return work


def _after_a_closed_counter(stage: Stage, application: Application, rng: Random, at: datetime) -> Work:
    """Somebody comes at noon, finds the counter closed, and comes again in the afternoon."""
    day = at.astimezone(stage.zone).date()
    noon, later = stage.moment(day, 725 + rng.randrange(60)), stage.moment(day, 815 + rng.randrange(200))
    return _at_once(stage, _replaced(application, shut_at=noon), rng, later)


LIVES: dict[str, Way] = {
    "paper": _with_paper, "our_notice": _our_notice, "proxy": _by_proxy, "door": _at_the_door,
    "closed": _after_a_closed_counter, "sent": _sent,
}  # fmt: skip


def _finished(stage: Stage, work: Work, at: datetime, who: str) -> Work:
    by, done = _by(stage, work), at + timedelta(minutes=9)
    acts.decide(work, granted=True, words="", by=by, at=done)
    acts.deliver(work, "counter", work.row.at, Came(who, work.row.at), by=by, at=done)
    return work


def _next_day(stage: Stage, at: datetime) -> datetime:
    later = at + timedelta(days=1)
    while not is_open(stage.street, later):
        later += timedelta(days=1)
    return later


def _replaced(application: Application, **more: Any) -> Application:
    return replace(application, **more)


# ── others, and what stands open this morning ──────────────────────────────────────────────────────────────────────


def with_others(stage: Stage, until: datetime) -> None:
    """Let some dozens of other affairs happen through the actions, the last of them still open."""
    rng = Random(48)
    items = [one for one in stage.table.items if one.code != CARD and "stations" in one.at]
    places = [int(one.code) for one in communities(stage.street)]
    days = [day for day in (until.astimezone(stage.zone).date() - timedelta(days=n) for n in range(40, -1, -1))
            if is_open(stage.street, stage.moment(day, 600))]  # fmt: skip
    for n in range(48):
        at = stage.moment(days[n * len(days) // 48], 512 + rng.randrange(60))
        if at < until:
            community = rng.choice(places)
            _other_life(stage, items[n % len(items)].code, community, rng, at, n, until)


def _other_life(stage: Stage, item: str, community: int, rng: Random, at: datetime, n: int, until: datetime) -> None:
    counter = stage.by_community[community]
    by, table = stage.by(counter, at), stage.table
    guide = table.guide(item)
    assert guide is not None
    optional = frozenset(acts.optional(guide, "own"))
    brought = frozenset(guide.needed) if n % 5 else frozenset(guide.needed[:-1])
    application = Application(
        item, counter.unit, name=f"{FAMILY[n % len(FAMILY)]}{rng.choice(GIVEN)}", community=community,
        grid=rng.choice(stage.grids.get(community, [0])), brought=brought, spared=optional, invented=True,
    )  # fmt: skip
    with held(at):
        row = actions.take_in(application=application, by=by, at=at)
    term = timedelta(days=guide.promised * 2 // 3 + (guide.promised > 4 and n % 7 == 0) * guide.promised, minutes=20)
    done = at + term
    if row.state != "handling" or done >= until:
        return
    with held(done):
        actions.decide(
            affair=row.pk, granted=n % 11 > 0, words="" if n % 11 else "不符合条件，可申请复核", by=by, at=done
        )
        if n % 9:
            _delivered(row, guide.delivered, counter, by, done, n)


def _delivered(row: Affair, ways: tuple[str, ...], counter: Counter, by: Actor, at: datetime, n: int) -> None:
    how = ("counter", "post", "door")[n % 3]
    how = how if how in ways else "counter"
    came = Came("own", counter.unit, "collect") if how == "counter" else None
    actions.deliver(affair=row.pk, how=how, station=counter.unit, came=came, by=by, at=at)
    if n % 2:
        actions.rate_by_link(affair=row.pk, stars=5 - (n % 13 == 0) * 3, by=resident(row.street), at=at)
