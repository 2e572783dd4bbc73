"""What goes together with a matter, for its page: merged ones, children, who was summoned and came, earlier repeats.

Bounded by nature (at most 20 children) or by a limit. Rows that an actor may not read are for the caller to leave out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shiqiao.base import crypto
from shiqiao.base.actor import Actor
from shiqiao.base.text import mask, restore
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.journal.rules import Line
from shiqiao.kernel.matters import store, together
from shiqiao.kernel.matters.models import Identifier, Matter, Note, Reporter
from shiqiao.kernel.matters.reads import LISTED, branches, may_read
from shiqiao.kernel.people import reads as people

MOST = 50
CHAINS, SCANNED = 30, 2000
LOOK_BACK = timedelta(days=365)
_LINKED = (*LISTED, "parent", "duplicate_of", "repeat_of", "satisfied", "solved", "responded", "asked", "asked_by")


def merged_into(main: int) -> list[Matter]:
    """Return the matters that are merged into one, oldest first."""
    return list(Matter.objects.filter(duplicate_of=main).only(*_LINKED).order_by("id")[:MOST])


def parts_of(parent: int) -> list[Matter]:
    """Return the children of a matter, split from it or summoned for it, oldest first."""
    return list(Matter.objects.filter(parent=parent).only(*_LINKED).order_by("id")[: together.MOST_PARTS])


def one_of(identifier: int) -> Matter | None:
    """Return the main matter, the whole or the first of a chain, by its id."""
    return Matter.objects.filter(pk=identifier).first() if identifier else None


def chain_of(row: Matter) -> list[Matter]:
    """Return the chain of repeats that a matter belongs to, oldest first, with itself; empty when it repeats nothing."""
    first = row.repeat_of or row.id
    members = list(Matter.objects.filter(repeat_of=first).only(*_LINKED).order_by("id")[:MOST])
    found = [*Matter.objects.filter(pk=first).only(*_LINKED), *members] if members else []
    return sorted(found, key=lambda one: (one.reported_at, one.id))


@dataclass(frozen=True, slots=True)
class Attended:
    """A summoned unit: until when it should report in, when it came and who, what it did, and both assessments."""

    row: Matter
    unit: int
    unit_code: str
    state: str
    called_at: datetime
    attend_until: datetime | None
    attended_at: datetime | None
    attended_late: bool | None
    who: str
    result: str
    assessed: tuple[bool | None, bool | None, bool | None] | None
    call_justified: bool | None
    call_reason: str


def attendance(parent: int) -> list[Attended]:
    """Return who was summoned to a matter and who came: four queries, however many units."""
    rows = [row for row in parts_of(parent) if row.asked_by and not row.asked]
    ids = [row.id for row in rows]
    clocks: dict[int, list[Clock]] = defaultdict(list)
    for clock in Clock.objects.filter(kind=store.KIND, subject__in=ids, name="attend").order_by("run"):
        clocks[clock.subject].append(clock)
    lines: dict[int, dict[str, JournalLine]] = defaultdict(dict)
    for line in JournalLine.objects.filter(kind=store.KIND, subject__in=ids).order_by("seq"):
        lines[line.subject][line.code] = line
    notes: dict[tuple[int, int], str] = {}
    for note in Note.objects.filter(matter__in=ids):
        notes[note.matter, note.seq] = note.text
    return [_attended(row, clocks[row.id], lines[row.id], notes) for row in rows]


def _attended(
    row: Matter, clocks: Sequence[Clock], lines: Mapping[str, JournalLine], notes: Mapping[tuple[int, int], str]
) -> Attended:
    came, done = lines.get("matters.attended"), lines.get("matters.finished")
    judged, back = lines.get("matters.assessed"), lines.get("matters.rated_call")
    said = judged.data["said"] if judged else {}

    def note(line: JournalLine | None) -> str:
        return notes.get((row.id, line.seq), "") if line else ""

    return Attended(
        row=row, unit=row.unit, unit_code=people.unit(row.unit).code, state=row.state, called_at=row.reported_at,
        attend_until=clocks[-1].due_at if clocks else None, attended_at=came.happened_at if came else None,
        attended_late=clocks[-1].late if came and clocks else None, who=note(came), result=note(done),
        assessed=(said["responded"], said["solved"], said["satisfied"]) if judged else None,
        call_justified=back.data["said"]["satisfied"] if back else None, call_reason=note(back),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chain:
    """A place where the same thing came again and again: members oldest first."""

    members: Sequence[Matter]


def chains(actor: Actor, at: datetime) -> list[Chain]:
    """Return the longest chains of repeats within a year that an actor may see, longest first.

    Looks at the newest 2,000 repeats of each way the actor sees by, never at more.
    """
    counted: dict[int, set[int]] = defaultdict(set)
    for branch in branches(actor):
        found = Matter.objects.filter(branch, repeat_of__gt=0, reported_at__gte=at - LOOK_BACK).order_by("-id")
        for identifier, first in found.values_list("id", "repeat_of")[:SCANNED]:
            counted[first].add(identifier)
    longest = sorted(counted, key=lambda first: (-len(counted[first]), -first))[:CHAINS]
    wanted = [identifier for first in longest for identifier in (first, *sorted(counted[first])[-MOST:])]
    rows = {row.id: row for row in Matter.objects.filter(pk__in=wanted).only(*_LINKED)}
    return [Chain(_seen(actor, (first, *sorted(counted[first])), rows)) for first in longest]


def _seen(actor: Actor, ids: Iterable[int], rows: Mapping[int, Matter]) -> list[Matter]:
    found = [rows[one] for one in ids if one in rows and may_read(actor, rows[one])]
    return sorted(found, key=lambda one: (one.reported_at, one.id))


def proposals(
    actor: Actor, flows: Sequence[str], state: str = "", *, before: int = 0, limit: int = MOST
) -> list[Matter]:
    """Return the proposals an actor may see, newest first; they have no grid, which is the index they are found by."""
    rows: dict[int, Matter] = {}
    for branch in branches(actor):
        found = Matter.objects.filter(branch, grid=0, flow__in=flows).only(*LISTED, "published")
        found = found.filter(state=state) if state else found
        found = found.filter(id__lt=before) if before else found
        rows.update({row.id: row for row in found.order_by("-id")[: limit + 1]})
    return sorted(rows.values(), key=lambda row: -row.id)[: limit + 1]


def published(street: int, *, before: int = 0, limit: int = MOST) -> list[Matter]:
    """Return what a person found fit to be shown to everybody, newest first: only titles and states may leave."""
    found = Matter.objects.filter(street=street, published=True).only(*LISTED)
    return list((found.filter(id__lt=before) if before else found).order_by("-id")[:limit])


def reporters_by_matter(ids: Sequence[int]) -> dict[int, tuple[crypto.Bytes | None, crypto.Bytes | None]]:
    """Return the sealed name and telephone of the first reporter of each matter, in one query."""
    rows = Reporter.objects.filter(matter__in=ids).order_by("-id")
    return {matter: (name, phone) for matter, name, phone in rows.values_list("matter", "name", "phone")}


@dataclass(frozen=True, slots=True)
class Shared:
    """What a move of the main matter was, and what the reporters of those merged into it may read of it."""

    code: str
    texts: Sequence[str]


def shared_by(lines: Iterable[Line]) -> dict[int, Shared]:
    """Return, for lines by which a matter followed its main one, what was said there publicly, numbers masked."""
    wanted = {line.seq: (line.data["main"], line.data["line"]) for line in lines if "line" in line.data}
    if not wanted:
        return {}
    mains = {main for main, _ in wanted.values()}
    codes = {
        (subject, seq): code
        for subject, seq, code in JournalLine.objects.filter(kind=store.KIND, subject__in=mains).values_list(
            "subject", "seq", "code"
        )
    }
    tokens: dict[int, dict[str, str]] = defaultdict(dict)
    for one in Identifier.objects.filter(matter__in=mains):
        tokens[one.matter][one.token] = mask(one.kind, crypto.decrypt(one.value))
    texts: dict[tuple[int, int], list[str]] = defaultdict(list)
    for note in Note.objects.filter(matter__in=mains, public=True).order_by("seq", "id"):
        known = {t.removeprefix(f"{note.seq}/"): value for t, value in tokens[note.matter].items()}
        texts[note.matter, note.seq].append(restore(note.text, known))
    return {seq: Shared(codes.get(at, ""), texts[at]) for seq, at in wanted.items()}
