"""Publishing a street's rule of the queue, and reading the versions from memory."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.snapshots import snapshot, touch
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.hall.queue.definitions import QueueRule, StationPlan, fingerprint, parse
from shiqiao.scenes.hall.queue.models import QueueRuleVersion

SNAPSHOT = "hall.queue"

MAY = frozenset({"admin", "system"})
Say = Callable[[str], None]


@transaction.atomic
def publish_rule(*, street: int, text: str, by: Actor, at: datetime) -> QueueRuleVersion:
    """Check a rule written as YAML and publish it; an unchanged one keeps its version. Raises Invalid naming each place."""
    if not by.roles & MAY or by.street not in (None, street):
        raise Forbidden("Only a system administrator of the street does this.")
    with scope.scoped(street):
        rule = parse(text)
        _known_units(rule, street)
        latest = QueueRuleVersion.objects.select_for_update().filter(street=street).order_by("-version").first()
        mark = fingerprint(rule)
        if latest and latest.fingerprint == mark:
            return latest
        row = QueueRuleVersion.objects.create(
            street=street, version=(latest.version if latest else 0) + 1, fingerprint=mark,
            content=rule.model_dump(mode="json"), published_at=at,
        )  # fmt: skip
        data = {"version": row.version, "fingerprint": mark, "order": list(rule.order)}
        write("hall.queue_published", subject=Ref("queue_rule", row.pk), street=street, by=by, at=at, data=data)
        touch(SNAPSHOT)
    return row


def _known_units(rule: QueueRule, street: int) -> None:
    for n, one in enumerate(rule.stations):
        try:
            people.unit_by_code(one.unit, street)
        except NotFound:
            told = "There is no such unit in this street; give the code of one of its units."
            raise Invalid(fields={f"stations.{n}.unit": told}) from None


def take_over(street: int, text: str, *, by: Actor, at: datetime, say: Say) -> None:
    """Publish a locality's file as the first version; a file that differs later is only named."""
    latest = QueueRuleVersion.objects.filter(street=street).order_by("-version").first()
    if latest is None:
        publish_rule(street=street, text=text, by=by, at=at)
    elif fingerprint(parse(text)) != latest.fingerprint:
        say(f"service_queue: the file differs from version {latest.version}; publish it from the desk")


@snapshot(SNAPSHOT)
def _held() -> dict[tuple[int, int], QueueRule]:
    with scope.whole():
        rows = list(QueueRuleVersion.objects.order_by("street", "version"))
    found = {(row.street, row.version): QueueRule.model_validate(row.content) for row in rows}
    return found | {(row.street, 0): found[row.street, row.version] for row in rows}  # 0: the latest


def rule_of(street: int, version: int = 0) -> QueueRule:
    """Return a street's rule of the queue, from memory: the latest, or a version; without a published one an empty rule."""
    return _held().get((street, version), QueueRule())


def version_of(street: int) -> int:
    """Return the number of the latest version, 0 without one."""
    return max((version for at, version in _held() if at == street), default=0)


def streets() -> list[int]:
    """Return the streets that have a rule."""
    return sorted({street for street, _ in _held()})


def plans(street: int) -> dict[int, StationPlan]:
    """Return what each counter of a street offers, by the number of its unit, in the order of the file."""
    units = {row.code: row.id for row in people.units(street)}
    return {units[one.unit]: one for one in rule_of(street).stations if one.unit in units}


def plan_of(street: int, unit: int) -> StationPlan:
    """Return what a counter offers; raises NotFound where it has no queue."""
    found = plans(street).get(unit)
    if found is None:
        raise NotFound
    return found
