"""What investment (招商) puts into the sockets, on behalf of the scene `enterprise`."""

from shiqiao.base.plugs import demo_loaders
from shiqiao.base.sockets import DemoLoader, MenuEntry, Saying, UrlModule
from shiqiao.surfaces.desk.sockets import OtherWork, menu, other_work, pages, sayings

SEES = frozenset({"leader", "department_head", "auditor"})


def fill(scene: str) -> None:
    """Fill the sockets."""
    from shiqiao.scenes.enterprise.investment import demo, exports, piles, subjects, words

    pages.fill(scene, UrlModule("investment", "shiqiao.scenes.enterprise.investment.urls"))
    menu.fill(scene, MenuEntry("Investment", "desk:investment:board", "building-skyscraper", 24, SEES, group="economy"))
    demo_loaders.fill(scene, DemoLoader("investment", demo.load, 154))
    other_work.fill(scene, OtherWork("investment", piles.due, 23))
    exports.fill(scene)
    subjects.fill(scene)
    for code, happened in words.HAPPENED.items():
        sayings.fill(scene, Saying(code, *happened))
