"""What matters hold of persons: found by keyed marks of numbers, opened for the person, kept while work goes on."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from shiqiao.base import crypto
from shiqiao.base.actor import Ref
from shiqiao.base.text import mask, restore
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.matters import away, store
from shiqiao.kernel.matters.erasing import erase_matter
from shiqiao.kernel.matters.models import Identifier, Matter, Note, Reporter
from shiqiao.kernel.matters.moves import item_of
from shiqiao.kernel.matters.rules import REOPEN_WINDOW
from shiqiao.kernel.retention.hooks import (
    IDENTIFIERS,
    NAMED,
    TEXTS,
    Asked,
    Found,
    Holding,
    Kept,
    Piece,
    Sought,
    Stop,
    holdings,
    kept,
)

OPEN = "The matter is still open. Erase it after it is closed."  # msgid
REVIEW = "A review of this petition is going on. Erase it after the review is answered."  # msgid
WINDOW = "The reporter can still have it taken up again or reviewed. Erase it when that time is over."  # msgid
PARTS = "Parts of this matter are still open, or the matter that handles it. Erase it after they are closed."  # msgid
FLOW = "data_request"
TABLES = (
    "matters_matter", "matters_reporter", "matters_note", "matters_identifier", "matters_former_place",
    "matters_search", "files_attachment",
)  # fmt: skip
SOURCES = {
    "resident": "You reported it through the portal or the app", "phone": "You told it by telephone",
    "hotline": "The hotline 12345 passed it on",
}  # fmt: skip


def find(who: Sought) -> list[Found]:
    """Return the matters a person reported, their parts, and those in which others wrote the person's numbers."""
    if not who.marks:
        return []
    marks = list(who.marks)
    mine = Reporter.objects.filter(street=who.street, phone_blind__in=marks).values_list("matter", flat=True)
    # A request about the own data that is being worked off is not what it asks for; answered, it is held like any other.
    own = set(mine) - set(Matter.objects.filter(pk__in=list(mine), flow=FLOW, done=False).values_list("id", flat=True))
    own |= set(Matter.objects.filter(parent__in=own).values_list("id", flat=True)) if own else set()
    tokens: dict[int, list[str]] = {}
    named = Identifier.objects.filter(street=who.street, blind__in=marks).exclude(matter__in=own)
    for matter, token in named.order_by("id").values_list("matter", "token"):
        tokens.setdefault(matter, []).append(token)
    found = [Found(Ref(store.KIND, number)) for number in sorted(own)]
    return found + [Found(Ref(store.KIND, number), NAMED, tuple(some)) for number, some in sorted(tokens.items())]


# ── what keeps it ──────────────────────────────────────────────────────────────────────────────────────────────────


def stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which matters may not be erased yet: open ones, those that can be taken up again, those with open parts, and
    those of months that were put away."""
    parts = Matter.objects.filter(parent=OuterRef("pk"), done=False)
    rows = Matter.objects.filter(pk__in=list(ids)).annotate(divided=Exists(parts))
    found = {row.pk: stop for row in rows if (stop := _stop(row, at))}
    return {**away.stops([one for one in ids if one not in found]), **found}


def _stop(row: Matter, at: datetime) -> Stop | None:
    if not row.done:
        return Stop(REVIEW if "reviewing" in row.state else OPEN)
    if row.divided or (row.duplicate_of and row.ended_at is None):  # type: ignore[attr-defined]
        return Stop(PARTS)
    final = flow(row.flow, row.flow_version).states[row.state].final
    if not final and row.ended_at is not None and at <= row.ended_at + REOPEN_WINDOW:
        return Stop(WINDOW, row.ended_at + REOPEN_WINDOW)
    return None


# ── what rules touch ───────────────────────────────────────────────────────────────────────────────────────────────


def due(asked: Asked) -> list[int]:
    """Return closed matters whose term has run out and of which there is something left to erase."""
    rows = Matter.objects.filter(street=asked.street, done=True, pk__gt=asked.after)
    rows = rows.filter(**{f"{_START[asked.start]}__lt": asked.before})
    if asked.only:
        rows = rows.filter(flow__in=asked.only)
    if asked.but:
        rows = rows.exclude(flow__in=asked.but)
    rows = rows.filter(_left(asked.act))
    return list(rows.order_by("pk").values_list("pk", flat=True)[: asked.limit])


_START = {"closed_at": "ended_at", "reported_at": "reported_at"}


def _left(act: str) -> Q:
    reporters: QuerySet[Reporter] = Reporter.objects.filter(matter=OuterRef("pk"))
    known = reporters.filter(Q(name__isnull=False) | Q(phone__isnull=False))
    numbers = Identifier.objects.filter(matter=OuterRef("pk"))
    left = Q(Exists(known)) | Q(Exists(numbers))
    return left if act == IDENTIFIERS else left | ~Q(text="") | ~Q(address="")


def show(ids: Sequence[int]) -> list[str]:
    """Name matters by their numbers."""
    return list(Matter.objects.filter(pk__in=list(ids)).order_by("pk").values_list("number", flat=True))


def sorts(street: int) -> frozenset[str]:
    """Return the flows of a street's items: by them rules tell petitions from other matters."""
    return frozenset(item.flow for item in catalogue(street).items.values())


