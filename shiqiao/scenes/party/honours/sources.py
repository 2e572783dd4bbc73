"""Honours, criteria of pursuits and meetings as sources of scoring."""

from shiqiao.kernel.scoring.sources import YES_NO, Source, since, sources

_COMMUNITY = "CASE WHEN h.holder_kind = 'community' THEN h.holder END"
HONOURS = Source(
    "honour", "Honours", "party_honour h", "h.id",
    {"given": "h.given_on::timestamp AT TIME ZONE %(zone)s", "recorded": "h.recorded_at"},
    {"level": ("h.level", None), "withdrawn": ("h.withdrawn_at IS NOT NULL", YES_NO),
     "lapsed": since("(h.valid_until + 1)::timestamp AT TIME ZONE %(zone)s")},
    {"street": "h.street", "community": _COMMUNITY, "grid": "NULL::bigint",
     "person": "CASE WHEN h.holder_kind = 'account' THEN h.holder END",
     "unit": "CASE WHEN h.holder_kind = 'unit' THEN h.holder ELSE 0 END"},
    "h.id::text", "honour", {},
)  # fmt: skip
MEETINGS = Source(
    "party_meeting", "Party meetings", "party_meeting h", "h.id", {"held": "h.day::timestamp AT TIME ZONE %(zone)s"},
    {"kind": ("h.kind", None), "with_photo": ("jsonb_array_length(h.files) > 0", YES_NO),
     "for_a_theme": ("h.theme > 0", YES_NO)},
    {"street": "h.street", "community": "NULLIF(h.community, 0)", "grid": "NULL::bigint", "person": "h.recorded_by",
     "unit": "h.unit"},
    "h.id::text", "party_meeting", {},
)  # fmt: skip


def fill(scene: str) -> None:
    """Put both into the socket of scoring."""
    sources.fill(scene, HONOURS)
    sources.fill(scene, MEETINGS)
