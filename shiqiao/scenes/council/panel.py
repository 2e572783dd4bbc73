"""Panels on pages of matters and visits: the topic, the resolution whose task it is, or a way to propose it as a topic."""

from typing import Any

from django.urls import reverse

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.time import now
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.council import reads, resolving, rights, shown
from shiqiao.scenes.council.store import RESOLUTION
from shiqiao.scenes.council.tables import CouncilTopic


def panel(actor: Actor, matter: Any) -> dict[str, Any] | None:
    """Return what the panel of a matter shows; None where it has nothing to do with a council."""
    task = resolving.of_matter(matter.id)
    about = Ref(RESOLUTION, task.resolution) if task else None
    resolution = show(actor, [about]).get(about) if about else None
    return _shown(actor, matter.street, Ref("matter", matter.id), not task and not matter.done, resolution)


def visit_panel(actor: Actor, visit: Any) -> dict[str, Any] | None:
    """Return what the panel of a visit shows; None for one that was not made, or where nobody may propose."""
    return _shown(actor, visit.street, Ref("visit", visit.id), visit.done_at is not None, None)


def _shown(actor: Actor, street: int, origin: Ref, may: bool, resolution: Any) -> dict[str, Any] | None:
    topic = reads.of_origin(street, origin.kind, origin.id)
    seen = reads.seen_ids(actor, CouncilTopic, [topic.pk], now()) if topic else {}
    proposes = may and not topic and rights.proposes(actor) and bool(reads.bodies(actor))
    found = {
        "topic": shown.topic_row(seen[topic.pk], now()) if topic and topic.pk in seen else None,
        "resolution": resolution,
        "propose": f"{reverse('desk:council:propose')}?origin={origin.kind}:{origin.id}" if proposes else "",
    }
    return found if any(found.values()) else None
