"""Sources of scoring: times that took place, units' assessments, hours of service. Rows are counted by community."""

from shiqiao.kernel.scoring.sources import YES_NO, Source, sources
from shiqiao.scenes.party.rules import HOURS_STATES, OCCASION_STATES
from shiqiao.scenes.party.store import ASSESSMENT, OCCASION, REPORTED

_NONE = {"grid": "0", "unit": "0"}
_STARS = "(SELECT avg(b.stars) FROM party_booking b WHERE b.occasion = o.id AND b.stars IS NOT NULL)"
SERVICE_OCCASION = Source(
    "service_occasion", "Times of service projects", "party_occasion o", "o.id",
    {"starts": "o.starts_at", "delivered": "o.delivered_at"},
    {
        "state": ("o.state", frozenset(OCCASION_STATES)), "delivered": ("o.state = 'delivered'", YES_NO),
        "full": ("o.taken = o.places", YES_NO), "unrecorded": ("o.state = 'open'", YES_NO),
        "well_rated": (f"COALESCE({_STARS}, 0) >= 4", YES_NO),
    },
    {"street": "o.street", "community": "o.community", **_NONE, "person": "o.account"},
    opens="o.id::text", onto=OCCASION,
    follows={OCCASION: "SELECT o.id::text, 0::bigint FROM party_occasion o WHERE o.id = ANY(%(ids)s)"},
)  # fmt: skip
SERVICE_HOURS = Source(
    "service_hours", "Hours of double reporting", "party_hours h", "h.id",
    {"written": "h.at", "judged": "h.judged_at"},
    {"state": ("h.state", frozenset(HOURS_STATES)), "confirmed": ("h.state = 'confirmed'", YES_NO)},
    {"street": "h.street", "community": "h.community", **_NONE, "person": "0"},
    opens="h.reported::text", onto=REPORTED,
    follows={REPORTED: "SELECT r.id::text, 0::bigint FROM party_reported_in r WHERE r.id = ANY(%(ids)s)"},
)  # fmt: skip
UNIT_ASSESSMENT = Source(
    "party_assessment", "Assessments of stationed units", "party_assessment a", "a.id",
    {"made": "a.at"},
    {"good": ("a.total >= 80", YES_NO), "poor": ("a.total < 60", YES_NO)},
    {"street": "a.street", "community": "a.community", **_NONE, "person": "a.account"},
    opens="a.id::text", onto=ASSESSMENT,
    follows={ASSESSMENT: "SELECT a.id::text, 0::bigint FROM party_assessment a WHERE a.id = ANY(%(ids)s)"},
)  # fmt: skip


def fill(scene: str) -> None:
    """Put them into the socket of scoring."""
    for one in (SERVICE_OCCASION, SERVICE_HOURS, UNIT_ASSESSMENT):
        sources.fill(scene, one)
