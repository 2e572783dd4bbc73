"""What happens to an order: its states, what a repeated number means, when their deadline warns, when to try again. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from shiqiao.kernel.clocks.calendar import moment_of, seconds_of
from shiqiao.kernel.clocks.reckoning import advance
from shiqiao.kernel.clocks.rules import WorkCalendar, working_seconds

# Ours. received: to be taken or objected to; answered: the result waits to go; written_back: it went.
STATES = (
    "received", "handling", "objecting", "returned", "answered", "written_back", "confirmed", "withdrawn",
)  # fmt: skip
# In these a round is over; the same number may be dispatched again.
ENDED = ("returned", "written_back", "confirmed", "withdrawn")
# In these their deadline still asks something of us.
AWAITED = ("received", "handling", "objecting", "answered")
# Theirs, as their lists and calls tell it, in our words.
UPSTREAM = ("pending", "handling", "objecting", "returned", "answered", "closed", "withdrawn")
KINDS = ("consultation", "help", "complaint", "denunciation", "suggestion", "other")
SATISFIED = ("yes", "partly", "no")
QUIET, WARNED, OVERDUE = 0, 1, 2
WARN_SHARE = 0.75
# Waits between tries to send a letter; after the last the wait stays.
WAITS = tuple(timedelta(seconds=n) for n in (30, 60, 120, 300, 900, 1800, 3600))
EXCLUSIONS = ("force_majeure", "unreasonable", "legacy", "other")


@dataclass(frozen=True, slots=True)
class Incoming:
    """An order as 12345 sends it: a row of a file or of the API, read and checked."""

    number: str
    text: str
    received_at: datetime
    issued_at: datetime
    kind: str = "other"
    category: str = ""
    title: str = ""
    name: str = ""
    phone: str = ""
    address: str = ""
    deadline: datetime | None = None
    confidential: bool = False
    urgent: bool = False
    state: str = ""

    def mark(self) -> bytes:
        """Return a mark of the content, without what upstream may move by itself: times and state."""
        content = [
            self.number, self.text, self.kind, self.category, self.title, self.name, self.phone, self.address,
            self.confidential, self.urgent,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")).digest()[:16]


class Known(Protocol):
    """What is known of the last round of a number."""

    state: str
    issued_at: datetime
    deadline: datetime | None
    upstream_state: str
    mark: bytes


def judge(last: Known | None, incoming: Incoming) -> str:
    """Tell what an order that comes in means: new, again (a further round), updated, same, or changed (other content).

    A number that ended here is a further round only when 12345 dispatched it later than the last time; an old
    export that still shows the former dispatch means nothing new.
    """
    if last is None:
        return "new"
    if last.state in ENDED and incoming.issued_at > last.issued_at:
        return "again"
    if last.state in ENDED and (incoming.issued_at < last.issued_at or last.state in ("returned", "withdrawn")):
        return "same"
    if last.mark and bytes(last.mark) != incoming.mark():  # an erased order has no mark any more
        return "changed"
    moved = incoming.deadline not in (None, last.deadline)
    told = incoming.state not in ("", last.upstream_state)
    return "updated" if moved or told else "same"


def warn_at(start: datetime, deadline: datetime, calendar: WorkCalendar) -> datetime:
    """Return when three quarters of the office time up to their deadline are gone, of all time where there is none."""
    if deadline <= start:
        return deadline
    office = working_seconds(calendar, start, deadline)
    if office < 60:
        return start + (deadline - start) * WARN_SHARE
    return min(deadline, moment_of(advance(calendar, seconds_of(start), round(office * WARN_SHARE))))


def next_alarm(
    start: datetime, deadline: datetime | None, level: int, state: str, calendar: WorkCalendar
) -> datetime | None:
    """Return when an order's deadline warns next; None when it asks nothing of us, or all has been told."""
    if deadline is None or state not in AWAITED or level >= OVERDUE:
        return None
    return deadline if level == WARNED else warn_at(start, deadline, calendar)


def light(start: datetime, deadline: datetime | None, state: str, at: datetime, calendar: WorkCalendar) -> str:
    """Return how their deadline stands: red once past, yellow from the warning on, grey when it asks nothing of us."""
    if deadline is None or state not in AWAITED:
        return "grey"
    if at > deadline:
        return "red"
    return "yellow" if at >= warn_at(start, deadline, calendar) else "green"


def earlier(theirs: datetime | None, ours: datetime | None) -> str:
    """Tell whose due time comes first: "theirs", "ours", or "" when neither runs."""
    if theirs is None or ours is None:
        return "theirs" if theirs else "ours" if ours else ""
    return "theirs" if theirs < ours else "ours"


def wait_after(tries: int) -> timedelta:
    """Return how long to wait after the n-th failed try."""
    return WAITS[min(max(tries, 1), len(WAITS)) - 1]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which item an order goes under, how that was decided (table, words, default), and the best guess beside it."""

    item: str
    how: str
    suggested: str = ""


SURE, LEAD = 60, 15  # per cent: a guess from words counts when it is this good, and this much better than the next


def choose_item(
    category: str, guesses: list[tuple[str, int]], table: Mapping[str, str], usable: Mapping[str, bool], default: str
) -> Choice:
    """Choose the item of an order: by the table of categories, else by its words when sure, else the general item.

    `table` maps category texts, whole or the last part of a path (城市管理/环境卫生), to items; `usable` tells for
    each item of the catalogue whether a report needs no further answers; `guesses` are (item, per cent), best first.
    """
    best = guesses[0][0] if guesses else ""
    parts = [part.strip() for part in category.replace("→", "/").replace(">", "/").replace("-", "/").split("/")]
    for text in (category.strip(), *reversed(parts)):
        if usable.get(table.get(text, "")):
            return Choice(table[text], "table")
    if guesses and guesses[0][1] >= SURE and usable.get(best):
        second = guesses[1][1] if len(guesses) > 1 else 0
        if guesses[0][1] - second >= LEAD:
            return Choice(best, "words")
    return Choice(default, "default", best if best != default else "")


VERDICTS = ("new", "again", "updated", "same", "changed", "rejected")


@dataclass
class Tally:
    """What became of the rows of a file or call; the verdicts add up to the rows."""

    rows: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(VERDICTS, 0))

    def add(self, verdict: str) -> None:
        """Count a row."""
        self.rows += 1
        self.counts[verdict] += 1
