"""Points, check-ins, what a head decides, positions and how long they stay."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base import crypto
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.patrols import actions, codes, coverage, reads, trails
from shiqiao.kernel.patrols.actions import NewPoint
from shiqiao.kernel.patrols.errors import AlreadyDecided, OwnCheckIn, PointGone
from shiqiao.kernel.patrols.models import CheckIn, Point, Square, Trail
from shiqiao.kernel.patrols.proof import check_patrols
from shiqiao.kernel.patrols.rules import Spot, Where
from shiqiao.kernel.privacy.actions import reveal
from shiqiao.kernel.privacy.errors import MayNotReveal
from shiqiao.kernel.privacy.models import ReadLog
from shiqiao.testing.street import FIRST_GRID, INSIDE, MORNING, STREET, Street, later

from .conftest import YARD, Walk


def test_a_check_in_sent_twice_is_there_once_and_gets_its_first_answer(walk: Walk) -> None:
    first = walk.check_in(walk.sent(walk.gate))
    again = walk.check_in(walk.sent(walk.gate), walk.sent(walk.gate))
    assert [one.state for one in first] == ["counted"]
    assert [(one.state, one.again) for one in again] == [("counted", True)] * 2
    assert CheckIn.objects.count() == 1
    assert list(check_patrols()) == []


def test_one_batch_with_the_same_number_twice_is_there_once(walk: Walk) -> None:
    found = walk.check_in(walk.sent(walk.gate), walk.sent(walk.gate))
    assert [one.again for one in found] == [False, True]


def test_one_that_is_refused_does_not_stop_the_others(walk: Walk) -> None:
    unknown = actions.Sent("two", "https://example.test/field/#p=AAAAAAAAAAAAAAAAAAAAAAAAAA", now())
    old = walk.sent(walk.gate, "three", at=now() - timedelta(days=31))
    found = walk.check_in(unknown, old, walk.sent(walk.gate))
    assert [(one.state, one.why) for one in found] == [
        ("refused", "unknown_code"),
        ("refused", "old"),
        ("counted", ""),
    ]


def test_a_copied_code_from_the_sofa_waits_for_the_head_who_may_recognise_it(walk: Walk) -> None:
    sofa = Where(117.05, 36.62, 8)
    (found,) = walk.check_in(walk.sent(walk.gate, where=sofa))
    assert (found.state, found.why) == ("waiting", "far")
    assert Point.objects.get(pk=walk.gate.pk).seen_at is None
    row = CheckIn.objects.get()
    head = walk.street.actor("c1head")
    with pytest.raises(Forbidden):
        actions.recognise_check_in(check_in=row.pk, reason="seen_there", by=walk.street.actor("c1g1"), at=now())
    with pytest.raises(NotFound):
        actions.recognise_check_in(check_in=row.pk, reason="seen_there", by=walk.street.actor("c2head"), at=now())
    with pytest.raises(Invalid):
        actions.recognise_check_in(check_in=row.pk, reason="because", by=head, at=now())
    actions.recognise_check_in(check_in=row.pk, reason="seen_there", by=head, at=now())
    assert Point.objects.get(pk=walk.gate.pk).seen_at == row.happened_at
    with pytest.raises(AlreadyDecided):
        actions.decline_check_in(check_in=row.pk, by=head, at=now())
    assert list(check_patrols()) == []


def test_nobody_recognises_the_own_check_in_not_even_by_hand(walk: Walk) -> None:
    walk.check_in(walk.sent(walk.gate, where=None), by="c1head")
    row = CheckIn.objects.get()
    with pytest.raises(OwnCheckIn):
        actions.recognise_check_in(check_in=row.pk, reason="helped_out", by=walk.street.actor("c1head"), at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckIn.objects.update(state="recognised", decided_account=row.account, decided_at=now())


def test_a_renewed_code_ends_the_former_one_and_a_retired_point_takes_none(walk: Walk) -> None:
    former, head = walk.sent(walk.gate, "two"), walk.street.actor("c1head")
    actions.renew_code(point=walk.gate.pk, by=head, at=now())
    walk.gate.refresh_from_db()
    assert [one.why for one in walk.check_in(former)] == ["unknown_code"]
    assert [one.state for one in walk.check_in(walk.sent(walk.gate))] == ["counted"]
    actions.retire_point(point=walk.gate.pk, by=head, at=now())
    assert [one.why for one in walk.check_in(walk.sent(walk.gate, "three"))] == ["unknown_code"]
    with pytest.raises(PointGone):
        actions.renew_code(point=walk.gate.pk, by=head, at=now())
    assert list(check_patrols()) == []


def test_a_code_says_nothing_and_stands_in_no_table(walk: Walk) -> None:
    code = codes.code_for(walk.gate)
    assert codes.read_code(codes.address_of("http://x.test/", walk.gate)) == code == codes.read_code(code.lower())
    assert codes.read_code("https://elsewhere.test/?q=1") == ""
    row = Point.objects.values().get(pk=walk.gate.pk)
    assert not any(code.encode() in bytes(v) for v in row.values() if isinstance(v, bytes | memoryview))


def test_points_are_kept_by_their_community_within_the_street(walk: Walk) -> None:
    with pytest.raises(Forbidden):
        actions.add_point(street=STREET, wanted=NewPoint("门", *INSIDE), by=walk.street.actor("c1g1"), at=now())
    with pytest.raises(Forbidden):
        actions.add_point(street=STREET, wanted=NewPoint("门", *INSIDE), by=walk.street.actor("c2head"), at=now())
    head = walk.street.actor("c1head")
    for wanted, field in (
        (NewPoint("", *INSIDE), "name"),
        (NewPoint("门", 100.0, 30.0), "lon"),
        (NewPoint("门", *INSIDE, radius=5), "radius"),
    ):
        with pytest.raises(Invalid) as error:
            actions.add_point(street=STREET, wanted=wanted, by=head, at=now())
        assert field in error.value.fields


def test_today_says_how_often_each_point_is_due_and_who_answers(walk: Walk) -> None:
    walk.check_in(walk.sent(walk.gate))
    actor = walk.street.actor("c1g1")
    (found,) = [one for one in reads.rounds(actor, now(), own=True) if one.rule.line == "city"]
    assert (found.grid, found.rule.times, found.account) == (FIRST_GRID, 3, actor.account)
    assert [(stop.wanted, stop.made) for stop in found.stops] == [(3, 1), (3, 0)]
    assert (found.wanted, found.made) == (6, 1)
    safety = walk.street.actor("c1safe")
    week = [one for one in reads.rounds(safety, now(), own=True) if one.grid == FIRST_GRID]
    assert [(one.rule.line, one.made) for one in week] == [("safety", 0)]
    assert (week[0].window.opens, week[0].window.closes) == (date(2018, 6, 25), date(2018, 7, 1))


def test_gaps_are_shown_with_how_long_nobody_was_there(walk: Walk) -> None:
    walk.check_in(walk.sent(walk.gate))
    with held(later(MORNING, days=20)):
        walk.check_in(walk.sent(walk.gate, "two"))
        found = coverage.coverage(walk.street.actor("c1head"), *coverage.period(7, now()), now())
        first = found[0]
        assert (first.grid, first.points, first.visited, first.waiting) == (FIRST_GRID, 2, 1, 0)
        assert [(gap.point.name, gap.days) for gap in first.gaps] == [("二号院", 20)]
        assert first.longest == 20
        assert first.squares > 5
        assert first.walked == 0


def test_positions_become_squares_without_a_person_and_a_sealed_way(walk: Walk) -> None:
    way = [Spot(now() - timedelta(minutes=10 - n), INSIDE[0], INSIDE[1] + n * 0.0004, 10) for n in range(6)]
    elsewhere = Spot(now(), 121.4, 31.2, 10)
    by = walk.street.actor("c1g1")
    kept = actions.take_positions(client_id="a", spots=[*way, elsewhere], by=by, at=now())
    again = actions.take_positions(client_id="a", spots=way, by=by, at=now())
    assert again.again
    assert kept.dropped >= 1
    assert kept.kept + kept.dropped == 7
    assert Trail.objects.count() == 1
    assert set(Square.objects.values_list("street", flat=True)) == {STREET}
    assert "account" not in {field.name for field in Square._meta.get_fields()}
    assert coverage.coverage(by, *coverage.period(1, now()), now())[0].walked >= 1
    sealed = bytes(Trail.objects.get().way)
    assert b"116.98" not in sealed
    assert "116.98" in crypto.decrypt(sealed, context="patrols.way")
    assert not JournalLine.objects.filter(kind="trail").exists()


def test_a_way_is_shown_to_few_for_a_reason_and_the_look_is_logged(walk: Walk) -> None:
    way = [Spot(now() - timedelta(minutes=9 - n), INSIDE[0], INSIDE[1] + n * 0.0004, 10) for n in range(5)]
    actions.take_positions(client_id="a", spots=way, by=walk.street.actor("c1g1"), at=now())
    row = Trail.objects.get()
    day = now().date()
    assert [one.pk for one in trails.trails(walk.street.actor("c1head"), day)] == [row.pk]
    assert trails.trails(walk.street.actor("c1g2"), day) == []
    assert trails.trails(walk.street.actor("c2head"), day) == []
    shown = reveal(kind="trail", subject=row.pk, field="way", reason="check", by=walk.street.actor("c1head"), at=now())
    assert shown == trails.own_way(walk.street.actor("c1g1"), row.pk)
    assert shown.count("\n") + 1 == row.spots
    assert ReadLog.objects.get().kind == "trail"
    with pytest.raises((NotFound, MayNotReveal)):
        reveal(kind="trail", subject=row.pk, field="way", reason="check", by=walk.street.actor("dispatch1"), at=now())
    with pytest.raises(NotFound):
        trails.own_way(walk.street.actor("c1g2"), row.pk)


def test_positions_go_after_the_days_of_the_plan(walk: Walk) -> None:
    by = walk.street.actor("c1g1")
    walk.check_in(walk.sent(walk.gate))
    actions.take_positions(client_id="a", spots=[Spot(now(), *INSIDE, 10)], by=by, at=now())
    assert not any(actions.forget_old(at=later(MORNING, days=29)).values())
    assert actions.forget_old(at=later(MORNING, days=31)) == {"trails": 1, "positions": 1, "squares": 0}
    assert CheckIn.objects.get().position is None
    assert actions.forget_old(at=later(MORNING, days=100))["squares"] == 1
    assert list(check_patrols()) == []


def test_positions_are_taken_from_grid_members_only(walk: Walk) -> None:
    with pytest.raises(Forbidden):
        actions.take_positions(client_id="a", spots=[], by=walk.street.actor("dispatch1"), at=now())


def test_a_check_in_changed_by_hand_is_found(walk: Walk) -> None:
    walk.check_in(walk.sent(walk.gate, where=None), walk.sent(walk.yard, "two"))
    CheckIn.objects.filter(state="waiting").update(state="counted")
    Point.objects.filter(pk=walk.yard.pk).update(lon=YARD[0] + 0.001)
    assert {found.what for found in check_patrols()} == {
        "is not what the journal says",
        "stands elsewhere than the journal says",
    }
    CheckIn.objects.all().delete()
    assert any("in the journal but not" in found.what for found in check_patrols())


def test_no_place_stands_in_the_journal(walk: Walk) -> None:
    walk.check_in(walk.sent(walk.gate, where=Where(117.05, 36.62, 8)))
    line = JournalLine.objects.get(code="patrols.checked_in")
    assert line.data.keys() == {"check_in", "state", "why", "metres", "offline", "who"}
    assert line.data["metres"] % 10 == 0


def test_the_plan_is_published_once_and_checked(street: Street) -> None:
    admin = street.actor("admin1")
    version = reads.plan_version(STREET)
    text = reads.plan_text(admin)
    assert actions.publish_plan(street=STREET, text=text, by=admin, at=now()).version == version
    with pytest.raises(Invalid) as error:
        actions.publish_plan(
            street=STREET, text="rounds: [{line: nothing, times: 1, within: '110101001'}]", by=admin, at=now()
        )
    assert error.value.fields.keys() == {"rounds.0.line", "rounds.0.within"}
    assert actions.publish_plan(street=STREET, text="rounds: []", by=admin, at=now()).version == version + 1
    assert reads.rounds(street.actor("c1g1"), now()) == []
    with pytest.raises(Forbidden):
        actions.publish_plan(street=STREET, text="rounds: []", by=street.actor("c1head"), at=now())
