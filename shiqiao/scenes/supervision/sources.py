"""Orders as a source of scoring: answered in term, late, sent back, urged. Units and persons are those who answer."""

from shiqiao.kernel.scoring.sources import YES_NO, Source, since, sources
from shiqiao.scenes.supervision.rules import STATES
from shiqiao.scenes.supervision.store import KIND

IN_TIME = "o.answered_at IS NOT NULL AND NOT o.late"
OVER = since("o.due_at", at_once="o.answered_at IS NOT NULL")
# An order stands in no grid; where it is about a matter, it counts where the matter lies.
SUPERVISION_ORDER = Source(
    "supervision_order", "Supervision orders",
    "supervision_order o LEFT JOIN matters_matter m ON o.subject_kind = 'matter' AND m.id = o.subject_id", "o.id",
    {"raised": "o.raised_at", "due": "o.due_at", "ended": "o.ended_at"},
    {
        "state": ("o.state", frozenset(STATES)), "rule": ("o.rule", None), "over": OVER, "in_time": (IN_TIME, YES_NO),
        "late": ("o.late", YES_NO), "sent_back": ("o.sent_back > 0", YES_NO), "urged": ("o.urged > 0", YES_NO),
        "by_hand": ("o.rule = ''", YES_NO), "subject": ("o.subject_kind", None),
    },
    {
        "street": "o.street", "community": "COALESCE(m.community, 0)", "grid": "COALESCE(m.grid, 0)",
        "person": "COALESCE(NULLIF(o.answered_by, 0), o.holder)", "unit": "o.unit",
    },
    "o.id::text", KIND,
    {
        KIND: """SELECT o.id::text, COALESCE(m.grid, 0) FROM supervision_order o
LEFT JOIN matters_matter m ON o.subject_kind = 'matter' AND m.id = o.subject_id WHERE o.id = ANY(%(ids)s)""",
        # Its matter may move to another grid, where the order then counts.
        "matter": """SELECT o.id::text, m.grid FROM supervision_order o JOIN matters_matter m ON m.id = o.subject_id
WHERE o.subject_kind = 'matter' AND o.subject_id = ANY(%(ids)s) UNION SELECT NULL, (l.data -> 'set' ->> 'grid')::bigint
FROM journal_line l WHERE l.kind = 'matter' AND l.data -> 'set' ? 'grid' AND l.subject IN (SELECT o.subject_id
FROM supervision_order o WHERE o.subject_kind = 'matter' AND o.subject_id = ANY(%(ids)s))""",
    },
)  # fmt: skip


def fill(scene: str) -> None:
    """Put orders into the socket of scoring."""
    sources.fill(scene, SUPERVISION_ORDER)
