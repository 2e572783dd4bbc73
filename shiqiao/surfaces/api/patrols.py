"""Patrols for the field app: today, check-ins, positions, coverage. Sending again changes nothing."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from shiqiao.base.db import scope
from shiqiao.base.time import now
from shiqiao.kernel.patrols import actions, coverage, reads, rules
from shiqiao.kernel.patrols.actions import Answer, Sent
from shiqiao.kernel.patrols.rules import Spot, Where
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.api.answers import answers
from shiqiao.surfaces.api.auth import scope as needs
from shiqiao.surfaces.api.schemas import Moment
from shiqiao.surfaces.api.shapes import code, person
from shiqiao.surfaces.api.views import actor_of
from shiqiao.surfaces.kit.entries import OFFICIALS, declared
from shiqiao.surfaces.kit.patrolwords import WHY

router = Router(tags=["patrols"])
MOST_GAPS, MOST_IDLE = 50, 400


class StopOut(Schema):
    """A point of a round. `mark` is the SHA-256 (hex) of the code on its sheet, by which a scan is known offline."""

    id: int
    number: int
    name: str
    lon: float
    lat: float
    radius: int
    mark: str
    wanted: int
    made: int
    seen_at: datetime | None
    idle_days: int


class RoundOut(Schema):
    """What you walk in a grid on a line: `times` a `day` or `week`, between two local days."""

    grid: str
    title: str
    line: str
    line_title: dict[str, str]
    times: int
    per: str
    opens: date
    closes: date
    post: str
    wanted: int
    made: int
    points: list[StopOut]


class PatrolOut(Schema):
    """Your patrols of today. Positions are kept `keep_days` days."""

    day: date
    now: datetime
    keep_days: int
    rounds: list[RoundOut]


class CheckInIn(Schema):
    """A check-in: `code` as scanned; the place in WGS84 with its accuracy in metres, left out when there is none."""

    client_id: str = Field(..., min_length=1, max_length=80, description="Your own identifier of this check-in")
    code: str = Field(..., max_length=300)
    happened_at: Moment
    lon: float | None = None
    lat: float | None = None
    accuracy: float | None = None
    offline: bool = False


class CheckInsIn(Schema):
    """Check-ins in any order; `sent_at` is the device's clock at sending, by which its times are corrected."""

    sent_at: Moment | None = None
    device: int = Field(0, ge=0, lt=2**53)
    check_ins: list[CheckInIn] = Field(..., max_length=100)


class CheckedOut(Schema):
    """What came of one check-in; `message` is a sentence for the person."""

    client_id: str
    state: Literal["counted", "repeated", "waiting", "recognised", "declined", "refused"]
    why: str
    message: str
    point: int
    name: str
    metres: int | None
    again: bool


class CheckedAllOut(Schema):
    """One result for each check-in, in the order sent."""

    results: list[CheckedOut]


class PositionIn(Schema):
    """Where the device was; `accuracy` in metres."""

    at: Moment
    lon: float = Field(..., ge=-180, le=180)
    lat: float = Field(..., ge=-90, le=90)
    accuracy: float = Field(..., ge=0, le=100_000)


class PositionsIn(Schema):
    """The positions of one stretch of a patrol."""

    client_id: str = Field(..., min_length=1, max_length=80, description="Your own identifier of this stretch")
    sent_at: Moment | None = None
    device: int = Field(0, ge=0, lt=2**53)
    positions: list[PositionIn] = Field(..., max_length=500)


class KeptOut(Schema):
    """How many positions said something new, how many were dropped, and for how many days they are kept."""

    kept: int
    dropped: int
    again: bool
    keep_days: int


class GapOut(Schema):
    """A point where nobody has been for `idle_days` days."""

    id: int
    name: str
    lon: float
    lat: float
    seen_at: datetime | None
    idle_days: int


class CoveredOut(Schema):
    """A grid in the period; `idle` are squares of about 50 m as longitude and latitude of the middle, and days."""

    grid: str
    title: str
    points: int
    visited: int
    squares: int
    walked: int
    unproven: int
    gaps: list[GapOut]
    idle: list[tuple[float, float, int]]


class CoverageOut(Schema):
    """Coverage of your ground between two local days."""

    opens: date
    closes: date
    grids: list[CoveredOut]


