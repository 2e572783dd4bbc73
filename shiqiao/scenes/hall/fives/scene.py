"""What 5S and the model windows put into the sockets, on behalf of the scene `hall`."""

from shiqiao.base.plugs import LocalityFile, demo_loaders, locality_files
from shiqiao.base.sockets import DemoLoader, Saying
from shiqiao.kernel.clocks.hooks import MovedClock, moved_clock
from shiqiao.surfaces.desk.sockets import OtherWork, other_work, sayings


def fill(scene: str) -> None:
    """Fill the sockets."""
    from shiqiao.scenes.hall import piles
    from shiqiao.scenes.hall.fives import (
        demo,
        exports,
        findings,
        grounds,
        holding,
        publishing,
        sources,
        subjects,
        words,
    )
    from shiqiao.scenes.hall.fives.store import FINDING

    grounds.plug_own()
    exports.fill(scene)
    subjects.fill(scene)
    sources.fill(scene)
    holding.fill()
    demo_loaders.fill(scene, DemoLoader("five_s", demo.load, 135))
    for code, happened in words.HAPPENED.items():
        sayings.fill(scene, Saying(code, *happened))
    other_work.fill(scene, OtherWork("five_s", piles.findings, 21))
    locality_files.fill(scene, LocalityFile("five_s", publishing.take_over))
    moved_clock.fill(scene, MovedClock(FINDING, findings.clock_moved))
