"""Steps of the secretary's projects as a source of scoring: passed, in time, sent back at the gate."""

from shiqiao.kernel.scoring.sources import YES_NO, Source, since, sources
from shiqiao.scenes.party.secretary.tables import STEP_STATES

_LATE = since(
    "CASE WHEN s.state IN ('open', 'asked') THEN (s.due + 1)::timestamp AT TIME ZONE %(zone)s END", at_once="s.late"
)
SECRETARY_STEP = Source(
    "secretary_step", "Steps of secretary's projects",
    "party_secretary_step s JOIN party_secretary_project p ON p.id = s.project", "s.id",
    {"opened": "s.opened_at", "due": "(s.due + 1)::timestamp AT TIME ZONE %(zone)s", "decided": "s.decided_at"},
    {
        "state": ("s.state", frozenset(STEP_STATES)), "code": ("s.code", None),
        "passed": ("s.state = 'passed'", YES_NO), "late": _LATE,
        "in_time": ("s.state = 'passed' AND NOT s.late", YES_NO), "sent_back": ("s.refused > 0", YES_NO),
    },
    {"street": "s.street", "community": "NULLIF(p.community, 0)", "grid": "NULL::bigint",
     "person": "NULLIF(s.asked_by, 0)", "unit": "0"},
    "s.id::text", "secretary_step", {},
)  # fmt: skip


def fill(scene: str) -> None:
    """Put steps into the socket of scoring."""
    sources.fill(scene, SECRETARY_STEP)
