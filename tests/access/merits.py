"""Something that follows from a matter, proposed by hand in a street: by another leader, where there is one to decide."""

from datetime import date
from decimal import Decimal

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.people import reads
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.merit.actions import Given, propose_by_hand


def propose(receipt: Receipt, giver: Account, leader: Account, text: str) -> int:
    """Propose points for an official; returns the number that stands in addresses."""
    by = reads.actor_for(leader)
    held = (reads.holder_of(post.id, now()).account for post in reads.posts(by.street or 0, roles={"leader"}))
    other = next((account for account in held if account not in (None, leader.pk)), leader.pk)
    return propose_by_hand(
        kind="person", subject=giver.pk, month=date(2018, 6, 1), given=Given(Decimal(1)), reason=text,
        refs=[Ref("matter", receipt.id)], by=reads.actor_for(Account.objects.get(pk=other)), at=now(),
    ).pk  # fmt: skip
