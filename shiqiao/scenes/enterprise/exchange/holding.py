"""What the exchange holds of persons: remarks at steps of a match, in which no resident is named."""

from shiqiao.kernel.retention.hooks import Kept, kept

REMARKS = "What was said at steps of a match between two firms: business of the office in which no resident is named."


def fill(scene: str) -> None:
    """Put the remarks into the socket of retention."""
    kept.fill(scene, Kept(("enterprise_match_step",), REMARKS))
