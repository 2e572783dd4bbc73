"""What renewal (棚改旧改) puts into the sockets, on behalf of the scene `projects`."""

from shiqiao.base.plugs import LocalityFile, demo_loaders, locality_files
from shiqiao.base.sockets import DemoLoader, MenuEntry, Saying, UrlModule
from shiqiao.kernel.privacy.hooks import Revealable, revealables
from shiqiao.surfaces.desk.sockets import ScreenPage, menu, pages, sayings, screens
from shiqiao.surfaces.portal import sockets as portal


def fill(scene: str) -> None:
    """Fill the sockets."""
    from shiqiao.scenes.projects.renewal import demo, exports, holding, publishing, sources, store, subjects, words

    menu.fill(scene, MenuEntry("Renewal", "desk:renewal:overview", "building-community", 34, group="economy"))
    pages.fill(scene, UrlModule("renewal", "shiqiao.scenes.projects.renewal.urls"))
    screens.fill(scene, ScreenPage("signing", "desk:renewal:screen"))
    portal.pages.fill(scene, UrlModule("renewal", "shiqiao.scenes.projects.renewal.portal"))
    portal.doors.fill(scene, MenuEntry("Compensation by household", "portal:renewal:results", "building-community"))
    exports.fill(scene)
    subjects.fill(scene)
    sources.fill(scene)
    holding.fill(scene)
    revealables.fill(scene, Revealable(store.FILE, subjects.open_field))
    demo_loaders.fill(scene, DemoLoader("renewal", demo.load, 164))
    demo_loaders.fill(scene, DemoLoader("renewal-signing", demo.load_signing, 165, background=True))
    locality_files.fill(scene, LocalityFile("renewal", publishing.take_over))
    for code, happened in words.HAPPENED.items():
        sayings.fill(scene, Saying(code, *happened))
