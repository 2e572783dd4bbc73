"""What a page shows of a matter beside its row, each read once a page: clocks, notes, identifiers, files."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from shiqiao.base import crypto, text
from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.kernel.clocks import rules as clock_rules
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.matters.models import Identifier, Matter, Note
from shiqiao.kernel.matters.reads import may_read
from shiqiao.kernel.matters.subjects import sees_reporter

KIND = "matter"
LIT = (
    "id", "street", "subject", "name", "run", "term", "calendar", "started_at", "due_at", "stopped_at", "paused_at", "shifts",
)  # fmt: skip
COLOURS = ("red", "yellow", "green", "grey")  # what breaks first, first


@dataclass(frozen=True, slots=True)
class Lit:
    """The worst light of a matter's running clocks, and when the youngest of them began."""

    colour: str = "grey"
    began: datetime | None = None


def lit(rows: Sequence[Matter], at: datetime) -> dict[int, Lit]:
    """Return how each matter's running clocks stand, in one query; nothing runs for what is done."""
    found = {row.id: Lit() for row in rows}
    wanted = [row.id for row in rows if not row.done]
    if not wanted:
        return found
    running = Clock.objects.filter(kind=KIND, subject__in=wanted, stopped_at=None)
    for clock in running.only(*LIT):
        colour = clock_rules.light(clock.state(), at, calendar_for(clock.street, clock.calendar)).colour
        known = found[clock.subject]
        worst = min(known.colour, colour, key=COLOURS.index)
        began = max(known.began, clock.started_at) if known.began else clock.started_at
        found[clock.subject] = Lit(worst, began)
    return found


def lights(rows: Sequence[Matter], at: datetime) -> dict[int, str]:
    """Return the worst light of each open matter's running clocks, in one query."""
    return {number: one.colour for number, one in lit(rows, at).items()}


def notes_of(row: Matter) -> dict[int, list[Note]]:
    """Return what people wrote with each move, by the number of its journal line."""
    found: dict[int, list[Note]] = defaultdict(list)
    for note in Note.objects.filter(matter=row.id).order_by("seq", "id"):
        found[note.seq].append(note)
    return found


def masked_identifiers(row: Matter) -> dict[int, dict[str, str]]:
    """Return the masked value of each token by the journal line of its text: {1: {"mobile:1": "138****5678"}}."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for one in Identifier.objects.filter(matter=row.id):
        seq, _sep, key = one.token.rpartition("/")
        found[int(seq or 1)][key] = text.mask(one.kind, crypto.decrypt(bytes(one.value)))
    return found


def masked_of_reports(rows: Sequence[Matter]) -> dict[int, dict[str, str]]:
    """Return the masked value of each token in the reports of several matters, by matter; in one query."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for one in Identifier.objects.filter(matter__in=[row.id for row in rows]):
        seq, _sep, key = one.token.rpartition("/")
        if int(seq or 1) == 1:
            found[one.matter][key] = text.mask(one.kind, crypto.decrypt(bytes(one.value)))
    return found


def attachment_for(actor: Actor, number: int) -> Attachment:
    """Return a file of a matter that the actor may see; absent and not yours are the same NotFound."""
    found = Attachment.objects.filter(pk=number, subject_kind=KIND).first()
    row = Matter.objects.filter(pk=found.subject_id).first() if found else None
    if found is None or row is None or not may_read(actor, row):
        raise NotFound()
    return found


def numbers_of(actor: Actor, ids: Iterable[int]) -> dict[int, Matter]:
    """Return number and title of matters by their id, for notices; not of those that accuse the actor's unit."""
    rows = Matter.objects.filter(pk__in=list(ids)).exclude(accused__in=sorted(actor.reach.belongs))
    return {row.id: row for row in rows.only("id", "number", "title")}


def may_see_reporter(actor: Actor, row: Matter) -> bool:
    """Tell whether an actor sees who reported: those who talk with the reporter and the handler."""
    return sees_reporter(actor, row)
