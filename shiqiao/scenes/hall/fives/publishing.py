"""Publishing a street's checklists of 5S, and reading those that hold; a round keeps the version it began with."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden
from shiqiao.base.snapshots import snapshot, touch
from shiqiao.kernel.journal.actions import write
from shiqiao.scenes.hall.fives.checklists import FiveSTable, fingerprint, parse
from shiqiao.scenes.hall.fives.tables import FiveSVersion

MAY = frozenset({"admin", "system"})
Say = Callable[[str], None]


@transaction.atomic
def publish_five_s(*, street: int, text: str, by: Actor, at: datetime) -> FiveSVersion:
    """Check checklists written as YAML and publish them; unchanged ones keep their version. Raises Invalid, Forbidden."""
    if not by.roles & MAY or by.street not in (None, street):
        raise Forbidden("Only a system administrator of the street does this.")
    with scope.scoped(street):
        table = parse(text)
        latest = FiveSVersion.objects.select_for_update().filter(street=street).order_by("-version").first()
        mark = fingerprint(table)
        if latest and latest.fingerprint == mark:
            return latest
        row = FiveSVersion.objects.create(
            street=street, version=(latest.version if latest else 0) + 1, fingerprint=mark,
            content=table.model_dump(mode="json"), published_at=at,
        )  # fmt: skip
        data = {"version": row.version, "areas": len(table.areas), "fingerprint": mark}
        write("hall.five_s_published", subject=Ref("five_s", row.pk), street=street, by=by, at=at, data=data)
        touch("hall_five_s")
    return row


def take_over(street: int, text: str, *, by: Actor, at: datetime, say: Say) -> None:
    """Publish a locality's file as the first version; a file that differs later is only named."""
    latest = FiveSVersion.objects.filter(street=street).order_by("-version").first()
    if latest is None:
        publish_five_s(street=street, text=text, by=by, at=at)
    elif fingerprint(parse(text)) != latest.fingerprint:
        say(f"five_s: the file differs from version {latest.version}; publish it from the desk")


@snapshot("hall_five_s")
def _held() -> dict[tuple[int, int], FiveSTable]:
    with scope.whole():
        rows = list(FiveSVersion.objects.order_by("street", "version"))
    found = {(row.street, row.version): FiveSTable.model_validate(row.content) for row in rows}
    found |= {(row.street, 0): found[row.street, row.version] for row in rows}  # 0: the latest
    return found


def five_s_of(street: int, version: int = 0) -> FiveSTable:
    """Return a street's checklists, from memory: the latest, or a version; without published ones an empty table."""
    return _held().get((street, version), FiveSTable())


def version_of(street: int) -> int:
    """Return the number of the latest version, 0 without one."""
    return max((version for at, version in _held() if at == street), default=0)
