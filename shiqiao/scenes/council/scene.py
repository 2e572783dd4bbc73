"""The scene `council` (一核五元协商): seats of five kinds, topics, meetings with quorum per kind, resolutions."""

from pathlib import Path

from shiqiao.base.plugs import LocalityFile, locality_files
from shiqiao.base.sockets import CatalogueFile, Saying
from shiqiao.kernel.catalogue.reads import catalogue_files
from shiqiao.kernel.clocks.hooks import MovedClock, SubjectLine, Warned, moved_clock, subject_line, warned
from shiqiao.surfaces.desk.sockets import sayings

CODE = "council"
HERE = Path(__file__).parent


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.council import publishing, store, words
    from shiqiao.scenes.council.voting import scene as voting

    catalogue_files.fill(CODE, CatalogueFile(HERE / "catalogue" / "council.yaml"))
    locality_files.fill(CODE, LocalityFile("council", publishing.take_over))
    moved_clock.fill(CODE, MovedClock(store.TOPIC, store.clock_moved))
    subject_line.fill(CODE, SubjectLine(store.TOPIC, store.line_of))
    warned.fill(CODE, Warned(store.TOPIC, store.warned))
    for code, happened in (words.HAPPENED | words.NOTICES).items():
        sayings.fill(CODE, Saying(code, *happened))
    voting.fill(CODE)
