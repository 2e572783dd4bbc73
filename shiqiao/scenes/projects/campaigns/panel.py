"""The panel on a matter's page: a place near by was struck off; is it the same? And: this case calls for a ledger."""

from typing import Any

from django.urls import reverse

from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.projects.campaigns import reads, rights, rules, shown

CASE = "rectification"  # the flow of environmental cases, and the kind under which they are known


def panel(actor: Actor, matter: Any) -> dict[str, Any] | None:
    """Return what the panel shows; None when nothing was struck off here, and the matter made nothing."""
    near = reads.struck_near(actor, matter)
    made = reads.sighted_as(actor, matter.id)
    called = _called_for(actor, matter)
    if not near and not made and not called:
        return None
    rows = [
        {
            "one": shown.row_of(row), "metres": round(rules.metres_apart((matter.lon, matter.lat), (row.lon, row.lat))),
            "url": f"{reverse('desk:campaigns:again', args=[row.pk])}?matter={matter.number}"
            if rights.may(actor, "ground", row) else "",
        }
        for row in near
    ]  # fmt: skip
    return {"near": rows, "made": [shown.row_of(row) for row in made], **called}


def _called_for(actor: Actor, matter: Any) -> dict[str, Any]:
    """Return the ledgers that an environmental case has called for, and where the next is opened; the case stays what it is."""
    origin = Ref(CASE, matter.id)
    if matter.flow != CASE or not show(actor, [origin]):
        return {}
    ledgers = [(row.title, reverse("desk:campaigns:board", args=[row.pk])) for row in reads.of_origin(actor, origin)]
    opens = f"{reverse('desk:campaigns:open')}?origin={CASE}:{matter.id}" if rights.opens(actor) else ""
    return {"ledgers": ledgers, "opens": opens} if ledgers or opens else {}
