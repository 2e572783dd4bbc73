"""A street's duty: a published roster of two shifts, a swap under way, a line of the log, in its street alone."""

from datetime import date, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from shiqiao.base.time import now
from shiqiao.kernel.people import reads
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.duty.store import seal
from shiqiao.scenes.duty.tables import Availability, LogEntry, Roster, Shift, Swap, Turn

DAY = date(2019, 3, 4)  # after all that the demo publishes


def build(street: int, text: str, giver: Account, taker: Account) -> dict[str, int]:
    """Make them for two persons of a street; the rows are written plainly, its posts need no pools for that."""
    roster = Roster.objects.create(
        street=street, days=DateRange(DAY, DAY + timedelta(2)), version=1, rules=0, state="published", made_at=now(),
        figures={"moves": 0, "empty": 0},
    )  # fmt: skip
    first, second = (
        _turn(roster, DAY + timedelta(n), who) for n, who in enumerate((giver, taker))
    )  # fmt: skip
    swap = Swap.objects.create(
        street=street,
        turn=first.pk,
        against=second.pk,
        asker=giver.pk,
        asked=taker.pk,
        words=seal(text),
        asked_at=now(),
    )
    entry = LogEntry.objects.create(
        street=street, shift=first.shift, kind="call", text=seal(text), at=now(), account=giver.pk, open=True
    )
    away = Availability.objects.create(
        street=street, person=giver.pk, kind="away", why="leave", days=DateRange(DAY + timedelta(9), DAY + timedelta(10)),
        entered_at=now(),
    )  # fmt: skip
    return {
        "duty_roster": roster.pk, "duty_turn": first.pk, "duty_shift": first.shift, "duty_swap": swap.pk,
        "duty_entry": entry.pk, "duty_away": away.pk,
    }  # fmt: skip


def _turn(roster: Roster, day: date, who: Account) -> Turn:
    begin = datetime.fromisoformat(f"{day:%Y-%m-%d}T12:00:00+08:00")
    during = DateTimeTZRange(begin, begin + timedelta(hours=6))
    shift = Shift.objects.create(
        street=roster.street, roster=roster.pk, kind="day", day=day, during=during, officers=0, live=True
    )
    post = reads.actor_for(who).post or 0
    return Turn.objects.create(
        street=roster.street, roster=roster.pk, shift=shift.pk, role="leader", person=who.pk, post=post, during=during,
        rested=during, live=True,
    )  # fmt: skip
