"""What the scene's actions share: locking, the order's journal, letters and their sealed payload, alarms."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Forbidden
from shiqiao.base.rows import the_one
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.journal.rules import stamp
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.hotline import rules
from shiqiao.scenes.hotline.errors import OrderNotSo
from shiqiao.scenes.hotline.models import IN, OUT, Letter, Order

KIND = "hotline_order"
SEALED = "hotline"  # binds what is sealed here to the tables of this scene
ACTS = frozenset({"dispatcher"})  # who exchanges with 12345 on the street's behalf


def refuse_others(by: Actor, street: int | None = None) -> None:
    """Let only those act who exchange with 12345 for their whole street (or for `street`); raises Forbidden."""
    if by.kind == "system":
        return
    own = by.street if street is None else street
    span = by.reach.span
    whole = own is not None and span and span[0] <= own * 1_000_000 and span[1] >= own * 1_000_000 + 999_999
    if not by.roles & ACTS or not whole or by.street not in (None, own):
        raise Forbidden(fields={"post": "Only a dispatcher of the whole street exchanges with 12345."})


def lock(order: int) -> Order:
    """Lock an order's row until the transaction ends; raises NotFound."""
    return the_one(Order.objects.select_for_update().filter(pk=order))


def lock_number(street: int, number: str) -> None:
    """Hold everything about a number until the transaction ends: two files may bring it at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"hotline {street} {number}"])


def need(order: Order, *states: str) -> None:
    """Raise OrderNotSo unless an order stands in one of these states."""
    if order.state not in states:
        raise OrderNotSo(number=order.number, state=order.state)


def write(code: str, order: Order, *, by: Actor, at: datetime, **data: Any) -> None:
    """Write a line of an order; data are codes, numbers and moments."""
    plain = {name: stamp(value) if isinstance(value, datetime) else value for name, value in data.items()}
    journal.write(code, subject=Ref(KIND, order.id), street=order.street, by=by, at=at, data=plain)


def seal(payload: Mapping[str, Any]) -> bytes:
    """Encrypt what is personal."""
    return crypto.encrypt(json.dumps(payload, ensure_ascii=False, sort_keys=True), context=SEALED)


def unseal(sealed: crypto.Bytes | None) -> dict[str, Any]:
    """Read what `seal` wrote."""
    return dict(json.loads(crypto.decrypt(sealed, context=SEALED))) if sealed else {}


def post_letter(
    order: Order, kind: str, payload: Mapping[str, Any], *, by: Actor, at: datetime, hold: bool = False
) -> Letter:
    """Put a letter into the outbox; it leaves with the next round unless it is held for a person's look.

    The key counts the letters of a kind about an order; the database refuses two with one key.
    """
    before = Letter.objects.filter(order=order.id, kind=kind, direction=OUT).count()
    row = Letter.objects.create(
        street=order.street, order=order.id, number=order.number, round=order.round, direction=OUT, kind=kind,
        key=f"{order.street}-{order.id}-{kind}-{before + 1}", payload=seal(payload),
        state="drafted" if hold else "waiting", next_try=None if hold else at, created_by=by.code, created_at=at,
    )  # fmt: skip
    write("hotline.letter_written", order, by=by, at=at, letter=row.id, kind=kind, held=hold)
    return row


def take_letter(order: Order, kind: str, payload: Mapping[str, Any], *, key: str, by: Actor, at: datetime) -> bool:
    """Put what 12345 said into the inbox; False when this was said before."""
    try:
        with transaction.atomic():
            Letter.objects.create(
                street=order.street, order=order.id, number=order.number, round=order.round, direction=IN, kind=kind,
                key=key[:60], payload=seal(payload), state="received", created_by=by.code, created_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        if "hotline_letter_once" not in str(error):
            raise
        return False
    return True


def set_alarm(order: Order, at: datetime) -> None:
    """Put an order's next alarm where its deadline wants it; a deadline that moved may warn again. Does not save."""
    calendar = calendar_for(order.street)
    if order.deadline and order.alarm_level == rules.OVERDUE and order.deadline > at:
        order.alarm_level = rules.QUIET
    if order.deadline and order.alarm_level == rules.WARNED:
        order.alarm_level = rules.WARNED if rules.warn_at(order.issued_at, order.deadline, calendar) <= at else 0
    order.alarm_at = rules.next_alarm(order.issued_at, order.deadline, order.alarm_level, order.state, calendar)


def turn(order: Order, state: str, at: datetime) -> None:
    """Bring an order into a state, with its alarm, and save it."""
    order.state = state
    set_alarm(order, at)
    order.save()


def tell_dispatchers(order: Order, kind: str, at: datetime) -> None:
    """Leave a notice for each dispatcher of the street, leading to the matter."""
    for post in people.posts(order.street, roles=ACTS):
        notify(street=order.street, post=post.id, kind=kind, subject=Ref("matter", order.matter), at=at)
