"""The panel on a matter's page: orders about it, and the way to a new one for those who keep them."""

from typing import Any
from urllib.parse import quote

from django.urls import reverse

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.time import now
from shiqiao.scenes.supervision import reads, rights, shown
from shiqiao.scenes.supervision.publishing import rules_of


def panel(actor: Actor, matter: Any) -> dict[str, Any] | None:
    """Return what the panel shows; None when there is no order and the actor raises none."""
    subject = Ref("matter", matter.id)
    rows, keeps = reads.orders_about(subject), rights.keeps(actor, matter.street)
    if not rows and not keeps:
        return None
    seen = reads.seen_ids(actor, [row.id for row in rows]) if rows else {}
    address = f"{reverse('desk:supervision:raise')}?subject={quote(str(subject))}"
    marks = not matter.done and rights.leads(actor, matter.street) and rules_of(matter.street).mark is not None
    return {
        "rows": [(one, one.row.id in seen) for one in shown.order_rows(actor, rows, now())],
        "raise_url": address if keeps and not matter.done else "",
        "mark_url": f"{address}&mark=1" if marks else "",
    }
