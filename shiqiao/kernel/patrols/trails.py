"""Positions while the app is open: squares for coverage, without a person; and the sealed way of the person, for some days."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shiqiao.base import crypto
from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.rows import the_one
from shiqiao.kernel.patrols import reads, rules
from shiqiao.kernel.patrols.models import WAY, CheckIn, Square, Trail
from shiqiao.kernel.patrols.reads import ZONE
from shiqiao.kernel.patrols.rules import LOOKS_BACK, WATCHERS, Spot, reaches
from shiqiao.kernel.patrols.turns import take_turn
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.privacy.hooks import Clear
from shiqiao.kernel.territory import reads as territory

USE = "patrols.trail"  # of the keyed hash
MOST = 500  # positions of one call
AROUND = timedelta(minutes=5)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """How many positions said something new, and how many were dropped; `again` when they were sent before."""

    kept: int
    dropped: int
    again: bool = False


def take_positions(
    *, client_id: str, spots: Sequence[Spot], by: Actor, at: datetime, sent_at: datetime | None = None, device: int = 0
) -> Kept:
    """Take the positions of one stretch of a patrol; sent again they change nothing. `at` is when they arrived.

    What lies outside the grids of the person's own street, is older than three days, or says nothing new is dropped
    before anything is written. A person's own work only: raises Forbidden for who is none, Invalid for too many.
    """
    if by.account is None or by.street is None or "grid_member" not in by.roles:
        raise Forbidden("Positions are taken from grid members on patrol only.")
    if len(spots) > MOST:
        raise Invalid(fields={"positions": "Send at most {most} of these at once."}, most=MOST)
    with scope.scoped(by.street):
        take_turn(by.account)
        mark = crypto.keyed_hash(f"{by.account}/{client_id}", use=USE)
        before = Trail.objects.filter(street=by.street, mark=mark).first()
        if before is not None:
            return Kept(before.spots, max(len(spots) - before.spots, 0), again=True)
        way = _way(spots, by, at, sent_at)
        if way:
            _write(way, mark, by, at, device)
    return Kept(len(way), len(spots) - len(way))


def _way(spots: Sequence[Spot], by: Actor, at: datetime, sent_at: datetime | None) -> list[tuple[Spot, int]]:
    """Return what is kept, each position with its grid."""
    timed = (spot._replace(at=rules.corrected(spot.at, sent_at, at)) for spot in spots)
    fresh = rules.thinned(spot for spot in timed if at - spot.at <= rules.LATE and _on_earth(spot))
    placed = ((spot, territory.locate(spot.lon, spot.lat).grid) for spot in fresh)
    return [(spot, grid) for spot, grid in placed if grid and reaches(by, grid)]


def _on_earth(spot: Spot) -> bool:
    return -180 <= spot.lon <= 180 and -90 <= spot.lat <= 90


def _write(way: Sequence[tuple[Spot, int]], mark: bytes, by: Actor, at: datetime, device: int) -> None:
    grid = way[0][1]
    squares = {(at_grid, _day(spot.at), rules.square(spot.lon, spot.lat)) for spot, at_grid in way}
    Square.objects.bulk_create(
        [Square(street=by.street or 0, grid=where, day=day, square=number) for where, day, number in sorted(squares)],
        ignore_conflicts=True,
    )
    text = json.dumps([[f"{spot.at.astimezone(ZONE):%H:%M:%S}", _short(spot.lon), _short(spot.lat)] for spot, _ in way])
    Trail.objects.create(
        street=by.street or 0,
        community=grid // 1000,
        grid=grid,
        post=by.post or 0,
        account=by.account or 0, device=device,
        begins_at=way[0][0].at, ends_at=way[-1][0].at, recorded_at=at, spots=len(way), mark=mark,
        way=crypto.encrypt(text, context=WAY),
    )  # fmt: skip


def _day(at: datetime) -> date:
    return at.astimezone(ZONE).date()


def _short(degrees: float) -> float:
    """Four decimals are ten metres: no more is kept."""
    return round(degrees, 4)


# ── who sees them, and how long ────────────────────────────────────────────────────────────────────────────────────


def trails(actor: Actor, day: date, *, grid: int = 0) -> list[Trail]:
    """Return the stretches of a day without the way: the person's own, and for heads those of their territory."""
    rows = Trail.objects.filter(
        begins_at__gte=reads.start_of(day), begins_at__lt=reads.start_of(day + timedelta(days=1))
    )
    if not actor.roles & WATCHERS:
        rows = rows.filter(account=actor.account or 0)
    rows = rows.filter(reads.ground(actor)).defer("way")
    return list((rows.filter(grid=grid) if grid else rows).order_by("begins_at")[:200])


def open_trail(actor: Actor, number: int, field: str, part: int) -> Clear:
    """Return the way of a stretch, a position a line, for the socket of reveals; raises NotFound."""
    row = Trail.objects.filter(pk=number).first()
    if row is None or field != "way" or not (actor.roles & WATCHERS and reaches(actor, row.grid)):
        raise NotFound
    return Clear(row.street, _lines(row))


def access_trail(actor: Actor, number: int) -> Trail:
    """Return a stretch without its way: the person's own, or one that the actor may ask to see; raises NotFound."""
    row = the_one(Trail.objects.filter(pk=number).defer("way"))
    own = bool(actor.account) and row.account == actor.account
    if not own and not (actor.roles & WATCHERS and reaches(actor, row.grid)):
        raise NotFound
    return row


def checked_in(row: Trail) -> list[CheckIn]:
    """Return the check-ins that a person made on a stretch, in their order; those a few minutes round it belong to it."""
    around = {"happened_at__gte": row.begins_at - AROUND, "happened_at__lte": row.ends_at + AROUND}
    rows = CheckIn.objects.filter(account=row.account, street=row.street, **around)
    return list(rows.defer("position", "mark").order_by("happened_at")[:MOST])


def own_way(actor: Actor, number: int) -> str:
    """Return the person's own way, a position a line; raises NotFound for that of another."""
    row = the_one(Trail.objects.filter(pk=number, account=actor.account or 0))
    return _lines(row)


def _lines(row: Trail) -> str:
    spots = json.loads(crypto.decrypt(bytes(row.way), context=WAY))
    return "\n".join(f"{at} {lon:.4f} {lat:.4f}" for at, lon, lat in spots)


def forget_old(*, at: datetime) -> Mapping[str, int]:
    """Delete trails, and the places of check-ins, that are older than the plan of their street says; old squares, too."""
    gone = {"trails": 0, "positions": 0, "squares": 0}
    for street in people.streets():
        before = at - timedelta(days=reads.plan(street).keep_days)
        gone["trails"] += Trail.objects.filter(street=street, recorded_at__lt=before).delete()[0]
        rows = CheckIn.objects.filter(street=street, recorded_at__lt=before, position__isnull=False)
        gone["positions"] += rows.update(position=None)
    gone["squares"] = Square.objects.filter(day__lt=_day(at) - timedelta(days=LOOKS_BACK)).delete()[0]
    if any(gone.values()):
        log.info("forgotten: %(trails)d trails, %(positions)d places of check-ins, %(squares)d squares", gone)
    return gone
