"""Tickets and bookings as sources of scoring; units are counters."""

from shiqiao.kernel.scoring.sources import YES_NO, Source, sources
from shiqiao.scenes.hall.queue.rules import BOOKING_STATES, CHANNELS, TICKET_STATES

_AT = {"street": "q.street", "community": "0", "grid": "0", "unit": "q.unit"}
QUEUE_TICKET = Source(
    "queue_ticket", "Tickets at the counters", "hall_queue_ticket q", "q.id",
    {"taken": "q.taken_at", "called": "q.called_at", "ended": "q.ended_at"},
    {
        "state": ("q.state", frozenset(TICKET_STATES)), "line": ("q.line", None), "why": ("q.why", None),
        "channel": ("q.channel", frozenset(CHANNELS)), "called": ("q.called_at IS NOT NULL", YES_NO),
        "in_limit": ("q.called_at IS NOT NULL AND NOT q.over", YES_NO), "over_limit": ("q.over", YES_NO),
        "served": ("q.state = 'served'", YES_NO), "unserved": ("q.state = 'closed'", YES_NO),
    },
    {**_AT, "person": "q.account"},
    opens="q.id::text", onto="queue_ticket",
    follows={"queue_ticket": "SELECT q.id::text, 0::bigint FROM hall_queue_ticket q WHERE q.id = ANY(%(ids)s)"},
)  # fmt: skip
QUEUE_BOOKING = Source(
    "queue_booking", "Bookings at the counters", "hall_queue_booking q", "q.id",
    {"made": "q.made_at", "starts": "q.starts_at", "ended": "q.ended_at"},
    {
        "state": ("q.state", frozenset(BOOKING_STATES)), "line": ("q.line", None),
        "channel": ("q.channel", frozenset(CHANNELS)), "no_show": ("q.state = 'missed'", YES_NO),
        "revoked": ("q.state = 'revoked'", YES_NO),
        "kept": ("q.state IN ('arrived', 'served')", YES_NO),
    },
    {**_AT, "person": "q.account"},
    opens="q.id::text", onto="queue_booking",
    follows={"queue_booking": "SELECT q.id::text, 0::bigint FROM hall_queue_booking q WHERE q.id = ANY(%(ids)s)"},
)  # fmt: skip


def fill(scene: str) -> None:
    """Put tickets and bookings into the socket of scoring."""
    sources.fill(scene, QUEUE_TICKET)
    sources.fill(scene, QUEUE_BOOKING)
