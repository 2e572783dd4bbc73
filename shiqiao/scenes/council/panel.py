"""The panel on a matter's page: its topic, the resolution whose task it is, or a way to propose it as a topic."""

from typing import Any

from django.urls import reverse

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.time import now
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.council import reads, resolving, rights, shown
from shiqiao.scenes.council.store import RESOLUTION
from shiqiao.scenes.council.tables import CouncilTopic


def panel(actor: Actor, matter: Any) -> dict[str, Any] | None:
    """Return what the panel shows; None where the street has no council and the matter nothing to do with one."""
    task, topic = resolving.of_matter(matter.id), reads.of_origin(matter.street, "matter", matter.id)
    seen = reads.seen_ids(actor, CouncilTopic, [topic.pk], now()) if topic else {}
    about = Ref(RESOLUTION, task.resolution) if task else None
    proposes = not topic and not task and not matter.done and rights.proposes(actor) and bool(reads.bodies(actor))
    found = {
        "topic": shown.topic_row(seen[topic.pk], now()) if topic and topic.pk in seen else None,
        "resolution": show(actor, [about]).get(about) if about else None,
        "propose": f"{reverse('desk:council:propose')}?origin=matter:{matter.id}" if proposes else "",
    }
    return found if any(found.values()) else None
