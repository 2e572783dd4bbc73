"""How others show projects of renewal and household files, known to them by reference only; timelines of their dwellings."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.sockets import Happened, SubjectKind, SubjectTimeline
from shiqiao.kernel.privacy.hooks import Clear
from shiqiao.kernel.registry.subjects import subjects, timelines
from shiqiao.scenes.projects.renewal import progress, reads, rights, rules, words
from shiqiao.scenes.projects.renewal.store import FILE, RENEWAL, unseal
from shiqiao.scenes.projects.renewal.tables import Renewal, RenewalFile

TOLD = (
    ("surveyed_at", "projects.renewal_surveyed"), ("signed_at", "projects.file_signed"),
    ("audited_at", "projects.file_audited"), ("vacated_at", "projects.file_vacated"), ("paid_at", "projects.file_paid"),
    ("housed_at", "projects.file_housed"),
)  # fmt: skip


def renewals(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the projects that an actor sees, with the share of audited households."""
    found = {}
    for row in reads.seen_renewals(actor, ids):
        one = progress.whole(progress.standings(row.pk))
        said = _("audited %(share)s %%") % {"share": rules.share(one.audited, one.households)}
        found[row.pk] = (row.title, reverse("desk:renewal:board", args=[row.pk]), said)
    return found


def files(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the files that an actor sees; no name is shown."""
    rows = reads.seen_files(actor, ids)
    titles = dict(Renewal.objects.filter(pk__in={row.renewal for row in rows}).values_list("pk", "title"))
    return {
        row.pk: (f"{titles.get(row.renewal, '')} {row.serial}", reverse("desk:renewal:file", args=[row.pk]),
                 words.state(row.state)[0])
        for row in rows
    }  # fmt: skip


def timeline(actor: Actor, ref: Ref) -> list[Happened]:
    """Tell of a dwelling or household what its file went through."""
    about = Q(dwelling=ref.id) if ref.kind == "dwelling" else Q(household=ref.id)
    found = []
    for row in RenewalFile.objects.filter(rights.seen(actor), about)[:9]:
        url = reverse("desk:renewal:file", args=[row.pk])
        for name, code in TOLD:
            if at := getattr(row, name):
                title, icon, tone = words.HAPPENED[code]
                found.append(Happened(at, _(title), "", url, icon, tone))
    return found


def open_field(actor: Actor, number: int, field: str, part: int) -> Clear:
    """Return the name on a file in clear, for those who work on it; for the socket of reveals."""
    row = reads.access_file(actor, number)
    if field != "name" or not row.name or not rights.may(actor, rights.WORKS):
        raise NotFound
    return Clear(row.street, unseal(row.name))


def fill(scene: str) -> None:
    """Fill the sockets."""
    subjects.fill(scene, SubjectKind(RENEWAL, renewals))
    subjects.fill(scene, SubjectKind(FILE, files))
    timelines.fill(scene, SubjectTimeline("renewal", "Renewal", frozenset({"dwelling", "household"}), timeline))
