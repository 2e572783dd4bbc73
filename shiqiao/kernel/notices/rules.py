"""When a sending may leave, how often it is tried, and what it says at most. Pure; moments are aware, times local."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

WAITING, SENT, FAILED, DROPPED, HELD = "waiting", "sent", "failed", "dropped", "held"
STATES = (WAITING, SENT, FAILED, DROPPED, HELD)
AGAIN = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 240))  # after each failure; then it has failed
RESIDENT_MOST, OFFICIAL_MOST = 5, 10  # a day to one recipient
MORNING = time(8)
NIGHT = (time(21), MORNING)  # residents are left alone
SETTLES = timedelta(minutes=2)  # news wait so long: what was a slip of the hand can be taken back
DIGESTS = ("at_once", "hourly", "morning")
TOLD = {
    "accept": "accepted", "decline": "declined", "answer": "answered", "finish": "finished", "fix_on_spot": "finished",
    "close": "closed", "reopen": "reopened",
}  # fmt: skip
"""Moves of which a reporter is told, and by which kind."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Local times between which nothing leaves; the same twice: never quiet. It may run over midnight."""

    begins: time
    ends: time

    def holds(self, at: time) -> bool:
        """Tell whether a local time is quiet; the end is not."""
        if self.begins <= self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends


RESIDENTS = Quiet(*NIGHT)


def may_leave(at: datetime, quiet: Quiet, zone: tzinfo, *, urgent: bool = False) -> datetime:
    """Return the first moment from `at` on at which something may leave; what is urgent leaves at once."""
    local = at.astimezone(zone)
    if urgent or not quiet.holds(local.time().replace(microsecond=0)):
        return at
    ends = datetime.combine(local.date(), quiet.ends, zone)
    return ends if ends > local else datetime.combine(local.date() + timedelta(days=1), quiet.ends, zone)


def next_digest(at: datetime, digest: str, zone: tzinfo) -> datetime:
    """Return when the next digest leaves: at once, at the full hour, or at eight in the morning."""
    local = at.astimezone(zone)
    if digest == "hourly":
        return local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if digest == "morning":
        today = datetime.combine(local.date(), MORNING, zone)
        return today if today > local else datetime.combine(local.date() + timedelta(days=1), MORNING, zone)
    return at


def next_morning(at: datetime, zone: tzinfo) -> datetime:
    """Return eight o'clock of the following local day: what is too much for today waits until then."""
    return datetime.combine(at.astimezone(zone).date() + timedelta(days=1), MORNING, zone)


def after_failure(tries: int, at: datetime) -> datetime | None:
    """Return when it is tried again after so many failures, None when it is given up."""
    return at + AGAIN[tries - 1] if tries <= len(AGAIN) else None
