"""Publishing flows."""

from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db.scope import whole
from shiqiao.base.errors import Conflict, Forbidden, Invalid
from shiqiao.base.snapshots import touch
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.flows.models import FlowVersion
from shiqiao.kernel.flows.rules import Flow, fingerprint, parse
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people.reads import streets


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


@transaction.atomic
def change_flow(*, code: str, text: str, former: int, by: Actor, at: datetime) -> Flow:
    """Publish a version of one flow that was looked at as `former`; matters go on by the version they began with.

    Flows are the installation's: an administrator of a street changes them only where it is the only one. Raises
    Invalid naming each wrong place, Conflict when another version was published meanwhile, Forbidden.
    """
    if not by.roles & {"admin", "system"} or (by.street is not None and streets() != [by.street]):
        raise Forbidden("Flows belong to all streets of the installation; its operator changes them.")
    if parse(read_yaml(text, name="flow")).flow != code:
        raise Invalid(fields={"flow": "Keep the code of the flow; a new flow comes with a scene."})
    latest = FlowVersion.objects.select_for_update().filter(code=code).order_by("-version").first()
    if latest is None or latest.version != former:
        raise Conflict("The flow was changed meanwhile; look at it again and change what is still to be changed.")
    with whole():  # its line belongs to no street
        return publish_flow(text=text, by=by, at=at)
