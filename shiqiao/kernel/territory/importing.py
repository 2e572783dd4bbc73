"""What the imports of territory share: who may, the end of an import, and its line in the journal."""

from collections.abc import Callable
from datetime import datetime

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Forbidden
from shiqiao.base.snapshots import touch
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.territory.errors import ImportRefused
from shiqiao.kernel.territory.rules.reports import ImportReport

CHUNK = 2000
Progress = Callable[[int], None]


def may(by: Actor) -> None:
    """Let administrators of a street and the system pass; raises Forbidden."""
    if not (by.has("admin") or by.has("system")):
        raise Forbidden("Only an administrator may change divisions, grids and address books.")


def finish(report: ImportReport, *, strict: bool) -> None:
    """Refuse the whole when asked to, and let every process forget its old map."""
    if strict and report.rejected:
        raise ImportRefused(report, count=len({(row.file, row.row) for row in report.rejected}))
    touch("territory")


def write(code: str, subject: Ref, street: int, report: ImportReport, *, by: Actor, at: datetime) -> None:
    """Write the journal's line of an import that changed something."""
    if report.added or report.changed:
        journal.write(code, subject=subject, street=street, by=by, at=at,
                      data={"added": report.added, "changed": report.changed})  # fmt: skip
