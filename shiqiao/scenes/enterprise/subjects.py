"""How others show what this scene keeps, known to them by reference only; what it tells on an organisation's page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.sockets import Happened, SubjectKind, SubjectTimeline
from shiqiao.kernel.registry.subjects import subjects, timelines
from shiqiao.scenes.enterprise import careshown, caring, reads
from shiqiao.scenes.enterprise.store import FIRM, NEED, PROMISE, unseal


def files(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the firms whose files an actor reads."""
    rows = list(reads.files_of(actor).filter(pk__in=ids))
    known = reads.organisations([row.organisation for row in rows])
    return {
        row.pk: (one.name, reverse("desk:enterprise:firm", args=[one.pk]), "")
        for row in rows
        if (one := known.get(row.organisation))
    }


def needs(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the needs that an actor reads."""
    rows = list(caring.needs_of(actor).filter(pk__in=ids))
    return {
        one.row.pk: (f"{one.row.number} {one.text[:40]}", one.url, one.row.state)
        for one in careshown.need_rows(actor.street or 0, rows)
    }


def promises(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the promises that an actor reads."""
    rows = list(caring.promises_of(actor).filter(pk__in=ids))
    known = reads.organisations([row.organisation for row in rows])
    return {
        row.pk: (unseal(row.text)[:40], reverse("desk:enterprise:firm", args=[known[row.organisation].pk]), "")
        for row in rows
        if row.organisation in known
    }


def of_firm(actor: Actor, ref: Ref) -> list[Happened]:
    """Tell what a firm needed and was promised, to who reads its file."""
    if not reads.files_of(actor).filter(organisation=ref.id).exists():
        return []
    asked, promised = caring.of_firm(ref.id)
    told = [
        Happened(one.row.made_at, _("Need of a firm"), f"{one.row.number} {one.topic}", one.url, "message-2", one.tone)
        for one in careshown.need_rows(actor.street or 0, asked)
    ]
    url = reverse("desk:enterprise:firm", args=[ref.id])
    return told + [
        Happened(row.made_at, _("Promise to a firm entered"), row.due.isoformat(), url, "checkbox", "blue")
        for row in promised
    ]


def fill(scene: str) -> None:
    """Fill the sockets."""
    subjects.fill(scene, SubjectKind(FIRM, files))
    subjects.fill(scene, SubjectKind(NEED, needs))
    subjects.fill(scene, SubjectKind(PROMISE, promises))
    timelines.fill(scene, SubjectTimeline("firms", "Firms we serve", frozenset({"organisation"}), of_firm))
