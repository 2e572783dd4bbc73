"""How others show topics, meetings and resolutions, known to them by reference only; what an organisation's page tells."""

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.sockets import Happened, SubjectKind, SubjectTimeline
from shiqiao.base.time import now
from shiqiao.kernel.registry.subjects import subjects, timelines
from shiqiao.scenes.council import reads, resolving, rights, words
from shiqiao.scenes.council.meeting_tables import CouncilAgendaItem, CouncilMeeting, CouncilPresence
from shiqiao.scenes.council.resolution_tables import CouncilResolution
from shiqiao.scenes.council.store import ITEM, MEETING, RESOLUTION, TOPIC
from shiqiao.scenes.council.tables import CouncilTerm, CouncilTopic

Told = dict[int, tuple[str, str, str]]


def _state(row: CouncilTopic | CouncilMeeting) -> str:
    return words.pair(words.STATES if isinstance(row, CouncilTopic) else words.MEETINGS, row.state)[0]


def topics(actor: Actor, ids: list[int]) -> Told:
    """Return the topics that an actor sees."""
    return {
        number: (
            f"{row.number} {row.title}",
            reverse("desk:council:topic", args=[number]),
            _state(row),
        )
        for number, row in reads.seen_ids(actor, CouncilTopic, ids, now()).items()
    }


def meetings(actor: Actor, ids: list[int]) -> Told:
    """Return the meetings that an actor sees."""
    return {
        number: (
            f"{row.number} {row.title}", reverse("desk:council:meeting", args=[number]), _state(row),
        )
        for number, row in reads.seen_ids(actor, CouncilMeeting, ids, now()).items()
    }  # fmt: skip


def items(actor: Actor, ids: list[int]) -> Told:
    """Return the agenda items of meetings that an actor sees, by which polls know what they are about."""
    rows = list(CouncilAgendaItem.objects.filter(pk__in=ids, street=actor.street))
    seen = reads.seen_ids(actor, CouncilMeeting, [one.meeting for one in rows], now())
    return {
        one.pk: (
            f"{seen[one.meeting].number} {one.serial}. {one.title}",
            reverse("desk:council:meeting", args=[one.meeting]) + f"#item-{one.pk}", words.pair(words.ITEMS, one.state)[0],
        )
        for one in rows
        if one.meeting in seen
    }  # fmt: skip


def resolutions(actor: Actor, ids: list[int]) -> Told:
    """Return the resolutions that an actor sees, with how far they are."""
    rows = reads.seen_ids(actor, CouncilResolution, ids, now())
    far = resolving.progress_of(list(rows))
    return {
        number: (f"{row.number} {row.title}", reverse("desk:council:resolution", args=[number]), f"{far[number]}%")
        for number, row in rows.items()
    }


def of_organisation(actor: Actor, ref: Ref) -> list[Happened]:
    """Tell on an organisation's page in which meetings its person sat, to who sees them."""
    if not rights.official(actor):
        return []
    terms = CouncilTerm.objects.filter(organisation=ref.id, street=actor.street).values("pk")
    rows = list(CouncilPresence.objects.filter(term__in=terms).order_by("-came_at")[:30])
    seen = reads.seen_ids(actor, CouncilMeeting, [one.meeting for one in rows], now())
    return [
        Happened(
            one.came_at, _("Sat in a council meeting"), seen[one.meeting].title,
            reverse("desk:council:meeting", args=[one.meeting]), "messages", "blue",
        )
        for one in rows
        if one.meeting in seen
    ]  # fmt: skip


def fill(scene: str) -> None:
    """Fill the sockets."""
    subjects.fill(scene, SubjectKind(TOPIC, topics))
    subjects.fill(scene, SubjectKind(MEETING, meetings))
    subjects.fill(scene, SubjectKind(ITEM, items))
    subjects.fill(scene, SubjectKind(RESOLUTION, resolutions))
    timelines.fill(scene, SubjectTimeline("council", "Deliberation", frozenset({"organisation"}), of_organisation))
