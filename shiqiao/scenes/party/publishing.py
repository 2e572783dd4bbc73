"""Publishing what a street says of regional Party building, and reading what holds."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden
from shiqiao.base.snapshots import snapshot, touch
from shiqiao.kernel.journal.actions import write
from shiqiao.scenes.party.rules import PartyRules, fingerprint, parse
from shiqiao.scenes.party.tables import PartyVersion

MAY = frozenset({"admin", "system"})


@transaction.atomic
def publish_party_rules(*, street: int, text: str, by: Actor, at: datetime) -> PartyVersion:
    """Check rules written as YAML and publish them; unchanged ones keep their version. Locks the latest version.

    Raises Forbidden, Invalid naming each place.
    """
    if not by.roles & MAY or by.street not in (None, street):
        raise Forbidden("Only a system administrator of the street does this.")
    table = parse(text)
    rows = PartyVersion.objects.filter(street=street).order_by("-version")
    latest = rows.select_for_update().first()
    if latest and latest.fingerprint == fingerprint(table):
        return latest
    row = PartyVersion.objects.create(
        street=street, version=(latest.version if latest else 0) + 1, fingerprint=fingerprint(table),
        content=table.model_dump(mode="json"), published_at=at,
    )  # fmt: skip
    data = {"version": row.version, "themes": len(table.themes), "criteria": len(table.criteria)}
    write("party.rules_published", subject=Ref("party_rules", row.pk), street=street, by=by, at=at, data=data)
    touch("party")
    return row


def take_over(street: int, text: str, *, by: Actor, at: datetime, say: Callable[[str], None]) -> None:
    """Publish a locality's file as the first version; one that differs later is only named."""
    standing = PartyVersion.objects.filter(street=street).order_by("-version").first()
    if standing is None:
        publish_party_rules(street=street, text=text, by=by, at=at)
    elif fingerprint(parse(text)) != standing.fingerprint:
        say(f"party: the file differs from version {standing.version} of the street's rules, which stay in force")


@snapshot("party")
def _held() -> dict[tuple[int, int], PartyRules]:
    with scope.whole():
        rows = list(PartyVersion.objects.order_by("street", "version"))
    found = {(row.street, row.version): PartyRules.model_validate(row.content) for row in rows}
    return found | {(row.street, 0): found[(row.street, row.version)] for row in rows}


def rules_of(street: int, version: int = 0) -> PartyRules:
    """Return the rules of a street, from memory: those of a version, those that hold, or without any the defaults."""
    return _held().get((street, version)) or PartyRules()


def version_of(street: int) -> int:
    """Return the number of the version that holds, 0 for none."""
    return max((version for place, version in _held() if place == street), default=0)
