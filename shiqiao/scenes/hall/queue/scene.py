"""What the queue puts into the sockets of the house, as a part of the scene `hall`."""

from shiqiao.base.plugs import LocalityFile, WorkerRound, demo_loaders, locality_files, rounds
from shiqiao.base.sockets import DemoLoader, MenuEntry, Saying, UrlModule
from shiqiao.kernel.privacy.hooks import Revealable, revealables
from shiqiao.surfaces.desk.sockets import ScreenPage, menu, pages, sayings, screens
from shiqiao.surfaces.portal import sockets as portal


def fill(scene: str) -> None:
    """Fill the sockets."""
    from shiqiao.scenes.hall.queue import (
        booking,
        demo,
        exports,
        holding,
        inspected,
        links,
        places,
        publishing,
        sources,
        subjects,
        words,
    )
    from shiqiao.scenes.hall.queue import rounds as work

    menu.fill(scene, MenuEntry("Queue", "desk:queue:window", "ticket", 27, key="q"))
    pages.fill(scene, UrlModule("queue", "shiqiao.scenes.hall.queue.urls"))
    screens.fill(scene, ScreenPage("kiosk", "desk:queue:kiosk"))
    screens.fill(scene, ScreenPage("queue", "desk:queue:screen"))
    portal.pages.fill(scene, UrlModule("queue", "shiqiao.scenes.hall.queue.portal"))
    portal.doors.fill(scene, MenuEntry("Book a time, take a number", "portal:queue:home", "ticket"))
    portal.secrets.fill(scene, portal.SecretLinks("queue", links.street_of))
    exports.fill(scene)
    subjects.fill(scene)
    sources.fill(scene)
    holding.fill(scene)
    inspected.plug_in()
    revealables.fill(scene, Revealable(booking.KIND, subjects.open_field))
    demo_loaders.fill(scene, DemoLoader("queue", demo.load, 131))
    rounds.fill(scene, WorkerRound("hall.queue.places", places.make_all, every=600))
    rounds.fill(scene, WorkerRound("hall.queue.holds", work.expire_holds, every=15))
    rounds.fill(scene, WorkerRound("hall.queue.no_shows", work.note_no_shows, every=60))
    rounds.fill(scene, WorkerRound("hall.queue.days", work.end_days, every=300))
    locality_files.fill(scene, LocalityFile("service_queue", publishing.take_over))
    for code, happened in words.HAPPENED.items():
        sayings.fill(scene, Saying(code, *happened))
