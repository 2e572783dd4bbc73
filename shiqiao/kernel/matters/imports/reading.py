"""One row of a table → one report with its reply, by the mapping. Pure; what cannot be used is named by field."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from shiqiao.base.errors import Invalid
from shiqiao.base.sentences import Sentence
from shiqiao.kernel.matters.imports.mapping import ISO, UNIX, UNIX_MS, Mapping_, Time
from shiqiao.kernel.matters.report import CHANNELS, Contact, Report

Row = Mapping[str, Any]
# Excel counts days from here; the number 60 is a day that never was (29 February 1900), so days before it are not read.
_EXCEL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  a wall-clock time; the zone comes from the mapping
_EXCEL = re.compile(r"\d{2,6}(\.\d+)?")
_EXCEL_FIRST, _EXCEL_LAST = 61, 2_958_465
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YES = frozenset({"是", "1", "y", "yes", "true", "急", "紧急"})
_NO = frozenset({"否", "0", "n", "no", "false", "一般", "普通"})
_JOIN = {"text": "\n", "reply": "\n", "address": "", "title": " ", "happened_at": " ", "reply_at": " "}

NO_ID = "The row has no identifier, by which a second import would know it again."
NO_TIME = "The row has no time of report."
NOT_TIME = "{value} is not a time in any of these formats: {formats}."
NOT_NUMBER = "{value} is not a number."
NOT_GRID = "{value} is not a grid code of 15 digits."
NOT_YES = "{value} is neither yes nor no; write 是 or 否."
NO_ITEM = "The row has no item, and the mapping has no default."
NO_CHANNEL = "There is no channel {value}; add it to values.channel of the mapping."
NO_REPLY_TIME = "The row has a reply, but not when it was given."
NO_REPLY = "The row says when it was answered, but not what."
TOO_EARLY = "The reply is earlier than the report; correct one of the two times."


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row says: a report, and its reply with the time, or "" and None. `mark` tells changed rows from equal ones."""

    report: Report
    happened_at: datetime
    reply: str
    reply_at: datetime | None
    mark: bytes


class Reader:
    """Reads rows by one mapping."""

    def __init__(self, mapping: Mapping_) -> None:
        self.mapping, self.street = mapping, mapping.number
        self.columns = mapping.columns.named
        self.values, self.defaults = mapping.values, mapping.defaults
        self.join = {**_JOIN, **mapping.join}
        self.grid = int(mapping.defaults.grid or 0)

    def heading(self, name: str) -> str:
        """Return how the file calls a field, or the field's own name when no column has it."""
        return "+".join(self.columns.get(name, (name,)))

    def source_id(self, row: Row) -> str:
        """Return a row's identifier, "" without one."""
        return _text(self._cell("source_id", self.columns["source_id"], row))

    def read(self, row: Row) -> Entry:
        """Read a row. Raises Invalid naming every field that cannot be used, under the mapping's names."""
        found = {name: self._cell(name, headings, row) for name, headings in self.columns.items()}
        wrong: dict[str, str] = {}
        times = {name: self._time(name, found, wrong) for name in ("happened_at", "reply_at")}
        numbers = {name: self._number(name, found, wrong) for name in ("lon", "lat")}
        happened, replied, reply = times["happened_at"], times["reply_at"], str(found.get("reply") or "")
        report = self._report(found, numbers, happened, wrong)
        if not report.source_id:
            wrong["source_id"] = NO_ID
        if not happened:
            wrong.setdefault("happened_at", NO_TIME)
        if problem := _reply_wrong(happened, replied, reply):
            wrong.setdefault("reply_at" if reply else "reply", problem)
        if wrong or not happened:
            raise Invalid(fields=wrong)
        return Entry(report, happened, reply, replied, _mark(report, happened, reply, replied))

    def _report(
        self, found: Row, numbers: Mapping[str, float | None], at: datetime | None, wrong: dict[str, str]
    ) -> Report:
        text = {name: _text(found.get(name)) for name in ("source_id", "text", "title", "address", "name", "phone")}
        item, channel = self._coded("item", found), self._coded("channel", found)
        if not item:
            wrong["item"] = NO_ITEM
        if channel not in CHANNELS:
            wrong["channel"] = Sentence(NO_CHANNEL, value=channel)
        return Report(
            street=self.street, source=self.mapping.source, source_id=text["source_id"], channel=channel, item=item,
            text=text["text"], lon=numbers["lon"], lat=numbers["lat"], coordinates=self.mapping.coordinates,
            grid=self._grid(found, wrong), address=text["address"] or self.defaults.address, title=text["title"],
            contact=Contact(text["name"], text["phone"]), urgent=_urgent(found, wrong), happened_at=at,
        )  # fmt: skip

    def _cell(self, name: str, headings: tuple[str, ...], row: Row) -> Any:
        if len(headings) == 1:
            value = row.get(headings[0])
        else:
            parts = [_text(part) for heading in headings if (part := row.get(heading)) is not None]
            value = self.join.get(name, "-").join(parts) or None
        known = self.values.get(name)
        return known.get(_text(value), value) if known and value is not None else value

    def _coded(self, name: str, found: Row) -> str:
        return _text(found.get(name)) or str(getattr(self.defaults, name))

    def _time(self, name: str, found: Row, wrong: dict[str, str]) -> datetime | None:
        value = found.get(name)
        if value is None or value == "":
            return None
        moment = read_time(value, self.mapping.time)
        if moment is None:
            wrong[name] = Sentence(NOT_TIME, value=value, formats="、".join(self.mapping.time.formats))
        return moment

    def _number(self, name: str, found: Row, wrong: dict[str, str]) -> float | None:
        value = found.get(name)
        if value is None or value == "":
            return None
        try:
            return float(value)
        except (TypeError, ValueError):
            wrong[name] = Sentence(NOT_NUMBER, value=value)
            return None

    def _grid(self, found: Row, wrong: dict[str, str]) -> int:
        value = _text(found.get("grid"))
        if not value:
            return self.grid
        if len(value) == 15 and value.isascii() and value.isdigit():
            return int(value)
        wrong["grid"] = Sentence(NOT_GRID, value=value)
        return 0


