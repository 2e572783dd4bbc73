"""Turns and what was passed on as sources of scoring: checked in in time, late, missed; acknowledged."""

from shiqiao.kernel.scoring.sources import YES_NO, Source, since, sources
from shiqiao.scenes.duty.store import ROSTER, SHIFT, SWAP, TURN
from shiqiao.scenes.duty.tables import ROLES

_OVER = since("lower(t.during)")
# A turn stands in no grid; it counts for the street, and for the person.
_NOWHERE = {"community": "0", "grid": "0", "unit": "0"}
DUTY_TURN = Source(
    "duty_turn", "Turns of duty", "(SELECT * FROM duty_turn WHERE live AND state <> 'changed') t", "t.id",
    {"began": "lower(t.during)", "checked_in": "t.checked_in_at"},
    {
        "role": ("t.role", frozenset(ROLES)), "begun": _OVER, "checked": ("t.checked_in_at IS NOT NULL", YES_NO),
        "in_time": ("t.checked_in_at IS NOT NULL AND t.late_minutes = 0", YES_NO), "late": ("t.late_minutes > 0", YES_NO),
        "missed": ("t.missed_at IS NOT NULL", YES_NO),
    },
    {"street": "t.street", "person": "t.person", **_NOWHERE}, "t.id::text", TURN,
    {
        TURN: "SELECT t.id::text, 0 FROM duty_turn t WHERE t.id = ANY(%(ids)s)",
        ROSTER: "SELECT t.id::text, 0 FROM duty_turn t WHERE t.roster = ANY(%(ids)s)",
        SWAP: """SELECT t.id::text, 0 FROM duty_turn t JOIN duty_swap s ON t.id IN (s.turn, s.against)
OR t.former IN (s.turn, s.against) WHERE s.id = ANY(%(ids)s)""",
    },
)  # fmt: skip
DUTY_PASSING = Source(
    "duty_passing", "Open lines passed on to the next shift", "duty_passing p", "p.id",
    {"passed": "p.passed_at", "acknowledged": "p.seen_at"},
    {"acknowledged": ("p.seen_at IS NOT NULL", YES_NO), "by_itself": ("p.passed_by = 0", YES_NO)},
    {"street": "p.street", "person": "p.seen_by", **_NOWHERE}, "p.shift::text", SHIFT,
    {SHIFT: "SELECT p.shift::text, 0 FROM duty_passing p WHERE p.shift = ANY(%(ids)s)"},
)  # fmt: skip


def fill(scene: str) -> None:
    """Put both into the socket of scoring."""
    sources.fill(scene, DUTY_TURN)
    sources.fill(scene, DUTY_PASSING)
