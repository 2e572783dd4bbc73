"""Every move of a standing matter: lock, decide, write; one transaction, one journal line, one combined statement."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Exists, QuerySet

from shiqiao.base import crypto
from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.facts import publish
from shiqiao.base.text import Found, clean, tokenise
from shiqiao.base.time import now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.clocks.facts import ClockMoved
from shiqiao.kernel.clocks.hooks import Asked
from shiqiao.kernel.clocks.ids import CLOCK_IDS
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.clocks.rules import ClockState, alarm_for, level_at
from shiqiao.kernel.files.actions import adopt
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.flows.rules import Move
from shiqiao.kernel.journal.rules import Line, chain
from shiqiao.kernel.matters import accused, store, waiting
from shiqiao.kernel.matters.away import refuse_away
from shiqiao.kernel.matters.conditions import misplaced
from shiqiao.kernel.matters.errors import ConditionNotMet, MoveLacks
from shiqiao.kernel.matters.facts import MatterMoved
from shiqiao.kernel.matters.hooks import kept_back
from shiqiao.kernel.matters.intake import search_terms, sheet_of
from shiqiao.kernel.matters.models import FormerPlace, Matter, SearchRow
from shiqiao.kernel.matters.report import TEXT_MOST, body_text, identifiers_text, wrong_moment
from shiqiao.kernel.matters.rules import (
    COLUMNS,
    MARKS,
    NOTES,
    Change,
    Given,
    Ground,
    Sheet,
    advance,
    identifier_in,
    next_due,
    roles_towards,
    step,
    unmet,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A matter locked for a move: its row, sheet and the clocks' row ids."""

    row: Matter
    sheet: Sheet
    clock_ids: dict[tuple[str, int], int]
    levels: dict[tuple[str, int], int]
    followed: bool = False  # other matters are merged into it
    divided: bool = False  # parts of it are still open

    @property
    def id(self) -> int:
        return self.row.id


def territory_of(row: Matter | Sheet) -> int:
    """Return the 15-digit territory number of a matter: its grid, or its whole street while unrouted."""
    return row.grid or row.street * 1_000_000


def roles_of(actor: Actor, row: Matter | Sheet) -> frozenset[str]:
    """Return the roles an actor has towards a matter."""
    caller = row.asked_by if row.parent and not row.asked else 0  # who summoned a unit to a matter
    return roles_towards(
        actor,
        post=row.post,
        unit=row.unit,
        territory=territory_of(row),
        line=row.line,
        caller=caller,
        accused=row.accused,
    )


def item_of(row: Matter | Sheet) -> Item:
    """Return the item a matter runs under, from the catalogue version that it began with."""
    return catalogue(row.street, row.catalogue).item(row.item)


def ground_of(sheet: Sheet, *, by: Actor, at: datetime, recognised: bool = False) -> Ground:
    """Return what a decision about a matter stands on; `at` starts and stops clocks."""
    return Ground(
        flow(sheet.flow, sheet.flow_version),
        item_of(sheet),
        calendar_for(sheet.street),
        at,
        by,
        roles_of(by, sheet),
        recognised,
        catalogue(sheet.street, sheet.catalogue).outcomes.keys(),
        Asked(sheet.street, store.KIND, sheet.item, by.code, identifier_in(sheet.number)),
    )


def open_moves(actor: Actor, row: Matter, at: datetime, clocks: Iterable[ClockState]) -> list[tuple[Move, str]]:
    """Return the moves that fit the situation, each with the sentence that says why it rests, "" when it can be made."""
    sheet = sheet_of(row, tuple(clocks))
    ground = ground_of(sheet, by=actor, at=at)
    fitting = [move for move in moves_for(actor, row) if not misplaced(move, sheet, ground)]
    return [(move, unmet(move, sheet, ground) or kept_back(row.flow, row.id, move.do, at)) for move in fitting]


def moves_for(actor: Actor, row: Matter | Sheet) -> list[Move]:
    """Return the moves an actor may make on a matter now: the buttons of every surface."""
    return flow(row.flow, row.flow_version).moves_from(row.state, roles_of(actor, row))


def lock(identifier: int) -> Standing:
    """Lock a matter's row until the transaction ends and read its clocks. Raises InArchive for one that was put away."""
    row = Matter.objects.select_for_update().filter(pk=identifier).first()
    if row is None:
        refuse_away(identifier)
        raise NotFound
    # Asked with the clocks, when the row is locked: whoever links or unlinks others with it holds the same lock.
    linked = {"followed": Exists(followers(identifier)), "divided": Exists(open_parts(identifier))}
    clocks = list(Clock.objects.filter(kind=store.KIND, subject=identifier).annotate(**linked).order_by("id"))
    seen = {name: getattr(clocks[0], name) if clocks else _ask(name, identifier) for name in linked}
    return Standing(
        row,
        sheet_of(row, tuple(clock.state() for clock in clocks)),
        {(c.name, c.run): c.id for c in clocks},
        {(c.name, c.run): c.alarm_level for c in clocks},
        **seen,
    )


