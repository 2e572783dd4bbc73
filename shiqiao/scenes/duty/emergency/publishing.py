"""Publishing a street's emergency plan, and reading the one that holds; a response keeps the version it began with."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.snapshots import snapshot, touch
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.duty.emergency.definitions import KindSaid, Plan, fingerprint, parse
from shiqiao.scenes.duty.emergency.tables import EmergencyPlan

MAY = frozenset({"admin", "system"})
Say = Callable[[str], None]


@transaction.atomic
def publish_emergency_plan(*, street: int, text: str, by: Actor, at: datetime) -> EmergencyPlan:
    """Check a plan written as YAML and publish it; an unchanged one keeps its version. Locks the latest version.

    Raises Invalid for mistakes and for posts that the street does not have, Forbidden.
    """
    if not by.roles & MAY or by.street not in (None, street):
        raise Forbidden("Only a system administrator of the street does this.")
    with scope.scoped(street):
        plan = parse(text)
        _refuse_unknown_posts(plan, street)
        latest = EmergencyPlan.objects.select_for_update().filter(street=street).order_by("-version").first()
        mark = fingerprint(plan)
        if latest and latest.fingerprint == mark:
            return latest
        row = EmergencyPlan.objects.create(
            street=street, version=(latest.version if latest else 0) + 1, fingerprint=mark,
            content=plan.model_dump(mode="json"), published_at=at,
        )  # fmt: skip
        data = {"version": row.version, "kinds": [one.code for one in plan.kinds], "fingerprint": mark}
        subject = Ref("emergency_plan", row.pk)
        write("duty.emergency_plan_published", subject=subject, street=street, by=by, at=at, data=data)
        touch("duty_emergency")
    return row


def _refuse_unknown_posts(plan: Plan, street: int) -> None:
    missing = sorted(plan.posts() - {row.code for row in people.posts(street)})
    if missing:
        told = "The street has no post {post}; name one of its posts by code."
        raise Invalid(fields={"posts": told}, post=missing[0])


def take_over(street: int, text: str, *, by: Actor, at: datetime, say: Say) -> None:
    """Publish a locality's file as the first version; a file that differs later is only named."""
    latest = EmergencyPlan.objects.filter(street=street).order_by("-version").first()
    if latest is None:
        publish_emergency_plan(street=street, text=text, by=by, at=at)
    elif fingerprint(parse(text)) != latest.fingerprint:
        say(f"emergency: the file differs from version {latest.version}; publish it from the desk")


@snapshot("duty_emergency")
def _held() -> dict[tuple[int, int], Plan]:
    with scope.whole():
        rows = list(EmergencyPlan.objects.order_by("street", "version"))
    found = {(row.street, row.version): Plan.model_validate(row.content) for row in rows}
    found |= {(row.street, 0): found[row.street, row.version] for row in rows}  # 0: the latest
    return found


def plan_of(street: int, version: int = 0) -> Plan:
    """Return a street's plan, from memory: the latest, or a version; without a published one an empty plan."""
    return _held().get((street, version), Plan())


def kind_of(street: int, version: int, code: str) -> KindSaid:
    """Return a kind as a version says it; raises KeyError for a code that the version does not have."""
    found = plan_of(street, version).kind(code)
    if found is None:
        raise KeyError(code)
    return found


def version_of(street: int) -> int:
    """Return the number of the latest version, 0 without one."""
    return max((version for at, version in _held() if at == street), default=0)
