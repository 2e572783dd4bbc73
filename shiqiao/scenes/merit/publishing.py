"""Publishing a street's rules of reward and penalty, and reading those in force."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden
from shiqiao.base.plugs import conducts
from shiqiao.base.snapshots import snapshot, touch
from shiqiao.kernel.flows.rules import Title
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.scoring import reads as scoring
from shiqiao.scenes.merit.definitions import Codes, MeritTable, fingerprint, parse
from shiqiao.scenes.merit.models import RulesVersion

MAY_PUBLISH = frozenset({"admin", "system"})


@snapshot("merit")
def _held() -> Mapping[int, tuple[int, MeritTable]]:
    with scope.whole():
        rows = RulesVersion.objects.order_by("street", "-version").distinct("street")
        return {row.street: (row.version, MeritTable.model_validate(row.content)) for row in rows}


def streets() -> list[int]:
    """Return the streets that have rules."""
    return sorted(_held())


def rules_of(street: int) -> MeritTable | None:
    """Return the rules in force; None where none were published."""
    return _held().get(street, (0, None))[1]


def published_titles(street: int) -> dict[tuple[int, str], Title]:
    """Return what the rules of all versions are called, by version and code."""
    rows = RulesVersion.objects.filter(street=street)
    return {
        (row.version, rule.code): rule.title for row in rows for rule in MeritTable.model_validate(row.content).rules
    }


def version_of(street: int) -> int:
    """Return the number of the version in force; 0 for none."""
    return _held().get(street, (0, None))[0]


def codes_of(street: int) -> Codes:
    """Return what a street's rules may name."""
    latest = scoring.versions(street)[-1:]
    known = list(conducts)
    return Codes(
        latest[0].table if latest else None, frozenset(one.code for one in known),
        frozenset(one.code for one in known if one.may_see is not None),
    )  # fmt: skip


@transaction.atomic
def publish_rules(*, street: int, text: str, by: Actor, at: datetime) -> RulesVersion:
    """Check rules written as YAML and publish them; unchanged ones keep their version.

    Raises Invalid naming each wrong place, Forbidden.
    """
    if not by.roles & MAY_PUBLISH or by.street not in (None, street):
        raise Forbidden("Only a system administrator of the street does this.")
    with scope.scoped(street):
        table = parse(text, codes_of(street))
        mark = fingerprint(table)
        latest = RulesVersion.objects.select_for_update().filter(street=street).order_by("-version").first()
        if latest and latest.fingerprint == mark:
            return latest
        row = RulesVersion.objects.create(
            street=street, version=(latest.version if latest else 0) + 1, fingerprint=mark,
            content=table.model_dump(mode="json"), published_at=at,
        )  # fmt: skip
        data = {"version": row.version, "rules": len(table.rules), "content": mark}
        write("merit.rules_published", subject=Ref("merit_rules", row.id), street=street, by=by, at=at, data=data)
        touch("merit")
    return row


def take_over(street: int, text: str, *, by: Actor, at: datetime, say: Callable[[str], None]) -> None:
    """Publish a locality's file: the first version; a file that differs later is only named."""
    standing = rules_of(street)
    if standing is None:
        publish_rules(street=street, text=text, by=by, at=at)
    elif fingerprint(parse(text, codes_of(street))) != fingerprint(standing):
        say(f"merit: the file differs from version {version_of(street)}; publish it from the desk")
