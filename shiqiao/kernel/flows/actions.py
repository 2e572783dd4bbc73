"""Publishing flows."""

from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.snapshots import touch
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.flows.models import FlowVersion
from shiqiao.kernel.flows.rules import Flow, fingerprint, parse
from shiqiao.kernel.journal.actions import write


@transaction.atomic
def publish_flow(*, text: str, by: Actor, at: datetime) -> Flow:
    """Check a flow written as YAML and publish it; an unchanged one keeps its version. Raises Invalid."""
    table = parse(read_yaml(text, name="flow"))
    mark = fingerprint(table)
    latest = FlowVersion.objects.filter(code=table.flow).order_by("-version").first()
    if latest and latest.fingerprint == mark:
        return Flow(table, latest.version)
    row = FlowVersion.objects.create(
        code=table.flow, version=(latest.version if latest else 0) + 1, fingerprint=mark,
        table=table.model_dump_json(by_alias=True), published_at=at,
    )  # fmt: skip
    write("flows.published", subject=Ref("flow", row.id), street=0, by=by, at=at,
          data={"flow": row.code, "version": row.version, "fingerprint": mark})  # fmt: skip
    touch("flows")
    return Flow(table, row.version)
