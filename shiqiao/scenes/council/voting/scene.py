"""What voting (表决) puts into the sockets, on behalf of the scene `council`."""

from shiqiao.base.plugs import Check, checks, demo_loaders
from shiqiao.base.sockets import DemoLoader, MenuEntry, Saying, UrlModule
from shiqiao.surfaces.desk.sockets import menu, pages, sayings
from shiqiao.surfaces.portal import sockets as portal


def fill(scene: str) -> None:
    """Fill the sockets."""
    from shiqiao.scenes.council.voting import demo, exports, links, naming, subjects, verify, words

    menu.fill(scene, MenuEntry("Votes", "desk:voting:list", "checks", 34, group="leading"))
    pages.fill(scene, UrlModule("voting", "shiqiao.scenes.council.voting.urls"))
    portal.pages.fill(scene, portal.UrlModule("vote", "shiqiao.scenes.council.voting.portal"))
    portal.secrets.fill(scene, portal.SecretLinks("vote", links.street_of))
    if naming.of_bodies not in naming.namers:
        naming.namers.append(naming.of_bodies)
    checks.fill(scene, Check("voting", verify.problems))
    exports.fill(scene)
    demo_loaders.fill(scene, DemoLoader("voting", demo.load, 172))
    subjects.fill(scene)
    for code, happened in words.HAPPENED.items():
        sayings.fill(scene, Saying(code, *happened))
