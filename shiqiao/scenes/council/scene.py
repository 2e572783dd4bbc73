"""The scene `council` (一核五元协商): seats of five kinds, topics, meetings with quorum per kind, resolutions."""

from pathlib import Path

from shiqiao.base.plugs import LocalityFile, WallTile, demo_loaders, locality_files, wall_tiles
from shiqiao.base.sockets import CatalogueFile, DemoLoader, MatterPanel, MenuEntry, Saying, UrlModule
from shiqiao.kernel.catalogue.reads import catalogue_files
from shiqiao.kernel.clocks.hooks import MovedClock, SubjectLine, Warned, moved_clock, subject_line, warned
from shiqiao.kernel.privacy.hooks import Revealable, revealables
from shiqiao.surfaces.desk.sockets import OtherWork, VisitPanel, menu, other_work, pages, panels, sayings, visit_panels
from shiqiao.surfaces.portal import sockets as portal

CODE = "council"
HERE = Path(__file__).parent


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.council import exports, holding, panel, piles, portalpages, sources, subjects, wall, words
    from shiqiao.scenes.council.voting import scene as voting

    menu.fill(CODE, MenuEntry("Deliberation", "desk:council:topics", "messages", 30, group="leading"))
    pages.fill(CODE, UrlModule("council", "shiqiao.scenes.council.urls"))
    panels.fill(CODE, MatterPanel("council", "Deliberation", "council/_panel.html", panel.panel, 64))
    visit_panels.fill(CODE, VisitPanel("council", "Deliberation", "council/_panel.html", panel.visit_panel, 64))
    other_work.fill(CODE, OtherWork("council", piles.items, 64))
    portal.pages.fill(CODE, UrlModule("council", "shiqiao.scenes.council.portal"))
    portal.doors.fill(CODE, MenuEntry("Talking things over", "portal:council:home", "messages"))
    portal.secrets.fill(CODE, portal.SecretLinks("council", portalpages.street_of))
    wall_tiles.fill(CODE, WallTile("council", "Deliberation", wall.lines, 74))
    for code, happened in (words.HAPPENED | words.NOTICES).items():
        sayings.fill(CODE, Saying(code, *happened))
    for part in (exports, holding, sources, subjects):
        part.fill(CODE)
    _plug_in()
    voting.fill(CODE)


def _plug_in() -> None:
    """Fill the sockets that no surface owns: catalogue, files, clocks, reveals."""
    from shiqiao.scenes.council import demo, publishing, reads, shown, store

    catalogue_files.fill(CODE, CatalogueFile(HERE / "catalogue" / "council.yaml"))
    locality_files.fill(CODE, LocalityFile("council", publishing.take_over))
    moved_clock.fill(CODE, MovedClock(store.TOPIC, store.clock_moved))
    subject_line.fill(CODE, SubjectLine(store.TOPIC, store.line_of))
    warned.fill(CODE, Warned(store.TOPIC, store.warned))
    demo_loaders.fill(CODE, DemoLoader("council", demo.load, 190, background=True))
    revealables.fill(CODE, Revealable(store.TOPIC, reads.open_proposer))
    revealables.fill(CODE, Revealable(shown.MEMBER, reads.open_member))
