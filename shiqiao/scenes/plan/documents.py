"""Publishing targets, plan and regulations: checked against what there is in the street, versioned, never changed."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.base.snapshots import touch
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.flows import reads as flows
from shiqiao.kernel.flows.rules import CLOCKS
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.rules import ROLE_REACH
from shiqiao.kernel.scoring import reads as scoring
from shiqiao.scenes.plan import reads
from shiqiao.scenes.plan.definitions import Codes, coded, fingerprint, parse
from shiqiao.scenes.plan.models import Known, Version

MAY_PUBLISH = frozenset({"admin", "system"})
Say = Callable[[str], None]


def codes_of(street: int) -> Codes:
    """Return what a street's files may name."""
    indicators = {one.code for held in scoring.versions(street)[-1:] for one in held.table.indicators}
    try:
        items = frozenset(catalogue(street).items)
    except NotFound:
        items = frozenset()
    return Codes({
        "unit": frozenset(one.code for one in people.units(street)), "indicator": frozenset(indicators), "item": items,
        "flow": frozenset(one.code for one in flows.latest()), "clock": frozenset(CLOCKS), "role": frozenset(ROLE_REACH),
        "target": frozenset(one.code for one in reads.targets(street)),
        "regulation": frozenset(one.code for one in reads.regulations(street)),
    })  # fmt: skip


@transaction.atomic
def publish(*, kind: str, street: int, text: str, by: Actor, at: datetime) -> Version:
    """Publish a version of a street's targets, plan or regulations (`kind`); unchanged content keeps its version.

    Raises Invalid naming each wrong place, Forbidden.
    """
    if not by.roles & MAY_PUBLISH or by.street not in (None, street):
        raise Forbidden("Only a system administrator of the street does this.")
    with scope.scoped(street):
        found = parse(kind, text, codes_of(street))
        latest = Version.objects.select_for_update().filter(street=street, kind=kind).order_by("-version").first()
        mark = fingerprint(found)
        if latest and latest.fingerprint == mark:
            return latest
        row = Version.objects.create(
            street=street, kind=kind, version=(latest.version if latest else 0) + 1, fingerprint=mark,
            content=found.model_dump(mode="json"), published_at=at,
        )  # fmt: skip
        names = [one.code for one in coded(found)]
        known = set(Known.objects.filter(street=street, kind=kind).values_list("code", flat=True))
        Known.objects.bulk_create([Known(street=street, kind=kind, code=code) for code in names if code not in known])
        write("plan.published", subject=Ref("plan_document", row.id), street=street, by=by, at=at,
              data={"kind": kind, "version": row.version, "codes": len(names), "content": mark})  # fmt: skip
        touch("plan")
    return row


def take_over(kind: str, street: int, text: str, *, by: Actor, at: datetime, say: Say) -> None:
    """Publish a locality's file: the first version, with the figures in it; a file that differs later is only named."""
    from shiqiao.scenes.plan.actions import enter_known

    standing = Version.objects.filter(street=street, kind=kind).order_by("-version").first()
    if standing is None:
        publish(kind=kind, street=street, text=text, by=by, at=at)
    elif fingerprint(parse(kind, text, codes_of(street))) != standing.fingerprint:
        say(f"{kind}: the file differs from version {standing.version}; publish it from the desk")
    if kind == "targets":
        enter_known(street=street, by=system("plan", street=street), at=at)
