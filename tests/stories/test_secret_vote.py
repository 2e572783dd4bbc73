"""Stories of votes: a secret vote of thirty-one people with one recount of papers; a tampered electorate is found."""

import pytest
from django.db import connection

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.scenes.council.voting import casting, verify
from shiqiao.scenes.council.voting.contract import (
    Elector,
    Poll,
    Rule,
    Threshold,
    close_poll,
    open_poll,
    publish_poll,
    results_of,
)
from shiqiao.scenes.council.voting.errors import ElectorateChanged, PapersOpen, VotedAlready
from shiqiao.scenes.council.voting.opening import make_links
from shiqiao.scenes.council.voting.shown import summary
from shiqiao.scenes.council.voting.tables import Ballot, PaperCount, PollElector
from shiqiao.testing.street import STREET, Street
from tests.stories.telling import Telling

KINDS = {"core": 5, "members": 5, "teams": 3, "units": 6, "residents": 12}
ABOUT = Ref("meeting", 31)


@pytest.fixture
def tell(street: Street) -> Telling:
    return Telling(street)


def opened(by: Actor) -> Poll:
    kinds = [kind for kind, many in KINDS.items() for _ in range(many)]
    return open_poll(
        street=STREET, about=ABOUT, title="加装电梯资金分摊（示例）", question="是否同意按楼层分摊的方案？", secret=True,
        electors=[Elector(seat, kind, f"示例代表{seat}") for seat, kind in enumerate(kinds, 1)],
        rule=Rule(kind=Threshold.read(">1/2"), quorum=Threshold.read(">=2/3")), by=by, at=now(),
    )  # fmt: skip


def test_thirty_one_vote_in_secret_and_the_papers_are_counted_once_more(tell: Telling) -> None:
    head, other = tell.street.actor("c1head"), tell.street.actor("leader1")
    with tell.at("2018-06-27 15:00"):
        row = opened(head)
        slips = make_links(poll=row.pk, by=head, at=now())
        # Twenty-six vote on their phones; the three of the professional teams are against it.
        for slip in slips[:26]:
            choice = "against" if slip.kind == "teams" else "for"
            casting.cast_by_link(secret=slip.secret, choice=choice, by=tell.resident(), at=now())
        # Five residents ask for paper; one of them also tries his link.
        for seat in range(27, 32):
            casting.mark_paper(poll=row.pk, seat=seat, by=head, at=now())
        with pytest.raises(VotedAlready):
            casting.cast_by_link(secret=slips[30].secret, choice="for", by=tell.resident(), at=now())
    with tell.at("2018-06-27 15:40"):
        casting.count_papers(poll=row.pk, counts={"residents": {"for": 4, "against": 1}}, by=head, at=now())
        casting.count_papers(poll=row.pk, counts={"residents": {"for": 3, "against": 2}}, by=other, at=now())
        with pytest.raises(PapersOpen):
            close_poll(poll=row.pk, by=head, at=now())
        casting.count_papers(poll=row.pk, counts={"residents": {"for": 3, "against": 2}}, by=head, at=now())
        row = close_poll(poll=row.pk, by=head, at=now())
        row = publish_poll(poll=row.pk, by=head, at=now())
    *kinds, whole = results_of(ABOUT)
    print(summary(row), [(one.kind, f"{one.votes_for}/{one.cast}") for one in kinds], row.ballots)
    assert (whole.entitled, whole.cast, whole.votes_for, whole.against, whole.passed) == (31, 31, 26, 5, False)
    assert [one.kind for one in kinds if not one.passed] == ["teams"]
    # Thirty-one ballots, thirty-one marks; no line of the journal tells of a vote; counts of papers are gone.
    assert (
        Ballot.objects.filter(poll=row.pk).count()
        == PollElector.objects.filter(poll=row.pk, has_voted=True).count()
        == 31
    )
    codes = list(JournalLine.objects.filter(kind="poll").order_by("seq").values_list("code", flat=True))
    assert codes == [
        "council.poll_created", "council.poll_started", "council.slips_made", *["council.papers_counted"] * 3,
        "council.poll_finished", "council.poll_published",
    ]  # fmt: skip
    assert not PaperCount.objects.exclude(counts=None).exists()
    assert all(one.holds for one in verify.proofs(row))


def test_a_row_of_the_electorate_tampered_in_the_database_is_found(tell: Telling) -> None:
    head = tell.street.actor("c1head")
    row = opened(head)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE council_elector SET kind = 'teams' WHERE poll = %s AND seat = 31", [row.pk])
    found = verify.problems(STREET, now())
    print(found)
    assert found == [f"poll {row.pk}: this does not hold any more: {verify.ELECTORATE}"]
    with pytest.raises(ElectorateChanged):
        close_poll(poll=row.pk, by=head, at=now())
