"""What renewal holds of persons: the name on a household's file, and what was said of it. Amounts and dates stay."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from shiqiao.base.actor import Ref
from shiqiao.kernel.registry.reads import memberships_of
from shiqiao.kernel.retention.hooks import (
    IDENTIFIERS,
    TEXTS,
    Asked,
    Found,
    Holding,
    Kept,
    Order,
    Piece,
    Sought,
    Stop,
    holdings,
    kept,
)
from shiqiao.scenes.projects.renewal.store import FILE, unseal
from shiqiao.scenes.projects.renewal.tables import RenewalEntry, RenewalFile

STILL_OPEN = "This household's file is still open. Erase it after the household has been housed."  # msgid
VOIDED = "Why a signature is void: the number stays in the series of the project, and so does the reason of the office."


def find(who: Sought) -> list[Found]:
    """Return the files of the households to which a person belongs."""
    households = {one.household_id for person in who.persons for one in memberships_of(person)}
    rows = RenewalFile.objects.filter(street=who.street, household__in=sorted(households)).order_by("pk")
    return [Found(Ref(FILE, number)) for number in rows.values_list("pk", flat=True)]


def stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which files are still open."""
    rows = RenewalFile.objects.filter(pk__in=list(ids)).exclude(state="housed")
    return {number: Stop(STILL_OPEN) for number in rows.values_list("pk", flat=True)}


def due(asked: Asked) -> list[int]:
    """Return files of housed households of which something is left that the act takes."""
    rows = RenewalFile.objects.filter(
        street=asked.street, state="housed", housed_at__lt=asked.before, pk__gt=asked.after
    )
    said = Q(pk__in=RenewalEntry.objects.filter(text__isnull=False).values("file"))
    rows = rows.filter(said if asked.act == TEXTS else said | Q(name__isnull=False))
    return list(rows.order_by("pk").values_list("pk", flat=True)[: asked.limit])


def erase(order: Order) -> Mapping[str, int]:
    """Erase name and words; area, amounts, numbers and dates stay: the public result is reckoned from them."""
    number, gone = order.subject.id, {}
    if texts := RenewalEntry.objects.filter(file=number, text__isnull=False).update(text=None):
        gone["texts"] = texts
    if order.act == IDENTIFIERS and (
        named := RenewalFile.objects.filter(pk=number, name__isnull=False).update(name=None, household=None)
    ):
        gone["persons"] = named
    return gone


def show(ids: Sequence[int]) -> list[str]:
    """Name files by project and serial."""
    return [str(row) for row in RenewalFile.objects.filter(pk__in=list(ids)).order_by("pk")]


def disclose(found: Sequence[Found]) -> list[Piece]:
    """Open the name on the file and what was said of it."""
    rows = RenewalFile.objects.filter(pk__in=[one.subject.id for one in found]).order_by("pk")
    said: dict[int, list[tuple[str, str]]] = {}
    for entry in RenewalEntry.objects.filter(file__in=[row.pk for row in rows], text__isnull=False).order_by("pk"):
        said.setdefault(entry.file, []).append(("Note", unseal(entry.text)))
    return [
        Piece(Ref(FILE, row.pk), "A household's file of a renewal project", "The survey of your dwelling",
              "To reckon and pay the compensation",
              ((("Name", unseal(row.name)),) if row.name else ()) + tuple(said.get(row.pk, ())))
        for row in rows
    ]  # fmt: skip


def fill(scene: str) -> None:
    """Put files into the sockets of retention."""
    holdings.fill(scene, Holding(
        FILE, "Files of renewal", ("projects_renewal_file", "projects_renewal_entry"), frozenset({IDENTIFIERS, TEXTS}),
        frozenset({"closed_at"}), find, disclose, erase, due, show, stops, chained=False, on_request=IDENTIFIERS,
    ))  # fmt: skip
    kept.fill(scene, Kept(("projects_renewal_signature",), VOIDED))
