"""The demo's firms: every state is there, and a second time changes nothing."""

from datetime import timedelta

from shiqiao.base.time import held, now
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.actions import Firm
from shiqiao.scenes.enterprise import demo
from shiqiao.scenes.enterprise.models import FirmFile, FirmSeat
from shiqiao.scenes.enterprise.stewarding import present
from shiqiao.scenes.enterprise.tables import FirmNeed, FirmPromise
from shiqiao.testing.street import FIRST_GRID, MORNING, STREET, Street

from .conftest import office


def test_the_demo_shows_every_state_once_and_for_all(street: Street) -> None:
    with held(MORNING - timedelta(days=340)):
        for n in range(14):
            firm = Firm(name=f"示例企业{n}", grid=FIRST_GRID)
            registry.add_organisation(street=STREET, firm=firm, by=office(), at=now())
    demo.load(STREET)
    demo.load_more(STREET)
    files = FirmFile.objects.all()
    assert files.count() == 14
    assert len(present(row.organisation for row in files)) == 13  # one stands without a steward, for the alarm
    assert {row.state for row in FirmNeed.objects.all()} == {"done", "taken", "refused", "waiting", "no_help"}
    assert FirmNeed.objects.filter(abandoned_at__isnull=False).exists()
    assert FirmPromise.objects.filter(kept_at__isnull=False).exists()
    assert files.filter(visited_at__isnull=False).exists()
    assert FirmSeat.objects.filter(entered_at__isnull=False).count() == 3
    promises = FirmPromise.objects.count()
    demo.load(STREET)
    demo.load_more(STREET)
    assert (files.count(), FirmPromise.objects.count()) == (14, promises)
