"""What the demo tells of the exchange: every state of a match is there, and telling it twice changes nothing."""

from shiqiao.base.actor import system
from shiqiao.base.time import now
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.actions import Firm
from shiqiao.scenes.enterprise.exchange import demo
from shiqiao.scenes.enterprise.exchange.demotold import LISTED
from shiqiao.scenes.enterprise.exchange.tables import Listing, Match
from shiqiao.testing.exchanging import credit_code
from shiqiao.testing.street import FIRST_GRID, STREET, Street


def test_the_demo_shows_every_state_of_a_match(street: Street) -> None:
    for n, told in enumerate(LISTED):
        firm = Firm(f"示例第{n}商行", credit_code(), "enterprise", f"{told.industry}10", grid=FIRST_GRID)
        registry.add_organisation(street=STREET, firm=firm, by=system("test", street=STREET), at=now())
    for _ in range(2):
        demo.load(STREET)
    assert Listing.objects.count() == len(LISTED)
    states = set(Match.objects.values_list("state", flat=True))
    assert states == {"deal", "talking", "introduced", "agreed", "proposed", "refused", "failed", "fallen"}
    assert Match.objects.get(state="fallen").why == "expired"
    assert set(Match.objects.filter(state="deal").values_list("closed_by", flat=True)) == {"us", "them"}
    assert min(Match.objects.values_list("score", flat=True)) >= 35, "what the demo proposes would have been proposed"
