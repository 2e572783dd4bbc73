"""What campaigns (专项行动) put into the sockets, on behalf of the scene `projects`."""

from shiqiao.base.plugs import LocalityFile, demo_loaders, locality_files
from shiqiao.base.sockets import DemoLoader, MatterPanel, MenuEntry, Saying, UrlModule
from shiqiao.kernel.clocks.hooks import MovedClock, moved_clock
from shiqiao.kernel.privacy.hooks import Revealable, revealables
from shiqiao.surfaces.desk.sockets import OtherWork, menu, other_work, pages, panels, sayings


def fill(scene: str) -> None:
    """Fill the sockets."""
    from shiqiao.scenes.projects.campaigns import (
        demo,
        exports,
        holding,
        panel,
        piles,
        publishing,
        reads,
        sources,
        store,
        subjects,
        words,
    )

    menu.fill(scene, MenuEntry("Campaigns", "desk:campaigns:list", "flag", 36, group="economy"))
    pages.fill(scene, UrlModule("campaigns", "shiqiao.scenes.projects.campaigns.urls"))
    panels.fill(scene, MatterPanel("campaigns", "Campaigns", "projects/campaigns/_panel.html", panel.panel, 62))
    other_work.fill(scene, OtherWork("campaigns", piles.items, 62))
    exports.fill(scene)
    subjects.fill(scene)
    sources.fill(scene)
    holding.fill(scene)
    revealables.fill(scene, Revealable(store.ITEM, reads.open_field))
    demo_loaders.fill(scene, DemoLoader("campaigns", demo.load, 166, background=True))
    demo_loaders.fill(scene, DemoLoader("campaigns_more", demo.load_more, 167, background=True))
    for code, happened in words.HAPPENED.items():
        sayings.fill(scene, Saying(code, *happened))
    locality_files.fill(scene, LocalityFile("campaigns", publishing.take_over))
    moved_clock.fill(scene, MovedClock(store.ITEM, store.clock_moved))
