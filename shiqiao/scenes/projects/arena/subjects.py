"""How others show a contest, known to them by reference only; and how scores stay: appeals and contra entries are kept."""

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import SubjectKind
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.kernel.retention.hooks import Kept, kept
from shiqiao.scenes.projects.arena import reads
from shiqiao.scenes.projects.arena.actions import KIND

WHY = (
    "Why a score was appealed and how it was answered, and why points were put right: the contest's own record; "
    "no resident is named in it."
)


def arenas(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the contests that an actor sees."""
    return {
        number: (row.title, reverse("desk:arena:arena", args=[number]),
                 _("contest frozen") if row.state == "frozen" else _("contest under way"))
        for number, row in reads.seen_ids(actor, ids).items()
    }  # fmt: skip


def fill(scene: str) -> None:
    """Fill the sockets."""
    subjects.fill(scene, SubjectKind(KIND, arenas))
    kept.fill(scene, Kept(("projects_arena_appeal", "projects_contra"), WHY))