@router.get("/field/patrol", response=answers({200: PatrolOut}))
@declared(OFFICIALS, "own")
@needs("patrol")
def field_patrol(request: HttpRequest) -> dict[str, Any]:
    """Return your patrols of today: the grids and lines that you answer for, with their points."""
    actor, at = actor_of(request), now()
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        found = reads.rounds(actor, at, own=True)
    keep = reads.plan(actor.street or 0).keep_days
    lines = {line.code: {"zh": line.title_zh, "en": line.title_en} for line in people.lines()}
    return {"day": people.day_of(at), "now": at, "keep_days": keep, "rounds": [_round(one, lines, at) for one in found]}


@router.post("/field/check-ins", response=answers({200: CheckedAllOut}))
@declared(OFFICIALS, "own")
@needs("patrol")
def field_check_ins(request: HttpRequest, body: CheckInsIn) -> dict[str, Any]:
    """Check in at points. Each is judged by itself; what does not count is kept and says why."""
    sent = [Sent(one.client_id, one.code, one.happened_at, _where(one), one.offline) for one in body.check_ins]
    found = actions.check_in(sent=sent, by=actor_of(request), at=now(), sent_at=body.sent_at, device=body.device)
    return {"results": [_checked(one) for one in found]}


@router.post("/field/positions", response=answers({200: KeptOut}))
@declared(OFFICIALS, "own")
@needs("patrol")
def field_positions(request: HttpRequest, body: PositionsIn) -> dict[str, Any]:
    """Send where you walked while the app was open; thinned, sealed, and deleted after some days."""
    actor = actor_of(request)
    spots = [Spot(one.at, one.lon, one.lat, one.accuracy) for one in body.positions]
    kept = actions.take_positions(
        client_id=body.client_id, spots=spots, by=actor, at=now(), sent_at=body.sent_at, device=body.device
    )
    keep = reads.plan(actor.street or 0).keep_days
    return {"kept": kept.kept, "dropped": kept.dropped, "again": kept.again, "keep_days": keep}


@router.get("/field/coverage", response=answers({200: CoverageOut}))
@declared(OFFICIALS, "reach")
@needs("patrol")
def field_coverage(request: HttpRequest, days: int = Query(7, ge=1, le=rules.LOOKS_BACK)) -> dict[str, Any]:
    """Return what of your ground was walked in the last days, and where nobody has been for how long."""
    actor, at = actor_of(request), now()
    opens, closes = coverage.period(days, at)
    with transaction.atomic():
        scope.set_scope(*scope.of(actor))
        found = coverage.coverage(actor, opens, closes, at)
    return {"opens": opens, "closes": closes, "grids": [_covered(one) for one in found]}


def _where(one: CheckInIn) -> Where | None:
    if one.lon is None or one.lat is None:
        return None
    return Where(one.lon, one.lat, rules.BELIEVED if one.accuracy is None else one.accuracy)


def _checked(one: Answer) -> dict[str, Any]:
    said = WHY.get(one.why or one.state, "")
    return {
        "client_id": one.client_id, "state": one.state, "why": one.why, "message": _(said) if said else "",
        "point": one.point, "name": one.name, "metres": one.metres, "again": one.again,
    }  # fmt: skip


def _round(one: reads.Round, lines: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    today = people.day_of(at)
    return {
        "grid": code(one.grid), "title": territory.title(one.grid), "line": one.rule.line,
        "line_title": lines[one.rule.line], "times": one.rule.times, "per": one.rule.per, "opens": one.window.opens,
        "closes": one.window.closes, "post": person(one.post, 0)["post"], "wanted": one.wanted, "made": one.made,
        "points": _stops(one.stops, today),
    }  # fmt: skip


def _stops(stops: Sequence[reads.Stop], today: date) -> list[dict[str, Any]]:
    return [
        {**_point(coverage.gap_of(stop.point, today)), "number": stop.point.number, "radius": stop.point.radius,
         "mark": bytes(stop.point.mark).hex(), "wanted": stop.wanted, "made": stop.made}
        for stop in stops
    ]  # fmt: skip


def _point(gap: coverage.Gap) -> dict[str, Any]:
    row = gap.point
    return {
        "id": row.pk, "name": row.name, "lon": row.lon, "lat": row.lat, "seen_at": row.seen_at, "idle_days": gap.days,
    }  # fmt: skip


def _covered(one: coverage.Covered) -> dict[str, Any]:
    idle = [(*rules.middle(square), days) for square, days in one.idle[:MOST_IDLE]]
    return {
        "grid": code(one.grid), "title": territory.title(one.grid), "points": one.points, "visited": one.visited,
        "squares": one.squares, "walked": one.walked, "unproven": one.waiting,
        "gaps": [_point(gap) for gap in one.gaps[:MOST_GAPS]], "idle": idle,
    }  # fmt: skip
