"""Premises and their floors on offer."""

from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.text import clean
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.enterprise.investment import rights
from shiqiao.scenes.enterprise.investment.tables import Premises, PremisesFloor

PREMISES = "premises"


@transaction.atomic
def add_premises(
    *, name: str, address: str, community: int = 0, project: int = 0, invented: bool = False, by: Actor, at: datetime
) -> Premises:
    """Put premises on offer. Raises Invalid naming each field, Forbidden."""
    street = rights.refuse_keep(by)
    with scope.scoped(street):
        wrong, name, address = {}, clean(name).strip(), clean(address).strip()
        if not 0 < len(name) <= 60 or Premises.objects.filter(street=street, name=name).exists():
            wrong["name"] = "Give a name of at most 60 characters that no other premises have."
        if len(address) > 120:
            wrong["address"] = "Give the address in at most 120 characters."
        if community and community not in {int(one.code) for one in communities(street)}:
            wrong["community"] = "Choose a community of this street."
        if wrong:
            raise Invalid(fields=wrong)
        row = Premises.objects.create(
            street=street, name=name, address=address, community=community, project=project, invented=invented
        )
        journal.write("enterprise.premises_added", subject=Ref(PREMISES, row.pk), street=street, by=by, at=at, data={})
    return row


@transaction.atomic
def add_floor(
    *, premises: int, title: str, area: int, price: int = 0, own_use: bool = False, by: Actor, at: datetime
) -> PremisesFloor:
    """Add a floor: area in square metres, price in cents a square metre a day. Raises Invalid, NotFound, Forbidden."""
    street = rights.refuse_keep(by)
    with scope.scoped(street):
        if not Premises.objects.select_for_update().filter(pk=premises, street=street).exists():
            raise NotFound
        wrong, title = {}, clean(title).strip()
        if not 0 < len(title) <= 30 or PremisesFloor.objects.filter(premises=premises, title=title).exists():
            wrong["title"] = "Name the floor in at most 30 characters, each once."
        if not 0 < area < 1_000_000:
            wrong["area"] = "Give the area in square metres, more than 0."
        if not 0 <= price < 1_000_000:
            wrong["price"] = "Give the price in yuan a square metre a day, 0 where none is asked."
        if wrong:
            raise Invalid(fields=wrong)
        row = PremisesFloor.objects.create(
            street=street, premises=premises, title=title, area=area, price=price, own_use=own_use
        )
        data = {"floor": row.pk, "area": area, "price": price}
        journal.write("enterprise.floor_added", subject=Ref(PREMISES, premises), street=street, by=by, at=at, data=data)
    return row
