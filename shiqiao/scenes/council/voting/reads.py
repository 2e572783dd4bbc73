"""Polls as an actor may see them. Until the close: only how many have voted, never who, and no result."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.paging import Page, newest
from shiqiao.base.rows import the_one
from shiqiao.scenes.council.voting import rights, words
from shiqiao.scenes.council.voting.rules import Judged, Rule, Tally, judge
from shiqiao.scenes.council.voting.tables import Poll, PollElector

PAGE = 25
DONE = ("finished", "published")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a kind, or the whole (`kind` empty), came out. Whole numbers; `threshold` as `>1/2`, empty where none is asked.

    `votes_for`, `against` and `abstain` are 0 where `apart` is False: counted with others only. `why` is said in the active
    language. The whole passes only with its quorum and, where the rule asks it, every kind.
    """

    kind: str
    entitled: int
    present: int
    cast: int
    valid: int
    votes_for: int
    against: int
    abstain: int
    invalid: int
    base: int
    threshold: str
    needed: int
    passed: bool
    apart: bool
    why: str


def polls_of(actor: Actor) -> QuerySet[Poll]:
    """Return the polls that an actor sees."""
    found = rights.seen(actor)
    return Poll.objects.none() if found is None else Poll.objects.filter(found)


def polls(actor: Actor, *, tab: str = "open", after: str = "", limit: int = PAGE) -> Page[Poll]:
    """Return a page of polls, the newest first: those that are open, that are done, or all."""
    rows = polls_of(actor)
    if tab != "all":
        rows = rows.filter(state__in=DONE) if tab == "done" else rows.exclude(state__in=DONE)
    return newest(rows, after, limit)


def access_poll(actor: Actor, number: int) -> Poll:
    """Return a poll that the actor sees; absent and not yours are the same NotFound."""
    return the_one(polls_of(actor).filter(pk=number))


def turnouts(rows: Sequence[Poll]) -> dict[int, tuple[int, int]]:
    """Return of some polls how many have voted, of how many: in one query."""
    found = PollElector.objects.filter(poll__in=[one.pk for one in rows]).values("poll")
    told = found.annotate(voted=Count("id", filter=Q(has_voted=True)), entitled=Count("id"))
    return {one["poll"]: (one["voted"], one["entitled"]) for one in told}


def by_kind(row: Poll) -> list[tuple[str, int, int]]:
    """Return the kinds of a poll with how many may vote and how many are present."""
    found: dict[str, list[int]] = {}
    for kind, present in PollElector.objects.filter(poll=row.pk).order_by("seat").values_list("kind", "present"):
        numbers = found.setdefault(kind, [0, 0])
        numbers[0] += 1
        numbers[1] += present
    return [(kind, *numbers) for kind, numbers in found.items()]  # type: ignore[misc]


def judged(row: Poll) -> list[Judged]:
    """Return how a finished poll came out, the kinds first and the whole last; empty before the close."""
    if row.result is None:
        return []
    return judge(
        Rule.read(row.rule).in_round(row.turn),
        _tally(row.result["whole"]),
        [_tally(one) for one in row.result["kinds"]],
    )


def _tally(plain: Mapping[str, Any]) -> Tally:
    return Tally(**plain)


def outcomes(row: Poll, name: Callable[[str], str] = str) -> tuple[Outcome, ...]:
    """Return the outcomes of a finished poll: each kind, and last the whole. `name` says a kind in words."""
    rule = Rule.read(row.rule).in_round(row.turn)
    return tuple(_outcome(one, rule, name) for one in judged(row))


def _outcome(one: Judged, rule: Rule, name: Callable[[str], str]) -> Outcome:
    tally, votes = one.tally, one.tally.votes
    return Outcome(
        tally.kind, tally.entitled, tally.present, tally.cast, tally.valid, votes.get("for", 0), votes.get("against", 0),
        votes.get("abstain", 0), votes.get("invalid", 0), one.base, str(one.threshold or ""), one.needed, one.passed,
        tally.apart, words.why(one, rule, name),
    )  # fmt: skip


def results_of(about: Ref, name: Callable[[str], str] = str) -> tuple[Outcome, ...]:
    """Return the outcomes of the last finished poll about something; empty where there is none. For the scene's own code."""
    rows = Poll.objects.filter(about_kind=about.kind, about_id=about.id, state__in=DONE)
    last = rows.order_by("-finished_at", "-id").first()
    return outcomes(last, name) if last else ()


def polls_about(about: Ref) -> list[Poll]:
    """Return the polls about something, the latest first. For the scene's own code: the caller has looked at the rights."""
    return list(Poll.objects.filter(about_kind=about.kind, about_id=about.id).order_by("-id")[:50])


def seen_ids(actor: Actor, ids: Sequence[int]) -> dict[int, Poll]:
    """Return those of some polls that the actor sees, in one query."""
    return {row.pk: row for row in polls_of(actor).filter(pk__in=list(ids))}
