"""What happens to a reported matter, when, and through whom. Pure: from a tale, its item and the work calendar.

Moments are those of a street that keeps its promises most of the time: the same-day echo is kept at about 96 %, handling
in time at about 93 %; some are sent back, reopened, declined or corrected.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from shiqiao.demo import asking
from shiqiao.demo.story import Tale
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.clocks.reckoning import advance
from shiqiao.kernel.clocks.rules import Term, WorkCalendar, due, working_seconds

CUT = datetime.fromisoformat("2018-06-27T10:00:00+08:00")  # the present of the demo: nothing happens after it
REOPENABLE = timedelta(days=30)
NIGHT_WATCH = 22.5  # until this hour of the day somebody answers residents
OUTCOMES = (
    "beyond_duty",
    "beyond_duty",
    "legal_channel",
    "legal_channel",
    "repeated_progress",
    "secrecy_privacy",
    "unlawful",
)
REASONS = {
    "send_back": ("现场复查仍有残留，请彻底处理", "照片与地点不符，请重新上传", "同一点位反弹，请加强巡查"),
    "reopen": ("居民反映问题又出现，请再次处理", "回访得知尚未解决，重新办理", "只处理了一半，请继续处理"),
    "correct": ("事项选错，按实际情况更正", "与来电人核实后更正"),
    "call_back": ("居民表示问题没有真正解决", "居民认为处理太慢"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A move to come: what, when, by whom (a part in the cast), and what is said with it."""

    do: str
    at: datetime
    who: str
    said: dict[str, Any] = field(default_factory=dict)


class Plotter:
    """Writes the plot of one tale, step by step; `at` is how far it has come."""

    def __init__(self, tale: Tale, item: Item, calendar: WorkCalendar) -> None:
        self.tale, self.item, self.calendar = tale, item, calendar
        self.rng = tale.rng()
        self.at = tale.at
        self.steps: list[Step] = []
        self.echoes = tale.channel != "patrol"

    def add(self, do: str, who: str, **said: Any) -> None:
        """Let something happen at the moment reached."""
        self.steps.append(Step(do, self.at, who, said))

    def wait(self, low: float, high: float) -> None:
        """Let minutes pass: office time, or by day and night when the item is urgent."""
        minutes = self.rng.uniform(low, high)
        if self.item.urgent:
            self.at += timedelta(seconds=int(minutes * 60))
        else:
            self.at = self.office(minutes)

    def office(self, minutes: float) -> datetime:
        """Return the moment after some minutes of office time."""
        second = advance(self.calendar, int(self.at.timestamp()), max(1, int(minutes * 60)))
        return datetime.fromtimestamp(second, self.calendar.tz)

    def work(self, clock: str, share: float) -> None:
        """Let a share of a clock's term pass."""
        term = Term.parse(self.item.terms[clock])
        until = due(self.calendar, self.at, term).at
        if term.working:
            self.at = self.office(working_seconds(self.calendar, self.at, until) * share / 60)
        else:
            self.at += (until - self.at) * share

    def tomorrow(self, low: float, high: float) -> None:
        """Go on to the next working day, some office minutes after its opening."""
        midnight = self.at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        self.at = midnight
        self.at = self.office(self.rng.uniform(low, high))


def plot(tale: Tale, item: Item, calendar: WorkCalendar) -> list[Step]:
    """Return what happens to a tale up to the present, in order of time."""
    plotter = Plotter(tale, item, calendar)
    FATES[tale.fate](plotter)
    if plotter.echoes and tale.fate not in ("waiting", "accepted"):
        _echo(plotter)
    return [step for step in plotter.steps if step.at < CUT]


def _ordinary(p: Plotter) -> None:
    if not p.echoes and p.item.on_the_spot and p.rng.random() < 0.86:
        p.wait(3, 40)
        p.add("fix_on_spot", "holder", result=True)
    else:
        if not _taken_in(p):
            return
        asking.asked(p)
        p.work("handle", _pace(p.rng))
        p.add("finish", "post", result=True)
    _checked(p)
    _afterwards(p)


def _taken_in(p: Plotter) -> bool:
    """Accept, correct what was taken for something else, dispatch; False when it is declined."""
    p.wait(3, 75 if p.rng.random() < 0.05 else 50)
    if p.echoes and not p.item.urgent and p.rng.random() < 0.03:
        p.add("decline", "dispatcher", outcome=p.rng.choice(OUTCOMES))
        return False
    p.add("accept", "dispatcher")
    if p.tale.wrong_item:
        p.wait(2, 15)
        p.add("correct", "dispatcher", corrects=True, reason=p.rng.choice(REASONS["correct"]))
    p.wait(2, 70)
    p.add("dispatch", "dispatcher", to=_hands(p))
    return True


def _hands(p: Plotter) -> str:
    """Small things go to the grid's own person, the others to the unit that the item names."""
    own = 0.75 if p.item.on_the_spot else 0.25
    return "holder" if p.rng.random() < own and not p.item.urgent else "unit"


def _pace(rng: Random) -> float:
    return rng.uniform(1.05, 1.7) if rng.random() < 0.07 else 0.08 + 0.85 * rng.betavariate(1.8, 2.4)


def _checked(p: Plotter) -> None:
    """Checked by another; one in twenty is sent back once."""
    p.work("check", p.rng.uniform(0.05, 0.85))
    if p.rng.random() < 0.05:
        p.add("send_back", "checker", reason=p.rng.choice(REASONS["send_back"]))
        p.work("handle", p.rng.uniform(0.1, 0.7))
        p.add("finish", "post", result=True)
        p.work("check", p.rng.uniform(0.05, 0.7))
    p.add("close", "checker")


