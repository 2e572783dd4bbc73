"""Publishing a street's rules for its firms, and reading those that hold."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.snapshots import snapshot, touch
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.enterprise.models import EnterpriseVersion
from shiqiao.scenes.enterprise.rules import FirmRules, fingerprint, parse

MAY = frozenset({"admin", "system"})


@transaction.atomic
def publish_firm_rules(*, street: int, text: str, by: Actor, at: datetime) -> EnterpriseVersion:
    """Check rules written as YAML and publish them; unchanged ones keep their version. Raises Invalid naming each place."""
    if not by.roles & MAY or by.street not in (None, street):
        raise Forbidden("Only a system administrator of the street does this.")
    table = parse(text)
    _known_units(table, street)
    latest = _latest(street, lock=True)
    if latest and latest.fingerprint == fingerprint(table):
        return latest
    row = EnterpriseVersion.objects.create(
        street=street, version=(latest.version if latest else 0) + 1, fingerprint=fingerprint(table),
        content=table.model_dump(mode="json"), published_at=at,
    )  # fmt: skip
    data = {"version": row.version, "tiers": len(table.tiers), "topics": len(table.topics)}
    write("enterprise.rules_published", subject=Ref("enterprise_rules", row.pk), street=street, by=by, at=at, data=data)
    touch("enterprise")
    return row


def take_over(street: int, text: str, *, by: Actor, at: datetime, say: Callable[[str], None]) -> None:
    """Publish a locality's file as the first version; one that differs later is only named."""
    standing = _latest(street)
    if standing is None:
        publish_firm_rules(street=street, text=text, by=by, at=at)
    elif fingerprint(parse(text)) != standing.fingerprint:
        say(f"enterprise: the file differs from version {standing.version} of the street's rules, which stay in force")


def _latest(street: int, lock: bool = False) -> EnterpriseVersion | None:
    rows = EnterpriseVersion.objects.filter(street=street).order_by("-version")
    return (rows.select_for_update() if lock else rows).first()


def _known_units(table: FirmRules, street: int) -> None:
    wanted = [("office", table.office), *((f"topics.{n}", u) for n, one in enumerate(table.topics) for u in one.units)]
    for name, code in wanted:
        try:
            if code:
                people.unit_by_code(code, street)
        except NotFound:
            told = "There is no such unit in this street; give the code of one of its units."
            raise Invalid(fields={name: told}) from None


@snapshot("enterprise")
def _held() -> dict[int, FirmRules]:
    with scope.whole():
        rows = list(EnterpriseVersion.objects.order_by("street", "version"))
    return {row.street: FirmRules.model_validate(row.content) for row in rows}


def rules_of(street: int) -> FirmRules:
    """Return the rules that hold in a street, from memory; without published ones those of `FirmRules`."""
    return _held().get(street) or FirmRules()


def office_of(street: int) -> int:
    """Return the unit that keeps the firms of a street, 0 for none."""
    code = rules_of(street).office
    return people.unit_by_code(code, street).id if code else 0
