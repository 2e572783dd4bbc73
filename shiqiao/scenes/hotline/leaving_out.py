"""Orders that were approved to be left out (剔除) do not count in scores either: see `scoring.sources.LeftOut`."""

from shiqiao.kernel.scoring.sources import LeftOut, left_out
from shiqiao.scenes.hotline.store import KIND

EXCLUDED = LeftOut(
    "hotline",
    "SELECT o.matter FROM hotline_exclusion x JOIN hotline_order o ON o.id = x.order WHERE x.approved",
    {
        KIND: """SELECT m.number, m.grid FROM hotline_order o JOIN matters_matter m ON m.id = o.matter
WHERE o.id = ANY(%(ids)s)""",
    },
)


def fill(scene: str) -> None:
    """Put them into the socket of scoring."""
    left_out.fill(scene, EXCLUDED)
