"""What a firm needs: recorded once, put to several units, each with its own position; reminded, escalated, rated."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.base.rows import the_one
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.reads import resolve
from shiqiao.scenes.enterprise import rights
from shiqiao.scenes.enterprise.errors import FirmRefused, NotSoNow
from shiqiao.scenes.enterprise.firms import ids_of, live_of
from shiqiao.scenes.enterprise.publishing import office_of, rules_of
from shiqiao.scenes.enterprise.rules import MOVES, SETTLED, SOURCES, state_of
from shiqiao.scenes.enterprise.seats import seat_by
from shiqiao.scenes.enterprise.stewarding import present
from shiqiao.scenes.enterprise.store import NEED, day_of, hold, locked, note, one_of, seal, written
from shiqiao.scenes.enterprise.tables import FirmEntry, FirmNeed, FirmPosition, FirmReminder

NEEDS_REASON = frozenset({"refused", "no_help", "unreachable", "done", "waiting"})


@dataclass(frozen=True, slots=True)
class Needed:
    """What a firm needs, as it was said; `origin` is the visit or matter it came from, `units` those that are asked."""

    organisation: int
    topic: str
    text: str
    source: str = "desk"
    origin: Ref | None = None
    units: frozenset[int] = frozenset()
    client_id: str = ""


def record_need(*, needed: Needed, invented: bool = False, by: Actor, at: datetime) -> FirmNeed:
    """Record a need and put it to units: those named, else those that the topic names, else the office.

    Raises FirmRefused naming each field and for the same topic twice from one visit or matter; NotFound for who does not
    look after the firm, and for a seat at another firm.
    """
    said = written(needed.text, "text", "Write what the firm needs.")
    with scope.scoped(*scope.of(by)), transaction.atomic():
        live = live_of(by, needed.organisation)
        _may_record(by, live.street, live.pk)
        table = rules_of(live.street)
        one_of(needed.topic, (one.code for one in table.topics), "topic")
        one_of(needed.source, SOURCES, "source")
        if found := _sent_before(live.street, needed):
            return found
        row = _create(live, needed, said, invented, by, at)
        note("enterprise.need_recorded", Ref(NEED, row.pk), row.street, by, at, topic=row.topic, source=row.source,
             organisation=row.organisation, earlier=row.earlier or None)  # fmt: skip
        for unit in sorted(needed.units) or units_for(live.street, needed.topic):
            _ask(row, unit, False, by, at)
        return row


def _may_record(by: Actor, street: int, organisation: int) -> None:
    seat = seat_by(by)
    if seat is not None:
        if seat.organisation != organisation:
            raise NotFound
        return
    rights.refuse_strangers(by, street, organisation)


def _sent_before(street: int, needed: Needed) -> FirmNeed | None:
    if not needed.client_id:
        return None
    return FirmNeed.objects.filter(
        street=street, client_id=needed.client_id[:40], organisation__in=ids_of(needed.organisation)
    ).first()


def _create(live: Any, needed: Needed, said: str, invented: bool, by: Actor, at: datetime) -> FirmNeed:
    street, firm, seat = live.street, live.pk, seat_by(by)
    year, earlier = day_of(at).year, _abandoned_before(firm, needed.topic)
    hold(f"needs {street} {year}")
    last = (
        FirmNeed.objects.filter(street=street, year=year).order_by("-serial").values_list("serial", flat=True).first()
    )
    serial = (last or 0) + 1
    try:
        with transaction.atomic():
            return FirmNeed.objects.create(
                street=street, year=year, serial=serial, number=f"QX{year}-{serial:04d}", organisation=firm,
                topic=needed.topic, source=needed.source, source_kind=needed.origin.kind if needed.origin else "",
                source_id=needed.origin.id if needed.origin else 0, client_id=needed.client_id[:40], text=seal(said),
                earlier=earlier, seat=seat.id if seat else 0, account=by.account or 0, made_at=at, invented=invented,
            )  # fmt: skip
    except IntegrityError as error:
        if "enterprise_need_once" not in str(error):
            raise
        told = "From this visit or matter a need on this topic was recorded already; add to that one."
        raise FirmRefused(fields={"topic": told}) from None


def _abandoned_before(organisation: int, topic: str) -> int:
    rows = FirmNeed.objects.filter(organisation__in=ids_of(organisation), topic=topic, abandoned_at__isnull=False)
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


def units_for(street: int, topic: str) -> list[int]:
    """Return the units that usually help with a topic, else the office that keeps the firms."""
    codes = rules_of(street).topic(topic).units
    office = office_of(street)
    return [people.unit_by_code(code, street).id for code in codes] or ([office] if office else [])


def ask_unit(*, need: int, unit: int, by: Actor, at: datetime) -> FirmPosition:
    """Put a need to one more unit; where those asked have all refused or kept silent it is an escalation.

    Raises FirmRefused for a unit that was asked before, NotSoNow for a settled need, NotFound.
    """
    with scope.scoped(*scope.of(by)), transaction.atomic():
        row = _own(need, by)
        if row.state in SETTLED:
            raise NotSoNow
        if people.unit(unit).street != row.street:
            raise NotFound
        standing = list(FirmPosition.objects.filter(need=row.pk))
        if any(one.unit == unit for one in standing):
            raise FirmRefused(fields={"unit": "This unit was asked before; choose another."})
        nobody = all(one.state == "refused" or one.abandoned_at for one in standing)
        made = _ask(row, unit, bool(standing) and nobody, by, at)
        settle(row, at)
        return made


def _ask(row: FirmNeed, unit: int, escalated: bool, by: Actor, at: datetime) -> FirmPosition:
    post = head_of(unit)
    made = FirmPosition.objects.create(
        street=row.street, need=row.pk, unit=unit, post=post, asked_at=at, escalated=escalated
    )
    code = "enterprise.need_escalated" if escalated else "enterprise.unit_asked"
    note(code, Ref(NEED, row.pk), row.street, by, at, unit=unit, post=post, position=made.pk)
    if post:
        notify(street=row.street, post=post, kind=code, subject=Ref(NEED, row.pk), at=at)
    return made


def head_of(unit: int) -> int:
    """Return the post that answers for a unit: its head, else any of its posts, 0 for none."""
    found = [row for row in people.posts(people.unit(unit).street) if row.unit == unit]
    heads = [row for row in found if row.roles & {"department_head", "community_head"}]
    return (heads or found)[0].id if found else 0


def answer(*, position: int, to: str, reason: str = "", by: Actor, at: datetime) -> FirmPosition:
    """Move a unit's own position along the table; the reason is needed but for taking it. The need's state follows.

    Raises FirmRefused naming the field, Forbidden for who does not speak for the unit, NotSoNow, NotFound.
    """
    with scope.scoped(*scope.of(by)), transaction.atomic():
        row = the_one(FirmPosition.objects.select_for_update().filter(pk=position, street=by.street or 0))
        need = locked(FirmNeed, row.need)
        if not (rights.answers(by, row.unit) or rights.is_system(by, row.street)):
            raise Forbidden(fields={"unit": "Only people of the unit that was asked answer for it."})
        if to not in MOVES[row.state]:
            raise NotSoNow
        said = written(reason, "reason", "Write why." if to in NEEDS_REASON else "")
        row.state, row.answered_at, row.account = to, at, by.account or 0
        if to == "waiting":
            row.asked_at, row.abandoned_at = at, None
            FirmReminder.objects.filter(position=row.pk).delete()  # asked anew: the days count from here
        row.save(update_fields=["state", "answered_at", "account", "asked_at", "abandoned_at"])
        _enter(need, row.pk, to, said, by, at)
        note("enterprise.position_taken", Ref(NEED, need.pk), row.street, by, at, unit=row.unit, to=to, position=row.pk)
        settle(need, at)
        _tell(need, to, at)
        return row


def _enter(need: FirmNeed, position: int, kind: str, text: str, by: Actor, at: datetime) -> None:
    FirmEntry.objects.create(
        street=need.street, need=need.pk, position=position, kind=kind, text=seal(text), account=by.account or 0, at=at
    )


def settle(need: FirmNeed, at: datetime) -> None:
    """Compute the state of a need from its positions; it is settled once and abandoned while nobody takes it."""
    rows = list(FirmPosition.objects.filter(need=need.pk))
    need.state = state_of(row.state for row in rows)
    need.settled_at = (need.settled_at or at) if need.state in SETTLED else None
    open_ = need.state in ("waiting", "refused")
    silent = [row.abandoned_at for row in rows if row.abandoned_at]
    gone = open_ and bool(silent) and all(row.abandoned_at or row.state == "refused" for row in rows)
    need.abandoned_at = (need.abandoned_at or max(silent)) if gone else None
    need.save(update_fields=["state", "settled_at", "abandoned_at"])


def _tell(need: FirmNeed, to: str, at: datetime) -> None:
    """Tell the steward how it stands, and the office when all have refused."""
    live = resolve(Ref("organisation", need.organisation)).id
    term = present([live]).get(live)
    if term is not None:
        _notice(need, "enterprise.position_taken", term.post, at)
    office = office_of(need.street)
    if to == "refused" and need.state == "refused" and office and (post := head_of(office)):
        _notice(need, "enterprise.need_refused", post, at)


def _notice(need: FirmNeed, kind: str, post: int, at: datetime) -> None:
    notify(street=need.street, post=post, kind=kind, subject=Ref(NEED, need.pk), at=at)


def _own(need: int, by: Actor) -> FirmNeed:
    row = locked(FirmNeed, need)
    if by.street not in (None, row.street):
        raise NotFound
    rights.refuse_strangers(by, row.street, live_of(by, row.organisation).pk)
    return row


def rate_need(*, need: int, useful: int, text: str = "", by: Actor, at: datetime) -> FirmNeed:
    """Let the firm say how useful the help was, 1 to 5, once it is settled; who answered is told.

    Raises FirmRefused, NotSoNow while it is open or when it was said already, NotFound for another firm's.
    """
    said = written(text, "text")
    if useful not in range(1, 6):
        raise FirmRefused(fields={"useful": "Choose one of those offered."})
    with scope.scoped(*scope.of(by)), transaction.atomic():
        row, seat = locked(FirmNeed, need), seat_by(by)
        if seat is None or row.street != seat.street or row.organisation not in ids_of(seat.organisation):
            raise NotFound
        if row.settled_at is None or row.rated_at is not None:
            raise NotSoNow
        row.useful, row.praise, row.rated_at = useful, seal(said), at
        row.save(update_fields=["useful", "praise", "rated_at"])
        note("enterprise.need_rated", Ref(NEED, row.pk), row.street, by, at, useful=useful)
        for post in posts_that_answered(row.pk):
            _notice(row, "enterprise.need_rated", post, at)
        return row


def posts_that_answered(need: int) -> Iterable[int]:
    """Return the posts of the units that took a need."""
    rows = FirmPosition.objects.filter(need=need).exclude(state__in=("waiting", "refused"))
    return [row.post for row in rows.order_by("pk") if row.post]
