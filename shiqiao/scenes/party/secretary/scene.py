"""What the secretary's projects (书记项目) put into the sockets, on behalf of the scene `party`."""

from shiqiao.base.plugs import LocalityFile, demo_loaders, locality_files
from shiqiao.base.sockets import DemoLoader, MenuEntry, Saying, UrlModule
from shiqiao.kernel.privacy.hooks import Revealable, revealables
from shiqiao.surfaces.desk.sockets import OtherWork, menu, other_work, pages, sayings


def fill(scene: str) -> None:
    """Fill the sockets."""
    from shiqiao.scenes.party.secretary import demo, exports, piles, publishing, reads, sources, store, subjects, words

    menu.fill(scene, MenuEntry("Secretary's projects", "desk:secretary:list", "flag", 41, group="leading"))
    pages.fill(scene, UrlModule("secretary", "shiqiao.scenes.party.secretary.urls"))
    other_work.fill(scene, OtherWork("secretary", piles.items, 71))
    demo_loaders.fill(scene, DemoLoader("secretary", demo.load, 171))
    exports.fill(scene)
    subjects.fill(scene)
    sources.fill(scene)
    revealables.fill(scene, Revealable(store.VISIT, reads.open_field))
    for code, happened in words.HAPPENED.items():
        sayings.fill(scene, Saying(code, *happened))
    locality_files.fill(scene, LocalityFile("secretary", publishing.take_over))
