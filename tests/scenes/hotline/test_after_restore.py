"""In a restored place no letter leaves by itself: it may have gone already after the backup."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from shiqiao.base.plugs import after_restore
from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.scenes.hotline.actions import take_order
from shiqiao.scenes.hotline.letters import send_waiting
from shiqiao.scenes.hotline.models import Letter, Order
from shiqiao.testing.street import Street


def test_letters_that_waited_are_red_until_a_person_looks(
    taken: Callable[..., Order], street: Street, data: Path
) -> None:  # fmt: skip
    order = taken()
    take_order(order=order.id, by=street.actor("dispatch1"), at=now())
    assert Letter.objects.get().state == "waiting"
    held = {one.name: one.act(data=data, at=now()) for one in after_restore}
    assert held["hotline.letters"] == 1
    letter = Letter.objects.get()
    assert (letter.state, letter.error, letter.next_try) == ("failed", "restored", None)
    line = JournalLine.objects.get(code="hotline.letter_failed")
    assert (line.actor, line.data["error"]) == ("system.restore", "restored")
    assert send_waiting(at=now() + timedelta(days=1)) == 0
    assert {one.name: one.act(data=data, at=now()) for one in after_restore}["hotline.letters"] == 0