def _afterwards(p: Plotter) -> None:
    """Call-back or the resident's own verdict, perhaps all over again, and the archive after thirty days."""
    closed = p.at
    if p.tale.channel == "resident" and p.rng.random() < 0.25:
        closed = _rated(p)
    elif p.echoes and p.rng.random() < 0.7:
        closed = _called_back(p)
    night = (closed + REOPENABLE + timedelta(days=1)).replace(hour=2, minute=10, second=0, microsecond=0)
    p.at = max(night, p.at + timedelta(minutes=1))
    p.add("archive", "system")


def _rated(p: Plotter) -> datetime:
    closed = p.at
    p.at += timedelta(minutes=int(p.rng.uniform(40, 1600)))
    happy = p.rng.random() < 0.88
    p.add("rate", "reporter", solved=happy or p.rng.random() < 0.4, satisfied=happy)
    if happy or p.rng.random() < 0.5:
        return closed
    p.at += timedelta(minutes=2)
    return _again(p, "reporter")


def _called_back(p: Plotter) -> datetime:
    closed = p.at
    p.tomorrow(10, 900)
    p.at = max(p.at, closed + timedelta(minutes=5))
    solved = p.rng.random() < 0.95
    reason = "" if solved else p.rng.choice(REASONS["call_back"])
    p.add("call_back", "callback", responded=p.rng.random() < 0.98, solved=solved, satisfied=solved and p.rng.random() < 0.96,
          reason=reason)  # fmt: skip
    if solved or p.rng.random() < 0.3:
        return closed
    p.at += timedelta(minutes=3)
    closed = _again(p, "callback")
    p.tomorrow(10, 500)
    p.add("call_back", "callback", responded=True, solved=True, satisfied=p.rng.random() < 0.9)
    return closed


def _again(p: Plotter, who: str) -> datetime:
    """Reopened, handled and checked once more; returns when it was closed."""
    p.add("reopen", who, reason=p.rng.choice(REASONS["reopen"]))
    p.work("handle", p.rng.uniform(0.1, 0.8))
    p.add("finish", "post", result=True)
    p.work("check", p.rng.uniform(0.1, 0.8))
    p.add("close", "checker")
    return p.at


def _echo(p: Plotter) -> None:
    """Put a person's answer in, the same day for about 96 of 100, unless another move has answered before."""
    evening = p.tale.at.replace(hour=0, minute=0, second=0) + timedelta(hours=NIGHT_WATCH)
    at = p.tale.at + timedelta(minutes=p.rng.uniform(8, 110))
    if at > evening:  # nobody is kept up: what comes late at night is answered at once, or in the morning
        at = p.tale.at + timedelta(minutes=p.rng.uniform(1, 5))
    if p.rng.random() < 0.045:
        at = evening + timedelta(hours=p.rng.uniform(10.2, 13))
    at = at.replace(microsecond=0)
    answering = ("decline", "fix_on_spot", "finish", "answer")
    if any(step.do in answering and step.at <= at for step in p.steps):
        return
    place = sum(step.at <= at for step in p.steps)
    given = any(step.do == "dispatch" and step.at <= at for step in p.steps)
    p.steps.insert(place, Step("answer", at, "post" if given else "dispatcher", {"answer": True}))


def _unrouted(p: Plotter) -> None:
    """The place was not understood: the dispatcher asks back and enters the grid."""
    p.wait(8, 40)
    p.add("accept", "dispatcher")
    p.wait(3, 15)
    p.add("correct", "dispatcher", corrects=True, reason="与来电人核实地点后补充网格")
    p.wait(2, 20)
    p.add("dispatch", "dispatcher", to=_hands(p))
    p.work("handle", _pace(p.rng))
    p.add("finish", "post", result=True)
    _checked(p)
    _afterwards(p)


def _accepted(p: Plotter) -> None:
    p.at += timedelta(minutes=p.rng.uniform(4, 9))
    p.add("accept", "dispatcher")


def _with_holder(p: Plotter) -> None:
    """Quickly given to the grid's own person, who still works on it."""
    p.at += timedelta(minutes=6)
    p.add("accept", "dispatcher")
    p.at += timedelta(minutes=7)
    p.add("dispatch", "dispatcher", to="holder")


def _dissatisfied(p: Plotter) -> None:
    """Closed yesterday; the resident says in the evening that it is not solved. Nobody has called yet."""
    _with_holder(p)
    p.at += timedelta(hours=2)
    p.add("finish", "post", result=True)
    p.at += timedelta(hours=1)
    p.add("close", "checker")
    p.at = p.at.replace(hour=20, minute=15)
    p.add("rate", "reporter", solved=False, satisfied=False, reason="说是处理了，晚上又和原来一样，请再来看看。")


def _fixed(p: Plotter) -> None:
    p.at += timedelta(minutes=p.rng.uniform(4, 25))
    p.add("fix_on_spot", "holder", result=True)
    if p.rng.random() < 0.5:
        p.at += timedelta(minutes=p.rng.uniform(5, 25))
        p.add("close", "checker")


FATES: dict[str, Callable[[Plotter], None]] = {
    "ordinary": _ordinary,
    "unrouted": _unrouted,
    "waiting": lambda p: None,
    "accepted": _accepted,
    "with_holder": _with_holder,
    "dissatisfied": _dissatisfied,
    "fixed": _fixed,
    **asking.FATES,
}
