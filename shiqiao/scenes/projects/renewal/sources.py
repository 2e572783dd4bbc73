"""Household files as a source of scoring: signed, audited, vacated, in which project."""

from shiqiao.kernel.scoring.sources import YES_NO, Source, sources
from shiqiao.scenes.projects.renewal.rules import STATES
from shiqiao.scenes.projects.renewal.store import FILE

RENEWAL_FILE = Source(
    "renewal_file", "Files of renewal", "projects_renewal_file f", "f.id",
    {"surveyed": "f.surveyed_at", "signed": "f.signed_at", "audited": "f.audited_at", "vacated": "f.vacated_at"},
    {
        "state": ("f.state", frozenset(STATES)), "counts": ("f.number IS NOT NULL AND f.audited_at IS NOT NULL", YES_NO),
        "failed_audit": ("f.failures > 0", YES_NO), "disputed": ("f.disputed", YES_NO),
    },
    {"street": "f.street", "community": "f.community", "grid": "0", "person": "f.signed_by", "unit": "0"},
    "f.id::text", FILE, {FILE: "SELECT f.id::text, 0 FROM projects_renewal_file f WHERE f.id = ANY(%(ids)s)"},
)  # fmt: skip


def fill(scene: str) -> None:
    """Put files into the socket of scoring."""
    sources.fill(scene, RENEWAL_FILE)
