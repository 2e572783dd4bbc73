"""The demo's chain: a patrol's report is talked over, voted on in secret, done, judged, and proves a criterion of an award."""

import pytest

from shiqiao.demo import chain
from shiqiao.kernel.matters.models import Matter
from shiqiao.scenes.council import demo as council
from shiqiao.scenes.council import resolving
from shiqiao.scenes.council.resolution_tables import CouncilResolution
from shiqiao.scenes.council.tables import CouncilTopic
from shiqiao.scenes.council.voting.tables import Ballot, Poll, PollElector, SealedBallot
from shiqiao.scenes.party.honours import demo as honours
from shiqiao.scenes.party.honours.tables import PursuitEntry
from shiqiao.testing.street import STREET, Street


@pytest.mark.usefixtures("street")
def test_nothing_happens_before_the_scenes_have_brought_theirs() -> None:
    chain.load(STREET)
    assert not Matter.objects.filter(source=chain.SOURCE).exists()


def test_from_a_patrol_to_an_honour_by_records(street: Street) -> None:
    council.load(STREET)
    honours.load(STREET)
    chain.load(STREET)
    chain.load(STREET)
    found = Matter.objects.get(source=chain.SOURCE)
    assert (found.channel, found.state) == ("patrol", "closed")
    topic = CouncilTopic.objects.get(origin_kind="matter", origin_id=found.pk)
    row = CouncilResolution.objects.get(topic=topic.pk)
    assert (topic.state, row.state, row.how) == ("closed", "closed", "vote")
    assert resolving.progress_of([row.pk]) == {row.pk: 100}
    poll = Poll.objects.get(about_id=row.item)
    voted = PollElector.objects.filter(poll=poll.pk, has_voted=True).count()
    assert poll.secret
    assert voted == Ballot.objects.filter(poll=poll.pk).count() > 10
    assert not SealedBallot.objects.filter(poll=poll.pk).exists()
    proof = PursuitEntry.objects.get(about_kind="council_resolution")
    assert proof.about_id == row.pk
    assert found.reported_at < poll.started_at < poll.finished_at < proof.at
