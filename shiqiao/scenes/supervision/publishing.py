"""Publishing a street's rules of supervision, and reading those that hold."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.snapshots import snapshot, touch
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.supervision.models import RuleVersion
from shiqiao.scenes.supervision.rules import RuleTable, fingerprint, parse

SNAPSHOT = "supervision.rules"
MAY = frozenset({"admin", "leader", "system"})


@transaction.atomic
def publish_rules(*, street: int, text: str, by: Actor, at: datetime) -> RuleVersion:
    """Check rules written as YAML and publish them; unchanged ones keep their version. Raises Invalid naming each place."""
    if not by.roles & MAY or by.street not in (None, street):
        raise Forbidden("The rules of supervision are published by an administrator or a leader of the street.")
    table = parse(text)
    _known_office(table, street)
    latest = RuleVersion.objects.select_for_update().filter(street=street).order_by("-version").first()
    if latest and latest.fingerprint == fingerprint(table):
        return latest
    row = RuleVersion.objects.create(
        street=street, version=(latest.version if latest else 0) + 1, fingerprint=fingerprint(table), text=text,
        table=table.model_dump(mode="json"), published_at=at,
    )  # fmt: skip
    data = {"version": row.version, "rules": len(table.rules), "fingerprint": row.fingerprint}
    write(
        "supervision.rules_published", subject=Ref("supervision_rules", row.pk), street=street, by=by, at=at, data=data
    )
    touch(SNAPSHOT)
    return row


def take_over(street: int, text: str, *, by: Actor, at: datetime, say: Callable[[str], None]) -> None:
    """Publish a locality's file as the first version; one that differs later is only named."""
    standing = RuleVersion.objects.filter(street=street).order_by("-version").first()
    if standing is None:
        publish_rules(street=street, text=text, by=by, at=at)
    elif fingerprint(parse(text)) != standing.fingerprint:
        say(f"supervision: the file differs from version {standing.version} of the street's rules, which stay in force")


def _known_office(table: RuleTable, street: int) -> None:
    try:
        if table.office:
            people.unit_by_code(table.office, street)
    except NotFound:
        raise Invalid(
            fields={"office": "There is no such unit in this street; give the code of one of its units."}
        ) from None


def rules_of(street: int) -> RuleTable:
    """Return the rules that hold in a street; without published ones only what a person raises; from memory."""
    return _held().get(street) or RuleTable()


@snapshot(SNAPSHOT)
def _held() -> dict[int, RuleTable]:
    with scope.whole():
        rows = RuleVersion.objects.order_by("street", "-version").distinct("street")
        return {row.street: RuleTable.model_validate(row.table) for row in rows}
