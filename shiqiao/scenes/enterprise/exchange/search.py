"""Which listings may answer one: found by its rarest pairs of characters in one index, then compared one by one.

A planner knows little about pairs of characters, so the order of work is fixed here. The newest listings of the other side
and kind are sampled to learn which of the words are rare; only as many of those are asked of the index as bring a few
hundred rows. The marks in the terms (side and kind) let the index judge that too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from shiqiao.base.text import index_terms
from shiqiao.scenes.enterprise.exchange.listings import profile_of
from shiqiao.scenes.enterprise.exchange.rules import LEAST, Ground, Profile, Scored, other_side
from shiqiao.scenes.enterprise.exchange.store import marked, quoted
from shiqiao.scenes.enterprise.exchange.tables import Listing, Match

SAMPLE, TERMS, BUDGET = 250, 12, 30  # listings sampled; terms asked at most; sampled hits that they may have together
COMPARED, FALLBACK = 300, 60  # listings looked at at most; newest ones when words bring too few
IN_FULL = 4  # so many times the asked number are compared in full, those with most of the words
_SAMPLED = """
SELECT term, count(*) FROM (
  SELECT terms FROM enterprise_listing WHERE street = %s AND side = %s AND kind = %s AND state = 'open'
  ORDER BY id DESC LIMIT %s
) AS newest, LATERAL unnest(tsvector_to_array(terms)) AS term WHERE term = ANY(%s) GROUP BY term"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A listing that may answer one, and why."""

    row: Listing
    found: Scored


def rare_terms(street: int, profile: Profile) -> list[str]:
    """Return the marked terms by which counterparts are looked for, the rarest first."""
    side = other_side(profile.side)
    pairs = [term for term in index_terms(f"{profile.title} {profile.words}") if len(term) > 1]
    terms = marked(side, profile.kind, pairs)
    with connection.cursor() as cursor:
        cursor.execute(_SAMPLED, [street, side, profile.kind, SAMPLE, terms])
        seen = dict(cursor.fetchall())
    chosen: list[str] = []
    hits = 0
    for term in sorted(terms, key=lambda one: seen.get(one, 0)):
        hits += seen.get(term, 0)
        if len(chosen) == TERMS or (chosen and hits > BUDGET):
            break
        chosen.append(term)
    return chosen


def candidates(
    street: int, profile: Profile, day: date, *, family: int, listing: int = 0, limit: int = 10, least: int = LEAST
) -> list[Candidate]:
    """Return listings that answer a profile and stand on a day, the best first; those of the own family never.

    `listing` is its number: what was proposed to it before (and did not fall with a date) is left out.
    """
    rows = Listing.objects.filter(street=street, side=other_side(profile.side), kind=profile.kind, state="open")
    rows = rows.filter(valid_until__gte=day).exclude(family=family)
    terms = rare_terms(street, profile)
    found = _by_words(rows, terms) if terms else []
    if len(found) < limit:
        there = {row.pk for row in found}
        found += [row for row in rows.order_by("-id")[:FALLBACK] if row.pk not in there]
    gone = remembered(listing) if listing else frozenset()
    ground = Ground(profile)
    left = [row for row in found if row.pk not in gone]
    near = sorted(left, key=lambda row: -ground.rough(f"{row.title}\n{row.words}"))[: limit * IN_FULL]
    judged = [Candidate(row, ground.against(profile_of(row))) for row in near]
    good = [one for one in judged if one.found.score >= least]
    return sorted(good, key=lambda one: (-one.found.score, -one.row.pk))[:limit]


def _by_words(rows: QuerySet[Listing], terms: Sequence[str]) -> list[Listing]:
    query = " | ".join(quoted(terms))
    narrowed = rows.extra(where=["terms @@ %s::tsquery"], params=[query])
    # Not the plain column: the planner must not walk all listings in its order, hoping for an early end.
    return list(narrowed.extra(select={"place": "id + 0"}).order_by("-place").defer("terms")[:COMPARED])


def remembered(listing: int) -> frozenset[int]:
    """Return the counterparts that were proposed to a listing before: they are not proposed again."""
    pairs = Match.objects.filter(Q(offer=listing) | Q(ask=listing)).exclude(state="fallen").values_list("offer", "ask")
    return frozenset(number for pair in pairs for number in pair if number != listing)