# ── what the person learns ─────────────────────────────────────────────────────────────────────────────────────────


def disclose(found: Sequence[Found]) -> list[Piece]:
    """Open matters for the person who reported them; of those of others only that a number of the person stands there.

    Raises InArchive where one lies in a month that was put away: what is handed out is whole.
    """
    rows = Matter.objects.in_bulk([one.subject.id for one in found])
    for one in found:
        if one.subject.id not in rows:
            away.refuse_away(one.subject.id)
    return [
        _named(one, rows[one.subject.id]) if one.how == NAMED else _own(one, rows[one.subject.id])
        for one in found
        if one.subject.id in rows
    ]


def _named(one: Found, row: Matter) -> Piece:
    values = (("Reported at", row.reported_at.isoformat()), ("Numbers of yours in it", str(len(one.tokens))))
    return Piece(
        one.subject, "A matter of somebody else", "Written by another person", "To handle what was reported", values
    )


def _own(one: Found, row: Matter) -> Piece:
    reporter = Reporter.objects.filter(matter=row.pk).order_by("-id").first()
    numbers = {i.token: mask(i.kind, crypto.decrypt(i.value)) for i in Identifier.objects.filter(matter=row.pk)}
    values = [
        ("Number", row.number), ("Kind", item_of(row).title.zh), ("Reported at", row.reported_at.isoformat()),
        ("Full name", crypto.decrypt(reporter.name) if reporter and reporter.name else ""),
        ("Telephone", crypto.decrypt(reporter.phone) if reporter and reporter.phone else ""),
        ("Place", restore(row.address, numbers)), ("What was written", restore(row.text, numbers)),
        *(("Answered", str(answer)) for answer in row.form.values() if answer not in ("", None)),
        *(("Answer to you", _note(note, numbers)) for note in _public(row.pk)),
        *(("File", file.name) for file in attachments_of(one.subject)),
    ]  # fmt: skip
    source = SOURCES.get(row.channel, "Officials wrote it down")
    shown = tuple(value for value in values if value[1])
    return Piece(one.subject, "A matter you reported", source, "To handle what was reported", shown, row.flow)


def _public(matter: int) -> list[Note]:
    return list(Note.objects.filter(matter=matter, public=True).exclude(text="").order_by("seq", "id"))


def _note(note: Note, numbers: Mapping[str, str]) -> str:
    prefix = f"{note.seq}/"
    own = {token.removeprefix(prefix): value for token, value in numbers.items() if token.startswith(prefix)}
    return restore(note.text, own)


def fill() -> None:
    """Put matters into the sockets of retention."""
    holdings.fill("matters", Holding(
        store.KIND, "Matters", TABLES, frozenset({IDENTIFIERS, TEXTS}), frozenset(_START), find, disclose, erase_matter,
        due, show, stops, sorts, on_request=TEXTS,
    ))  # fmt: skip
    kept.fill("matters", Kept(("matters_callback",), "answers of yes and no, without anybody's name"))
