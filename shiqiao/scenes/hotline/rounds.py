"""What the worker does again and again: let orders follow their matters, warn of their deadlines, clear old uploads."""

import logging
import time as clock
from datetime import datetime, timedelta

from django.db import transaction

from shiqiao.base.actor import Ref, system
from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.base.facts import listen
from shiqiao.kernel.matters.facts import MatterMoved
from shiqiao.kernel.matters.lookups import by_ids, one_by_id, taken_up_again, untouched
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.hotline import rules
from shiqiao.scenes.hotline.actions import follow_matter
from shiqiao.scenes.hotline.exchange import folder
from shiqiao.scenes.hotline.models import Order
from shiqiao.scenes.hotline.store import set_alarm, tell_dispatchers, write

logger = logging.getLogger(__name__)
LIMIT, CHUNK = 200, 1000
KEPT = 3600.0  # seconds that an uploaded file waits for its loading
RETRY = timedelta(minutes=5)


def follow_matters(*, at: datetime) -> int:
    """Let every order follow its matter, whatever fact was lost: derived by comparing the two. Over all streets."""
    moved = 0
    rows = Order.objects.filter(state__in=("received", "handling", "answered")).order_by("id")
    open_orders = list(rows.values_list("id", "matter", "state"))
    for start in range(0, len(open_orders), CHUNK):
        some = open_orders[start : start + CHUNK]
        matters = by_ids(matter for _, matter, _ in some)
        lagging = [order for order, matter, state in some if _lags(state, matters.get(matter))]
        moved += sum(_follow(order, at) for order in lagging[:LIMIT])
    again = Order.objects.filter(matter__in=taken_up_again("hotline"), state__in=("written_back", "confirmed"))
    return moved + sum(_follow(order, at) for order in again.values_list("id", flat=True)[:LIMIT])


def _lags(state: str, matter: object) -> bool:
    if matter is None:
        return False
    if state == "received":
        return not untouched(matter)  # type: ignore[arg-type]
    return bool(matter.done) == (state == "handling")  # type: ignore[attr-defined]


def _follow(order: int, at: datetime) -> bool:
    try:
        with transaction.atomic():
            follow_matter(order=order, at=at)
        return True
    except Exception:  # one broken order must not stop the others; the next round tries it again
        logger.exception("order %s could not follow its matter", order)
        return False


def scan_deadlines(*, at: datetime, limit: int = LIMIT) -> int:
    """Warn of their deadlines at three quarters of the time and when it is past, each told once. Over all streets."""
    told = 0
    while True:
        with transaction.atomic():
            rows = Order.objects.select_for_update(skip_locked=True).filter(alarm_at__lte=at)
            batch = list(rows.order_by("alarm_at")[:limit])
            for order in batch:
                _ring(order, at)
        told += len(batch)
        if len(batch) < limit:
            return told


def _ring(order: Order, at: datetime) -> None:
    try:
        with transaction.atomic():
            _tell(order, at)
    except Exception:
        logger.exception("the deadline of order %s could not be told", order.id)
        Order.objects.filter(pk=order.id).update(alarm_at=at + RETRY)


def _tell(order: Order, at: datetime) -> None:
    """A scan that comes late skips what is overtaken: past is told, the warning before it is not."""
    past = order.deadline is not None and order.deadline <= at
    order.alarm_level = rules.OVERDUE if past else rules.WARNED
    set_alarm(order, at)
    order.save(update_fields=["alarm_at", "alarm_level"])
    code = "hotline.overdue" if past else "hotline.warned"
    posts = recipients(one_by_id(order.matter).post, past, at)
    for post in posts:
        notify(street=order.street, post=post, kind=code, subject=Ref("matter", order.matter), at=at)
    if not posts:
        tell_dispatchers(order, code, at)
    by = system("hotline", street=order.street)
    write(code, order, by=by, at=at, deadline=order.deadline, posts=posts)


def recipients(owner: int, past: bool, at: datetime) -> list[int]:
    """Return the posts to tell: whoever has the matter, and once it is past the deputy and the head as well."""
    if not owner:
        return []
    if not past:
        return [owner]
    try:
        return list(dict.fromkeys([owner, *people.ladder(owner, at)[:2]]))
    except NotFound:
        return [owner]


def clear_uploads(*, at: datetime) -> int:
    """Remove uploaded files that nobody loaded: they hold personal data."""
    old = [path for path in (folder() / "uploads").glob("*") if clock.time() - path.stat().st_mtime > KEPT]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def heard(fact: MatterMoved) -> None:
    """Let the order of a matter that has just moved follow at once; the round does it when this is lost."""
    if fact.channel != "hotline":
        return
    with scope.scoped(fact.street):
        order = Order.objects.filter(street=fact.street, matter_number=fact.number).values_list("id", flat=True).first()
        if order is not None:
            follow_matter(order=order, at=fact.at)


def listen_to_matters() -> None:
    """Hear of every move of a matter."""
    listen(MatterMoved, heard)
