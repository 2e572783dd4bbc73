"""The day log and the charges of front teams as sources of scoring."""

from shiqiao.kernel.scoring.sources import YES_NO, Source, sources
from shiqiao.scenes.party.fronts.tables import DONE, FIELDS, KINDS

_PLACE = {"street": "f.street", "community": "NULLIF(t.community, 0)", "grid": "NULL::bigint"}
FRONT_ENTRY = Source(
    "front_entry", "Lines of front teams' day logs", "party_front_entry f JOIN party_front_team t ON t.id = f.team", "f.id",
    {"done": "f.happened_at"},
    {
        "done": ("f.done", frozenset(DONE)), "field": ("t.field", frozenset(FIELDS)), "kind": ("t.kind", frozenset(KINDS)),
        "with_photo": ("jsonb_array_length(f.files) > 0", YES_NO),
    },
    {**_PLACE, "person": "f.account", "unit": "0"}, "f.id::text", "front_entry", {},
)  # fmt: skip
FRONT_CHARGE = Source(
    "front_charge", "Charges of front teams", "party_front_charge f JOIN party_front_team t ON t.id = f.team", "f.id",
    {"given": "f.since::timestamp AT TIME ZONE %(zone)s", "done": "f.done_at"},
    {
        "finished": ("f.done_at IS NOT NULL", YES_NO), "given_up": ("f.dropped_at IS NOT NULL", YES_NO),
        "field": ("t.field", frozenset(FIELDS)),
    },
    {**_PLACE, "person": "f.account", "unit": "0"}, "f.id::text", "front_charge", {},
)  # fmt: skip


def fill(scene: str) -> None:
    """Put both into the socket of scoring."""
    sources.fill(scene, FRONT_ENTRY)
    sources.fill(scene, FRONT_CHARGE)
