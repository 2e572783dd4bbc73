"""The scene `hotline` (12345): orders of the city's hotline, taken in, answered upstream and reconciled."""

from shiqiao.base.plugs import (
    AfterRestore,
    Check,
    ReportChapter,
    WallTile,
    WorkerRound,
    after_restore,
    checks,
    demo_loaders,
    report_chapters,
    rounds,
    wall_tiles,
)
from shiqiao.base.sockets import ApiRouter, DemoLoader, MatterPanel, MenuEntry, Saying, UrlModule
from shiqiao.kernel.matters.hooks import LeftHouse, left_house
from shiqiao.kernel.people.scopes import declare
from shiqiao.kernel.privacy.hooks import Revealable, revealables
from shiqiao.surfaces.api.sockets import routers
from shiqiao.surfaces.desk.sockets import menu, pages, panels, sayings

CODE = "hotline"
SAYINGS = (
    Saying("hotline.warned", "12345's deadline runs out soon", "clock-exclamation", "yellow"),
    Saying("hotline.overdue", "12345's deadline is past", "alert-octagon", "red"),
    Saying("hotline.changed_upstream", "12345 changed the order", "pencil", "yellow"),
    Saying("hotline.objection_refused", "12345 refused the objection: the work goes on", "arrow-back-up", "red"),
    Saying("hotline.not_solved", "12345's call-back: not solved", "phone-x", "red"),
    Saying("hotline.matter_stays", "12345 took the order back: end the matter by hand", "hand-stop", "red"),
    Saying("hotline.letter_failed", "A letter to 12345 did not get through", "mail-x", "red"),
)


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.hotline import (
        api,
        chapter,
        demo,
        exports,
        holding,
        leaving_out,
        letters,
        panel,
        reads,
        wall,
        words,
    )
    from shiqiao.scenes.hotline import rounds as work

    menu.fill(CODE, MenuEntry("12345 orders", "desk:hotline:orders", "phone-incoming", 25, reads.SEES, key="o"))
    pages.fill(CODE, UrlModule("hotline", "shiqiao.scenes.hotline.urls"))
    panels.fill(CODE, MatterPanel("hotline", "Order of 12345", "hotline/_panel.html", panel.panel, 10))
    declare(CODE, "Exchange orders with 12345")
    routers.fill(CODE, ApiRouter("hotline", api.router))
    demo_loaders.fill(CODE, DemoLoader("hotline", demo.load))
    exports.fill(CODE)
    holding.fill()
    report_chapters.fill(CODE, ReportChapter("hotline", chapter.chapter, 85))
    wall_tiles.fill(CODE, WallTile("hotline", "Orders of 12345", wall.lines, 20))
    own = {one.code for one in SAYINGS}
    more = [Saying(code, *said) for code, said in words.HAPPENED.items() if code not in own]
    for saying in (*SAYINGS, *more):
        sayings.fill(CODE, saying)
    rounds.fill(CODE, WorkerRound("hotline.follow", work.follow_matters, every=10))
    rounds.fill(CODE, WorkerRound("hotline.deadlines", work.scan_deadlines, every=5))
    rounds.fill(CODE, WorkerRound("hotline.letters", letters.send_waiting, every=5))
    rounds.fill(CODE, WorkerRound("hotline.uploads", work.clear_uploads, every=900))
    after_restore.fill(CODE, AfterRestore("hotline.letters", letters.hold_waiting))
    checks.fill(CODE, Check("hotline", reads.problems))
    revealables.fill(CODE, Revealable("order", reads.open_contact))
    left_house.fill(CODE, LeftHouse(CODE, reads.has_left))
    leaving_out.fill(CODE)
    work.listen_to_matters()
