"""Items of campaigns as a source of scoring: struck off in time, found late, found again."""

from shiqiao.kernel.scoring.sources import YES_NO, Source, since, sources
from shiqiao.scenes.projects.campaigns.moves import STATES, STRUCK
from shiqiao.scenes.projects.campaigns.store import ITEM

_STRUCK = ", ".join(f"'{one}'" for one in STRUCK)
_LATE = since("i.due_at", at_once="i.late")
CAMPAIGN_ITEM = Source(
    "campaign_item", "Items of campaigns", "projects_campaign_item i", "i.id",
    {"recorded": "i.recorded_at", "due": "COALESCE(i.struck_at, i.due_at)", "struck": "i.struck_at"},
    {
        "state": ("i.state", frozenset(STATES)), "kind": ("i.kind", None),
        "struck_off": (f"i.state IN ({_STRUCK})", YES_NO), "late": _LATE,
        "in_time": (f"i.state IN ({_STRUCK}) AND NOT i.late", YES_NO),
        "over": since("i.due_at", at_once=f"i.state IN ({_STRUCK}) OR i.late"), "late_found": ("i.late_found", YES_NO),
        "recurrence": ("i.first > 0", YES_NO), "reopened": ("i.reopened > 0", YES_NO),
        "found_again": ("i.first > 0 OR i.reopened > 0", YES_NO), "sent_back": ("i.sent_back > 0", YES_NO),
        "dismissed": ("i.state = 'dismissed'", YES_NO),
    },
    {"street": "i.street", "community": "i.community", "grid": "i.grid",
     "person": "COALESCE(NULLIF(i.fixed_by, 0), i.recorded_by)",
     "unit": "0"},
    "i.id::text", ITEM, {ITEM: "SELECT i.id::text, i.grid FROM projects_campaign_item i WHERE i.id = ANY(%(ids)s)"},
)  # fmt: skip


def fill(scene: str) -> None:
    """Put items into the socket of scoring."""
    sources.fill(scene, CAMPAIGN_ITEM)
