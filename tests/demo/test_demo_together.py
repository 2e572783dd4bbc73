"""The demo shows merged callers, parts, a summons with an absentee, repeats and proposals, all proved."""

from collections import Counter

from shiqiao.config.commands.verify import everything
from shiqiao.demo import together
from shiqiao.kernel.matters import linked
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.proposals import proposal_flows
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account
from shiqiao.testing.street import MORNING, STREET, Street


def test_the_demo_plays_what_goes_together_once_and_it_is_proved(street: Street) -> None:
    together.act(STREET)
    before = Matter.objects.count()
    together.act(STREET)
    assert Matter.objects.count() == before
    mains = Matter.objects.filter(state="merged").values_list("duplicate_of", flat=True).distinct()
    assert mains.count() == 3
    states = Counter(Matter.objects.filter(flow="summons").values_list("state", flat=True))
    assert states == {"closed": 2, "absent": 1, "called": 2}
    assert Matter.objects.filter(parent__gt=0).exclude(flow="summons").count() == 2
    leader = people.actor_for(Account.objects.get(username="leader1"))
    assert [len(chain.members) for chain in linked.chains(leader, MORNING)] == [3, 2]
    assert len(linked.proposals(leader, proposal_flows(STREET))) == 10
    assert [str(found) for found in everything()] == []
