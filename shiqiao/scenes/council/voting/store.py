"""What the actions of voting share: the poll's lock, states, the seal of the electors, lines of the journal."""

from datetime import datetime
from typing import Any

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.text import clean
from shiqiao.kernel.journal import actions as journal
from shiqiao.scenes.council.voting.errors import PollNotSo
from shiqiao.scenes.council.voting.sealing import set_seal, unseal
from shiqiao.scenes.council.voting.tables import Poll, PollElector

KIND = "poll"


def lock(poll: int, by: Actor, *states: str) -> Poll:
    """Return a poll of the actor's street, its row locked until the transaction ends. Raises NotFound, PollNotSo."""
    row = Poll.objects.select_for_update().filter(pk=poll, street=by.street or 0).first()
    if row is None:
        raise NotFound
    if row.state not in states:
        raise PollNotSo
    return row


def electors_of(row: Poll) -> list[PollElector]:
    """Return the electors of a poll in the order of their seats."""
    return list(PollElector.objects.filter(poll=row.pk).order_by("seat"))


def electorate_seal(row: Poll) -> str:
    """Reckon the seal over who may vote: seats, kinds, names, presence, proxies, accounts."""
    return set_seal(row.salt, [
        (one.seat, one.kind, unseal(one.title), one.present, one.account, one.proxy_seat, unseal(one.proxy_title))
        for one in electors_of(row)
    ])  # fmt: skip


def marks_seal(row: Poll) -> str:
    """Reckon the seal over who has voted, and in which way."""
    return set_seal(row.salt, [(one.seat, one.kind, one.has_voted, one.way) for one in electors_of(row)])


def written(text: str, name: str, sentence: str, most: int) -> str:
    """Return what was written, cleaned; raises Invalid under `name` with `sentence` when nothing was."""
    text = clean(text).strip()
    if not text:
        raise Invalid(fields={name: sentence})
    if len(text) > most:
        told = "The text has {text_length} characters; shorten it to {text_most}."
        raise Invalid(fields={name: told}, text_length=len(text), text_most=most)
    return text


def note(code: str, row: Poll, by: Actor, at: datetime, /, **data: Any) -> None:
    """Write a line about a poll: codes, numbers and seals alone."""
    plain = {name: value for name, value in data.items() if value not in (None, "", [])}
    journal.write(code, subject=Ref(KIND, row.pk), street=row.street, by=by, at=at, data=plain)
