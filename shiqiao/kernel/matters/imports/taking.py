"""A chunk of rows taken in: decided row by row as everywhere, written in one transaction, each rejected row named."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from shiqiao.base import tables
from shiqiao.base.actor import Actor
from shiqiao.base.errors import Invalid, ShiqiaoError
from shiqiao.base.sentences import Sentence
from shiqiao.kernel.clocks.rules import late
from shiqiao.kernel.matters.bulk import Life, known_marks, write_lives
from shiqiao.kernel.matters.imports.mapping import Mapping_
from shiqiao.kernel.matters.imports.reading import Entry, Reader
from shiqiao.kernel.matters.imports.summary import Rejected, Summary
from shiqiao.kernel.matters.report import AHEAD
from shiqiao.kernel.matters.rules import Given

OTHER = "A matter with this identifier is already there, with other content."
IN_FUTURE = "This time lies in the future; correct the clock or the time."
# What the rules call a field → what the mapping calls it.
_FIELDS = {"client_id": "source_id", "contact.phone": "phone", "contact.name": "name", "answer": "reply"}


class Taker:
    """Takes chunks of one file in; `recorded` is when all of it is recorded."""

    def __init__(self, mapping: Mapping_, *, by: Actor, recorded: datetime) -> None:
        self.mapping, self.reader, self.by, self.recorded = mapping, Reader(mapping), by, recorded

    def take(self, chunk: Sequence[tables.Row]) -> Summary:
        """Decide and write a chunk, all of it or (when writing fails) nothing; tell what became of it."""
        part = Summary(rows=len(chunk))
        write_lives(self._lives(chunk, part), street=self.mapping.number, alarms=False)
        return part

    def rejected(self, number: int, name: str, reason: str) -> Rejected:
        """Name a row that is not taken."""
        return Rejected(number, name, self.reader.heading(name), reason)

    def _lives(self, chunk: Sequence[tables.Row], part: Summary) -> Iterator[Life]:
        entries = [(number, entry) for number, row in chunk if (entry := self._entry(number, row, part))]
        marks = known_marks(self.mapping.number, self.mapping.source, [entry.report.source_id for _, entry in entries])
        for number, entry in entries:
            mark = marks.get(entry.report.source_id)
            if mark == entry.mark:
                part.there += 1
            elif mark is not None:
                part.rejected.append(self.rejected(number, "source_id", Sentence(OTHER)))
            elif life := self._life(number, entry, part):
                marks[entry.report.source_id] = entry.mark
                yield life

    def _entry(self, number: int, row: dict[str, Any], part: Summary) -> Entry | None:
        try:
            return self.reader.read(row)
        except ShiqiaoError as error:
            self._name(number, error, part)
            return None

    def _life(self, number: int, entry: Entry, part: Summary) -> Life | None:
        try:
            if entry.reply_at and entry.reply_at > self.recorded + AHEAD:
                raise Invalid(fields={"reply_at": IN_FUTURE})
            life = Life(entry.report, by=self.by, at=entry.happened_at, recorded=self.recorded, mark=entry.mark)
            if entry.reply_at:
                life.move("record", Given(answer=entry.reply), by=self.by, at=entry.reply_at)
        except ShiqiaoError as error:
            self._name(number, error, part)
            return None
        _count(life, entry, part)
        return life

    def _name(self, number: int, error: ShiqiaoError, part: Summary) -> None:
        fields = error.fields or {"row": error.message}
        for name, reason in fields.items():
            said = reason if isinstance(reason, Sentence) else Sentence(reason, **error.params)
            part.rejected.append(self.rejected(number, _FIELDS.get(name, name), said))


def _count(life: Life, entry: Entry, part: Summary) -> None:
    part.new += 1
    if not entry.reply_at:
        return
    part.waits.append((entry.reply_at - entry.happened_at).total_seconds())
    for clock in life.sheet.clocks:
        if clock.name == "echo":
            part.echoes += 1
            part.met += not late(clock)
