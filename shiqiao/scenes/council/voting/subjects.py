"""How others show polls, known to them by reference only; what waits for whom has a vote; what is kept of persons."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import SubjectKind
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.kernel.retention.hooks import Kept, kept
from shiqiao.scenes.council.voting import reads, shown, words
from shiqiao.scenes.council.voting.store import KIND
from shiqiao.scenes.council.voting.tables import Poll, PollElector
from shiqiao.surfaces.desk.sockets import OtherWork, Pile, other_work

WHY = (
    "Who could vote in a poll, whether each did and in which way, is the proof of its result and sealed as a whole; it is "
    "kept with the minutes. How somebody voted in a secret poll is not held; counts of papers are erased at the close."
)


def polls(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the polls that an actor sees."""
    return {
        number: (
            row.title, reverse("desk:voting:poll", args=[number]),
            shown.summary(row) if row.result is not None else words.state(row.state)[0],
        )
        for number, row in reads.seen_ids(actor, ids).items()
    }  # fmt: skip


def waiting(actor: Actor, at: datetime) -> list[Pile]:
    """Return the polls in which an actor has a vote that is not given, and own polls that wait to be published."""
    if actor.account is None:
        return []
    mine = PollElector.objects.filter(account=actor.account, has_voted=False)
    open_ = list(Poll.objects.filter(pk__in=mine.values("poll"), state="started").values_list("pk", flat=True)[:99])
    if not open_:
        return []
    first = reverse("desk:voting:poll", args=[open_[0]]) if len(open_) == 1 else reverse("desk:voting:list")
    return [Pile(_("Votes to give"), len(open_), first, "checks", "blue")]


def fill(scene: str) -> None:
    """Fill the sockets."""
    subjects.fill(scene, SubjectKind(KIND, polls))
    other_work.fill(scene, OtherWork("voting", waiting, 64))
    kept.fill(scene, Kept(("council_poll", "council_elector", "council_paper_count"), WHY))
