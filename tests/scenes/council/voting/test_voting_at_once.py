"""Real connections: a hundred tries at once give one vote; no ballot joins to a voter by anything the database keeps."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from shiqiao.base.db import scope
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.scenes.council.voting import casting, closing, verify
from shiqiao.scenes.council.voting.contract import Elector, Poll, close_poll
from shiqiao.scenes.council.voting.errors import VotedAlready
from shiqiao.scenes.council.voting.tables import Ballot, PollElector, SealedBallot
from shiqiao.testing.street import STREET, Street

from .conftest import cast, electors, links, poll_of

AT_ONCE = 25
KEEPS = ("xmin::text", "xmax::text", "ctid::text")


def rows(table: str, row: Poll, *columns: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join((*columns, *KEEPS))} FROM {table} WHERE poll = %s ORDER BY ctid", [row.pk])
        return list(cursor.fetchall())


def at_once(acts: list[Any]) -> list[str]:
    """Run acts by connections of their own, all set off together; return what each came to: "" or the code of its error."""
    start = threading.Barrier(AT_ONCE)

    def one(mine: list[Any]) -> list[str]:
        told = []
        try:
            connection.ensure_connection()
            start.wait(60)
            for act in mine:
                try:
                    with scope.scoped(STREET):
                        act()
                    told.append("")
                except ShiqiaoError as error:
                    told.append(error.code)
        finally:
            connection.close()
        return told

    with ThreadPoolExecutor(AT_ONCE) as pool:
        parts = pool.map(one, [acts[n::AT_ONCE] for n in range(AT_ONCE)])
    return [said for part in parts for said in part]


def test_a_hundred_tries_at_once_give_one_vote(live_street: Street) -> None:
    head = live_street.actor("c1head")
    mine = Elector(1, "core", "示例甲", account=head.account or 0, proxy_seat=2, proxy_title="示例乙")
    with scope.scoped(STREET):
        row = poll_of(head, electors(s1=mine))
        own, proxy = links(row, head)[:2]
    ways = [
        lambda: cast(own, "for"),
        lambda: cast(proxy, "against"),
        lambda: casting.mark_paper(poll=row.pk, seat=1, by=head, at=now()),
        lambda: casting.cast_by_account(poll=row.pk, choice="abstain", by=head, at=now()),
    ]
    told = at_once(ways * 25)
    assert len(told) == 100
    assert (told.count(""), told.count("voted_already")) == (1, 99)
    with scope.scoped(STREET):
        way = PollElector.objects.get(poll=row.pk, has_voted=True).way
        assert SealedBallot.objects.filter(poll=row.pk).count() == (0 if way == "paper" else 1)


def test_thirty_one_at_once_and_no_ballot_joins_to_a_voter(live_street: Street) -> None:
    head = live_street.actor("c1head")
    with scope.scoped(STREET):
        row = poll_of(head)
        slips = links(row, head)
    choices = ["for", "against", "abstain"]
    acts = [
        lambda slip=slip, n=n: cast(slip, choices[n % 3])
        for n, slip in reversed(list(enumerate(slips)))
        for _ in range(2)
    ]
    told = at_once(acts)
    assert (told.count(""), told.count("voted_already")) == (31, 31)
    with scope.scoped(STREET):
        # Open: all ballots were written by the transaction of the last vote; one elector's row shares it, thirty do not.
        assert len({one[1] for one in rows("council_sealed_ballot", row, "id")}) == 1
        half = Path(settings.DATA) / ".ballots" / Poll.objects.get(pk=row.pk).key_file
        assert half.exists()
    with scope.scoped(STREET):
        done = close_poll(poll=row.pk, by=head, at=now())
    assert not half.exists()
    with scope.scoped(STREET):
        voters, ballots = rows("council_elector", row, "seat"), rows("council_ballot", row, "choice", "id::text")
        assert len({one[1] for one in voters} | {one[2] for one in ballots}) == 1  # one transaction wrote them all
        # The last seats voted first; the rows lie in the order of seats, but for places that were free before.
        assert sum(one[0] > other[0] for one, other in pairwise(voters)) <= 4
        assert not set(one[0] for one in voters) & set(one[1] for one in ballots)
        assert [one[0] for one in ballots] != [choices[n % 3] for n in range(31)]
        assert all(one.holds for one in verify.proofs(done))
        columns = {field.name for field in Ballot._meta.fields} & {field.name for field in PollElector._meta.fields}
        assert columns == {"id", "street", "poll", "kind"}
        assert (done.result or {})["whole"]["votes"] == {"for": 11, "against": 10, "abstain": 10}


def test_before_the_close_the_order_of_ballots_is_drawn_anew_by_each_vote(live_street: Street) -> None:
    head = live_street.actor("c1head")
    with scope.scoped(STREET):
        row = poll_of(head)
        slips = links(row, head)
    seen: list[set[str]] = []
    for slip in slips[:8]:
        with scope.scoped(STREET):
            cast(slip)
        with scope.scoped(STREET):
            seen.append({str(one[0]) for one in rows("council_sealed_ballot", row, "id")})
    assert [len(one) for one in seen] == list(range(1, 9))
    assert not any(one & other for one, other in pairwise(seen))  # no number stays


Acts = st.lists(
    st.tuples(st.sampled_from(("own", "proxy", "paper")), st.integers(0, 6), st.integers(0, 2)), max_size=30
)


@tries(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(acts=Acts)
def test_as_many_votes_as_voters_marked(street: Street, acts: list[tuple[str, int, int]]) -> None:
    head, other = street.actor("c1head"), street.actor("leader1")
    seats = {f"s{n}": Elector(n, "residents", f"示例{n}", proxy_seat=n + 100, proxy_title="代") for n in range(1, 8)}
    row = poll_of(head, electors({"residents": 7}, **seats))
    slips = links(row, head)
    papers: dict[str, int] = {}
    for way, n, which in acts:
        choice = ("for", "against", "abstain")[which]
        with suppress(VotedAlready):
            if way == "paper":
                casting.mark_paper(poll=row.pk, seat=n + 1, by=head, at=now())
                papers[choice] = papers.get(choice, 0) + 1
            else:
                cast(slips[2 * n + (way == "proxy")], choice)
    if papers:
        for by in (head, other):
            casting.count_papers(poll=row.pk, counts={"residents": papers}, by=by, at=now())
    done = close_poll(poll=row.pk, by=head, at=now())
    touched = {n for _, n, _ in acts}
    marked = PollElector.objects.filter(poll=row.pk, has_voted=True).count()
    assert marked == len(touched) == Ballot.objects.filter(poll=row.pk).count() == len(closing.final_ballots(done))
    assert all(one.holds for one in verify.proofs(done))
