"""How others show honours, pursuits and meetings, known to them by reference only; what is kept of persons."""

from django.urls import reverse

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import SubjectKind
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.kernel.retention.hooks import Kept, kept
from shiqiao.scenes.party.honours import rights, words
from shiqiao.scenes.party.honours.store import HONOUR, MEETING, PURSUIT
from shiqiao.scenes.party.honours.tables import Honour, PartyMeeting, Pursuit

WHY = "The register of honours and its dossiers are kept with the office's records for good."  # msgid
MEETINGS = (
    "The record of a Party meeting is kept with the organisation's records; names are sealed and shown masked."  # msgid
)


def honours(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the honours that an actor sees."""
    rows = Honour.objects.filter(rights.seen(actor), pk__in=ids) if rights.seen(actor) else ()
    return {row.pk: (row.title, reverse("desk:honours:honour", args=[row.pk]), str(row.given_on)) for row in rows}


def pursuits(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the pursuits that an actor sees."""
    rows = Pursuit.objects.filter(rights.seen(actor), pk__in=ids) if rights.seen(actor) else ()
    return {
        row.pk: (row.title, reverse("desk:honours:pursuit", args=[row.pk]), words.pursuit(row.state)[0]) for row in rows
    }


def meetings(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the meetings that an actor sees."""
    rows = PartyMeeting.objects.filter(rights.seen(actor), pk__in=ids) if rights.seen(actor) else ()
    return {
        row.pk: (
            words.titled(row.street, "meeting", row.kind), reverse("desk:honours:meeting", args=[row.pk]), str(row.day),
        )
        for row in rows
    }  # fmt: skip


def fill(scene: str) -> None:
    """Fill the sockets."""
    for kind, read in ((HONOUR, honours), (PURSUIT, pursuits), (MEETING, meetings)):
        subjects.fill(scene, SubjectKind(kind, read))
    kept.fill(scene, Kept(("party_honour", "party_pursuit_criterion", "party_pursuit_entry"), WHY))
    kept.fill(scene, Kept(("party_meeting",), MEETINGS))
