"""What scores may count of employment: registrations and how they went, deliveries, work looked at again.

No row belongs to a matter: every row opens onto the job seeker. Nobody is credited with a registration; a delivery counts
for who brought it and for the unit of the post.
"""

from shiqiao.kernel.scoring.sources import YES_NO, Source, since, sources
from shiqiao.scenes.employment.rules import ANSWERS, CHECK_RESULTS, STATES, TOPICS
from shiqiao.scenes.employment.store import SEEKER

PLACE = {"street": "o.street", "community": "o.community", "grid": "o.grid"}
UNIT = "COALESCE((SELECT p.unit_id FROM people_post p WHERE p.id = o.post), 0)"
HELPED = "EXISTS (SELECT 1 FROM employment_round r WHERE r.seeker = o.id)"
PLACED = "EXISTS (SELECT 1 FROM employment_job j WHERE j.seeker = o.id)"
STAYED = "EXISTS (SELECT 1 FROM employment_check c WHERE c.seeker = o.id AND c.months = {} AND c.result = 'still')"
# Every line stands with the job seeker: it has counted anew where the person, the deliveries and the checks lie.
FOLLOWS = {
    SEEKER: """SELECT o.id::text, o.grid FROM employment_seeker o WHERE o.id = ANY(%(ids)s)
UNION SELECT o.seeker::text, o.grid FROM employment_delivery o WHERE o.seeker = ANY(%(ids)s)
UNION SELECT o.seeker::text, o.grid FROM employment_check o WHERE o.seeker = ANY(%(ids)s)""",
}
JOB_SEEKER = Source(
    "job_seeker", "Job seekers", "employment_seeker o", "o.id",
    {"registered": "(o.registered_on::timestamp AT TIME ZONE %(zone)s)"},
    {
        "state": ("o.state", frozenset(STATES)), "zero": ("o.zero", YES_NO), "returned": ("o.returned > 0", YES_NO),
        "helped": (HELPED, YES_NO), "placed": (PLACED, YES_NO), "stayed_3": (STAYED.format(3), YES_NO),
        "stayed_6": (STAYED.format(6), YES_NO),
    },
    {**PLACE, "person": "0", "unit": UNIT}, "o.id::text", SEEKER, FOLLOWS,
)  # fmt: skip
DELIVERY = Source(
    "delivery", "Five deliveries", "employment_delivery o JOIN employment_round r ON r.id = o.round", "o.id",
    {"brought": "r.happened_at", "due": "o.due_at"},
    {
        "topic": ("o.topic", frozenset(TOPICS)), "answer": ("o.answer", frozenset(ANSWERS)),
        "at_home": ("r.visit > 0", YES_NO), "over": since("o.due_at", at_once="o.follow_up = 'done'"),
        "in_time": ("o.follow_up = 'done' AND NOT o.late", YES_NO),
    },
    {**PLACE, "person": "r.account", "unit": UNIT}, "o.seeker::text", SEEKER, FOLLOWS,
)  # fmt: skip
JOB_CHECK = Source(
    "job_check", "Work looked at again", "employment_check o JOIN employment_job j ON j.id = o.job", "o.id",
    {"due": "o.due_at", "checked": "o.checked_at"},
    {
        "months": ("o.months::text", frozenset({"3", "6"})), "result": ("o.result", frozenset({*CHECK_RESULTS, "", "dropped"})),
        "over": since("CASE WHEN o.result = '' THEN o.due_at END", at_once="o.result IN ('still', 'left')"),
        "kept": ("o.result = 'still'", YES_NO), "in_time": ("o.result IN ('still', 'left') AND NOT o.late", YES_NO),
        "kind": ("j.kind", None),
    },
    {**PLACE, "person": "o.checked_by", "unit": "0"}, "o.seeker::text", SEEKER, FOLLOWS,
)  # fmt: skip


def fill(scene: str) -> None:
    """Put employment into the socket of scoring."""
    for source in (JOB_SEEKER, DELIVERY, JOB_CHECK):
        sources.fill(scene, source)
