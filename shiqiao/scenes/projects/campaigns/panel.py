"""The panel on a matter's page: a place near by was struck off; is it the same?"""

from typing import Any

from django.urls import reverse

from shiqiao.base.actor import Actor
from shiqiao.scenes.projects.campaigns import reads, rights, rules, shown


def panel(actor: Actor, matter: Any) -> dict[str, Any] | None:
    """Return what the panel shows; None when nothing was struck off here, and the matter made nothing."""
    near = reads.struck_near(actor, matter)
    made = reads.sighted_as(actor, matter.id)
    if not near and not made:
        return None
    rows = [
        {
            "one": shown.row_of(row), "metres": round(rules.metres_apart((matter.lon, matter.lat), (row.lon, row.lat))),
            "url": f"{reverse('desk:campaigns:again', args=[row.pk])}?matter={matter.number}"
            if rights.may(actor, "ground", row) else "",
        }
        for row in near
    ]  # fmt: skip
    return {"near": rows, "made": [shown.row_of(row) for row in made]}
