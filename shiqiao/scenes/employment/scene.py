"""The scene `employment` (就业创业服务): job seekers, five deliveries, work with evidence, courses, benefits."""

from pathlib import Path

from shiqiao.base.plugs import LocalityFile, WorkerRound, demo_loaders, locality_files, rounds
from shiqiao.base.sockets import DemoLoader, MenuEntry, Saying, UrlModule, VisitFile
from shiqiao.kernel.clocks.hooks import MovedClock, moved_clock
from shiqiao.kernel.visits.hooks import AfterVisit, after_visits
from shiqiao.kernel.visits.reads import visit_kinds
from shiqiao.surfaces.desk.sockets import OtherWork, menu, other_work, pages, sayings

CODE = "employment"
HERE = Path(__file__).parent


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.employment import (
        delivering,
        demo,
        demovisits,
        elements,
        ending,
        exports,
        holding,
        moved,
        piles,
        publishing,
        sources,
        subjects,
        words,
    )

    menu.fill(CODE, MenuEntry("Employment", "desk:employment:seekers", "briefcase", 26, key="z"))
    other_work.fill(CODE, OtherWork("employment", piles.follow_ups, 30))
    pages.fill(CODE, UrlModule("employment", "shiqiao.scenes.employment.urls"))
    visit_kinds.fill(CODE, VisitFile(HERE / "visits" / "job_seeker.yaml"))
    after_visits.fill(CODE, AfterVisit(delivering.VISIT_KIND, delivering.from_visit))
    locality_files.fill(CODE, LocalityFile("employment", publishing.take_over))
    for kind, react in moved.REACTIONS.items():
        moved_clock.fill(CODE, MovedClock(kind, react))
    rounds.fill(CODE, WorkerRound("employment.zero", moved.reckon_zero, every=3600))
    rounds.fill(CODE, WorkerRound("employment.answers", ending.end_unanswered, every=3600))
    exports.fill(CODE)
    subjects.fill(CODE)
    sources.fill(CODE)
    elements.fill(CODE)
    holding.fill()
    demo_loaders.fill(CODE, DemoLoader("employment", demo.load, 110))
    demo_loaders.fill(CODE, DemoLoader("employment-rest", demo.load_rest, 111, background=True))
    demo_loaders.fill(CODE, DemoLoader("employment-visits", demovisits.load, 112, background=True))
    for code, said in words.HAPPENED.items():
        sayings.fill(CODE, Saying(code, *said))
