"""Matters by their ids, for parts that keep ids of their own. Who may see what is the caller's to ask."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shiqiao.base import crypto, text
from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.matters.away import refuse_away, stops
from shiqiao.kernel.matters.models import Identifier, Matter, Note
from shiqiao.kernel.matters.months import numbered, numbered_among
from shiqiao.kernel.matters.reads import LISTED

STANDING = (
    *LISTED, "finished_by", "finished_holder", "outcome", "responded", "solved", "satisfied",
)  # fmt: skip


def by_ids(ids: Iterable[int]) -> dict[int, Matter]:
    """Return matters by their id, without their texts, in one query."""
    return {row.id: row for row in Matter.objects.filter(pk__in=list(ids)).only(*STANDING)}


def one_by_id(identifier: int) -> Matter:
    """Return a matter by its id; raises InArchive for one of a month that was put away, NotFound without one."""
    found = by_ids([identifier]).get(identifier)
    if found is None:
        refuse_away(identifier)
        raise NotFound
    return found


def away_among(ids: Iterable[int]) -> frozenset[int]:
    """Return those of some ids whose matters ended and were put away with their month."""
    return frozenset(stops(list(ids)))


def hidden_from(actor: Actor) -> list[int]:
    """Return the ids of matters that complain about a unit of the actor's own: for parts that keep ids of their own."""
    if not actor.reach.belongs:
        return []
    return list(Matter.objects.filter(accused__in=sorted(actor.reach.belongs)).values_list("id", flat=True))


def by_number(number: str) -> Matter | None:
    """Return a matter by its number, None without one."""
    return Matter.objects.filter(numbered(number)).first()


def ids_of(street: int, numbers: Iterable[str]) -> dict[str, int]:
    """Return the ids of a street's matters by their numbers, in one query."""
    return dict(Matter.objects.filter(numbered_among(list(numbers)), street=street).values_list("number", "id"))


def taken_up(street: int, since: datetime, until: datetime) -> list[tuple[int, int, datetime]]:
    """Return matters that others had returned and a person finished: (account, matter, when it ended)."""
    rows = Matter.objects.filter(
        street=street, returned__gt=0, done=True, finished_holder__gt=0, ended_at__gte=since, ended_at__lt=until
    )
    found = rows.order_by("ended_at").values_list("finished_holder", "id", "ended_at")
    return [(person, matter, ended) for person, matter, ended in found if ended is not None]


def untouched(row: Matter) -> bool:
    """Tell whether a matter still stands in the first state of its flow."""
    return row.state == flow(row.flow, row.flow_version).table.start


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote with a move: kind (answer, result, reason), text with masked identifiers, whether public."""

    kind: str
    text: str
    public: bool
    at: datetime


def said_about(matter: int) -> list[Said]:
    """Return what was written with the moves of a matter, oldest first, identifiers masked."""
    masked: dict[int, dict[str, str]] = defaultdict(dict)
    for one in Identifier.objects.filter(matter=matter):
        seq, _, key = one.token.rpartition("/")
        masked[int(seq or 1)][key] = text.mask(one.kind, crypto.decrypt(bytes(one.value)))
    notes = Note.objects.filter(matter=matter).order_by("seq", "id")
    return [Said(n.kind, text.restore(n.text, masked.get(n.seq, {})), n.public, n.written_at) for n in notes]


def taken_up_again(channel: str) -> list[int]:
    """Return the ids of open matters of a channel that had been closed before, over the streets of the fence."""
    rows = Matter.objects.filter(done=False, reopened__gt=0, channel=channel)
    return list(rows.values_list("id", flat=True))


def of_channel(street: int, channel: str, since: datetime) -> list[Matter]:
    """Return a street's matters of a channel reported since a moment, oldest first, without their texts."""
    rows = Matter.objects.filter(street=street, channel=channel, reported_at__gte=since)
    return list(rows.only(*STANDING).order_by("reported_at", "id"))


def of_note(street: int, at: datetime, reopened: int = 0) -> list[Matter]:
    """Return a street's open matters that are late at a moment, or were taken up again at least so often (0: late ones)."""
    late = Matter.objects.filter(street=street, done=False, next_due__lte=at).only(*STANDING)
    if not reopened:
        return list(late)
    again = Matter.objects.filter(street=street, done=False, reopened__gte=reopened).only(*STANDING)
    return list({row.id: row for row in (*late, *again)}.values())
