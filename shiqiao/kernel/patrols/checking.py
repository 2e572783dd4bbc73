"""Checking in, and what a head decides about those that do not count by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound, ShiqiaoError
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.patrols import codes, reads, rules
from shiqiao.kernel.patrols.errors import AlreadyDecided, OwnCheckIn
from shiqiao.kernel.patrols.models import POSITION, CheckIn, Point
from shiqiao.kernel.patrols.rules import DECIDERS, DECLINED, GOOD, POINT, RECOGNISED, WAITING, Judged, Passed, Where
from shiqiao.kernel.patrols.turns import take_turn
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory.rules import coordinates

USE = "patrols.check_in"  # of the keyed hash
MOST = 100  # check-ins of one call
NEAR = rules.LATE  # how far before and after others of the person are looked at
REASONS = ("no_signal", "no_location", "code_damaged", "helped_out", "seen_there")


@dataclass(frozen=True, slots=True)
class Sent:
    """A check-in as a device sends it: `code` as scanned; no `where` when the device could not tell."""

    client_id: str
    code: str
    happened_at: datetime
    where: Where | None = None
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it: `refused` ones are not kept; `again` when it was sent before."""

    client_id: str
    state: str
    why: str = ""
    point: int = 0
    name: str = ""
    metres: int | None = None
    again: bool = False


def check_in(
    *, sent: Sequence[Sent], by: Actor, at: datetime, sent_at: datetime | None = None, device: int = 0
) -> list[Answer]:
    """Take check-ins, each judged by itself; sent again they get their first answer. `at` is when they arrived.

    `sent_at` is the device's clock at sending, by which its times are corrected. Raises Forbidden for who is no person,
    Invalid when there are too many. One transaction; holds the person's turn.
    """
    if by.account is None or by.street is None:
        raise Forbidden("Patrols are walked by persons: sign in, or use a token of your own.")
    if len(sent) > MOST:
        raise Invalid(fields={"check_ins": "Send at most {most} of these at once."}, most=MOST)
    with scope.scoped(by.street):
        take_turn(by.account)
        marks = [_mark(by, one.client_id) for one in sent]
        known = {bytes(row.mark): row for row in CheckIn.objects.filter(street=by.street, mark__in=marks)}
        points = _points(by.street, sent, known.values())
        answers = []
        for one, mark in zip(sent, marks, strict=True):
            if mark in known:
                answers.append(_answer(one.client_id, known[mark], points["", known[mark].point], again=True))
                continue
            row = _take(one, mark, points, by=by, at=at, sent_at=sent_at, device=device)
            if isinstance(row, Answer):
                answers.append(row)
                continue
            known[mark] = row
            answers.append(_answer(one.client_id, row, points["", row.point]))
    return answers


def _mark(by: Actor, client_id: str) -> bytes:
    return crypto.keyed_hash(f"{by.account}/{client_id}", use=USE)


def _points(street: int, sent: Sequence[Sent], known: object) -> dict[tuple[str, int], Point]:
    """Return the points that are meant, by code and by number; in one query."""
    wanted = {codes.mark_of(code): code for one in sent if (code := codes.read_code(one.code))}
    ids = [row.point for row in known]  # type: ignore[attr-defined]
    found: dict[tuple[str, int], Point] = {}
    for row in Point.objects.filter(Q(mark__in=list(wanted)) | Q(pk__in=ids), street=street):
        found["", row.pk] = row
        if bytes(row.mark) in wanted:
            found[wanted[bytes(row.mark)], 0] = row
    return found


def _take(
    one: Sent, mark: bytes, points: dict[tuple[str, int], Point], *, by: Actor, at: datetime, sent_at: datetime | None,
    device: int,
) -> CheckIn | Answer:  # fmt: skip
    point = points.get((codes.read_code(one.code), 0))
    happened = rules.corrected(one.happened_at, sent_at, at)
    if point is None or point.retired_at is not None:
        return Answer(one.client_id, "refused", "unknown_code")
    if at - happened > rules.OLDEST:
        return Answer(one.client_id, "refused", "old", point.pk, point.name)
    judged, lines = _judged(point, replace(one, happened_at=happened, where=_usable(one.where)), by, at)
    row = CheckIn.objects.create(
        street=point.street, community=point.community, grid=point.grid, point=point.pk, post=by.post or 0,
        account=by.account or 0, device=device, lines=" ".join(lines), happened_at=happened, recorded_at=at,
        offline=one.offline, state=judged.state, why=judged.why, metres=judged.metres, mark=mark,
        position=_sealed(one.where),
    )  # fmt: skip
    data = {**_data(row), "offline": row.offline, "who": row.account}
    write("patrols.checked_in", subject=Ref(POINT, point.pk), street=point.street, by=by, at=happened, data=data)
    if row.state in GOOD:
        _seen(point, happened)
    return row


def _usable(where: Where | None) -> Where | None:
    """Return a place that can be one; a device that says nonsense has told none."""
    if where is None or not 0 <= where.accuracy < 100_000:
        return None
    try:
        coordinates.check(where.lon, where.lat)
    except ShiqiaoError:
        return None
    return where


