"""5S as sources of scoring: findings put right in time, rounds that were good. Units are counters; no grid is meant."""

from shiqiao.kernel.scoring.sources import YES_NO, Source, since, sources
from shiqiao.scenes.hall.fives.rules import SENSES, STATES
from shiqiao.scenes.hall.fives.store import FINDING, ROUND

FIVE_S_FINDING = Source(
    "five_s_finding", "5S findings", "hall_five_s_finding f", "f.id",
    {"found": "f.found_at", "due": "f.due_at", "closed": "f.checked_at"},
    {
        "state": ("f.state", frozenset(STATES)), "area": ("f.area", None), "sense": ("f.sense", frozenset(SENSES)),
        "over": since("f.due_at", at_once="f.state <> 'open'"), "in_time": ("f.state <> 'open' AND NOT f.late", YES_NO),
        "late": since("CASE WHEN f.state = 'open' THEN f.due_at END", at_once="f.late"),
        "closed": ("f.state = 'closed'", YES_NO),
        "sent_back": ("f.sent_back > 0", YES_NO), "from_records": ("f.ground <> ''", YES_NO), "own": ("f.own", YES_NO),
    },
    {
        "street": "f.street", "community": "f.community", "grid": "0", "person": "COALESCE(NULLIF(f.fixed_by, 0), f.holder)",
        "unit": "f.station",
    },
    "f.id::text", FINDING, {FINDING: "SELECT f.id::text, 0 FROM hall_five_s_finding f WHERE f.id = ANY(%(ids)s)"},
)  # fmt: skip
FIVE_S_ROUND = Source(
    "five_s_round", "5S rounds", "hall_five_s_round r", "r.id", {"finished": "r.finished_at"},
    {"finished": ("r.finished_at IS NOT NULL", YES_NO), "own": ("r.own", YES_NO), "good": ("r.good", YES_NO)},
    {"street": "r.street", "community": "r.community", "grid": "0", "person": "r.account", "unit": "r.station"},
    "r.id::text", ROUND, {ROUND: "SELECT r.id::text, 0 FROM hall_five_s_round r WHERE r.id = ANY(%(ids)s)"},
)  # fmt: skip


def fill(scene: str) -> None:
    """Put findings and rounds into the socket of scoring."""
    sources.fill(scene, FIVE_S_FINDING)
    sources.fill(scene, FIVE_S_ROUND)
