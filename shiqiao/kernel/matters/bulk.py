"""Many matters at once: the same decisions as the single actions, made in memory, written by COPY.

A `Life` is one matter from its report on. Import recognises history: clocks run on the times of the source, every line
is recorded now, nothing is sent or escalated. The demo lives its year at the time it happens, under all rules.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.clocks.ids import CLOCK_IDS
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.clocks.rules import alarm_for
from shiqiao.kernel.matters import months, store
from shiqiao.kernel.matters.intake import Draft, add_rest, draft_report
from shiqiao.kernel.matters.moves import Step, cleaned, ground_of, record
from shiqiao.kernel.matters.report import Report
from shiqiao.kernel.matters.rules import Given, Sheet, advance, step


class Life:
    """One matter's life, decided but not yet written.

    `recorded` is when all of it is recorded (recognised history); None means that each line is recorded when it
    happens. `mark` is the content's mark when more than the report belongs to it. Raises what the single actions raise.
    """

    def __init__(
        self, report: Report, *, by: Actor, at: datetime, recorded: datetime | None = None, mark: bytes | None = None
    ) -> None:
        self.recorded = recorded
        item = catalogue(report.street).item(report.item)
        self.draft: Draft = draft_report(report, item, by=by, at=at, recorded=recorded or at, basis=at, mark=mark)
        self.sheet: Sheet = self.draft.sheet
        self.seq, self.head = 1, self.draft.line.hash
        self._bundle = store.Bundle()
        self._bundle.add("journal_line", store.line_row(self.draft.line))

    def move(self, do: str, given: Given, *, by: Actor, at: datetime) -> Sheet:
        """Make a move, exactly as `move_matter` decides it."""
        given, found = cleaned(given)
        ground = ground_of(self.sheet, by=by, at=at, recognised=self.recorded is not None)
        change = step(self.sheet, do, given, ground)
        self.sheet = advance(self.sheet, change.set, change.clocks)
        made = Step(self.draft.id, self.sheet, change, given, found, self.seq + 1, self.head)
        line = record(self._bundle, made, by=by, at=at, recorded=self.recorded or at)
        self.seq, self.head = line.seq, line.hash
        return self.sheet

    def bundle(self, *, alarms: bool) -> store.Bundle:
        """Return all rows of the life; without `alarms` its clocks warn nobody (history)."""
        bundle, sheet = self._bundle, self.sheet
        row = store.matter_row(self.draft.id, sheet, self.seq, self.head, self.draft.personal)
        bundle.add("matters_matter", row)
        add_rest(bundle, self.draft, sheet)
        for clock, identifier in zip(sheet.clocks, CLOCK_IDS.take_many(len(sheet.clocks)), strict=True):
            alarm = alarm_for(clock, calendar_for(sheet.street), 0) if alarms else None
            bundle.add("clocks_clock", store.clock_row(identifier, self.draft.id, sheet, clock, alarm))
        return bundle


def known_marks(street: int, source: str, source_ids: Sequence[str]) -> dict[str, bytes]:
    """Return which reports of a source are there already, with the marks of their content."""
    if not source_ids:
        return {}
    with scope.scoped(street):
        rows = months.sent(street, source, source_ids)
        return {source_id: bytes(mark) for source_id, mark in rows.values_list("source_id", "sent_mark")}


def write_lives(lives: Iterable[Life], *, street: int, alarms: bool) -> int:
    """Write lives of one street by COPY, all or none; return how many."""
    bundles = [life.bundle(alarms=alarms) for life in lives]
    with scope.scoped(street):
        store.copy(bundles)
    return len(bundles)
