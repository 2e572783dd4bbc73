"""A row of a hotline's table → an order that comes in, or a line of their list; what cannot be used is named. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from shiqiao.base.errors import Invalid
from shiqiao.base.sentences import Sentence
from shiqiao.base.text import clean
from shiqiao.kernel.matters.imports.reading import read_time
from shiqiao.kernel.matters.report import ADDRESS_MOST, AHEAD, EARLIEST_YEAR, NAME_MOST, TEXT_MOST
from shiqiao.scenes.hotline.differences import Theirs
from shiqiao.scenes.hotline.mapping import OrderMapping
from shiqiao.scenes.hotline.rules import Incoming

NUMBER_MOST, CATEGORY_MOST = 40, 120
FURTHEST = timedelta(days=366 * 3)  # a deadline beyond this is a slip of the pen

NO_NUMBER = "The row has no order number."
LONG_NUMBER = "An order number has 1 to 40 printable characters."
NO_TEXT = "The row says nothing about the matter."
LONG = "The text has {length} characters; at most {most} are taken."
NO_TIME = "The row has no time of the call."
NOT_TIME = "{value} is not a time in any of these formats: {formats}."
FUTURE = "This time lies in the future; correct the clock or the time."
TOO_EARLY = "This time lies too far back; correct it."
DEADLINE_FIRST = "The deadline is earlier than the dispatch; correct one of the two times."
DEADLINE_FAR = "The deadline lies more than three years after the dispatch; correct it."
NOT_YES = "{value} is neither yes nor no; write 是 or 否."
NO_MEANING = "The mapping does not know what {value} means; add it to values.{field}."
NOT_PHONE = "{value} is no phone number."


class RowReader:
    """Reads rows of one table by a mapping; `columns` tells which heading bears which meaning."""

    def __init__(self, mapping: OrderMapping, columns: Mapping[str, str], now: datetime) -> None:
        self.mapping, self.columns, self.now = mapping, columns, now

    def incoming(self, row: Mapping[str, Any]) -> Incoming:
        """Read a row as an order; raises Invalid naming every field that cannot be used."""
        wrong: dict[str, str] = {}
        number, text = self._number(row, wrong), clean(self._text("text", row)).strip()
        received, issued = self._moment("received_at", row, wrong), self._moment("issued_at", row, wrong)
        deadline = self._moment("deadline", row, wrong, ahead=FURTHEST)
        if received is None:
            wrong.setdefault("received_at", NO_TIME)
        found = Incoming(
            number=number, text=text, received_at=received or self.now, issued_at=issued or received or self.now,
            kind=self._meaning("kind", row, wrong) or "other", category=self._text("category", row)[:CATEGORY_MOST],
            title=self._text("title", row)[:80], name=self._text("name", row), phone=self._text("phone", row),
            address=self._text("address", row), deadline=deadline,
            confidential=bool(self._yes("confidential", row, wrong)), urgent=bool(self._yes("urgent", row, wrong)),
            state=self._meaning("state", row, wrong),
        )  # fmt: skip
        wrong = {**check(found, self.now), **wrong}
        if wrong:
            raise Invalid(fields=wrong)
        return found

    def theirs(self, row: Mapping[str, Any]) -> Theirs:
        """Read a row of their list of states; raises Invalid naming every field that cannot be used."""
        wrong: dict[str, str] = {}
        satisfied = self._meaning("satisfied", row, wrong)
        found = Theirs(
            number=self._number(row, wrong), state=self._meaning("state", row, wrong),
            deadline=self._moment("deadline", row, wrong, ahead=FURTHEST), contacted=self._yes("contacted", row, wrong),
            solved=self._yes("solved", row, wrong), satisfied="" if satisfied == "unknown" else satisfied,
            called_at=self._moment("called_at", row, wrong), excluded=bool(self._yes("excluded", row, wrong)),
        )  # fmt: skip
        if wrong:
            raise Invalid(fields=wrong)
        return found

    def _cell(self, name: str, row: Mapping[str, Any]) -> Any:
        return row.get(self.columns[name]) if name in self.columns else None

    def _text(self, name: str, row: Mapping[str, Any]) -> str:
        value = self._cell(name, row)
        return "" if value is None else str(value).strip()

    def _number(self, row: Mapping[str, Any], wrong: dict[str, str]) -> str:
        number = self._text("number", row)
        if not number:
            wrong["number"] = NO_NUMBER
        elif why := wrong_number(number):
            wrong["number"] = why
        return number

    def _moment(
        self, name: str, row: Mapping[str, Any], wrong: dict[str, str], ahead: timedelta = AHEAD
    ) -> datetime | None:
        value = self._cell(name, row)
        if value is None or value == "":
            return None
        moment = read_time(value, self.mapping.time)
        if moment is None:
            shown = "、".join(self.mapping.time.formats)
            wrong[name] = Sentence(NOT_TIME, value=str(value)[:40], formats=shown)
        elif moment > self.now + ahead:
            wrong[name] = DEADLINE_FAR if ahead > AHEAD else FUTURE
        elif moment.year < EARLIEST_YEAR:
            wrong[name] = TOO_EARLY
        return moment

    def _yes(self, name: str, row: Mapping[str, Any], wrong: dict[str, str]) -> bool | None:
        value = self._text(name, row)
        words = self.mapping.values
        if not value:
            return None
        if value.lower() in words.yes or value.lower() in words.no:
            return value.lower() in words.yes
        wrong[name] = Sentence(NOT_YES, value=value[:40])
        return None

    def _meaning(self, name: str, row: Mapping[str, Any], wrong: dict[str, str]) -> str:
        value, known = self._text(name, row), getattr(self.mapping.values, name)
        if not value:
            return ""
        if value in known:
            return str(known[value])
        wrong[name] = Sentence(NO_MEANING, value=value[:40], field=name)
        return ""


def wrong_number(number: str) -> str:
    """Return what is wrong with an order number, or nothing."""
    return "" if 0 < len(number) <= NUMBER_MOST and number.isprintable() else LONG_NUMBER


def check(one: Incoming, now: datetime) -> dict[str, str]:
    """Return what an order that comes in lacks or has too much of, by field; the same for files and the API."""
    wrong: dict[str, str] = dict(_wrong_times(one, now))
    if why := wrong_number(one.number):
        wrong["number"] = why
    if not any(sign.isprintable() and not sign.isspace() for sign in one.text):
        wrong["text"] = NO_TEXT
    for name, most in (("text", TEXT_MOST), ("address", ADDRESS_MOST), ("name", NAME_MOST)):
        if (length := len(getattr(one, name))) > most:
            wrong[name] = Sentence(LONG, length=length, most=most)
    if one.phone and not (5 <= sum(sign.isdigit() for sign in one.phone) <= 20 and len(one.phone) <= 30):
        wrong["phone"] = Sentence(NOT_PHONE, value=one.phone[:4] + "…")
    return wrong


def _wrong_times(one: Incoming, now: datetime) -> Iterator[tuple[str, str]]:
    for name in ("received_at", "issued_at"):
        moment: datetime = getattr(one, name)
        if moment > now + AHEAD:
            yield name, FUTURE
        elif moment.year < EARLIEST_YEAR:
            yield name, TOO_EARLY
    if one.deadline is not None and one.deadline < one.issued_at <= now + AHEAD:
        yield "deadline", DEADLINE_FIRST
    elif one.deadline is not None and one.deadline > now + FURTHEST:
        yield "deadline", DEADLINE_FAR
