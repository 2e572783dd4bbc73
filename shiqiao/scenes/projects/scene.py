"""The scene `projects` (重点项目): key projects with stages, milestones and monthly progress."""

from shiqiao.base.plugs import ReportChapter, demo_loaders, report_chapters
from shiqiao.base.sockets import DemoLoader, MenuEntry, Saying, UrlModule
from shiqiao.surfaces.desk.sockets import menu, pages, sayings

CODE = "projects"


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.projects import chapter, demo, exports, holding, sources, subjects, words
    from shiqiao.scenes.projects.arena import scene as arena
    from shiqiao.scenes.projects.campaigns import scene as campaigns
    from shiqiao.scenes.projects.renewal import scene as renewal

    menu.fill(CODE, MenuEntry("Key projects", "desk:projects:list", "building-skyscraper", 30, group="economy"))
    pages.fill(CODE, UrlModule("projects", "shiqiao.scenes.projects.urls"))
    exports.fill(CODE)
    subjects.fill(CODE)
    sources.fill(CODE)
    holding.fill(CODE)
    report_chapters.fill(CODE, ReportChapter("projects", chapter.chapter, 87))
    demo_loaders.fill(CODE, DemoLoader("projects", demo.load, 160))
    for code, happened in words.HAPPENED.items():
        sayings.fill(CODE, Saying(code, *happened))
    arena.fill(CODE)
    renewal.fill(CODE)
    campaigns.fill(CODE)
