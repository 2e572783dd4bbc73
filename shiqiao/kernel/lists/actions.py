"""Saving, sharing, ordering and deleting views; choosing how lists are shown; noting a visit."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.text import clean, find_identifiers
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.lists import rules
from shiqiao.kernel.lists.models import Look, SavedView
from shiqiao.kernel.lists.reads import access_view, may_share, unit_of

COARSE = timedelta(minutes=5)  # a visit is noted once in so long


@transaction.atomic
def save_view(
    *, name: str, query: str, by: Actor, at: datetime, shared: bool = False, first: bool = False
) -> SavedView:
    """Save filters under a name; the same name again replaces its filters. Raises Invalid, Forbidden."""
    account = _own(by)
    name, query = clean(name).strip(), rules.kept_query(query)
    names = dict(SavedView.objects.select_for_update().filter(account=account).values_list("name", "id"))
    standing = names.get(name, 0)
    _check(name, query, names, standing)
    row = access_view(by, standing) if standing else SavedView(
        street=by.street or 0, account=account, name=name, place=len(names) + 1
    )  # fmt: skip
    row.query = query
    _set_first(row, first)
    row.save()
    _share(row, shared, by, at)
    return row


@transaction.atomic
def change_view(
    *, view: int, name: str, by: Actor, at: datetime, shared: bool = False, first: bool = False
) -> SavedView:
    """Rename a view, share it or not, let the list open with it or not. Raises Invalid, Forbidden, NotFound."""
    row, name = access_view(by, view), clean(name).strip()
    names = dict(SavedView.objects.filter(account=row.account).values_list("name", "id"))
    _check(name, row.query, names, row.id)
    row.name = name
    _set_first(row, first)
    row.save()
    _share(row, shared, by, at)
    return row


@transaction.atomic
def order_views(*, ids: Sequence[int], by: Actor, at: datetime) -> None:
    """Put the actor's own views into an order; those not named keep their places behind."""
    mine = {row.id: row for row in SavedView.objects.select_for_update().filter(account=by.account or 0)}
    wanted = [number for number in dict.fromkeys(ids) if number in mine]
    rest = sorted(mine.keys() - set(wanted), key=lambda number: (mine[number].place, number))
    for place, number in enumerate([*wanted, *rest], 1):
        mine[number].place = place
    SavedView.objects.bulk_update(mine.values(), ["place"])


@transaction.atomic
def delete_view(*, view: int, by: Actor, at: datetime) -> None:
    """Delete an own view; what the unit shared goes with a line in the journal. Raises NotFound."""
    row = access_view(by, view)
    _share(row, False, by, at)
    row.delete()


def _own(by: Actor) -> int:
    """Return the account of a person; nobody else keeps views."""
    if by.kind != "account" or not by.account:
        raise Forbidden
    return by.account


def _check(name: str, query: str, names: dict[str, int], own: int) -> None:
    found = rules.wrong(name, query, names, own)
    if not found and find_identifiers(name):
        found["name"] = "A view's name holds no telephone or identity number; take it out."
    if found:
        raise Invalid(fields=found)


def _set_first(row: SavedView, first: bool) -> None:
    if first and not row.first:
        SavedView.objects.filter(account=row.account, first=True).update(first=False)
    row.first = first


def _share(row: SavedView, shared: bool, by: Actor, at: datetime) -> None:
    if shared == bool(row.unit):
        return
    if shared and not may_share(by):
        raise Forbidden("Only heads, leaders and dispatchers share views with their unit.")
    unit = unit_of(by) if shared else row.unit
    row.unit = unit if shared else 0
    row.save(update_fields=["unit"])
    code = "lists.shared" if shared else "lists.unshared"
    write(code, subject=Ref("view", row.id), street=row.street, by=by, at=at, data={"unit": unit})


@transaction.atomic
def choose_look(*, columns: Collection[str], known: Collection[str], density: str, by: Actor, at: datetime) -> Look:
    """Choose which of the `known` columns lists show and how densely; no columns means the usual ones.

    No line of the journal: it is how one person reads.
    """
    account = _own(by)
    if density not in rules.DENSITIES:
        raise Invalid(fields={"density": "Choose comfortable or compact."})
    if unknown := sorted(set(columns) - set(known)):
        raise Invalid(fields={"columns": "There is no column {column}; choose from the list."}, column=unknown[0])
    chosen = " ".join(column for column in known if column in columns)
    values = {"street": by.street or 0, "columns": chosen, "density": density}
    return Look.objects.update_or_create(account=account, defaults=values)[0]


@transaction.atomic
def note_visit(*, by: Actor, at: datetime) -> Look:
    """Note that a person looks at the own work; after half an hour without a look a new visit begins. Written coarsely."""
    account = _own(by)
    start = {"street": by.street or 0}
    row, _made = Look.objects.select_for_update().get_or_create(account=account, defaults=start)
    before, fresh = rules.visit(row.looked_at, row.before, at)
    if fresh or row.looked_at is None or at - row.looked_at >= COARSE:
        row.before, row.looked_at = before, at
        row.save(update_fields=["before", "looked_at"])
    return row
