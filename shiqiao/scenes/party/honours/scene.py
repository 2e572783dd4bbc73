"""What honours and learning (荣誉与学习) put into the sockets, on behalf of the scene `party`."""

from shiqiao.base.plugs import LocalityFile, demo_loaders, locality_files
from shiqiao.base.sockets import DemoLoader, MenuEntry, Saying, UrlModule
from shiqiao.surfaces.desk.sockets import OtherWork, menu, other_work, pages, sayings


def fill(scene: str) -> None:
    """Fill the sockets."""
    from shiqiao.scenes.party.honours import demo, exports, piles, publishing, sources, subjects, words

    menu.fill(scene, MenuEntry("Honours", "desk:honours:list", "medal", 43, group="leading"))
    menu.fill(scene, MenuEntry("Study and Party meetings", "desk:honours:study", "book", 44, group="leading"))
    pages.fill(scene, UrlModule("honours", "shiqiao.scenes.party.honours.urls"))
    other_work.fill(scene, OtherWork("honours", piles.items, 73))
    demo_loaders.fill(scene, DemoLoader("honours", demo.load, 173))
    exports.fill(scene)
    subjects.fill(scene)
    sources.fill(scene)
    for code, happened in words.HAPPENED.items():
        sayings.fill(scene, Saying(code, *happened))
    locality_files.fill(scene, LocalityFile("honours", publishing.take_over))
