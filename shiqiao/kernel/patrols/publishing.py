"""Publishing a street's plan of patrols."""

from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Conflict, Forbidden, Invalid
from shiqiao.base.snapshots import touch
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.patrols.models import PlanVersion
from shiqiao.kernel.patrols.table import PlanTable, fingerprint, parse
from shiqiao.kernel.people import reads as people

MAY = frozenset({"admin", "leader", "system"})


@transaction.atomic
def publish_plan(*, street: int, text: str, former: int | None = None, by: Actor, at: datetime) -> PlanVersion:
    """Check a plan written as YAML and publish it; an unchanged one keeps its version. Raises Invalid naming each place.

    `former` is the version that was looked at: Conflict when another was published meanwhile.
    """
    if not by.roles & MAY or by.street not in (None, street):
        raise Forbidden("The plan of patrols is published by an administrator or a leader of the street.")
    table = checked(text, street)
    mark = fingerprint(table)
    latest = PlanVersion.objects.select_for_update().filter(street=street).order_by("-version").first()
    if former is not None and former != (latest.version if latest else 0):
        raise Conflict("The plan was changed meanwhile; look at it again and change what is still to be changed.")
    if latest and latest.fingerprint == mark:
        return latest
    row = PlanVersion.objects.create(
        street=street, version=(latest.version if latest else 0) + 1, fingerprint=mark, text=text, published_at=at,
        table=table.model_dump(mode="json"),
    )  # fmt: skip
    data = {"version": row.version, "rounds": len(table.rounds), "fingerprint": mark, "keep_days": table.keep_days}
    write("patrols.plan_published", subject=Ref("patrol_plan", row.pk), street=street, by=by, at=at, data=data)
    touch("patrols")
    return row


def checked(text: str, street: int) -> PlanTable:
    """Read a plan and compare it with what the street has; raises Invalid naming each wrong place."""
    table = parse(text)
    if wrong := _unknown(table, street):
        raise Invalid(fields=wrong)
    return table


def _unknown(table: PlanTable, street: int) -> dict[str, str]:
    """Name the lines and places that the street has not got."""
    lines, found = {line.code for line in people.lines()}, {}
    for number, rule in enumerate(table.rounds):
        if rule.line not in lines:
            found[f"rounds.{number}.line"] = "There is no such line of work; use one of the locality's."
        if rule.within and not rule.within.startswith(str(street)):
            found[f"rounds.{number}.within"] = "This place is not of this street; give a code of a community or grid."
    return found
