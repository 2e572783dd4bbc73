"""What the pages show of stewards, needs and promises, assembled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import masked
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.enterprise import caring, reads, rights, words
from shiqiao.scenes.enterprise.models import FirmFile
from shiqiao.scenes.enterprise.publishing import rules_of
from shiqiao.scenes.enterprise.rules import MOVES, SETTLED, promise_state
from shiqiao.scenes.enterprise.stewarding import next_visit, present
from shiqiao.scenes.enterprise.store import day_of, unseal
from shiqiao.scenes.enterprise.tables import FirmEntry, FirmNeed, FirmPosition, FirmPromise, FirmSteward
from shiqiao.surfaces.desk.words import person_name, post_title, said, unit_title


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need as lists show it."""

    row: FirmNeed
    text: str
    topic: str
    firm: str
    state: str
    tone: str
    source: str
    url: str


def need_rows(street: int, rows: Sequence[FirmNeed]) -> list[NeedRow]:
    """Return needs as rows."""
    known, table = reads.organisations([row.organisation for row in rows]), rules_of(street)
    return [
        NeedRow(
            row, masked(unseal(row.text)), said(table.topic(row.topic).title), known[row.organisation].name,
            *words.pair(words.STATES, row.state), words.word(words.SOURCES, row.source),
            reverse("desk:enterprise:need", args=[row.pk]),
        )
        for row in rows
        if row.organisation in known
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise as lists show it."""

    row: FirmPromise
    text: str
    firm: str
    number: int
    who: str
    code: str
    state: str
    tone: str
    outcome: str
    ended_at: datetime | None
    open: bool


def promise_rows(rows: Sequence[FirmPromise], at: datetime) -> list[PromiseRow]:
    """Return promises as rows; how one stands follows from its days."""
    known = reads.organisations([row.organisation for row in rows])
    return [_promise(row, known[row.organisation], at) for row in rows if row.organisation in known]


def _promise(row: FirmPromise, firm: Any, at: datetime) -> PromiseRow:
    kept = day_of(row.kept_at) if row.kept_at else None
    code = promise_state(row.due, kept, row.broken_at is not None, day_of(at))
    ended, who = row.kept_at or row.broken_at, post_title(row.post) if row.post else ""
    return PromiseRow(
        row, masked(unseal(row.text)), firm.name, firm.pk, who, code, *words.pair(words.PROMISES, code),
        masked(unseal(row.outcome)), ended, ended is None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class StewardRow:
    """A firm's steward: post, who holds it, since when, and what was handed over."""

    term: FirmSteward
    post: str
    holder: str
    former: str
    facts: str
    promises: int
    needs: int


def steward_row(organisation: int, at: datetime) -> StewardRow | None:
    """Return a firm's steward, None where it has none."""
    term = present([organisation]).get(organisation)
    if term is None:
        return None
    account = people.holder_of(term.post, at).account
    return StewardRow(
        term, post_title(term.post), person_name(account) if account else "", post_title(term.former) if term.former else "",
        masked(unseal(term.facts)), len(term.promises), len(term.needs),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visiting:
    """By when a firm is to be visited next, and whether that day has passed."""

    due: date
    late: bool


def visiting(row: FirmFile, at: datetime) -> Visiting:
    """Return by when a firm is to be visited next."""
    due = next_visit(row, at)
    return Visiting(due, due < day_of(at))


def care_of(actor: Actor, organisation: int, row: FirmFile, at: datetime) -> dict[str, Any]:
    """Return what the firm's page shows of steward, needs, promises and the next visit."""
    needs, promises = caring.of_firm(organisation)
    steward = steward_row(organisation, at)
    mine = steward is not None and steward.term.post in actor.reach.posts
    return {
        "steward": steward, "next_visit": visiting(row, at), "needs": need_rows(row.street, needs),
        "promises": promise_rows(promises, at), "unseen": mine and steward is not None and steward.term.seen_at is None,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class PositionRow:
    """A unit's position on a need, with what it may do next."""

    row: FirmPosition
    unit: str
    state: str
    tone: str
    said: list[tuple[str, str, datetime]]
    takes: list[tuple[str, str, str]]


def position_rows(actor: Actor, need: FirmNeed) -> list[PositionRow]:
    """Return the positions that an actor reads, each with its own words."""
    told = caring.entries(need.pk)
    return [_position(actor, row, told) for row in caring.positions(actor, need)]


def _position(actor: Actor, row: FirmPosition, told: Sequence[FirmEntry]) -> PositionRow:
    own = [
        (words.pair(words.TAKES, one.kind)[0], masked(unseal(one.text)), one.at)
        for one in told
        if one.position == row.pk
    ]
    may = MOVES[row.state] if rights.answers(actor, row.unit) else ()
    takes = [(reverse("desk:enterprise:position", args=[row.pk, to]), *take_of(to)) for to in may]
    return PositionRow(row, unit_title(row.unit), *words.pair(words.STATES, row.state), own, takes)


def take_of(to: str) -> tuple[str, str]:
    """Return how a move of a position is called, and its icon."""
    return words.pair(words.TAKES, to)


def need_page(actor: Actor, need: FirmNeed) -> dict[str, Any]:
    """Return the page of a need: whole for who reads the firm's file, the own position alone for a unit that was asked."""
    one, whole = need_rows(need.street, [need])[0], caring.reads_firm(actor, need)
    known = reads.organisations([need.organisation])[need.organisation]
    origin = Ref(need.source_kind, need.source_id)
    return {
        "origin": show(actor, [origin]).get(origin) if whole and need.source_id else None,
        "one": one, "need": need, "whole": whole, "positions": position_rows(actor, need), "number": known.pk,
        "acts": rights.acts_for(actor, need.street, known.pk) and need.state not in SETTLED,
        "praise": masked(unseal(need.praise)), "useful": words.word(words.USEFUL, str(need.useful or "")),
        "earlier": reverse("desk:enterprise:need", args=[need.earlier]) if need.earlier and whole else "",
    }  # fmt: skip


def answers_shown(need: FirmNeed) -> list[tuple[str, str, datetime]]:
    """Return what a firm's own people read of the answers: of which unit, what was said, when. Names of officials stay out."""
    units = caring.units_asked(need)
    return [
        (unit_title(units[one.position]), masked(unseal(one.text)) or take_of(one.kind)[0], one.at)
        for one in caring.entries(need.pk)
        if one.position in units and one.kind in ("taken", "done", "no_help", "unreachable")
    ]
