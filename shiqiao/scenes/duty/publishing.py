"""Publishing a street's rules of duty, and reading those that hold; a roster keeps the version by which it was made."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden
from shiqiao.base.snapshots import snapshot, touch
from shiqiao.kernel.journal.actions import write
from shiqiao.scenes.duty.definitions import DutyRules, ShiftKind, fingerprint, parse
from shiqiao.scenes.duty.tables import DutyVersion

MAY = frozenset({"admin", "system"})
Say = Callable[[str], None]


@transaction.atomic
def publish_duty_rules(*, street: int, text: str, by: Actor, at: datetime) -> DutyVersion:
    """Check rules written as YAML and publish them; unchanged ones keep their version. Raises Invalid, Forbidden."""
    if not by.roles & MAY or by.street not in (None, street):
        raise Forbidden("Only a system administrator of the street does this.")
    with scope.scoped(street):
        table = parse(text)
        latest = DutyVersion.objects.select_for_update().filter(street=street).order_by("-version").first()
        mark = fingerprint(table)
        if latest and latest.fingerprint == mark:
            return latest
        row = DutyVersion.objects.create(
            street=street, version=(latest.version if latest else 0) + 1, fingerprint=mark,
            content=table.model_dump(mode="json"), published_at=at,
        )  # fmt: skip
        data = {"version": row.version, "kinds": [one.code for one in table.kinds], "fingerprint": mark}
        subject = Ref("duty_rules", row.pk)
        write("duty.rules_published", subject=subject, street=street, by=by, at=at, data=data)
        touch("duty_rules")
    return row


def take_over(street: int, text: str, *, by: Actor, at: datetime, say: Say) -> None:
    """Publish a locality's file as the first version; a file that differs later is only named."""
    latest = DutyVersion.objects.filter(street=street).order_by("-version").first()
    if latest is None:
        publish_duty_rules(street=street, text=text, by=by, at=at)
    elif fingerprint(parse(text)) != latest.fingerprint:
        say(f"duty: the file differs from version {latest.version}; publish it from the desk")


@snapshot("duty_rules")
def _held() -> dict[tuple[int, int], DutyRules]:
    with scope.whole():
        rows = list(DutyVersion.objects.order_by("street", "version"))
    found = {(row.street, row.version): DutyRules.model_validate(row.content) for row in rows}
    found |= {(row.street, 0): found[row.street, row.version] for row in rows}  # 0: the latest
    return found


def rules_of(street: int, version: int = 0) -> DutyRules:
    """Return a street's rules, from memory: the latest, or a version; without published ones an empty table."""
    return _held().get((street, version), DutyRules())


def kind_of(street: int, version: int, code: str) -> ShiftKind:
    """Return a kind as a version says it; raises KeyError for a code that the version does not have."""
    found = rules_of(street, version).kind(code)
    if found is None:
        raise KeyError(code)
    return found


def version_of(street: int) -> int:
    """Return the number of the latest version, 0 without one."""
    return max((version for at, version in _held() if at == street), default=0)
