"""Emergency as sources of scoring: zero reports in time, calls answered, checks of hazard points."""

from shiqiao.kernel.scoring.sources import YES_NO, Source, since, sources
from shiqiao.scenes.duty.emergency.rules import STATES

_WHO = {
    "street": "r.street",
    "community": "r.community",
    "grid": "r.community * 1000",
    "person": "r.account",
    "unit": "0",
}
REPORT = Source(
    "zero_report", "Zero reports", "duty_emergency_report r", "r.id",
    {"due": "r.due_at", "sent": "r.sent_at"},
    {
        "sent": ("r.sent_at IS NOT NULL", YES_NO), "in_time": ("COALESCE(r.sent_at <= r.due_at, false)", YES_NO),
        "late": ("COALESCE(r.late, false)", YES_NO),
        "over": since("r.due_at", at_once="r.sent_at IS NOT NULL"),
        "missing": since("CASE WHEN r.sent_at IS NULL THEN r.due_at END"),
    },
    _WHO, "r.id::text", "zero_report",
    {"zero_report": "SELECT r.id::text, r.community * 1000 FROM duty_emergency_report r WHERE r.id = ANY(%(ids)s)"},
)  # fmt: skip
CHECK = Source(
    "hazard_check", "Checks of hazard points",
    "duty_emergency_check c JOIN duty_emergency_hazard h ON h.id = c.hazard", "c.id", {"checked": "c.at"},
    {
        "state": ("c.state", frozenset(STATES)), "danger": ("c.state <> 'safe'", YES_NO),
        "reported": ("c.matter > 0", YES_NO), "in_response": ("c.response > 0", YES_NO),
    },
    {"street": "c.street", "community": "h.community", "grid": "h.grid", "person": "c.account", "unit": "0"},
    "c.id::text", "hazard_check",
    {
        "hazard_check": "SELECT c.id::text, h.grid FROM duty_emergency_check c JOIN duty_emergency_hazard h ON h.id = c.hazard"
        " WHERE c.id = ANY(%(ids)s)"
    },
)  # fmt: skip


def fill(scene: str) -> None:
    """Put them into the socket of scoring."""
    sources.fill(scene, REPORT)
    sources.fill(scene, CHECK)
