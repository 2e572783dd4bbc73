"""What visits hold of persons: answers, notes, photos and the label of the door. Findings and times stay: they are counted."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shiqiao.base import crypto
from shiqiao.base.actor import Ref
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.text import masked
from shiqiao.base.time import now
from shiqiao.kernel.files.actions import erase as erase_file
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.journal.rules import chain
from shiqiao.kernel.retention.hooks import (
    TEXTS,
    Asked,
    Found,
    Holding,
    Order,
    Piece,
    Sought,
    Stop,
    Stopper,
    holdings,
    stoppers,
)
from shiqiao.kernel.visits import reads, store
from shiqiao.kernel.visits.answers import Brought
from shiqiao.kernel.visits.models import ADDRESS, TITLE, Place, Second, Visit, VisitPlan
from shiqiao.kernel.visits.proof import ERASED
from shiqiao.kernel.visits.rules import PLACE, VISIT, Change

PLANNED = "The visit is still to be made. Cancel it or let it be made first."  # msgid
VISITED = "The person is still visited by a plan. End the plan first."  # msgid
OPEN_FINDINGS = "What the visit found is not put right yet. Erase it after the re-check."  # msgid


def find(who: Sought) -> list[Found]:
    """Return the visits to a person."""
    rows = Visit.objects.filter(street=who.street, subject_kind="person", subject_id__in=list(who.persons))
    return [Found(Ref(VISIT, number)) for number in rows.order_by("pk").values_list("pk", flat=True)]


def stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which visits may not be erased yet: those to be made, and those with open findings."""
    rows = Visit.objects.filter(pk__in=list(ids)).values_list("pk", "state", "open_findings")
    return {
        number: Stop(PLANNED if state == "planned" else OPEN_FINDINGS)
        for number, state, findings in rows
        if state == "planned" or findings
    }


def visited(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which persons a plan still names."""
    rows = VisitPlan.objects.filter(active=True, subject_kind="person", subject_id__in=list(ids))
    return {number: Stop(VISITED) for number in rows.values_list("subject_id", flat=True)}


def due(asked: Asked) -> list[int]:
    """Return visits made before a moment of which something is left."""
    rows = Visit.objects.filter(street=asked.street, recorded_at__lt=asked.before, pk__gt=asked.after)
    if asked.only:
        rows = rows.filter(kind__in=asked.only)
    rows = rows.exclude(kind__in=asked.but).exclude(content=None).exclude(state="planned")
    return list(rows.order_by("pk").values_list("pk", flat=True)[: asked.limit])


def erase(order: Order) -> Mapping[str, int]:
    """Erase what was brought home from a visit, and the label of its door when nobody goes there any more.

    State, times and findings stay, the salt goes. Locks the visit's row; runs in the transaction of the act.
    """
    row = Visit.objects.select_for_update().filter(pk=order.subject.id).first()
    if row is None:
        return {}
    counts = {"texts": int(bool(row.content)), "files": len(attachments_of(order.subject))}
    place = _place_left(row)
    counts["places"] = int(place is not None)
    if not any(counts.values()):
        return {}
    for one in attachments_of(order.subject):
        erase_file(one)
    Visit.objects.filter(pk=row.pk).update(content=None, salt=b"")
    Second.objects.filter(visit=row.pk).update(content=None, salt=b"")
    gone = {name: count for name, count in counts.items() if count}
    more = {"act": order.act, "basis": order.basis, "rule": order.rule, "gone": gone}
    standing = store.lock(row.pk)
    store.save([store.act(standing, Change(ERASED, more=more), by=order.by, at=order.at, recorded=now())])
    if place is not None:
        _erase_place(place, order)
    return counts


def _place_left(row: Visit) -> Place | None:
    """Return the place of a visit when it is the label of a person to whom no other visit with content and no plan leads."""
    place = Place.objects.select_for_update().filter(pk=row.place, personal=True).exclude(salt=b"").first()
    others = Visit.objects.filter(place=row.place).exclude(pk=row.pk)
    if place is None or others.exclude(content=None).exists() or others.filter(state="planned").exists():
        return None
    return None if VisitPlan.objects.filter(place=row.place, active=True).exists() else place


def _erase_place(place: Place, order: Order) -> None:
    subject = Ref(PLACE, place.pk)
    place.title, place.address = crypto.encrypt("", context=TITLE), crypto.encrypt("", context=ADDRESS)
    place.lon = place.lat = None
    place.mark, place.salt = crypto.blind(f"erased {place.pk}", context="place.mark"), b""
    place.save()
    last = lines_of(subject)[-1]
    data = {"act": order.act, "basis": order.basis, "rule": order.rule}
    line = chain(
        prev=last.hash, seq=last.seq + 1, street=place.street, subject=subject, code=ERASED, happened_at=order.at,
        recorded_at=now(), actor=order.by.code, data=data,
    )  # fmt: skip
    store.write_lines([line])


def show(ids: Sequence[int]) -> list[str]:
    """Name visits by number and day."""
    rows = Visit.objects.filter(pk__in=list(ids)).order_by("pk")
    return [f"{row.pk} {row.kind} {row.done_at:%Y-%m-%d}" if row.done_at else f"{row.pk} {row.kind}" for row in rows]


def disclose(found: Sequence[Found]) -> list[Piece]:
    """Open visits for the person who was visited; what names others is masked."""
    rows = Visit.objects.filter(pk__in=[one.subject.id for one in found]).order_by("pk")
    return [_piece(row) for row in rows]


def _piece(row: Visit) -> Piece:
    values = [("Visited at", row.done_at.isoformat() if row.done_at else ""), ("Kind", row.kind)]
    if row.content:
        brought = Brought.read(row.opened())
        values += [*_answers(row, brought), ("Note", masked(brought.note))]
        values += [("File", file.name) for file in attachments_of(Ref(VISIT, row.pk))]
    purpose = "To know who needs help or what is dangerous"
    shown = tuple(value for value in values if value[1])
    return Piece(Ref(VISIT, row.pk), "A visit to you", "Written down at the visit", purpose, shown, row.kind)


def _answers(row: Visit, brought: Brought) -> list[tuple[str, str]]:
    try:
        kind = reads.kind_of_sheet(store.sheet_of(row))
    except ShiqiaoError:  # a checklist that is no longer there
        return [(key, str(value)) for key, value in brought.answers.items()]
    known = {question.key: question.title.zh for question in kind.table.questions}
    return [(known.get(key, key), masked(str(value))) for key, value in brought.answers.items()]


def _kinds(street: int) -> frozenset[str]:
    return frozenset(Visit.objects.filter(street=street).values_list("kind", flat=True).distinct()) | frozenset(
        kind.table.visit_kind for kind in reads.kinds(street)
    )


def fill() -> None:
    """Put visits into the sockets of retention."""
    holdings.fill("visits", Holding(
        VISIT, "Visits", ("visits_visit", "visits_place", "visits_finding", "visits_second"), frozenset({TEXTS}),
        frozenset({"recorded_at"}), find, disclose, erase, due, show, stops, _kinds, on_request=TEXTS,
    ))  # fmt: skip
    stoppers.fill("visits", Stopper("person", visited))
