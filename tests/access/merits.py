"""Something that follows from a matter, proposed by hand in a street."""

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
    return propose_by_hand(
        kind="person", subject=giver.pk, month=date(2018, 6, 1), given=Given(Decimal(1)), reason=text,
        refs=[Ref("matter", receipt.id)], by=by, at=now(),
    ).pk  # fmt: skip
