"""Two listings of firms and the match of them, in each of the two streets; nobody has consented yet."""

from datetime import timedelta

from shiqiao.base.actor import system
from shiqiao.base.time import now
from shiqiao.kernel.people import reads
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.actions import Firm
from shiqiao.scenes.enterprise.exchange.listings import Given, enter_listing
from shiqiao.scenes.enterprise.exchange.matches import propose_match
from shiqiao.scenes.enterprise.exchange.store import day_of


def build(street: int, grid: int, text: str, leader: Account) -> dict[str, int]:
    """Enter an offer and an ask by the leader of a street and propose them to each other; all words are the street's."""
    by, until = reads.actor_for(leader), day_of(now()) + timedelta(days=60)
    made = {}
    for side, end in (("offer", "供货公司"), ("ask", "采购公司")):
        firm = Firm(name=f"{text}{end}", grid=grid)
        row = registry.add_organisation(street=street, firm=firm, by=system("test", street=street), at=now())
        given = Given(side, "product", text, text, until)
        made[side] = enter_listing(organisation=row.pk, given=given, by=by, at=now()).pk
    match = propose_match(one=made["offer"], other=made["ask"], by=by, at=now())
    return {"listing": made["offer"], "exchange_match": match.pk}
