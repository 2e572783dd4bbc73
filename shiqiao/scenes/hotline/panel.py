"""The panel on a matter's page: its order, their deadline beside ours, the other rounds, the letters."""

from typing import Any

from django.urls import reverse

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.scenes.hotline import reads, shown, words

LETTERS = 4


def panel(actor: Actor, matter: Any) -> dict[str, Any] | None:
    """Return what the panel shows, None for matters that did not come from 12345."""
    order = reads.order_of_matter(matter.id) if matter.channel == "hotline" else None
    if order is None:
        return None
    at, oversees = now(), reads.oversees(actor, order.street)
    others = [one for one in reads.rounds_of(order) if one.id != order.id] if order.round > 1 or oversees else []
    letters = reads.letters_about(order)[:LETTERS] if oversees else []
    return {
        "one": shown.order_row(order, matter, at),
        "order": order,
        "upstream": words.one(words.UPSTREAM, order.upstream_state),
        "others": [(one.round, reverse("desk:matter", args=[one.matter_number]), one.matter_number) for one in others],
        "letters": shown.letter_rows(letters),
        "contact": shown.contact(actor, order),
        "reveal": shown.reveal_contact(actor, order),
        "acts": shown.acts(actor, order, at) if oversees else [],
        "oversees": oversees,
    }