def _sealed(where: Where | None) -> bytes | None:
    return crypto.encrypt(f"{where.lon:.6f} {where.lat:.6f} {where.accuracy:.0f}", context=POSITION) if where else None


def _judged(point: Point, one: Sent, by: Actor, at: datetime) -> tuple[Judged, list[str]]:
    """Judge a check-in beside the person's others; return also the lines whose rounds it serves."""
    lines = lines_walked(by, point.grid, one.happened_at)
    here = Passed(one.happened_at, point.lon, point.lat, point.pk)
    judged = rules.judge(
        point=here, radius=point.radius, where=one.where, mine=bool(lines) or rules.reaches(by, point.grid), arrived=at,
        others=_others(by, one.happened_at),
    )  # fmt: skip
    return judged, lines


def lines_walked(by: Actor, grid: int, at: datetime) -> list[str]:
    """Return the lines of the plan on which a person answers for a grid at a moment."""
    rules_there = reads.plan(by.street or 0).rounds_in(grid)
    return [one.line for one in rules_there if people.responsible_for(grid, one.line, at).account == by.account]


def _others(by: Actor, moment: datetime) -> list[Passed]:
    """Return the person's check-ins that count, just before and just after a moment, with those of a quarter of an hour."""
    mine = CheckIn.objects.filter(account=by.account or 0, state__in=GOOD)
    near = mine.filter(happened_at__gt=moment - rules.AGAIN, happened_at__lt=moment + rules.AGAIN)
    before = mine.filter(happened_at__lte=moment, happened_at__gt=moment - NEAR).order_by("-happened_at")[:1]
    after = mine.filter(happened_at__gte=moment, happened_at__lt=moment + NEAR).order_by("happened_at")[:1]
    rows = {row.pk: row for part in (near, before, after) for row in part.only("id", "happened_at", "point")}
    places = reads.named_points(row.point for row in rows.values())
    return [Passed(row.happened_at, places[row.point].lon, places[row.point].lat, row.point) for row in rows.values()]


def _seen(point: Point, happened: datetime) -> None:
    """Remember the latest check-in that counts; derived, and never set back."""
    rows = Point.objects.filter(Q(seen_at=None) | Q(seen_at__lt=happened), pk=point.pk)
    if rows.update(seen_at=happened):
        point.seen_at = happened


def _data(row: CheckIn) -> dict[str, object]:
    """Return what the journal says of a check-in: no place, and metres only to ten."""
    data: dict[str, object] = {"check_in": row.pk, "state": row.state}
    if row.why:
        data["why"] = row.why
    if row.metres is not None:
        data["metres"] = min(round(row.metres, -1), 10_000)
    return data


def _answer(client_id: str, row: CheckIn, point: Point, *, again: bool = False) -> Answer:
    return Answer(client_id, row.state, row.why, row.point, point.name, row.metres, again)


# ── what a head decides ────────────────────────────────────────────────────────────────────────────────────────────


def recognise_check_in(*, check_in: int, reason: str, by: Actor, at: datetime) -> CheckIn:
    """Let a check-in count that did not by itself; `reason` is a code. Raises OwnCheckIn, AlreadyDecided, Invalid."""
    if reason not in REASONS:
        raise Invalid(fields={"reason": "Choose why it counts: one of {known}."}, known=", ".join(REASONS))
    with scope.scoped(*scope.of(by)):
        row = _decide(check_in, RECOGNISED, by, at)
        _tell("patrols.recognised", row, by, at, {"reason": reason})
        _seen(Point.objects.get(pk=row.point), row.happened_at)
    return row


def decline_check_in(*, check_in: int, by: Actor, at: datetime) -> CheckIn:
    """Leave a check-in out for good. Raises OwnCheckIn, AlreadyDecided."""
    with scope.scoped(*scope.of(by)):
        row = _decide(check_in, DECLINED, by, at)
        _tell("patrols.declined", row, by, at, {})
    return row


def _decide(number: int, state: str, by: Actor, at: datetime) -> CheckIn:
    """Lock a check-in that waits and set what was decided."""
    row = CheckIn.objects.select_for_update().filter(pk=number).first()
    if row is None or not rules.reaches(by, row.grid):
        raise NotFound
    if not by.roles & DECIDERS or by.account is None:
        raise Forbidden("Check-ins are recognised by the community head or a leader.")
    if row.account == by.account:
        raise OwnCheckIn
    if row.state != WAITING:
        raise AlreadyDecided
    row.state, row.decided_account, row.decided_at = state, by.account, at
    row.save(update_fields=["state", "decided_account", "decided_at"])
    return row


def _tell(code: str, row: CheckIn, by: Actor, at: datetime, more: dict[str, object]) -> None:
    data = {"check_in": row.pk, "state": row.state, "who": by.account, **more}
    write(code, subject=Ref(POINT, row.point), street=row.street, by=by, at=at, data=data)