def followers(main: int) -> QuerySet[Matter]:
    """Return the matters that are merged into one and not filed yet."""
    return Matter.objects.filter(duplicate_of=main, state="merged")


def open_parts(parent: int) -> QuerySet[Matter]:
    """Return the parts of a matter, split from it or summoned for it, that are still open."""
    return Matter.objects.filter(parent=parent, done=False)


def _ask(name: str, identifier: int) -> bool:
    return {"followed": followers, "divided": open_parts}[name](identifier).exists()


def move_matter(*, matter: int, do: str, given: Given, by: Actor, at: datetime) -> Sheet:
    """Make a move on a matter, in one transaction. Locks the matter's row.

    `at` is when it happened; clocks start and stop when it is recorded, which is now. Raises MoveNotAllowed,
    MoveLacks, ConditionNotMet, NotFound.
    """
    from shiqiao.kernel.matters.doors import DOORS  # they move by what stands here

    return DOORS.get(do, partial(move_alone, do=do))(matter=matter, given=given, by=by, at=at)


def move_alone(*, matter: int, do: str, given: Given, by: Actor, at: datetime) -> Sheet:
    """Make a move that begins with one matter; what is merged into it follows."""
    from shiqiao.kernel.matters import following  # it moves by what stands here

    with scope.scoped(*scope.of(by)):
        standing, recorded = lock(matter), now()
        if why := wrong_moment(at, recorded):
            raise Invalid(fields={"happened_at": why})
        given, found = cleaned(given)
        change = step(standing.sheet, do, given, ground_of(standing.sheet, by=by, at=recorded))
        if why := kept_back(standing.sheet.flow, matter, do, recorded):
            raise ConditionNotMet(why, condition="gate")
        following.guard(standing, change, given)
        if given.evidence:
            subject, street = store.subject(matter), standing.sheet.street
            adopt(given.evidence, subject=subject, street=street, by=by, at=recorded, field="evidence")
        sheet = write_change(standing, change, given, by=by, at=at, recorded=recorded, found=found)
        following.follow(standing, sheet, do, by=by, at=at, recorded=recorded)
        waiting.tell(matter, standing.sheet, sheet, do, seq=standing.row.seq + 1, by=by, at=recorded)
        waiting.tell_reporter(matter, sheet, do, seq=standing.row.seq + 1, by=by, at=recorded)
        tell_moved(sheet, do, at=recorded)
    return sheet


def bring_up(row: Matter, sheet: Sheet) -> Matter:
    """Bring a row that was read before a move up to the sheet after it, without reading it again."""
    for name in COLUMNS:
        setattr(row, name, getattr(sheet, name))
    row.next_due = next_due(sheet)
    return row


def cleaned(given: Given) -> tuple[Given, list[Found]]:
    """Clean what was written and put tokens in the place of identifiers."""
    texts: dict[str, Any] = {}
    found: list[Found] = []
    for name in NOTES:
        text = clean(getattr(given, name)).strip()
        if len(text) > TEXT_MOST:
            too_long = {name: "The text has {text_length} characters; shorten it to {text_most}."}
            raise MoveLacks(fields=too_long, text_length=len(text), text_most=TEXT_MOST)
        texts[name], found = tokenise(text, found)
    if given.place:
        address, found = tokenise(clean(given.place[0]), found)
        texts["place"] = (address, *given.place[1:])
    return replace(given, **texts), found


def write_change(
    standing: Standing,
    change: Change,
    given: Given,
    *,
    by: Actor,
    at: datetime,
    recorded: datetime,
    found: Sequence[Found] = (),
) -> Sheet:
    """Write a decided change of a locked matter: its line, its clocks, its row, and what it is found by."""
    row, bundle = standing.row, store.Bundle()
    sheet = advance(standing.sheet, change.set, change.clocks, change.dropped)
    if sheet.accused and {"post", "holder", "accused"} & change.set.keys():
        accused.guard(sheet, recorded)
    body = _correct_place(row, given, recorded)
    step_made = Step(row.id, sheet, change, given, found, row.seq + 1, bytes(row.head), body)
    line = record(bundle, step_made, by=by, at=at, recorded=recorded)
    for clock in _touched(standing.sheet, sheet, change):
        bundle.add("clocks_clock", _clock_row(standing, sheet, clock))
    store.insert(bundle, store.update_matter(row.id, sheet, change.set, line.seq, line.hash))
    for name, run in change.dropped:
        Clock.objects.filter(kind=store.KIND, subject=row.id, name=name, run=run).delete()
    if body or MARKS.keys() & change.set.keys():
        _replace_search(row, sheet)
    return sheet


def tell_moved(sheet: Sheet, do: str, *, at: datetime) -> None:
    """Publish that a matter was moved to what `sheet` says, once the transaction commits."""
    publish(MatterMoved(sheet.number, sheet.street, sheet.channel, do, sheet.state, at))


