"""How the page of a matter is laid out for a person: clocks explained in parts, the story folded, pictures before and after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.kernel.clocks.rules import Step as ClockStep
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.kit.shapes import ClockShown, PhotoShown, Step

# The steps of "why this time?" in the parts in which a person asks: code → (what it is about, icon).
_START, _COUNTED, _OFF = ("Begins", "player-play"), ("Counted", "calculator"), ("Not counted", "calendar-off")
_PAUSED, _MOVED, _DUE = ("Paused", "player-pause"), ("Moved", "clock-plus"), ("Due", "flag")
_PARTS: Mapping[str, tuple[str, str]] = {
    "started": _START, "started_off": _START, "hours_begin": _START, "start_not_counted": _START,
    "day_off": _OFF, "days_off": _OFF, "makeup": _COUNTED, "paused": _PAUSED, "resumed": _PAUSED,
    "extended": _MOVED, "corrected": _MOVED, "recalendared": _MOVED, "due": _DUE,
    "calendar_missing": ("Warning", "alert-triangle"), "stopped": ("Stopped", "circle-check"),
    "stopped_late": ("Stopped", "alert-octagon"),
}  # fmt: skip
TITLES = (
    gettext_noop("Begins"), gettext_noop("Counted"), gettext_noop("Not counted"), gettext_noop("Paused"), gettext_noop("Moved"),
    gettext_noop("Due"), gettext_noop("Warning"), gettext_noop("Stopped"),
)  # fmt: skip
# Keys of moves for those who never leave the keyboard; g leads to pages, j k o x n p walk in lists.
KEYS = {
    "accept": "a", "dispatch": "d", "finish": "f", "close": "c", "answer": "r", "send_back": "b", "redirect": "e",
    "correct": "i", "decline": "w", "merge": "v", "split": "s", "summon": "u", "supervise": "h", "call_back": "t",
    "reopen": "y", "ask_extension": "z", "ask_pause": "q", "fix_on_spot": "l", "grant": "m", "refuse_request": "w",
    "uphold_return": "m",
}  # fmt: skip
NEWEST, OLDEST, FOLDS = 8, 3, 14  # lines of a story shown at its ends, and from how many on the middle is folded


@dataclass(frozen=True)
class Part:
    """One part of an explanation: what it is about, and its sentences."""

    title: str
    icon: str
    said: Sequence[str]


@dataclass(frozen=True)
class Explained:
    """A clock with its explanation in parts."""

    clock: ClockShown
    parts: Sequence[Part]


@dataclass(frozen=True)
class Story:
    """The timeline, newest first; `middle` is folded when there is much."""

    newest: Sequence[Step]
    middle: Sequence[Step]
    oldest: Sequence[Step]


@dataclass(frozen=True)
class Pictures:
    """The pictures of a matter; `compared` when there are some from before and some of the result."""

    before: Sequence[PhotoShown]
    after: Sequence[PhotoShown]
    others: Sequence[PhotoShown]

    @property
    def compared(self) -> bool:
        """Whether before and after stand side by side."""
        return bool(self.before and self.after)


def parts_of(steps: Iterable[ClockStep]) -> list[Part]:
    """Return why a clock is due when it is, in the parts in which a person asks, each with its sentences in order."""
    told = [(_PARTS.get(step.code, _COUNTED), sentence) for step in steps for sentence in words.clock_steps([step])]
    return [
        Part(_(title), icon, [sentence for _about, sentence in group])
        for (title, icon), group in groupby(told, key=lambda pair: pair[0])
    ]


def folded(steps: Sequence[Step]) -> Story:
    """Return a story whose long middle is folded: the newest and the first lines are what is asked for."""
    if len(steps) < FOLDS:
        return Story(steps, (), ())
    return Story(steps[:NEWEST], steps[NEWEST:-OLDEST], steps[-OLDEST:])


def pictures(photos: Sequence[PhotoShown]) -> Pictures:
    """Return the pictures by what they show."""
    by = {kind: [photo for photo in photos if photo.kind == kind] for kind in ("before", "after")}
    return Pictures(by["before"], by["after"], [photo for photo in photos if photo.kind not in by])


def first(clocks: Sequence[Explained], order: Sequence[str]) -> ClockShown | None:
    """Return the running clock that breaks first, None when none runs."""
    shown = [one.clock for one in clocks]
    return min(shown, key=lambda clock: (order.index(clock.light), clock.due_at or clock.started_at), default=None)
