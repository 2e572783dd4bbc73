"""Affairs as a source of scoring: done at once, one trip at most, nearest, no trip, in time; units are counters."""

from shiqiao.kernel.scoring.sources import YES_NO, Source, sources
from shiqiao.scenes.hall.rules import CHANNELS, MANNERS, STATES
from shiqiao.scenes.hall.work import KIND

RATED = "a.rated_way IN ('link', 'phone', 'paper')"  # rules.RESIDENTS: what a counter typed about itself is no rating

SERVICE_AFFAIR = Source(
    "service_affair", "Affairs", "hall_affair a", "a.id",
    {"taken": "a.taken_at", "decided": "a.decided_at", "ended": "a.ended_at"},
    {
        "state": ("a.state", frozenset(STATES)), "item": ("a.item", None), "channel": ("a.channel", frozenset(CHANNELS)),
        "manner": ("a.manner", frozenset(MANNERS)), "delivered": ("a.state = 'delivered'", YES_NO),
        "done_at_once": ("a.at_once", YES_NO), "at_most_one_trip": ("a.trips <= 1", YES_NO),
        "zero_trip": ("a.own_trips = 0 AND a.trips <= 1", YES_NO),
        "measured": ("a.near IS NOT NULL", YES_NO), "nearest": ("COALESCE(a.near, false)", YES_NO),
        "our_trips": ("a.our_trips > 0", YES_NO), "staff_trips": ("a.staff_trips > 0", YES_NO),
        "in_time": ("a.decided_at IS NOT NULL AND NOT a.late", YES_NO),
        "rated": (RATED, YES_NO), "satisfied": (f"COALESCE({RATED} AND a.stars >= 4, false)", YES_NO),
    },
    {
        "street": "a.street", "community": "a.community", "grid": "a.grid",
        "person": "COALESCE(NULLIF(a.decided_by, 0), a.holder)", "unit": "a.station",
    },
    "a.id::text", KIND, {KIND: "SELECT a.id::text, a.grid FROM hall_affair a WHERE a.id = ANY(%(ids)s)"},
    "SELECT min(a.taken_at) FROM hall_affair a WHERE a.id = ANY(%(numbers)s::bigint[])",
)  # fmt: skip


def fill(scene: str) -> None:
    """Put affairs into the socket of scoring."""
    sources.fill(scene, SERVICE_AFFAIR)
