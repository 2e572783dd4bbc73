"""The scene `merit` (奖惩): what follows from the records for whom, decided by a person; bulletins; cadres on four sides."""

from shiqiao.base.plugs import Check, LocalityFile, WorkerRound, checks, demo_loaders, locality_files, rounds
from shiqiao.base.sockets import DemoLoader, MenuEntry, Saying, SubjectKind, UrlModule
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.surfaces.desk.sockets import menu, pages, sayings

CODE = "merit"


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.merit import bulletin, conduct, demo, exports, holding, publishing, words
    from shiqiao.scenes.merit import rounds as work
    from shiqiao.scenes.merit import subjects as shown

    menu.fill(CODE, MenuEntry("Reward and penalty", "desk:merit:month", "award", 8, group="street"))
    pages.fill(CODE, UrlModule("merit", "shiqiao.scenes.merit.urls"))
    locality_files.fill(CODE, LocalityFile("merit", publishing.take_over))
    rounds.fill(CODE, WorkerRound("merit.propose", work.propose_months, every=60))
    checks.fill(CODE, Check("merit", bulletin.problems))
    demo_loaders.fill(CODE, DemoLoader("merit", demo.load, 130))
    conduct.fill(CODE)
    exports.fill(CODE)
    holding.fill()
    for kind, read in shown.KINDS.items():
        subjects.fill(CODE, SubjectKind(kind, read))
    for code, said in words.HAPPENED.items():
        sayings.fill(CODE, Saying(code, *said))
