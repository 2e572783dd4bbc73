"""A street's secret poll, open, with an elector who has voted on paper, in its street alone."""

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.people import reads
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.council.voting import casting
from shiqiao.scenes.council.voting.contract import Elector, Rule, close_poll, open_poll


def build(street: int, text: str, leader: Account) -> dict[str, int]:
    """Make them by the leader of a street."""
    by = reads.actor_for(leader)
    electors = [Elector(seat, "residents", text[:20]) for seat in range(1, 5)]
    row = open_poll(
        street=street, about=Ref("community", street * 1000), title=text[:60], question=text, electors=electors,
        secret=False, rule=Rule(), by=by, at=now(),
    )  # fmt: skip
    casting.mark_paper(poll=row.pk, seat=1, choice="for", by=by, at=now())
    close_poll(poll=row.pk, by=by, at=now())
    return {"poll": row.pk}
