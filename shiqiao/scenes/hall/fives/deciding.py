"""Deciding: what records propose becomes a finding or is dismissed; who is a model window for a half-year."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.scenes.hall.counters import counters
from shiqiao.scenes.hall.fives import rights, standard
from shiqiao.scenes.hall.fives.errors import DecidedAlready
from shiqiao.scenes.hall.fives.findings import Seen, open_finding
from shiqiao.scenes.hall.fives.grounds import Proposed, proposed
from shiqiao.scenes.hall.fives.plugs import Ground
from shiqiao.scenes.hall.fives.publishing import version_of
from shiqiao.scenes.hall.fives.rules import half_of, half_span
from shiqiao.scenes.hall.fives.store import GROUND, WINDOW, note, written
from shiqiao.scenes.hall.fives.tables import FiveSFinding, FiveSGround, ModelWindow
from shiqiao.scenes.hall.work import seal

WHY_NOT = "Write why nothing has to be put right."


@transaction.atomic
def accept_grounds(
    *,
    ground: str,
    station: int,
    keys: Collection[str],
    words: str,
    term: str = "",
    post: int = 0,
    invented: bool = False,
    by: Actor,
    at: datetime,
) -> FiveSFinding:
    """Make one finding out of records of a kind at a counter. Raises Invalid, DecidedAlready, NotFound."""
    with scope.scoped(*scope.of(by)):
        counter = rights.refuse_walk(by, station)
        group, rows = _chosen(ground, station, keys, by, at)
        seen = Seen(
            station, group.kind.area, group.kind.sense, words, term=term, post=post, ground=ground, invented=invented
        )
        row = open_finding(seen, counter, by, at, grounds=[one.key for one in rows])
        _decide(group, rows, by, at, finding=row.pk)
        return row


@transaction.atomic
def dismiss_grounds(*, ground: str, station: int, keys: Collection[str], words: str, by: Actor, at: datetime) -> None:
    """Decide that nothing has to be put right, with the reason. Raises Invalid, DecidedAlready, NotFound."""
    with scope.scoped(*scope.of(by)):
        rights.refuse_walk(by, station)
        group, rows = _chosen(ground, station, keys, by, at)
        made = _decide(group, rows, by, at, text=written(words, "words", WHY_NOT))
        told = {"ground": ground, "station": station, "grounds": [one.key for one in rows]}
        note("hall.grounds_dismissed", Ref(GROUND, made[0].pk), by.street or 0, by, at, **told)


def _chosen(ground: str, station: int, keys: Collection[str], by: Actor, at: datetime) -> tuple[Proposed, list[Ground]]:
    if not keys:
        raise Invalid(fields={"keys": "Tick at least one record."})
    group = next(iter(proposed(by, at, code=ground, station=station)), None)
    rows = [one for one in group.rows if one.key in keys] if group else []
    if group is None or len(rows) != len(set(keys)):
        raise DecidedAlready
    return group, rows


def _decide(
    group: Proposed, rows: list[Ground], by: Actor, at: datetime, *, finding: int = 0, text: str = ""
) -> list[FiveSGround]:
    made = [
        FiveSGround(
            street=by.street or 0, ground=group.kind.code, key=one.key, station=group.station, subject=str(one.ref or ""),
            happened_at=one.at, finding=finding, text=seal(text), account=by.account or 0, at=at,
        )
        for one in rows
    ]  # fmt: skip
    try:
        with transaction.atomic():
            return FiveSGround.objects.bulk_create(made)
    except IntegrityError as error:
        raise DecidedAlready from error


@transaction.atomic
def decide_window(*, station: int, half: str, awarded: bool, words: str, by: Actor, at: datetime) -> ModelWindow:
    """Decide about a window for a half-year that is over, once; awarded when it reaches the standard. Raises Invalid."""
    street = by.street or 0
    if not by.roles & rights.DECIDES and by.kind != "system":
        raise Forbidden(fields={"post": "A leader of the street decides about model windows."})
    with scope.scoped(*scope.of(by)):
        if station not in counters(street):
            raise NotFound
        words, found = _half_over(half, words, at), standard.window(street, station, half, at)
        if awarded and not found.standing.proposed:
            raise Invalid(
                fields={"awarded": "The window does not reach the standard in this half-year; see what it lacks."}
            )
        if ModelWindow.objects.filter(street=street, station=station, half=half).exists():
            raise Conflict("The window of this half-year is decided already.")
        row = ModelWindow.objects.create(
            street=street, station=station, half=half, version=version_of(street), awarded=awarded,
            score=found.standing.score or 0, needed=found.standing.needed, text=seal(words), post=by.post or 0,
            counted=[[one.code, one.hit, one.of] for one in found.criteria], account=by.account or 0, at=at,
        )  # fmt: skip
        told = {"station": station, "half": half, "score": row.score, "needed": row.needed, "counted": row.counted}
        code = "hall.window_awarded" if awarded else "hall.window_not_awarded"
        note(code, Ref(WINDOW, row.pk), street, by, at, version=row.version, **told)
        return row


def _half_over(half: str, words: str, at: datetime) -> str:
    try:
        _first, after = half_span(half)
    except ValueError:
        raise Invalid(fields={"half": "Write the half-year as 2018-1 or 2018-2."}) from None
    if localdate(at) < after:
        told = "The half-year {half} is not over yet; decide from {day} on."
        raise Invalid(fields={"half": told}, half=half_of(localdate(at)), day=after.isoformat())
    return written(words, "words", "Write why it is decided so.")
