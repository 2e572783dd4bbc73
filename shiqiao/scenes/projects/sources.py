"""Key projects as sources of scoring: milestones on time, months in which the plan of investment was kept."""

from shiqiao.kernel.scoring.sources import YES_NO, Source, since, sources
from shiqiao.scenes.projects.rules import KINDS, LEAST
from shiqiao.scenes.projects.store import KIND

FOLLOWS = {KIND: "SELECT p.id::text, 0::bigint FROM projects_project p WHERE p.id = ANY(%(ids)s)"}
DIMENSIONS = {
    "street": "p.street", "community": "p.community", "grid": "0", "person": "m.account", "unit": "p.unit",
}  # fmt: skip
MILESTONE = Source(
    "project_milestone", "Milestones of key projects",
    "projects_milestone m JOIN projects_project p ON p.id = m.project", "m.id",
    {"due": "(m.due + 1)::timestamp AT TIME ZONE %(zone)s",
     "reached": "m.reached::timestamp AT TIME ZONE %(zone)s"},
    {
        "kind": ("p.kind", frozenset(KINDS)), "moved": ("m.moved > 0", YES_NO),
        "over": since("(m.due + 1)::timestamp AT TIME ZONE %(zone)s", at_once="m.reached IS NOT NULL"),
        "in_time": ("COALESCE(m.reached <= m.due, false)", YES_NO),
        "as_first_planned": ("COALESCE(m.reached <= m.planned, false)", YES_NO),
    },
    DIMENSIONS, "p.id::text", KIND, FOLLOWS,
)  # fmt: skip
# A month of the plan in force against what was entered up to its end.
SPENT = "(SELECT COALESCE(sum(e.amount), 0) FROM projects_progress e WHERE e.project = p.id AND e.month <= m.month)"
ASKED = "(SELECT sum(a.amount) FROM projects_plan_month a WHERE a.project = p.id AND a.turn = p.turn AND a.month <= m.month)"
ENDED = "(m.month + interval '1 month') AT TIME ZONE %(zone)s"
MONTH = Source(
    "project_month", "Months of key projects",
    "projects_plan_month m JOIN projects_project p ON p.id = m.project AND p.turn = m.turn "
    "LEFT JOIN projects_progress g ON g.project = m.project AND g.month = m.month", "m.id", {"ended": ENDED},
    {
        "kind": ("p.kind", frozenset(KINDS)), "over": since(ENDED),
        "kept": (f"{SPENT} * {LEAST.denominator} >= {ASKED} * {LEAST.numerator}", YES_NO),
        "entered": ("g.id IS NOT NULL", YES_NO), "entered_in_time": ("COALESCE(NOT g.late, false)", YES_NO),
    },
    {**DIMENSIONS, "person": "COALESCE(g.account, 0)"}, "p.id::text", KIND, FOLLOWS,
)  # fmt: skip


def fill(scene: str) -> None:
    """Put milestones and months into the socket of scoring."""
    sources.fill(scene, MILESTONE)
    sources.fill(scene, MONTH)
