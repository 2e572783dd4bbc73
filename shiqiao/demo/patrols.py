"""Patrols of the model street: points in every grid, a week of check-ins, forgotten corners, and one from the sofa."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.time import held
from shiqiao.demo.cast import Cast
from shiqiao.demo.plot import CUT
from shiqiao.demo.story import SEED
from shiqiao.kernel.patrols import actions, codes, coverage, rules
from shiqiao.kernel.patrols.actions import NewPoint, Sent
from shiqiao.kernel.patrols.models import Point
from shiqiao.kernel.patrols.rules import Spot, Where
from shiqiao.kernel.territory import reads as territory

HUNG_UP = datetime.fromisoformat("2018-05-28T09:00:00+08:00")
NAMES = ("小区东门岗亭旁", "北侧楼院入口", "垃圾分类亭", "沿街商铺中段", "后巷拐角")
DAYS = 7  # so many days back people walked; before that nobody had the app
FORGOTTEN = 12  # every so many points one where nobody has been since it hung there
MINUTE, PACE = timedelta(minutes=1), timedelta(minutes=5)  # from point to point
ORIGIN = "https://demo.invalid"


def load_patrols(street: int, cast: Cast) -> int:
    """Hang up the points and walk the week, once; returns how many points there are."""
    with scope.scoped(street):
        if not Point.objects.filter(street=street).exists():
            _hang_up(street, cast)
            rows = list(Point.objects.filter(street=street).order_by("grid", "number"))
            for day in range(DAYS, 0, -1):
                _walk(rows, cast, CUT - timedelta(days=day))
            _from_the_sofa(rows, cast)
            _walk(rows, cast, CUT)
        return Point.objects.filter(street=street).count()


def _hang_up(street: int, cast: Cast) -> None:
    squares = coverage.squares_of(street)
    with held(HUNG_UP):
        by = cast.by_code("centre.dispatch", HUNG_UP)
        for place in territory.grids(street):
            rng = Random(f"{SEED}/points/{place.code}")
            spots = sorted(squares.get(place.code, ()))
            chosen = rng.sample(spots, min(len(NAMES) if rng.random() < 0.4 else 4, len(spots)))
            for name, number in zip(NAMES, sorted(chosen), strict=False):
                lon, lat = rules.middle(number)
                actions.add_point(street=street, wanted=NewPoint(name, lon, lat), by=by, at=HUNG_UP)


def _walk(rows: list[Point], cast: Cast, day: datetime) -> None:
    """Walk each grid in the morning of a day; the fourth grid of a community was left out for four days."""
    by_grid: dict[int, list[Point]] = {}
    for index, row in enumerate(rows):
        if index % FORGOTTEN != FORGOTTEN - 1:
            by_grid.setdefault(row.grid, []).append(row)
    for grid, points in by_grid.items():
        left_out = grid % 10 == 4 and day > CUT - timedelta(days=9)
        rng = Random(f"{SEED}/patrol/{grid}/{day:%F}")
        if left_out or rng.random() < (0.8 if day.weekday() > 4 else 0.3):
            continue
        start = day.replace(hour=8, minute=25) + timedelta(minutes=rng.randint(0, 25))
        by = cast.responsible(grid, "city", start)
        _round(grid, points, by, start, rng)


def _round(grid: int, points: list[Point], by: Actor, start: datetime, rng: Random) -> None:
    """One walk: the points in order, five minutes apart, and the way between them."""
    sent: list[Sent] = []
    seen: list[Where] = []
    at = start
    for row in points:
        if rng.random() < 0.06:
            continue
        near = Where(row.lon + rng.uniform(-1e-4, 1e-4), row.lat + rng.uniform(-1e-4, 1e-4), rng.randint(6, 25))
        code = codes.address_of(ORIGIN, row)
        sent.append(Sent(f"demo/{row.pk}/{start:%F}", code, at, near, offline=rng.random() < 0.15))
        seen.append(near)
        at += PACE
    way = _way(start, seen, rng)
    with held(min(at, CUT)):
        actions.check_in(sent=sent, by=by, at=min(at, CUT))
        actions.take_positions(client_id=f"demo/{grid}/{start:%F}", spots=way, by=by, at=min(at, CUT))


def _way(start: datetime, seen: list[Where], rng: Random) -> list[Spot]:
    """Positions from point to point, one a minute, a little off the line; now and then the telephone was in the pocket."""
    way = []
    for leg, (here, there) in enumerate(pairwise(seen)):
        pocket = rng.random() < 0.12
        for minute in range(int(PACE / MINUTE)):
            if pocket and minute > 0:
                continue
            part, off = minute * MINUTE / PACE, rng.uniform(-6e-5, 6e-5)
            lon, lat = here.lon + (there.lon - here.lon) * part + off, here.lat + (there.lat - here.lat) * part - off
            way.append(Spot(start + leg * PACE + minute * MINUTE, lon, lat, 12))
    last = seen[-1:]
    return way + [Spot(start + (len(seen) - 1) * PACE, one.lon, one.lat, 12) for one in last]


def _from_the_sofa(rows: list[Point], cast: Cast) -> None:
    """Two check-ins of yesterday that do not count by themselves: a copied code, and a cellar without reception."""
    at = CUT.replace(hour=17, minute=5) - timedelta(days=1)
    far, cellar = rows[0], rows[8]
    for row, where in ((far, Where(117.048, 36.628, 20)), (cellar, None)):
        with held(at):
            by = cast.responsible(row.grid, "city", at)
            sent = Sent(f"demo/waits/{row.pk}", codes.address_of(ORIGIN, row), at, where)
            actions.check_in(sent=[sent], by=by, at=at)