@dataclass(frozen=True, slots=True)
class Step:
    """A decided move that waits to be recorded: the sheet after it, the line's number and its predecessor's hash."""

    id: int
    sheet: Sheet
    change: Change
    given: Given
    found: Sequence[Found]
    seq: int
    prev: bytes
    body: str = ""  # the commitment to the personal columns, when the place was corrected


def _correct_place(row: Matter, given: Given, at: datetime) -> str:
    """Write the right place into the personal columns; returns the commitment that binds them from now on."""
    if given.place is None:
        return ""
    sealed = crypto.encrypt(json.dumps([row.address, row.lon, row.lat]))
    former = {"street": row.street, "place": sealed, "seq": row.seq + 1, "at": at}
    FormerPlace.objects.update_or_create(matter=row.id, defaults=former)
    row.address, row.lon, row.lat = given.place
    row.save(update_fields=["address", "lon", "lat"])
    return crypto.commitment(row.salt, body_text(row.title, row.text, row.address, row.lon, row.lat, row.form))


def record(bundle: store.Bundle, made: Step, *, by: Actor, at: datetime, recorded: datetime) -> Line:
    """Add what a move leaves behind besides state and clocks: its line, notes, identifiers, call-back."""
    street, salt, data = made.sheet.street, crypto.new_salt(), made.change.data()
    for name, public in NOTES.items():
        if text := getattr(made.given, name):
            data.setdefault("bound", {})[name] = crypto.commitment(salt, text)
            bundle.add("matters_note", (street, made.id, made.seq, name, text, public, by.code, recorded, salt))
    if made.body:
        data.setdefault("bound", {})["body"] = made.body
    if made.found:
        named = identifiers_text((f"{made.seq}/{one.key}", one.kind, one.value) for one in made.found)
        data.setdefault("bound", {})["identifiers"] = crypto.commitment(salt, named)
    for one in made.found:  # tokens count anew in each move, so the line's number goes before
        sealed = (crypto.encrypt(one.value), crypto.blind(one.value))
        bundle.add("matters_identifier", (street, made.id, f"{made.seq}/{one.key}", one.kind, *sealed))
    if "said" in data:
        said, kind = data["said"], made.change.code.removeprefix("matters.")
        answers = (said["responded"], said["solved"], said["satisfied"])
        bundle.add("matters_callback", (street, made.id, made.seq, kind, *answers, recorded))
    line = chain(
        prev=made.prev, seq=made.seq, street=street, subject=store.subject(made.id), code=made.change.code,
        happened_at=at, recorded_at=recorded, actor=by.code, data=data,
    )  # fmt: skip
    bundle.add("journal_line", store.line_row(line))
    return line


def _touched(before: Sheet, after: Sheet, change: Change) -> Iterable[ClockState]:
    """Changed clocks, and when the matter went to another post or place all running ones: they warn their owner."""
    if (before.post, before.community) == (after.post, after.community):
        return change.clocks
    return [clock for clock in after.clocks if clock.stopped_at is None or clock in change.clocks]


def _clock_row(standing: Standing, sheet: Sheet, clock: ClockState) -> store.Row:
    key, calendar = (clock.name, clock.run), calendar_for(sheet.street)
    # A clock that gained time may warn again: its level falls back to what it has reached by now.
    level = min(standing.levels.get(key, 0), level_at(clock, calendar, now()))
    identifier = standing.clock_ids.get(key) or CLOCK_IDS.take()
    return store.clock_row(identifier, standing.row.id, sheet, clock, alarm_for(clock, calendar, level), level)


def clock_moved(fact: ClockMoved, by: Actor, at: datetime) -> None:
    """Write the matter's own line when an entered calendar moved one of its clocks (same transaction)."""
    standing = lock(fact.subject)
    change = Change("matters.clock_moved", {}, (fact.after,))
    sheet = advance(standing.sheet, {}, change.clocks)
    bundle = store.Bundle()
    made = Step(standing.row.id, sheet, change, Given(), [], standing.row.seq + 1, bytes(standing.row.head))
    line = record(bundle, made, by=by, at=at, recorded=now())
    store.insert(bundle, store.update_matter(standing.row.id, sheet, (), line.seq, line.hash))


def change_matter(*, matter: int, decide: Callable[[Sheet], Change | None], by: Actor, at: datetime) -> Sheet | None:
    """Lock a matter and write a change that no flow's move makes, such as a hand-over; None when there is none to make.

    Runs in the transaction of the act that causes it.
    """
    standing = lock(matter)
    change = decide(standing.sheet)
    return write_change(standing, change, Given(), by=by, at=at, recorded=now()) if change else None


def _replace_search(row: Matter, sheet: Sheet) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {SearchRow._meta.db_table} SET terms = %s::tsvector WHERE matter = %s",
            [search_terms(sheet, row.text, row.address), row.id],
        )
