"""One call, several units: each reports in on its own clock, one stays away, both sides are assessed."""

import pytest

from shiqiao.base.time import now
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.flows.rules import MoveNotAllowed
from shiqiao.kernel.matters import actions
from shiqiao.kernel.matters.actions import Given, Receipt, move_matter
from shiqiao.kernel.matters.errors import ConditionNotMet, MoveLacks
from shiqiao.kernel.matters.linked import attendance
from shiqiao.kernel.matters.models import CallBack, Matter
from shiqiao.kernel.matters.reads import Filters, access_matter, matters
from shiqiao.kernel.matters.rules import Sheet
from shiqiao.kernel.matters.summons import Called, summon_units, summons_items
from shiqiao.kernel.notices.models import Notice

from .telling import Telling

UNITS = [Called("urban_management"), Called("safety_centre"), Called("emergency_office")]


def called(tell: Telling, login: str = "dispatch1", **more: object) -> tuple[Receipt, dict[str, Sheet]]:
    """A cellar stands under water: three units are called to the spot for half past eleven."""
    with tell.at("2018-06-27 10:05"):
        whole = tell.street.report("地下室进水，电表箱泡水")
        tell.dispatch(whole, "c1.g1")
    with tell.at("2018-06-27 10:10") as at:
        sheets = summon_units(
            matter=whole.id, units=UNITS, reason="现场会商排水与断电", place="乐山小区3号楼",
            meet_at=at.replace(hour=11, minute=30), by=tell.street.actor(login), at=now(), **more,
        )  # type: ignore[arg-type]  # fmt: skip
    return whole, dict(zip(("city", "safety", "emergency"), sheets, strict=True))


def move(tell: Telling, sheet: Sheet, do: str, login: str, **given: object) -> Sheet:
    by = tell.street.actor(login)
    identifier = Matter.objects.get(number=sheet.number).id
    return move_matter(matter=identifier, do=do, given=Given(**given), by=by, at=now())  # type: ignore[arg-type]


def test_each_unit_finds_the_call_in_its_own_list_with_its_own_clock(tell: Telling) -> None:
    whole, calls = called(tell)
    for login, name in (("city1", "city"), ("safety1", "safety"), ("emergency1", "emergency")):
        listed = matters(tell.street.actor(login), Filters(tab="unit", open=True)).rows
        assert calls[name].number in [one.number for one in listed], login
        assert [clock.name for clock in calls[name].clocks] == ["attend"]
    assert Notice.objects.filter(kind="matters.summoned").count() == 3
    child = Matter.objects.get(number=calls["city"].number)
    assert child.form == {"meet_at": "2018-06-27 11:30"}
    assert (child.parent, child.address) == (whole.id, "乐山小区3号楼")


def test_one_unit_stays_away_and_both_sides_are_assessed(tell: Telling) -> None:
    whole, calls = called(tell)
    with tell.at("2018-06-27 11:20"):
        move(tell, calls["city"], "attend", "city2", result="城一梅带两人到场")
        with pytest.raises(ConditionNotMet):
            move(tell, calls["emergency"], "mark_absent", "dispatch1")
    with tell.at("2018-06-27 14:30"):
        move(tell, calls["safety"], "attend", "safety2", result="综一梅到场")
        move(tell, calls["emergency"], "mark_absent", "dispatch1")
    assert Clock.objects.get(subject__in=ids(calls["safety"]), name="attend").late is True
    assert Notice.objects.filter(kind="matters.marked_absent").exists()
    with tell.at("2018-06-27 15:00"), pytest.raises(MoveLacks, match="still open"):
        tell.finish(whole, by="c1g1")
    with tell.at("2018-06-27 16:00"):
        for name, login in (("city", "city2"), ("safety", "safety2")):
            move(tell, calls[name], "finish", login, result="已处理")
            move(tell, calls[name], "assess", "dispatch1", responded=True, solved=True, satisfied=name == "city")
        move(tell, calls["city"], "rate_call", "city1", satisfied=True, reason="确需多部门到场")
        move(tell, calls["emergency"], "assess", "dispatch1", responded=False, solved=False, satisfied=False)
        move(tell, calls["emergency"], "rate_call", "emergency1", satisfied=False, reason="当时另有汛情")
    rows = {one.unit_code: one for one in attendance(whole.id)}
    came = rows["urban_management"]
    assert (came.attended_late, came.who, came.assessed, came.call_justified) == (
        False, "城一梅带两人到场", (True, True, True), True,
    )  # fmt: skip
    assert rows["safety_centre"].attended_late is True
    away = rows["emergency_office"]
    assert (away.attended_at, away.state, away.assessed, away.call_justified) == (
        None, "closed", (False, False, False), False,
    )  # fmt: skip
    kinds = sorted(CallBack.objects.filter(matter__in=ids(calls["city"])).values_list("kind", flat=True))
    assert kinds == ["assessed", "rated_call"]
    assert Matter.objects.get(number=calls["city"].number).satisfied is True, "what the unit says of the call is apart"
    with tell.at("2018-06-27 16:30"):
        tell.finish(whole, by="c1g1")


