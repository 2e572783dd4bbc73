"""The demo's votes: by name and refused by a kind, secret with a recount, and one that is open."""

from shiqiao.base.time import held, now
from shiqiao.scenes.council.voting import demo, reads, verify
from shiqiao.scenes.council.voting.tables import Poll
from shiqiao.testing.street import MORNING, STREET, Street


def test_the_demo_has_three_votes(street: Street) -> None:
    with held(MORNING):
        demo.load(STREET)
        demo.load(STREET)
    named, secret, opened = Poll.objects.order_by("pk")
    assert (named.state, secret.state, opened.state) == ("published", "published", "started")
    *kinds, whole = reads.outcomes(named)
    assert (whole.passed, whole.cast) == (False, 29)
    assert [one.kind for one in kinds if not one.passed] == ["teams"]
    whole = reads.outcomes(secret)[-1]
    assert (whole.passed, whole.cast, whole.votes_for, whole.against, whole.abstain) == (True, 31, 25, 4, 2)
    assert reads.turnouts([opened])[opened.pk] == (13, 31)
    assert not verify.problems(STREET, now())
