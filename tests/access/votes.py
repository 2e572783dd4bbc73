"""A street's polls: a secret one that is open, with a link to vote, and one by name that is closed; in its street alone."""

from typing import Any

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.time import now
from shiqiao.kernel.people import reads
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.council.voting import casting
from shiqiao.scenes.council.voting.contract import Elector, Poll, Rule, close_poll, open_poll
from shiqiao.scenes.council.voting.opening import make_links


def build(street: int, text: str, leader: Account) -> dict[str, Any]:
    """Make them by the leader of a street."""
    by = reads.actor_for(leader)
    closed, opened = _opened(street, text, by, secret=False), _opened(street, text, by, secret=True)
    casting.mark_paper(poll=closed.pk, seat=2, choice="for", by=by, at=now())
    close_poll(poll=closed.pk, by=by, at=now())
    slip = make_links(poll=opened.pk, by=by, at=now())[1]
    return {"poll": opened.pk, "poll_closed": closed.pk, "vote_secret": slip.secret}


def _opened(street: int, text: str, by: Actor, *, secret: bool) -> Poll:
    electors = [
        Elector(seat, "residents", text[:20], account=(by.account or 0) if seat == 1 else 0) for seat in range(1, 5)
    ]
    return open_poll(
        street=street, about=Ref("community", street * 1000), title=text[:60], question=text, electors=electors,
        secret=secret, rule=Rule(), by=by, at=now(),
    )  # fmt: skip
