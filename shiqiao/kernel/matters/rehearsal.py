"""A dry run: past matters go through a draft of the routing rules and through those in force, and the difference is told.

No matter is touched and nobody is told; only that it was done is noted. Rows are streamed, so that memory does not grow
with their number.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any, NamedTuple

from django.db.models import QuerySet

from shiqiao.base.actor import Actor
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.routing import Place, Told, Why, decide
from shiqiao.kernel.matters.rules import Routed
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.routing.actions import note_rehearsal
from shiqiao.kernel.routing.reads import routing_for
from shiqiao.kernel.routing.rules.matching import Rules
from shiqiao.kernel.routing.rules.table import Table, fingerprint

CHUNK = 2000
SHOWN = 5  # matters named for each line of the report
NEEDED = ("id", "number", "street", "grid", "boundary", "item", "catalogue", "channel", "urgent", "reported_at", "form")
Progress = Callable[[int], None]


class Span(NamedTuple):
    """Which past matters: reported within [`since`, `until`), the `last` newest of them (0: all)."""

    since: datetime | None = None
    until: datetime | None = None
    last: int = 0


@dataclass
class Line:
    """Some matters that have something in common: how many, and the first few by number."""

    count: int = 0
    numbers: list[str] = field(default_factory=list)
    step: Mapping[str, Any] = field(default_factory=dict)  # the step of routing that says why, of failing lines

    def add(self, number: str) -> None:
        """Count a matter."""
        self.count += 1
        if len(self.numbers) < SHOWN:
            self.numbers.append(number)


@dataclass
class Rehearsed:
    """What a draft would change. Posts by number, 0 for nobody; reasons are steps of routing."""

    table: Table
    against: int = 0
    matters: int = 0
    changed: int = 0
    unrouted: int = 0  # by the draft
    unrouted_now: int = 0  # by the rules in force
    moved: dict[tuple[int, int], Line] = field(default_factory=dict)
    failing: dict[tuple[int, str, str], Line] = field(default_factory=dict)  # rule, reason, post or unit
    used: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    slowest: float = 0.0
    slowest_number: str = ""

    @property
    def never_used(self) -> list[tuple[int, str]]:
        """Return rules that spoke about none of the matters, by number and name."""
        return [(n, rule.name) for n, rule in enumerate(self.table.rules, 1) if not self.used[rule.name]]

    @property
    def fingerprint(self) -> str:
        """Return the mark of exactly these rules."""
        return fingerprint(self.table)


def past(street: int, span: Span) -> QuerySet[Matter]:
    """Return the past matters of a span, newest first; complaints about the office go other ways than rules do."""
    rows = Matter.objects.filter(street=street, accused=0).only(*NEEDED).order_by("-id")
    if span.since:
        rows = rows.filter(reported_at__gte=span.since)
    if span.until:
        rows = rows.filter(reported_at__lt=span.until)
    return rows[: span.last] if span.last else rows


def rehearse(
    table: Table, *, street: int, span: Span, at: datetime, then: bool = False, progress: Progress = lambda count: None
) -> Rehearsed:
    """Lead past matters by a draft and by the rules in force, with the people of `at`, or of each report if `then`.

    Hours, weekdays and dates are those of each report in both cases.
    """
    current, draft = routing_for(street), Rules(table)
    found = Rehearsed(table, current.version if current else 0)
    for row in past(street, span).iterator(CHUNK):
        item = catalogue(row.street, row.catalogue).item(row.item)
        when = row.reported_at if then else at
        begun = perf_counter()
        after = _decide(draft, row, item, when)
        _clock(found, row.number, perf_counter() - begun)
        _compare(found, row.number, _decide(current, row, item, when), after)
        if found.matters % 100 == 0:
            progress(found.matters)
    progress(found.matters)
    return found


def _decide(rules: Rules | None, row: Matter, item: Item, people_at: datetime) -> Routed:
    why: Why = []
    told = Told(row.channel, row.urgent, row.form)
    return decide(rules, Place(row.grid, row.boundary, row.street), item, row.reported_at, why, told, people_at)


def _clock(found: Rehearsed, number: str, took: float) -> None:
    found.seconds += took
    if took > found.slowest:
        found.slowest, found.slowest_number = took, number


def _compare(found: Rehearsed, number: str, before: Routed, after: Routed) -> None:
    found.matters += 1
    found.unrouted += after.unrouted
    found.unrouted_now += before.unrouted
    spoken = next((step for step in after.why if step.get("step") == "rule"), None)
    if spoken:
        found.used[str(spoken["name"])] += 1
    if after.unrouted:
        number_of, step = _reason(after.why)
        key = (number_of, str(step.get("code") or step["step"]), str(step.get("post") or step.get("unit") or ""))
        found.failing.setdefault(key, Line(step=step)).add(number)
    if (before.post, before.unrouted, before.urgent) != (after.post, after.unrouted, after.urgent):
        found.changed += 1
        found.moved.setdefault((before.post, after.post), Line()).add(number)


def _reason(why: tuple[Mapping[str, Any], ...]) -> tuple[int, Mapping[str, Any]]:
    """Return the rule that failed (0: the place is not known) and the step before, which says why."""
    for place, step in enumerate(why):
        if step.get("step") == "rule_failed":
            return int(step["rule"]), why[place - 1]
    return 0, next((step for step in why if step.get("step") in ("address_unknown", "no_place")), {"step": "no_place"})


def moves(found: Rehearsed) -> Iterator[tuple[str, str, Line]]:
    """Yield from whom to whom, by post codes, the most frequent first."""
    for (before, after), line in sorted(found.moved.items(), key=lambda pair: -pair[1].count):
        yield _code(before), _code(after), line


def _code(post: int) -> str:
    return people.post(post).code if post else ""


def note(found: Rehearsed, *, street: int, by: Actor, at: datetime) -> None:
    """Note that exactly these rules were tried, so that they may be published."""
    note_rehearsal(
        street=street, table=found.table, against=found.against, matters=found.matters, changed=found.changed,
        unrouted=found.unrouted, by=by, at=at,
    )  # fmt: skip
