"""The scene `ledger` (一表通): a field dictionary, forms admitted over it, ledgers that are views, and what forms cost."""

from shiqiao.base.plugs import (
    LocalityFile,
    ReportChapter,
    WorkerRound,
    demo_loaders,
    locality_files,
    report_chapters,
    rounds,
)  # fmt: skip
from shiqiao.base.sockets import DemoLoader, MenuEntry, Saying, SubjectKind, UrlModule
from shiqiao.kernel.registry.fields import MoreFields, more_fields
from shiqiao.kernel.registry.hooks import AfterRecords, after_records
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.surfaces.desk.sockets import OtherWork, menu, other_work, pages, sayings

CODE = "ledger"


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.ledger import chapter, demo, dictionary, exports, filling, piles, publishing, sources, words
    from shiqiao.scenes.ledger import rounds as work
    from shiqiao.scenes.ledger import subjects as shown

    menu.fill(CODE, MenuEntry("Forms and ledgers", "desk:ledger:index", "table", 32, key="x"))
    other_work.fill(CODE, OtherWork("forms", piles.forms, 40))
    pages.fill(CODE, UrlModule("ledger", "shiqiao.scenes.ledger.urls"))
    locality_files.fill(CODE, LocalityFile("ledgers", publishing.take_over))
    rounds.fill(CODE, WorkerRound("ledger.forms", work.keep_forms, every=600))
    report_chapters.fill(CODE, ReportChapter("ledger", chapter.chapter, 85))
    demo_loaders.fill(CODE, DemoLoader("ledger", demo.load, 140))
    more_fields.fill(CODE, MoreFields(dictionary.declared_specs))
    after_records.fill(CODE, AfterRecords("ledger", filling.learned))
    dictionary.fill(CODE)
    sources.fill(CODE)
    exports.fill(CODE)
    for kind, read in shown.KINDS.items():
        subjects.fill(CODE, SubjectKind(kind, read))
    for code, said in words.HAPPENED.items():
        sayings.fill(CODE, Saying(code, *said))
