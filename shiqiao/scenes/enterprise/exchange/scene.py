"""What exchange (经济生态圈) puts into the sockets, on behalf of the scene `enterprise`."""

from shiqiao.base.plugs import WorkerRound, demo_loaders, rounds
from shiqiao.base.sockets import DemoLoader, MenuEntry, Saying, UrlModule
from shiqiao.surfaces.desk.sockets import OtherWork, menu, other_work, pages, sayings
from shiqiao.surfaces.portal import sockets as portal


def fill(scene: str) -> None:
    """Fill the sockets."""
    from shiqiao.scenes.enterprise.exchange import demo, exports, falling, holding, piles, sources, subjects, words

    menu.fill(scene, MenuEntry("Exchange of firms", "desk:exchange:list", "arrows-exchange", 23, group="economy"))
    pages.fill(scene, UrlModule("exchange", "shiqiao.scenes.enterprise.exchange.urls"))
    portal.pages.fill(scene, UrlModule("exchange", "shiqiao.scenes.enterprise.exchange.portal"))
    portal.doors.fill(scene, MenuEntry("What firms offer and ask", "portal:exchange:board", "arrows-exchange"))
    rounds.fill(scene, WorkerRound("enterprise.exchange.expired", falling.tell_expired, every=600))
    demo_loaders.fill(scene, DemoLoader("exchange", demo.load, 156))
    other_work.fill(scene, OtherWork("exchange", piles.consents, 41))
    exports.fill(scene)
    subjects.fill(scene)
    sources.fill(scene)
    holding.fill(scene)
    for code, happened in words.HAPPENED.items():
        sayings.fill(scene, Saying(code, *happened))
