"""Environmental cases as an actor may see them: whoever sees the matter sees its file."""

from collections.abc import Sequence
from typing import Any

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.paging import Page, newest
from shiqiao.base.rows import the_one
from shiqiao.kernel.files.reads import attachment, attachments_of
from shiqiao.kernel.matters.lookups import by_ids, by_number, hidden_from
from shiqiao.kernel.matters.moves import roles_of
from shiqiao.scenes.supervision import dossier, rights
from shiqiao.scenes.supervision.models import DossierPaper, DossierTie, Rectification
from shiqiao.scenes.supervision.rectify import KIND

PAGE = 25


def cases(actor: Actor, *, after: str = "", limit: int = PAGE) -> Page[tuple[Rectification, Any]]:
    """Return a page of the cases whose matters the actor sees, the newest first."""
    if actor.street is None:
        return Page([])
    rows = Rectification.objects.filter(street=actor.street).exclude(matter__in=hidden_from(actor))
    page = newest(rows, after, limit)
    matters = by_ids(row.matter for row in page.rows)
    seen = [
        (row, matters[row.matter]) for row in page.rows if row.matter in matters and _sees(actor, matters[row.matter])
    ]
    return Page(seen, page.next)


def seen(actor: Actor, ids: Sequence[int]) -> list[tuple[Rectification, Any]]:
    """Return those of some cases whose matters the actor sees."""
    rows = Rectification.objects.filter(pk__in=list(ids)).exclude(matter__in=hidden_from(actor))
    matters = by_ids(row.matter for row in rows)
    return [(row, matters[row.matter]) for row in rows if row.matter in matters and _sees(actor, matters[row.matter])]


def _sees(actor: Actor, matter: Any) -> bool:
    return bool(roles_of(actor, matter) - {"reporter"}) or rights.keeps(actor, matter.street)


def access_case(actor: Actor, number: str) -> tuple[Rectification, Any]:
    """Return a case and its matter by the matter's number; absent and not yours are the same NotFound.

    Whoever keeps the orders of the street sees the files of all its cases, to file what district and city decide.
    """
    matter = by_number(number) if number.isdigit() else None
    row = case_of(matter.id) if matter and actor.street in (None, matter.street) else None
    if row is None or matter is None or matter.id in hidden_from(actor) or not _sees(actor, matter):
        raise NotFound
    return row, matter


def case_of(matter: int) -> Rectification | None:
    """Return the case of a matter; whoever sees the matter may see it."""
    return Rectification.objects.filter(pk=matter).first()


def papers_of(matter: int) -> list[DossierPaper]:
    """Return the papers of a case by their dates."""
    return list(DossierPaper.objects.filter(matter=matter).order_by("dated", "id"))


def paper_of(matter: int, paper: int) -> DossierPaper:
    """Return a paper of a case; raises NotFound."""
    return the_one(DossierPaper.objects.filter(matter=matter, pk=paper))


def ties_of(matter: int) -> list[Ref]:
    """Return what is tied to a case."""
    rows = DossierTie.objects.filter(matter=matter).order_by("id")
    return [Ref(*pair) for pair in rows.values_list("subject_kind", "subject_id")]


def files_of(matter: int) -> dict[int, Any]:
    """Return the files of a case by their number."""
    return {one.id: one for one in attachments_of(Ref(KIND, matter))}


def file_of(actor: Actor, number: str, file: int) -> Any:
    """Return a file of a case that the actor may see; raises NotFound."""
    row, _matter = access_case(actor, number)
    return attachment(file, subject=Ref(KIND, row.matter))


def held_in(matter: int) -> dossier.Held:
    """Return what the file of a case holds, for the moves that it keeps back."""
    papers = list(DossierPaper.objects.filter(matter=matter).values_list("kind", "answered_at"))
    row = case_of(matter)
    waiting = sum(kind == dossier.OBJECTION and answered is None for kind, answered in papers)
    return dossier.Held(frozenset(kind for kind, _ in papers), waiting, row.public_until if row else None)
