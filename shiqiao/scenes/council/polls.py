"""The scene's way to voting: a poll on an item among the seats present at this moment, and what it came to."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import NoReverseMatch, reverse

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.council import words
from shiqiao.scenes.council.deciding import item_of
from shiqiao.scenes.council.meeting_tables import CouncilAgendaItem
from shiqiao.scenes.council.meetings import locked, quorum_of, refuse_short
from shiqiao.scenes.council.presence import SeatPresent, present_seats
from shiqiao.scenes.council.publishing import rules_of
from shiqiao.scenes.council.store import ITEM
from shiqiao.scenes.council.tables import CouncilTerm
from shiqiao.scenes.council.voting.contract import Elector, Outcome, Poll, Rule, open_poll, polls_about, results_of


def rule_of(street: int, version: int) -> Rule:
    """Return the rule by which a meeting votes: that under which it was convened."""
    said = rules_of(street, version).vote
    parts = {"base": said.base, "overall": said.overall, "kind": said.kind, "quorum": said.quorum}
    return Rule.read({name: one for name, one in parts.items() if one})


@transaction.atomic
def put_to_vote(*, item: int, question: str, secret: bool, by: Actor, at: datetime) -> Poll:
    """Open a poll on an item: the electorate are the seats that the ledger says are present at this moment.

    Locks item and meeting. Raises QuorumLacking, Invalid for an item that is decided or has an open poll, Forbidden.
    """
    with scope.scoped(*scope.of(by)):
        one = item_of(item, by)
        row, _body = locked(one.meeting, by, "open")
        about = Ref(ITEM, one.pk)
        if one.state != "planned" or any(
            poll.state in ("created", "started", "counting") for poll in polls_about(about)
        ):
            raise Invalid(fields={"question": "This item is decided, or a vote on it is open; close that first."})
        refuse_short(row, quorum_of(row, at))
        return open_poll(
            street=row.street, about=about, title=f"{row.number} {one.serial}. {one.title}", question=question,
            electors=electors(present_seats(row.pk, at), at), secret=secret, rule=rule_of(row.street, row.version), by=by,
            at=at, invented=row.invented,
        )  # fmt: skip


def electors(there: list[SeatPresent], at: datetime) -> list[Elector]:
    """Return the seats that are present as electors; who sits by post votes with the account that holds it."""
    terms = CouncilTerm.objects.in_bulk([one.term for one in there])
    return [Elector(one.seat, one.kind, one.title, _account(terms[one.term], at)) for one in there]


def _account(term: CouncilTerm, at: datetime) -> int:
    return people.holder_of(term.post, at).account or 0 if term.post else 0


def passed(about: Ref) -> list[dict[str, object]] | None:
    """Return how each kind stood in the last poll about an item, None where no poll passed."""
    found = results_of(about)
    if not found or not found[-1].passed:
        return None
    return [_plain(one) for one in found[:-1]]


def _plain(one: Outcome) -> dict[str, object]:
    return {
        "kind": one.kind, "yes": one.votes_for, "no": one.against, "abstain": one.abstain, "present": one.present,
        "agrees": one.passed, "apart": one.apart,
    }  # fmt: skip


def section(item: CouncilAgendaItem) -> dict[str, Any] | None:
    """Return what the meeting's page shows of the polls on an item; None without one."""
    about = Ref(ITEM, item.pk)
    rows = polls_about(about)
    if not rows:
        return None
    found = results_of(about, lambda kind: words.kind_title(item.street, kind))
    kinds = [{**_plain(one), "title": words.kind_title(item.street, one.kind)} for one in found[:-1]]
    return {
        "rows": [(row, _address(row)) for row in rows], "whole": found[-1] if found else None, "kinds": kinds,
        "open": rows[0].state in ("created", "started", "counting"),
    }  # fmt: skip


def _address(row: Poll) -> str:
    try:
        return reverse("desk:voting:poll", args=[row.pk])
    except NoReverseMatch:
        return ""
