"""Needs of firms and promises to them as sources of scoring; a need counts for the units that were asked."""

from shiqiao.kernel.scoring.sources import YES_NO, Source, sources
from shiqiao.scenes.enterprise.rules import SOURCES
from shiqiao.scenes.enterprise.store import NEED, PROMISE

_PLACE = {"street": "o.street", "community": "0", "grid": "0", "person": "o.account"}
UNIT = "COALESCE((SELECT p.unit_id FROM people_post p WHERE p.id = o.post), 0)"
FIRM_NEED = Source(
    "firm_need", "Needs of firms", "enterprise_position q JOIN enterprise_need o ON o.id = q.need", "q.id",
    {"asked": "q.asked_at", "answered": "q.answered_at", "settled": "o.settled_at"},
    {
        "state": ("q.state", None), "source": ("o.source", frozenset(SOURCES)),
        "abandoned": ("q.abandoned_at IS NOT NULL", YES_NO),
        "done": ("q.state = 'done'", YES_NO), "answered": ("q.answered_at IS NOT NULL", YES_NO),
        "useful": ("COALESCE(o.useful, 0) >= 4", YES_NO), "rated": ("o.useful IS NOT NULL", YES_NO),
    },
    {"street": "q.street", "community": "0", "grid": "0", "unit": "q.unit", "person": "q.account"},
    opens="o.id::text", onto=NEED,
    follows={NEED: "SELECT o.id::text, 0::bigint FROM enterprise_need o WHERE o.id = ANY(%(ids)s)"},
)  # fmt: skip
FIRM_PROMISE = Source(
    "firm_promise", "Promises to firms", "enterprise_promise o", "o.id",
    {"made": "o.made_at", "due": "(o.due::timestamp AT TIME ZONE %(zone)s)", "kept": "o.kept_at"},
    {
        "kept": ("o.kept_at IS NOT NULL", YES_NO), "broken": ("o.broken_at IS NOT NULL", YES_NO),
        "in_time": ("o.kept_at IS NOT NULL AND (o.kept_at AT TIME ZONE %(zone)s)::date <= o.due", YES_NO),
    },
    {**_PLACE, "unit": UNIT}, opens="o.id::text", onto=PROMISE,
    follows={PROMISE: "SELECT o.id::text, 0::bigint FROM enterprise_promise o WHERE o.id = ANY(%(ids)s)"},
)  # fmt: skip


def fill(scene: str) -> None:
    """Put needs and promises into the socket of scoring."""
    sources.fill(scene, FIRM_NEED)
    sources.fill(scene, FIRM_PROMISE)
