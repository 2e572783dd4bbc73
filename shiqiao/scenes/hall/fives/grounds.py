"""What the hall's own records give ground for: late affairs, our incomplete notices, comings in vain, bad ratings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.time import now
from shiqiao.scenes.hall.fives import rights
from shiqiao.scenes.hall.fives.plugs import Ground, Grounds, grounds, plug
from shiqiao.scenes.hall.fives.publishing import five_s_of
from shiqiao.scenes.hall.fives.rules import BAD_STARS, IN_VAIN
from shiqiao.scenes.hall.fives.tables import FiveSGround
from shiqiao.scenes.hall.models import Affair, Trip
from shiqiao.scenes.hall.rules import OUR_NOTICE
from shiqiao.scenes.hall.work import KIND

MOST = 200  # records of a kind; the oldest are looked at first, the rest follows when they are decided


def late_affairs(street: int, since: datetime, until: datetime) -> Iterator[Ground]:
    """Yield affairs that broke their promised term: not decided yet, or decided late."""
    waiting = Affair.objects.filter(street=street, state="handling", due_at__range=(since, until)).order_by(
        "due_at", "id"
    )
    decided = Affair.objects.filter(street=street, late=True, decided_at__range=(since, until)).order_by(
        "decided_at", "id"
    )
    for row in (*waiting[:MOST], *decided[:MOST]):
        yield Ground(str(row.pk), row.at, row.due_at or row.taken_at, row.number, Ref(KIND, row.pk))


def our_notices(street: int, since: datetime, until: datetime) -> Iterator[Ground]:
    """Yield comings that our own incomplete notice caused."""
    yield from _trips(street, since, until, (OUR_NOTICE,))


def in_vain(street: int, since: datetime, until: datetime) -> Iterator[Ground]:
    """Yield comings to a counter that could not serve: closed, the system down, or who decides away."""
    yield from _trips(street, since, until, IN_VAIN)


def _trips(street: int, since: datetime, until: datetime, reasons: tuple[str, ...]) -> Iterator[Ground]:
    rows = Trip.objects.filter(street=street, reason__in=reasons, at__range=(since, until)).order_by("at", "id")
    found = list(rows[:MOST])
    numbers = dict(Affair.objects.filter(pk__in=[one.affair for one in found]).values_list("pk", "number"))
    for one in found:
        yield Ground(str(one.pk), one.station, one.at, numbers.get(one.affair, ""), Ref(KIND, one.affair))


def bad_ratings(street: int, since: datetime, until: datetime) -> Iterator[Ground]:
    """Yield affairs that were rated with one or two stars."""
    rows = Affair.objects.filter(street=street, stars__lte=BAD_STARS, rated_at__range=(since, until))
    for row in rows.order_by("rated_at", "id")[:MOST]:
        yield Ground(str(row.pk), row.at, row.rated_at or row.taken_at, row.number, Ref(KIND, row.pk))


OWN = (
    Grounds(
        "late_affair", gettext_noop("Decided later than promised"), late_affairs, sense="keep", icon="clock-exclamation"
    ),
    Grounds("our_notice", gettext_noop("Came again because our notice was incomplete"), our_notices, icon="list-check"),
    Grounds("in_vain", gettext_noop("Came in vain"), in_vain, sense="keep", icon="door"),
    Grounds("bad_rating", gettext_noop("Rated badly"), bad_ratings, "conduct", "smile", "mood-sad"),
)


def plug_own() -> None:
    """Plug in what the hall has by itself."""
    for one in OWN:
        plug(one)


@dataclass(frozen=True)
class Proposed:
    """Records of one kind at one counter that nobody has decided upon yet: together they can be one finding."""

    kind: Grounds
    station: int
    rows: tuple[Ground, ...]


def proposed(actor: Actor, at: datetime, *, code: str = "", station: int = 0) -> list[Proposed]:
    """Return what the records propose at the counters through which an actor may walk; a few queries, whatever there is."""
    street, seen = actor.street or 0, rights.walks(actor)
    kinds = [one for one in grounds().values() if not code or one.code == code]
    since = at - timedelta(days=five_s_of(street).look_back)
    found: dict[tuple[str, int], list[Ground]] = {}
    for kind in kinds:
        for row in kind.read(street, since, at):
            if row.station in seen and station in (0, row.station):
                found.setdefault((kind.code, row.station), []).append(row)
    known = _decided(street, found)
    by_code = {one.code: one for one in kinds}
    left = {key: tuple(row for row in rows if (key[0], row.key) not in known) for key, rows in found.items()}
    order = {unit: n for n, unit in enumerate(seen)}
    groups = [Proposed(by_code[code], unit, rows) for (code, unit), rows in left.items() if rows]
    return sorted(groups, key=lambda one: (order[one.station], list(by_code).index(one.kind.code)))


def _decided(street: int, found: dict[tuple[str, int], list[Ground]]) -> set[tuple[str, str]]:
    keys = {row.key for rows in found.values() for row in rows}
    if not keys:
        return set()
    return set(FiveSGround.objects.filter(street=street, key__in=keys).values_list("ground", "key"))


def how_many(actor: Actor) -> int:
    """Count the groups that wait for a decision."""
    return len(proposed(actor, now())) if rights.walks(actor) else 0
