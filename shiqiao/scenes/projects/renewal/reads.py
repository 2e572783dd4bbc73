"""Projects and files as an actor may see them; lists by keyset, never a query a row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.paging import Page, newest
from shiqiao.base.rows import the_one
from shiqiao.scenes.projects.renewal import rights
from shiqiao.scenes.projects.renewal.tables import Flat, Plot, Renewal, RenewalEntry, RenewalFile, Signature

PAGE = 25


def renewals(actor: Actor) -> list[Renewal]:
    """Return the projects that an actor sees, the latest first; a street has a handful."""
    return list(Renewal.objects.filter(rights.seen(actor)).order_by("-pk")[:100])


def access_renewal(actor: Actor, number: int) -> Renewal:
    """Return a project that the actor sees; absent and not yours are the same NotFound."""
    return the_one(Renewal.objects.filter(rights.seen(actor), pk=number))


def plots_of(row: Renewal) -> list[Plot]:
    """Return the plots of a project."""
    return list(Plot.objects.filter(renewal=row.pk).order_by("code"))


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of files is narrowed to."""

    plot: int = 0
    state: str = ""
    choice: str = ""
    disputed: bool = False


def files_of(row: Renewal, filters: Filters) -> QuerySet[RenewalFile]:
    """Return the files of a project that the caller may see."""
    rows = RenewalFile.objects.filter(renewal=row.pk)
    if filters.plot:
        rows = rows.filter(plot=filters.plot)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.choice:
        rows = rows.filter(choice=filters.choice)
    return rows.filter(disputed=True) if filters.disputed else rows


def files(row: Renewal, filters: Filters, *, after: str = "", limit: int = PAGE) -> Page[RenewalFile]:
    """Return a page of files, the latest first."""
    return newest(files_of(row, filters), after, limit)


def access_file(actor: Actor, number: int) -> RenewalFile:
    """Return a file that the actor sees; absent and not yours are the same NotFound."""
    return the_one(RenewalFile.objects.filter(rights.seen(actor), pk=number))


def entries_of(row: RenewalFile) -> list[RenewalEntry]:
    """Return what was said of a file, oldest first."""
    return list(RenewalEntry.objects.filter(file=row.pk).order_by("id")[:300])


def signatures(row: Renewal, *, after: str = "", limit: int = PAGE) -> Page[Signature]:
    """Return a page of the series of numbers, the latest first."""
    return newest(Signature.objects.filter(renewal=row.pk), after, limit)


def signatures_of(row: RenewalFile) -> list[Signature]:
    """Return the numbers that a file had."""
    return list(Signature.objects.filter(file=row.pk).order_by("number"))


def flats(row: Renewal, state: str = "", *, after: str = "", limit: int = PAGE) -> Page[Flat]:
    """Return a page of the house stock, the latest first."""
    rows = Flat.objects.filter(renewal=row.pk)
    return newest(rows.filter(state=state) if state else rows, after, limit)


def free_flats(row: RenewalFile) -> list[Flat]:
    """Return flats that a household may reserve."""
    return list(Flat.objects.filter(renewal=row.renewal, state="free").order_by("code")[:200])


def flat_of(row: RenewalFile) -> Flat | None:
    """Return the flat that is reserved or signed for a household."""
    return Flat.objects.filter(file=row.pk).first()


def serials(numbers: Iterable[int]) -> dict[int, RenewalFile]:
    """Return files by number, for lists that name them by serial and plot."""
    return RenewalFile.objects.only("id", "serial", "plot", "renewal").in_bulk(list(numbers))


def seen_files(actor: Actor, ids: Sequence[int]) -> list[RenewalFile]:
    """Return those of some files that the actor sees, in one query."""
    return list(RenewalFile.objects.filter(rights.seen(actor), pk__in=list(ids)))


def seen_renewals(actor: Actor, ids: Sequence[int]) -> list[Renewal]:
    """Return those of some projects that the actor sees, in one query."""
    return list(Renewal.objects.filter(rights.seen(actor), pk__in=list(ids)))


def public_renewals(street: int) -> list[Renewal]:
    """Return the projects of a street whose result is public."""
    return list(Renewal.objects.filter(street=street, published_at__isnull=False).order_by("-pk")[:50])


def public_renewal(street: int, number: int) -> Renewal:
    """Return a project whose result is public; raises NotFound."""
    return the_one(Renewal.objects.filter(street=street, pk=number, published_at__isnull=False))


def public_files(row: Renewal, *, after: str = "", limit: int = 50) -> Page[RenewalFile]:
    """Return a page of what is public: agreements that were audited, the highest serial first; no names are read."""
    rows = RenewalFile.objects.filter(renewal=row.pk, number__isnull=False, audited_at__isnull=False).defer("name")
    return newest(rows, after, limit)


def on_screen(street: int, number: int = 0) -> Renewal:
    """Return the project that a screen shows: the one named, else the latest in its term of signing; raises NotFound."""
    rows = Renewal.objects.filter(street=street, sign_from__isnull=False).order_by("-sign_from", "-pk")
    row = (rows.filter(pk=number) if number else rows).first()
    if row is None:
        raise NotFound("No project is in its term of signing; open one first.")
    return row
