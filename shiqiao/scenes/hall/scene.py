"""The scene `hall` (便民服务): guides of service items, affairs at any counter, and the trips that people had to make."""

from shiqiao.base.plugs import LocalityFile, WorkerRound, demo_loaders, locality_files, rounds
from shiqiao.base.sockets import DemoLoader, MenuEntry, Saying, UrlModule
from shiqiao.kernel.clocks.hooks import ClockedItems, MovedClock, clocked_items, moved_clock
from shiqiao.kernel.privacy.hooks import Revealable, revealables
from shiqiao.surfaces.desk.sockets import OtherWork, menu, other_work, pages, sayings
from shiqiao.surfaces.portal import sockets as portal

CODE = "hall"


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.hall import actions, demo, exports, holding, piles, publishing, reads, sources, subjects, words
    from shiqiao.scenes.hall import rounds as work
    from shiqiao.scenes.hall.fives import scene as fives
    from shiqiao.scenes.hall.queue import scene as queue
    from shiqiao.scenes.hall.work import KIND

    menu.fill(CODE, MenuEntry("Affairs", "desk:hall:list", "id-badge-2", 26, key="b"))
    other_work.fill(CODE, OtherWork("affairs", piles.affairs, 20))
    pages.fill(CODE, UrlModule("affairs", "shiqiao.scenes.hall.urls"))
    portal.pages.fill(CODE, UrlModule("guides", "shiqiao.scenes.hall.portal"))
    portal.pages.fill(CODE, UrlModule("rate", "shiqiao.scenes.hall.rating"))
    portal.doors.fill(CODE, MenuEntry("What to bring, how long it takes", "portal:hall:guides", "list-check"))
    exports.fill(CODE)
    subjects.fill(CODE)
    sources.fill(CODE)
    holding.fill()
    revealables.fill(CODE, Revealable(KIND, reads.open_field))
    demo_loaders.fill(CODE, DemoLoader("hall", demo.load, 130))
    rounds.fill(CODE, WorkerRound("hall.forget", work.forget_papers, every=3600))
    for code, happened in words.HAPPENED.items():
        sayings.fill(CODE, Saying(code, *happened))
    locality_files.fill(CODE, LocalityFile("service_items", publishing.take_over))
    queue.fill(CODE)
    moved_clock.fill(CODE, MovedClock(KIND, actions.clock_moved))
    clocked_items.fill(CODE, ClockedItems(KIND, publishing.with_terms))
    fives.fill(CODE)
