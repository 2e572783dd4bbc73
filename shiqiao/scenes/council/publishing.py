"""Publishing a street's rules of deliberation, and reading those that hold; a meeting keeps the version it began with."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden
from shiqiao.base.snapshots import snapshot, touch
from shiqiao.kernel.journal.actions import write
from shiqiao.scenes.council.definitions import CouncilRules, fingerprint, parse
from shiqiao.scenes.council.tables import CouncilVersion

MAY = frozenset({"admin", "system"})


@transaction.atomic
def publish_council_rules(*, street: int, text: str, by: Actor, at: datetime) -> CouncilVersion:
    """Check rules written as YAML and publish them; unchanged ones keep their version. Raises Invalid, Forbidden."""
    if not by.roles & MAY or by.street not in (None, street):
        raise Forbidden("Only a system administrator of the street does this.")
    with scope.scoped(street):
        table = parse(text)
        latest = CouncilVersion.objects.select_for_update().filter(street=street).order_by("-version").first()
        mark = fingerprint(table)
        if latest and latest.fingerprint == mark:
            return latest
        row = CouncilVersion.objects.create(
            street=street, version=(latest.version if latest else 0) + 1, fingerprint=mark,
            content=table.model_dump(mode="json"), published_at=at,
        )  # fmt: skip
        data = {"version": row.version, "kinds": [one.code for one in table.kinds], "fingerprint": mark}
        subject = Ref("council_rules", row.pk)
        write("council.rules_published", subject=subject, street=street, by=by, at=at, data=data)
        touch("council")
    return row


def take_over(street: int, text: str, *, by: Actor, at: datetime, say: Callable[[str], None]) -> None:
    """Publish a locality's file as the first version; a file that differs later is only named."""
    latest = CouncilVersion.objects.filter(street=street).order_by("-version").first()
    if latest is None:
        publish_council_rules(street=street, text=text, by=by, at=at)
    elif fingerprint(parse(text)) != latest.fingerprint:
        say(f"council: the file differs from version {latest.version}; publish it from the desk")


@snapshot("council")
def _held() -> dict[tuple[int, int], CouncilRules]:
    with scope.whole():
        rows = list(CouncilVersion.objects.order_by("street", "version"))
    found = {(row.street, row.version): CouncilRules.model_validate(row.content) for row in rows}
    return found | {(row.street, 0): found[row.street, row.version] for row in rows}  # 0: the latest


def rules_of(street: int, version: int = 0) -> CouncilRules:
    """Return a street's rules, from memory: the latest, or a version; without published ones an empty table."""
    return _held().get((street, version), CouncilRules())


def version_of(street: int) -> int:
    """Return the number of the latest version, 0 without one."""
    return max((version for at, version in _held() if at == street), default=0)
