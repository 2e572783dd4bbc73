"""The scene `plan`: targets with their papers, the work plan to which all is tied, regulations and how far they are kept."""

from functools import partial

from shiqiao.base.plugs import (
    LocalityFile,
    ReportChapter,
    WallTile,
    demo_loaders,
    locality_files,
    report_chapters,
    wall_tiles,
)
from shiqiao.base.sockets import DemoLoader, MenuEntry, Saying, SubjectKind, UrlModule
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.surfaces.desk.sockets import menu, pages, sayings

CODE = "plan"
SAYINGS = (
    Saying("plan.published", "Published", "file-check", "blue"),
    Saying("plan.entered", "Figure entered", "pencil-plus", "blue"),
    Saying("plan.corrected", "Figure corrected", "pencil", "yellow"),
    Saying("plan.tied", "Tied to the plan", "link", "blue"),
    Saying("plan.untied", "Taken off the plan", "unlink", "grey"),
)


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.plan import chapter, demo, documents, exports, wall
    from shiqiao.scenes.plan import subjects as shown

    menu.fill(CODE, MenuEntry("Plan and targets", "desk:plan:tree", "target-arrow", 7, group="street", key="l"))
    pages.fill(CODE, UrlModule("plan", "shiqiao.scenes.plan.urls"))
    for kind in ("targets", "regulations", "plan"):
        locality_files.fill(CODE, LocalityFile(kind, partial(documents.take_over, kind)))
    exports.fill(CODE)
    report_chapters.fill(CODE, ReportChapter("plan", chapter.chapter, 86))
    demo_loaders.fill(CODE, DemoLoader("plan", demo.load))
    wall_tiles.fill(CODE, WallTile("plan", "Work plan of the year", wall.lines, 10))
    for kind, read in shown.KINDS.items():
        subjects.fill(CODE, SubjectKind(kind, read))
    for saying in SAYINGS:
        sayings.fill(CODE, saying)
