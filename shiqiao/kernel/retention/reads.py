"""Rules in force, holds, runs, erasures and requests, for pages and for those who erase. What a run would touch."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden
from shiqiao.base.ids import secret_hash
from shiqiao.base.rows import the_one
from shiqiao.kernel.retention import hooks, rules
from shiqiao.kernel.retention.hooks import Asked, Found, Holding, Piece, Sought, Stop
from shiqiao.kernel.retention.models import NOTE, PERSON, WORDS, DataRequest, Erasure, Hold, RetentionVersion, Run
from shiqiao.kernel.retention.rules import Rule, Table

KEEPS = frozenset({"security_admin", "auditor", "leader"})  # who sees rules, holds, runs and the list
WORKS = frozenset({"security_admin", "leader", "dispatcher"})  # who works requests off
BLOCK = 200
EXAMPLES = 3
HELD = "The security administrator holds this. Have the hold lifted first, or wait until it ends."  # msgid


def may_keep(actor: Actor) -> None:
    """Raise Forbidden for who may not see the rules and what goes by them."""
    if not (actor.roles & KEEPS or actor.has("system")):
        raise Forbidden


def latest(street: int) -> RetentionVersion | None:
    """Return a street's version in force, None when it has none."""
    return RetentionVersion.objects.filter(street=street).order_by("-version").first()


def table_of(row: RetentionVersion | None) -> Table | None:
    """Return a version's rules."""
    return Table.model_validate(row.table) if row else None


def versions(street: int, limit: int = 50) -> list[RetentionVersion]:
    """Return a street's versions, newest first."""
    return list(RetentionVersion.objects.filter(street=street).defer("table", "text").order_by("-version")[:limit])


# ── what stops an erasure ──────────────────────────────────────────────────────────────────────────────────────────


def stops(kind: str, ids: Sequence[int], at: datetime) -> dict[int, Stop]:
    """Return what may not be erased now, and why: what the parts say, and holds of the security administrator."""
    found: dict[int, Stop] = {}
    own = hooks.holding(kind)
    if own is not None:
        found.update(own.stops(ids, at))
    for one in hooks.stoppers:
        if one.kind == kind:
            found.update({number: stop for number, stop in one.look(ids, at).items() if number not in found})
    for row in Hold.objects.filter(kind=kind, subject__in=list(ids), lifted_at=None, until__gt=at):
        found[row.subject] = Stop(HELD, row.until)
    return found


def holds(actor: Actor, limit: int = 100) -> list[Hold]:
    """Return the holds that stand, newest first."""
    may_keep(actor)
    return list(Hold.objects.filter(street=actor.street or 0, lifted_at=None).order_by("-id")[:limit])


def note_of(row: Hold) -> str:
    """Return why a hold was set, decrypted."""
    return crypto.decrypt(row.note, context=NOTE)


# ── what a run would touch ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Counted:
    """What one rule would touch: so many, so many more that are held, the first named without personal data."""

    rule: Rule
    count: int
    held: int
    examples: tuple[str, ...]
    cut: bool = False


def asked_by(table: Table, rule: Rule, street: int, as_of: datetime) -> Asked:
    """Return a rule as the question to its part."""
    return Asked(
        street, rule.act, rule.start, rules.before(rule.term, as_of), frozenset(rule.only), table.but(rule), 0, BLOCK
    )


def blocks(found: Holding, asked: Asked) -> Iterator[Sequence[int]]:
    """Yield the ids that a rule touches, block by block, each after the one before."""
    while ids := found.due(asked):
        yield ids
        asked = replace(asked, after=ids[-1])


def dry_run(
    table: Table, *, street: int, as_of: datetime, most: int = 0, progress: Callable[[int], None] = lambda n: None
) -> list[Counted]:
    """Count what each rule would touch as of a moment; nothing is changed. `most` stops counting a rule there (0: never)."""
    return [_count(table, rule, street, as_of, most, progress) for rule in table.rules]


def _count(
    table: Table, rule: Rule, street: int, as_of: datetime, most: int, progress: Callable[[int], None]
) -> Counted:
    count = held = 0
    first: list[int] = []
    found = hooks.holding(rule.kind)
    for ids in blocks(found, asked_by(table, rule, street, as_of)) if found else ():
        stopped = stops(rule.kind, ids, as_of)
        free = [number for number in ids if number not in stopped]
        first += free[: EXAMPLES - len(first)]
        count, held = count + len(free), held + len(stopped)
        progress(len(ids))
        if most and count + held >= most:
            return Counted(rule, count, held, _shown(found, first), cut=True)
    return Counted(rule, count, held, _shown(found, first))


def _shown(found: Holding | None, ids: Sequence[int]) -> tuple[str, ...]:
    return tuple(found.show(ids)) if found and ids else ()


def runs(actor: Actor, limit: int = 20) -> list[Run]:
    """Return the runs of a street, newest first."""
    may_keep(actor)
    return list(Run.objects.filter(street=actor.street or 0).order_by("-id")[:limit])


