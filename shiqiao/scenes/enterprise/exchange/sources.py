"""Matches and deals as a source of scoring: who proposed them, and what came of them."""

from shiqiao.kernel.scoring.sources import YES_NO, Source, sources
from shiqiao.scenes.enterprise.exchange.rules import ENDED_STATES, KINDS, OPEN_STATES
from shiqiao.scenes.enterprise.exchange.store import MATCH

OF_POST = "COALESCE((SELECT p.unit_id FROM people_post p WHERE p.id = GREATEST(x.offer_post, x.ask_post)), 0)"
EXCHANGE_MATCH = Source(
    "exchange_match", "Matches of the exchange", "enterprise_match x", "x.id",
    {"proposed": "x.proposed_at", "agreed": "x.agreed_at", "ended": "x.ended_at"},
    {
        "state": ("x.state", frozenset((*OPEN_STATES, *ENDED_STATES))), "kind": ("x.kind", frozenset(KINDS)),
        "agreed": ("x.agreed_at IS NOT NULL", YES_NO), "deal": ("x.state = 'deal'", YES_NO),
        "closed_by_us": ("x.state = 'deal' AND x.closed_by = 'us'", YES_NO),
        "a_million": ("x.state = 'deal' AND x.value >= 1000000", YES_NO),
    },
    {"street": "x.street", "community": "0", "grid": "0", "unit": OF_POST, "person": "x.proposed_by"},
    opens="x.id::text", onto=MATCH,
    follows={MATCH: "SELECT x.id::text, 0::bigint FROM enterprise_match x WHERE x.id = ANY(%(ids)s)"},
)  # fmt: skip


def fill(scene: str) -> None:
    """Put matches into the socket of scoring."""
    sources.fill(scene, EXCHANGE_MATCH)
