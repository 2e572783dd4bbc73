"""What green (绿色通道) puts into the sockets, on behalf of the scene `enterprise`."""

from shiqiao.base.plugs import demo_loaders
from shiqiao.base.sockets import DemoLoader, MatterPanel, MenuEntry, Saying, UrlModule
from shiqiao.kernel.clocks.hooks import TermRule, term_rules
from shiqiao.surfaces.desk.sockets import menu, pages, panels, sayings


def fill(scene: str) -> None:
    """Fill the sockets."""
    from shiqiao.scenes.enterprise.green import demo, exports, firmfile, inforce, rights, shown, subjects, words

    term_rules.fill(scene, TermRule("green", inforce.look))
    pages.fill(scene, UrlModule("green", "shiqiao.scenes.enterprise.green.urls"))
    menu.fill(scene, MenuEntry("Green channel", "desk:green:list", "bolt", 22, rights.READS, group="economy"))
    panels.fill(scene, MatterPanel("green", "Green channel", "enterprise/green/_panel.html", shown.panel, 18))
    demo_loaders.fill(scene, DemoLoader("green", demo.load, 152))
    exports.fill(scene)
    firmfile.plug()
    subjects.fill(scene)
    for code, happened in words.HAPPENED.items():
        sayings.fill(scene, Saying(code, *happened))