def read_time(value: Any, time: Time) -> datetime | None:
    """Read a moment as a table may hold it: a date, Excel's day number, or text; None when it is none of these.

    A time without zone is of the mapping's zone; the result is in UTC.
    """
    if isinstance(value, datetime):
        return _aware(value, time)
    written = _text(value)
    for one in time.formats:
        moment = _by_format(written, one)
        if moment is not None:
            return _aware(moment, time)
    if time.excel and _EXCEL.fullmatch(written) and _EXCEL_FIRST <= (days := float(written)) < _EXCEL_LAST:
        # A day number is a fraction in floating point: whole seconds are what was meant.
        return _aware(_EXCEL_ZERO + timedelta(seconds=round(days * 86400)), time)
    return None


def _by_format(written: str, one: str) -> datetime | None:
    try:
        if one == ISO:
            # Bare digits would be a date in ISO's short form; here they may be a day number or a Unix time.
            return None if written.isdigit() else datetime.fromisoformat(written)
        if one in (UNIX, UNIX_MS):
            return _EPOCH + timedelta(seconds=float(written) / (1000 if one == UNIX_MS else 1))
        return datetime.strptime(written, one)  # noqa: DTZ007  the zone comes from the mapping
    except (ValueError, OverflowError):
        return None


def _aware(moment: datetime, time: Time) -> datetime | None:
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=time.tz)).astimezone(UTC)
    except OverflowError:  # year 1 or 9999, on the far side of the zone
        return None


def _text(value: Any) -> str:
    return value if type(value) is str else "" if value is None else str(value)


def _urgent(found: Row, wrong: dict[str, str]) -> bool:
    value = _text(found.get("urgent")).lower()
    if value and value not in _YES | _NO:
        wrong["urgent"] = Sentence(NOT_YES, value=value)
    return value in _YES


def _reply_wrong(happened: datetime | None, replied: datetime | None, reply: str) -> str:
    if reply and not replied:
        return NO_REPLY_TIME
    if replied and not reply:
        return NO_REPLY
    return (
        TOO_EARLY if happened and replied and replied.replace(microsecond=0) < happened.replace(microsecond=0) else ""
    )


def _mark(report: Report, *more: Any) -> bytes:
    """Return a mark of all that the row says, the reply included."""
    content = [
        report.channel, report.item, report.text, report.lon, report.lat, report.coordinates, report.grid, report.address,
        report.title, report.contact.name, report.contact.phone, report.urgent, *map(str, more),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")).digest()[:16]
