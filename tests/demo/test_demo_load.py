"""Loading the demo: three weeks of it, under all rules, restartable, the same each time, and proved afterwards."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.db.models import QuerySet

from shiqiao.base.plugs import demo_loaders
from shiqiao.config.commands.verify import everything
from shiqiao.config.runtime import DemoClock
from shiqiao.config.worker import seal_days
from shiqiao.demo import load, story
from shiqiao.demo.logins import PASSWORD, write_logins
from shiqiao.demo.spots import Spots
from shiqiao.demo.telling import SOURCE
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.journal.models import Seal
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people.models import Account
from shiqiao.testing.databases import TestServer
from shiqiao.testing.street import MORNING, Street
from tests.demo.laid import laid, seen

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]  # weeks of the demo are laid

SINCE = date(2018, 6, 6)
BEHIND = frozenset(
    one.name for one in demo_loaders if one.background
)  # what the scenes bring behind the running server
STATES = {"handling", "checking", "reported", "accepted", "closed", "declined"}


class Weeks(NamedTuple):
    """Where the weeks of the demo stand."""

    database: str
    folder: Path


@pytest.fixture(scope="module")
def weeks(
    street_database: str, database_server: TestServer, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Weeks]:
    """A database with the last three weeks of the demo, loaded once for this file, and the folder of its files."""
    folder = tmp_path_factory.mktemp("weeks")

    def lay() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(settings, "DATA", folder)
            load.furnish()
            assert load.load(workers=0, first=SINCE, without=BEHIND, scenes_first=True)

    with laid(database_server, django_db_blocker, street_database, lay) as name:
        yield Weeks(name, folder)


@pytest.fixture
def loaded(
    weeks: Weeks, database_server: TestServer, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Street]:
    """The street with the last three weeks of the demo, in a transaction that is rolled back."""
    monkeypatch.setattr(settings, "DATA", weeks.folder)
    with seen(database_server, django_db_blocker, weeks.database) as street:
        yield street


def told() -> QuerySet[Matter]:
    return Matter.objects.filter(source=SOURCE)  # the tales alone, without what scenes make matters of


def states() -> Counter[str]:
    return Counter(told().values_list("state", flat=True))


def test_the_last_weeks_stand_with_open_work_and_are_proved(loaded: Street) -> None:
    assert states().keys() == STATES
    assert list(map(str, everything())) == []
    assert Seal.objects.filter(day__gte=SINCE).count() == (story.TODAY - SINCE).days
    waiting = Matter.objects.filter(state__in=("reported", "accepted"), reported_at__date=story.TODAY)
    assert 36 <= waiting.count() <= 50
    assert Matter.objects.filter(done=False, grid=0, unrouted=True).count() == 2
    assert waiting.filter(reported_at__hour=9, reported_at__minute=52, channel="phone").exists()
    assert Matter.objects.filter(
        state="closed", solved=False, satisfied=False, reported_at__gte=MORNING.replace(day=26, hour=0)
    ).exists()


def test_no_grid_member_has_more_than_a_handful_of_work(loaded: Street) -> None:
    mine = Counter(Matter.objects.filter(state="handling").values_list("post", flat=True))
    members = {post: count for post, count in mine.items() if post in grid_posts()}
    assert members
    assert max(members.values()) <= 4


def grid_posts() -> set[int]:
    from shiqiao.kernel.people import reads as people

    return {row.id for row in people.posts(load.STREET, roles=("grid_member",))}


def test_some_clocks_are_red_and_residents_are_mostly_answered_the_same_day(loaded: Street) -> None:
    running = Clock.objects.filter(kind="matter", stopped_at=None)
    assert 3 <= running.filter(due_at__lt=MORNING).count() <= 30
    echoes = Counter(
        Clock.objects.filter(kind="matter", name="echo", stopped_at__isnull=False).values_list("late", flat=True)
    )
    assert 0.93 <= echoes[False] / echoes.total() <= 0.99


def test_loading_again_adds_nothing_and_a_gap_is_filled(loaded: Street) -> None:
    before = states()
    assert load.load(workers=0, first=SINCE, without=BEHIND, scenes_first=True)
    assert states() == before
    assert Matter.objects.count() == Matter.objects.values("source_id").distinct().count()


def test_the_newest_week_comes_first_and_older_ones_stand_before_it(
    street: Street, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    load.furnish()
    spots = Spots(settings.LOCALITIES / load.LOCALITY / "territory" / "addresses.csv", load.STREET)
    plan = load.plan_of(spots, SINCE)
    assert plan.missing[0][0][0].at.date() >= date(2018, 6, 26)
    load.set_aside(plan.total)
    teller = load._teller()
    teller.write(plan.missing[0])
    newest = Matter.objects.order_by("id").first()
    teller.write(plan.missing[1])
    assert newest is not None
    assert Matter.objects.filter(id__lt=newest.id).count() == len(plan.missing[1])
    assert load.plan_of(spots, SINCE).left == plan.left - len(plan.missing[0]) - len(plan.missing[1])


def test_the_same_seed_brings_the_same_matters(loaded: Street) -> None:
    before, rows = states(), Counter(told().values_list("item", "grid", "holder"))
    Matter.objects.update(source="before")
    spots = Spots(settings.LOCALITIES / load.LOCALITY / "territory" / "addresses.csv", load.STREET)
    teller = load._teller()
    again = [teller.tell(tale).sheet for chunk in load.plan_of(spots, SINCE).missing for tale, _ in chunk]
    assert Counter(sheet.state for sheet in again) == before
    assert Counter((sheet.item, sheet.grid, sheet.holder) for sheet in again) == rows


def test_evidence_lies_beside_the_matters_and_passwords_work(loaded: Street) -> None:
    fixed = Matter.objects.filter(on_spot=True).first()
    assert fixed is not None
    assert Attachment.objects.filter(subject_kind="matter", subject_id=fixed.pk).exists()
    for name, word, _ in write_logins(settings.DATA):
        assert word == PASSWORD
        assert Account.objects.get(username=name).check_password(word)


def test_the_worker_seals_nothing_while_the_past_is_still_being_loaded(
    street: Street, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setattr(settings, "OPTIONS", replace(settings.OPTIONS, demo=True))
    assert seal_days(at=MORNING) == 0
    DemoClock(settings.DATA).save(complete=True)
    assert seal_days(at=MORNING) > 0


def test_the_demo_has_requests_to_decide_pauses_extensions_and_supervision(loaded: Street) -> None:
    open_ones = Matter.objects.filter(done=False)
    assert set(open_ones.exclude(asked="").values_list("asked", flat=True)) == {"return", "extension", "pause"}
    assert open_ones.filter(paused=True, paused_until__gt=MORNING).exists()
    assert open_ones.filter(supervised__gt=0).exists()
    assert Matter.objects.filter(extended__gt=0).exists()
    assert Matter.objects.filter(returned__gt=0).exists()
