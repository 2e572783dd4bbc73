"""The demo's queue: weeks of tickets at the hall and eight stations that ended in every way, and a line this morning."""

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.config.commands.verify import everything
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.scenes.hall.queue import booking, demo, figures, reads, tickets
from shiqiao.scenes.hall.queue.models import Booking, QueuePeriod, QueueTicket
from shiqiao.scenes.hall.queue.publishing import plans
from shiqiao.testing.street import STREET, Street


def test_the_demo_has_weeks_of_the_queue_and_a_line_this_morning_and_loads_them_once(street: Street) -> None:
    demo.load(STREET)
    assert len(plans(STREET)) == 9
    count = QueueTicket.objects.count()
    assert count > 1000
    assert {"served", "missed", "closed"} <= set(QueueTicket.objects.values_list("state", flat=True))
    assert {"served", "missed", "cancelled", "revoked", "booked"} <= set(
        Booking.objects.values_list("state", flat=True)
    )
    assert not QueuePeriod.objects.filter(ended_at=None).exclude(ticket__in=QueueTicket.objects.filter(
        state__in=("waiting", "called", "serving", "held")).values("pk")).exists()  # fmt: skip
    for unit in plans(STREET):
        assert reads.waiting(STREET, unit, now())
        assert reads.manned(STREET, unit) or unit
    june = figures.waits(STREET, "2018-06")
    assert all(one.tickets and one.mean is not None for one in june)
    row = QueueTicket.objects.filter(state="served").order_by("pk")[0]
    assert [line.code for line in lines_of(Ref(tickets.KIND, row.pk))] == [
        "hall.ticket_taken", "hall.called", "hall.serving", "hall.served",
    ]  # fmt: skip
    assert booking.unseal(Booking.objects.order_by("pk")[0].name)
    demo.load(STREET)
    assert QueueTicket.objects.count() == count
    assert [str(found) for found in everything()] == []
