"""Repeat chains (重复件): the same thing at the same place again, after an earlier matter about it was closed.

All members of a chain name its first. The worker links new matters by itself; a dispatcher links and unlinks by hand.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from shiqiao.base.actor import Actor, system
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, ShiqiaoError
from shiqiao.base.rows import the_one
from shiqiao.base.time import now
from shiqiao.kernel.matters import together
from shiqiao.kernel.matters.errors import MoveLacks
from shiqiao.kernel.matters.following import lock_structure
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import cleaned, lock, roles_of, write_change
from shiqiao.kernel.matters.reads import metres_between
from shiqiao.kernel.matters.report import wrong_moment
from shiqiao.kernel.matters.rules import Change, Given, Sheet

log = logging.getLogger(__name__)
ROUND = 200  # new matters that one round looks at
WALKED = 400  # of the newest matters of a grid, among which the earlier one is looked for
RECENT, AT_START = timedelta(hours=1), timedelta(days=3)
LINKS = frozenset({"dispatcher", "system"})
_COMPARED = (
    "id", "street", "item", "catalogue", "lon", "lat", "address", "reported_at", "ended_at", "state", "repeat_of",
)  # fmt: skip
_seen: dict[int, datetime] = {}  # what this process has looked at, and when that was reported
_last: list[datetime] = []  # when this process made its last round


def link_new(*, at: datetime) -> int:
    """Link matters of the last hour (after a start: of the last days) that repeat an earlier one; returns how many.

    Over all streets, in small rounds; what was looked at is not looked at again by this process.
    """
    since = _last[0] - RECENT if _last else at - AT_START
    for old in [identifier for identifier, reported in _seen.items() if reported <= since]:
        del _seen[old]
    fresh = Matter.objects.filter(reported_at__gt=since, reported_at__lte=at, grid__gt=0, parent=0, duplicate_of=0)
    rows = [row for row in fresh.order_by("reported_at")[: ROUND * 5] if row.id not in _seen][:ROUND]
    made = 0
    for row in rows:
        _seen[row.id] = row.reported_at
        try:
            with transaction.atomic():
                made += _linked_by_itself(row, at)
        except ShiqiaoError:  # one that cannot be linked must not keep the others from it
            log.exception("matter %s could not be looked at for repeats", row.number)
    if len(rows) < ROUND:  # else the rest is looked at in the next round
        _last[:] = [at]
    return made


def _linked_by_itself(row: Matter, at: datetime) -> bool:
    earlier = earlier_of(row) if not row.repeat_of else None
    if earlier:
        link_repeat(matter=row.id, to=earlier, by=system("repeats", street=row.street), at=at)
    return bool(earlier)


def earlier_of(row: Matter) -> int | None:
    """Return the matter that this one repeats, None when there is none: same grid, same item, near, closed before."""
    here = (
        Matter.objects.filter(grid=row.grid, reported_at__lt=row.reported_at).only(*_COMPARED).order_by("-id")[:WALKED]
    )
    return together.repeats(
        (
            (one.id, metres_between(one, row.lon, row.lat), one.ended_at, _same_address(one, row))
            for one in here
            if one.state in ("closed", "archived") and one.item == row.item
        ),
        row.reported_at,
    )


def _same_address(one: Matter, other: Matter) -> bool:
    return bool(one.address) and one.address == other.address


def link_repeat(*, matter: int, to: int, by: Actor, at: datetime, reason: str = "") -> Sheet:
    """Say that a matter repeats an earlier one; it joins that one's chain, and those that repeat it come along.

    By the system or a dispatcher. Raises Forbidden, NotFound, MoveLacks naming `to`.
    """
    with scope.scoped(*scope.of(by)):
        lock_structure(_street_of(matter))
        earlier = Matter.objects.filter(pk=to).only(*_COMPARED).first()
        first = earlier.repeat_of or earlier.id if earlier else 0
        behind = list(Matter.objects.filter(repeat_of=matter).order_by("id").values_list("id", flat=True))
        sheet = _linked(matter, first, earlier, by, at, reason)
        for one in behind:
            _write(one, {"repeat_of": first}, "matters.repeated", {"of": matter}, by, at)
    return sheet


def _linked(matter: int, first: int, earlier: Matter | None, by: Actor, at: datetime, reason: str) -> Sheet:
    row = Matter.objects.get(pk=matter)
    if not LINKS & roles_of(by, row):
        raise Forbidden()
    if earlier is None or earlier.street != row.street or first == matter or earlier.reported_at >= row.reported_at:
        raise MoveLacks(fields={"to": "Choose an earlier matter of this street that this one repeats."})
    return _write(matter, {"repeat_of": first}, "matters.repeated", {"of": earlier.id}, by, at, reason)


def unlink_repeat(*, matter: int, reason: str, by: Actor, at: datetime) -> Sheet:
    """Say that a matter does not repeat the chain it was linked to, with the reason. By a dispatcher."""
    with scope.scoped(*scope.of(by)):
        lock_structure(_street_of(matter))
        row = Matter.objects.get(pk=matter)
        if not LINKS & roles_of(by, row):
            raise Forbidden()
        if not row.repeat_of:
            raise MoveLacks(fields={"reason": "This matter repeats no other."})
        if not reason.strip():
            raise MoveLacks(fields={"reason": "Write the reason."})
        return _write(matter, {"repeat_of": 0}, "matters.unlinked", {"of": row.repeat_of}, by, at, reason)


def _write(
    matter: int, setting: dict[str, int], code: str, more: dict[str, int], by: Actor, at: datetime, reason: str = ""
) -> Sheet:
    recorded = now()
    if why := wrong_moment(at, recorded):
        raise Invalid(fields={"happened_at": why})
    given, found = cleaned(Given(reason=reason))
    change = Change(code, setting, more=more)
    return write_change(lock(matter), change, given, by=by, at=at, recorded=recorded, found=found)


def _street_of(matter: int) -> int:
    return the_one(Matter.objects.filter(pk=matter).values_list("street", flat=True))


def days_between(moments: list[tuple[datetime, datetime | None]]) -> Iterator[int | None]:
    """Yield for each member of a chain (reported, ended) how many days after the end of the one before it came."""
    before: datetime | None = None
    for reported, ended in moments:
        yield (reported - before).days if before and reported >= before else None
        before = max(filter(None, (before, ended)), default=None)
