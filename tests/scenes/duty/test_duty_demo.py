"""The demo's duty: months of rosters made by the actions, swaps in all states, logs, one who came late."""

from time import perf_counter

from shiqiao.base.time import now
from shiqiao.scenes.duty import demo, reads
from shiqiao.scenes.duty.tables import LogEntry, Passing, Roster, Shift, Swap, Turn
from shiqiao.testing.street import STREET, Street


def test_the_demo_happens_once(street: Street) -> None:
    began = perf_counter()
    demo.load(STREET)
    print(f"the demo's duty takes {perf_counter() - began:.1f} s")
    street.reopen()
    assert Roster.objects.filter(state="published", invented=True).count() == 4
    states = set(Swap.objects.values_list("state", flat=True))
    assert states >= {"approved", "declined", "agreed", "asked"}
    assert Turn.objects.filter(late_minutes__gt=0, missed_at__isnull=False).count() == 1
    assert Turn.objects.filter(ended_why="replaced").count() == 1
    assert LogEntry.objects.count() > 10
    assert Passing.objects.filter(seen_at__isnull=False).exists()
    found = reads.on_duty(STREET, now())
    assert found.leader is not None
    assert all(one.checked_in_at for one in found.people)
    shifts = Shift.objects.filter(live=True)
    for shift in shifts:
        standing = Turn.objects.filter(shift=shift.pk, state="standing")
        assert standing.filter(role="leader").count() == 1
        assert standing.filter(role="officer").count() == shift.officers
    many = Turn.objects.count()
    demo.load(STREET)
    street.reopen()
    assert Turn.objects.count() == many
