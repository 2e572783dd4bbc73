"""Trails are shown to few and for a reason, and kept for the days of the plan; nobody erases them one by one."""

from shiqiao.kernel.patrols.rules import TRAIL
from shiqiao.kernel.patrols.trails import open_trail
from shiqiao.kernel.privacy.hooks import Revealable, revealables
from shiqiao.kernel.retention.hooks import Kept, kept

WHY = "places of officials at work, deleted by the worker after the days that the plan of patrols says, at most 90"


def fill() -> None:
    """Put trails into the sockets of privacy and retention."""
    revealables.fill("patrols", Revealable(TRAIL, open_trail))
    kept.fill("patrols", Kept(("patrols_trail", "patrols_check_in"), WHY))
