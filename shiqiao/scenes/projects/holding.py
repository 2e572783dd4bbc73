"""What key projects hold in words: what was done in a month, why a day was moved. Kept; no resident is named in them."""

from shiqiao.kernel.retention.hooks import Kept, kept

WHY = (
    "What was done in a month of a key project and why a milestone was moved: the office's own account of public money, "
    "audited years later; no resident is named in it."
)


def fill(scene: str) -> None:
    """Put it into the socket of retention."""
    kept.fill(scene, Kept(("projects_milestone", "projects_progress"), WHY))