def ids(sheet: Sheet) -> list[int]:
    return [Matter.objects.get(number=sheet.number).id]


def test_a_unit_may_come_late_after_it_was_marked_absent(tell: Telling) -> None:
    _whole, calls = called(tell)
    with tell.at("2018-06-27 15:00"):
        move(tell, calls["city"], "mark_absent", "dispatch1")
        after = move(tell, calls["city"], "attend", "city2", result="刚刚赶到")
    assert after.state == "attending"


def test_a_unit_objects_and_the_caller_insists_or_excuses(tell: Telling) -> None:
    _whole, calls = called(tell)
    with tell.at("2018-06-27 10:30"):
        move(tell, calls["safety"], "contest", "safety1", reason="不涉治安")
        move(tell, calls["city"], "contest", "city1", reason="产权单位应到场")
        assert move(tell, calls["safety"], "excuse", "dispatch1", reason="同意").done
        stands = move(tell, calls["city"], "insist", "dispatch1", reason="排水由你科牵头")
    assert (stands.state, stands.done) == ("called", False)
    assert [(clock.name, clock.run) for clock in stands.clocks if clock.running] == [("attend", 2)]


def test_whoever_has_the_matter_may_call_and_then_follow_and_assess_but_others_may_not(tell: Telling) -> None:
    _whole, calls = called(tell, "c1g1")
    number = calls["city"].number
    assert access_matter(tell.street.actor("c1g1"), number)
    with tell.at("2018-06-27 11:00"):
        move(tell, calls["city"], "attend", "city2", result="到场")
        move(tell, calls["city"], "finish", "city2", result="已排水")
        with pytest.raises(MoveNotAllowed):
            move(tell, calls["city"], "assess", "city2", responded=True, solved=True, satisfied=True)
        move(tell, calls["city"], "assess", "c1g1", responded=True, solved=True, satisfied=True)
    with pytest.raises(actions_not_found()):
        access_matter(tell.street.actor("c2g1"), number)


def actions_not_found() -> type[Exception]:
    from shiqiao.base.errors import NotFound

    return NotFound


def test_the_kind_of_summons_says_the_terms_also_for_one_unit_alone(tell: Telling) -> None:
    kinds = [item.code for item in summons_items(tell.street.number)]
    assert kinds == ["X0101", "X0102", "X0103"]
    with tell.at("2018-06-27 10:05"):
        whole = tell.street.report("塌陷")
        units = [Called("urban_management"), Called("economy_office", item="X0103")]
        one, two = summon_units(
            matter=whole.id, units=units, item="X0102", reason="抢险", by=tell.street.actor("dispatch1"), at=now()
        )
    assert [str(sheet.clocks[0].term) for sheet in (one, two)] == ["1ch", "1wd"]
    assert one.urgent


@pytest.mark.parametrize(
    ("units", "item", "reason", "field"),
    [
        ([], "", "会商", "units"), ([Called("nobody")], "", "会商", "units"),
        ([Called("economy_office")], "06010", "会商", "item"),
        ([Called("economy_office")], "", " ", "reason"), ([Called("economy_office")] * 2, "", "会商", "units"),
    ],
)  # fmt: skip
def test_a_call_with_a_mistake_calls_nobody(
    tell: Telling, units: list[Called], item: str, reason: str, field: str
) -> None:
    whole = tell.street.report("塌陷")
    with pytest.raises(MoveLacks) as refused:
        summon_units(
            matter=whole.id, units=units, item=item, reason=reason, by=tell.street.actor("dispatch1"), at=now()
        )
    assert field in refused.value.fields
    assert not Matter.objects.filter(parent__gt=0).exists()


def test_a_unit_that_is_still_called_is_not_called_again(tell: Telling) -> None:
    whole, _calls = called(tell)
    with tell.at("2018-06-27 11:00"), pytest.raises(MoveLacks, match="called already"):
        summon_units(matter=whole.id, units=UNITS[:1], reason="再来", by=tell.street.actor("dispatch1"), at=now())


def test_nobody_reports_a_summons(tell: Telling) -> None:
    from shiqiao.kernel.matters.errors import ReportRefused

    with pytest.raises(ReportRefused):
        tell.street.report("开会", item="X0101")
    assert actions.report_matter
