"""Orders that 12345 agreed to leave out (剔除) do not count in scores, and come back where the decision was no."""

from collections.abc import Callable
from datetime import date, datetime

from shiqiao.base.time import held, now
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.scoring import actions as scoring
from shiqiao.kernel.scoring import following, reads
from shiqiao.scenes.hotline import actions
from shiqiao.scenes.hotline.models import Order
from shiqiao.testing.street import STREET, Street
from tests.kernel.scoring.conftest import close_until
from tests.stories.telling import Telling

JUNE, JULY, AUGUST = date(2018, 6, 1), date(2018, 7, 1), date(2018, 8, 1)
Take = Callable[..., Order]


def called_back(street: Street, order: Order) -> None:
    """Let the order's matter be done and the caller say that it was not solved."""
    tell, row = Telling(street), Matter.objects.get(pk=order.matter)
    made = Receipt(row.id, row.number, "", None, ())  # type: ignore[arg-type]
    tell.dispatch(made, "c1.g1")
    tell.finish(made, by="c1g1")
    tell.close(made)
    said = {"responded": True, "solved": False, "satisfied": False}
    matters.call_back_matter(matter=row.id, **said, by=street.actor("callback1"), at=now())


def figures(since: date = JUNE, until: date = JULY) -> dict[str, tuple[int, int]]:
    found = reads.counts(STREET, "street", since, until).get(STREET, {})
    return {code: found.get(code, (0, 0)) for code in ("responded", "solved", "satisfied", "handled_in_time")}


def excluded(street: Street, order: Order, approved: bool) -> None:
    by = street.actor("dispatch1")
    asked = actions.ask_exclusion(order=order.id, reason="force_majeure", note="暴雨", by=by, at=now())
    actions.decide_exclusion(exclusion=asked.id, approved=approved, by=street.actor("leader1"), at=now())


def test_what_was_approved_to_be_left_out_is_followed_and_what_was_refused_counts_on(
    taken: Take, street: Street
) -> None:
    order = taken()
    called_back(street, order)
    scoring.reckon(at=now())
    before = figures()
    assert before == {"responded": (1, 1), "solved": (0, 1), "satisfied": (0, 1), "handled_in_time": (1, 1)}
    follower = following.Follower()
    follower.round(now())
    excluded(street, order, approved=False)
    follower.rests_until = 0
    follower.round(now())
    assert figures() == before
    excluded(street, order, approved=True)
    follower.rests_until = 0
    assert follower.round(now()) == 1
    assert figures() == {**dict.fromkeys(("responded", "solved", "satisfied"), (0, 0)), "handled_in_time": (1, 1)}


def test_left_out_after_the_month_was_closed_is_a_contra_entry(taken: Take, street: Street) -> None:
    order = taken()
    called_back(street, order)
    scoring.reckon(at=now())
    with held(datetime.fromisoformat("2018-07-03T09:00:00+08:00")):
        close_until(street, JULY)
        june = figures()
        excluded(street, order, approved=True)
        following.follow_all(STREET, {"hotline_order": {order.id}}, at=now())
        assert figures() == june
        assert figures(JULY, AUGUST)["solved"] == (0, -1)
        assert figures(JULY, AUGUST)["responded"] == (-1, -1)
