"""The scene `supervision` (督办): orders by rule or by hand, answered with evidence and struck off."""

from shiqiao.base.plugs import Check, LocalityFile, WorkerRound, checks, locality_files, rounds
from shiqiao.base.sockets import MatterPanel, MenuEntry, Saying, UrlModule
from shiqiao.kernel.clocks.hooks import MovedClock, moved_clock
from shiqiao.surfaces.desk.sockets import menu, pages, panels, sayings

CODE = "supervision"


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.supervision import actions, exports, holding, panel, publishing, reads, subjects, words
    from shiqiao.scenes.supervision import rounds as work

    menu.fill(CODE, MenuEntry("Supervision", "desk:supervision:orders", "gavel", 28, key="j"))
    pages.fill(CODE, UrlModule("supervision", "shiqiao.scenes.supervision.urls"))
    panels.fill(CODE, MatterPanel("supervision", "Supervision orders", "supervision/_panel.html", panel.panel, 20))
    exports.fill(CODE)
    subjects.fill(CODE)
    holding.fill()
    for code, said in words.HAPPENED.items():
        sayings.fill(CODE, Saying(code, *said))
    rounds.fill(CODE, WorkerRound("supervision.raise", work.raise_orders, every=30))
    checks.fill(CODE, Check("supervision", reads.problems))
    moved_clock.fill(CODE, MovedClock("supervision_order", actions.clock_moved))
    locality_files.fill(CODE, LocalityFile("supervision", publishing.publish_rules))
