"""Topics and resolutions as sources of scoring: answered and convened in time, closed by an evaluation that passed."""

from shiqiao.kernel.scoring.sources import YES_NO, Source, since, sources
from shiqiao.scenes.council.moves import OPEN, STATES
from shiqiao.scenes.council.resolution_tables import RESOLUTION_STATES
from shiqiao.scenes.council.store import RESOLUTION, TOPIC

_LATE = "t.late"
_OPEN = ", ".join(f"'{one}'" for one in OPEN)
COUNCIL_TOPIC = Source(
    "council_topic", "Topics of councils", "council_topic t", "t.id",
    {"proposed": "t.made_at", "accepted": "t.accepted_at", "ended": "t.ended_at"},
    {
        "state": ("t.state", frozenset(STATES)), "grade": ("t.grade", frozenset({"", "quick", "depth"})),
        "source": ("t.source", frozenset({"office", "matter", "visit", "portal"})), "late": since("t.due_at", at_once=_LATE),
        "in_time": since("t.due_at", at_once=_LATE, to=False), "ended": (f"t.state NOT IN ({_OPEN})", YES_NO),
        "closed": ("t.state IN ('closed', 'answered')", YES_NO), "refused_after": ("t.refused_after", YES_NO),
    },
    {"street": "t.street", "community": "t.community", "grid": "0", "person": "t.made_by", "unit": "0"},
    "t.id::text", TOPIC, {TOPIC: "SELECT t.id::text, 0 FROM council_topic t WHERE t.id = ANY(%(ids)s)"},
)  # fmt: skip
COUNCIL_RESOLUTION = Source(
    "council_resolution", "Resolutions of councils", "council_resolution r", "r.id",
    {"adopted": "r.adopted_at", "closed": "r.closed_at"},
    {
        "state": ("r.state", frozenset(RESOLUTION_STATES)), "how": ("r.how", frozenset({"vote", "consensus"})),
        "closed": ("r.state = 'closed'", YES_NO), "returned": ("r.returned > 0", YES_NO),
        "passed_at_once": ("r.state = 'closed' AND r.returned = 0", YES_NO),
    },
    {"street": "r.street", "community": "r.community", "grid": "0", "person": "r.adopted_by", "unit": "0"},
    "r.id::text", RESOLUTION, {RESOLUTION: "SELECT r.id::text, 0 FROM council_resolution r WHERE r.id = ANY(%(ids)s)"},
)  # fmt: skip


def fill(scene: str) -> None:
    """Put both into the socket of scoring."""
    sources.fill(scene, COUNCIL_TOPIC)
    sources.fill(scene, COUNCIL_RESOLUTION)