def open_run(street: int) -> Run | None:
    """Return the run that waits or works, None when there is none."""
    return Run.objects.filter(street=street, state__in=("proposed", "approved")).first()


# ── what was erased ────────────────────────────────────────────────────────────────────────────────────────────────


def erasures_of(subject: Ref) -> list[Erasure]:
    """Return what was erased of a subject, newest first; for the page that shows it."""
    return list(Erasure.objects.filter(kind=subject.kind, subject=subject.id).order_by("-id"))


def erasures(actor: Actor, limit: int = 50) -> list[Erasure]:
    """Return a street's erasures, newest first."""
    may_keep(actor)
    return list(Erasure.objects.filter(street=actor.street or 0).order_by("-id")[:limit])


# ── one person ─────────────────────────────────────────────────────────────────────────────────────────────────────


def sought(street: int, phone: str = "", identity: str = "") -> Sought:
    """Return whose data are looked for, from a telephone and an identity number; what no part knows finds nothing."""
    found = [one.look(street, phone, identity) for one in hooks.identify]
    persons = frozenset(number for one in found for number in one.persons)
    return Sought(street, persons, frozenset(mark for one in found for mark in one.marks))


def held_of(who: Sought) -> dict[str, list[Found]]:
    """Return all that is held about a person, by kind."""
    found: dict[str, list[Found]] = {}
    for one in hooks.holdings:
        if rows := list(one.find(who)):
            found[one.kind] = rows
    return found


@dataclass(frozen=True, slots=True)
class Disclosed:
    """A person's data, opened: the pieces, until when each stays (None: by the office's decision), who read what."""

    pieces: Sequence[tuple[Piece, Sequence[Rule]]]
    readers: Sequence[tuple[datetime, str, str, str]]


def disclosed(who: Sought) -> Disclosed:
    """Open all that is held about a person, for handing out after the identity was checked."""
    held, table = held_of(who), table_of(latest(who.street))
    by_kind: Mapping[str, list[Rule]] = defaultdict(list)
    for rule in table.rules if table else ():
        by_kind[rule.kind].append(rule)
    pieces: list[tuple[Piece, Sequence[Rule]]] = []
    for one in hooks.holdings:
        if one.kind in held:
            mine = by_kind.get(one.kind, [])
            pieces += [(piece, _speaking(table, mine, piece.sort)) for piece in one.disclose(held[one.kind])]
    subjects = [found.subject for rows in held.values() for found in rows if found.how == hooks.OWN]
    read = [line for one in hooks.readers for line in one.read(subjects)]
    return Disclosed(pieces, sorted(read, reverse=True))


def _speaking(table: Table | None, mine: Sequence[Rule], sort: str) -> list[Rule]:
    """Return the rules that speak about a sort: those that name it, else those that name none."""
    return [rule for rule in mine if table and (sort in rule.only or not (rule.only or sort in table.but(rule)))]


def requests(actor: Actor, limit: int = 100) -> list[DataRequest]:
    """Return the requests of a street: open ones by due time, then answered ones, newest first."""
    may_work(actor)
    rows = DataRequest.objects.filter(street=actor.street or 0)
    waiting = list(rows.filter(answer="").order_by("due_at")[:limit])
    return [*waiting, *rows.exclude(answer="").order_by("-id")[: max(0, limit - len(waiting))]]


def request_of(actor: Actor, number: int) -> DataRequest:
    """Return one request; raises NotFound."""
    may_work(actor)
    return the_one(DataRequest.objects.filter(street=actor.street or 0, pk=number))


def may_work(actor: Actor) -> None:
    """Raise Forbidden for who may not work off requests about personal data."""
    if not (actor.roles & WORKS or actor.has("system")):
        raise Forbidden


def person_of(row: DataRequest) -> tuple[str, str, str]:
    """Return name, telephone and identity number of who applies; empty when they are gone."""
    if not row.person:
        return "", "", ""
    name, phone, identity = crypto.decrypt(row.person, context=PERSON).split("\n")
    return name, phone, identity


def words_of(row: DataRequest) -> str:
    """Return what the person wrote, empty when it is gone."""
    return crypto.decrypt(row.words, context=WORDS) if row.words else ""


def street_of_package(secret: str) -> int:
    """Return the street in which the link to a disclosure was given out, 0 for none; asked before a street is known."""
    with scope.whole():
        found = DataRequest.objects.filter(secret=secret_hash(secret)).values_list("street", flat=True).first()
    return found or 0


def due_soon(row: DataRequest, at: datetime) -> str:
    """Return the light of an open request: red when overdue, yellow in the last three days, else green."""
    if row.answer:
        return "grey"
    return "red" if at > row.due_at else "yellow" if at > row.due_at - timedelta(days=3) else "green"


def as_entry(row: Erasure) -> dict[str, Any]:
    """Return an erasure as it stands on the list that is replayed after a restore."""
    return {
        "mark": row.mark, "street": row.street, "kind": row.kind, "subject": row.subject, "act": row.act,
        "tokens": list(row.tokens), "basis": row.basis, "rule": row.rule, "at": row.at.isoformat(),
    }  # fmt: skip
