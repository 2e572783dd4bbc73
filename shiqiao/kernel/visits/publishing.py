"""Publishing checklists."""

from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Forbidden
from shiqiao.base.snapshots import touch
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.fields import dictionary
from shiqiao.kernel.visits.checklists import VisitKind, fingerprint, parse, unknown, unknown_facts
from shiqiao.kernel.visits.errors import ChecklistUnfit
from shiqiao.kernel.visits.models import Checklist

MAY = frozenset({"admin", "system"})


@transaction.atomic
def publish_checklist(*, street: int, text: str, by: Actor, at: datetime) -> VisitKind:
    """Check a kind of visit written as YAML and publish it for a street; an unchanged one keeps its version.

    Raises Invalid naming every wrong place, ChecklistUnfit for an item or line that the street has not got.
    """
    if not by.roles & MAY or by.street not in (None, street):
        raise Forbidden
    table = parse(read_yaml(text, name="checklist"))
    wrong = unknown(table, catalogue(street).items, [line.code for line in people.lines()])
    if wrong := wrong | unknown_facts(table, dictionary()):
        raise ChecklistUnfit(kind=table.visit_kind, fields=wrong)
    mark = fingerprint(table)
    latest = Checklist.objects.filter(street=street, kind=table.visit_kind).order_by("-version").first()
    if latest and latest.fingerprint == mark:
        return VisitKind(table, latest.version)
    row = Checklist.objects.create(
        street=street, kind=table.visit_kind, version=(latest.version if latest else 0) + 1, fingerprint=mark,
        table=table.model_dump_json(), published_at=at,
    )  # fmt: skip
    write("visits.checklist_published", subject=Ref("checklist", row.id), street=street, by=by, at=at,
          data={"kind": row.kind, "version": row.version, "fingerprint": mark})  # fmt: skip
    touch("visits")
    return VisitKind(table, row.version)
