"""Rules in a street: at intake, on correction, when a target is gone, when they are published; and the alarms."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from shiqiao.base.actor import system
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters import actions
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.rehearsal import Span, note, rehearse
from shiqiao.kernel.matters.report import CHANNELS
from shiqiao.kernel.matters.unrouted import scan_unrouted, standing_unrouted
from shiqiao.kernel.notices.models import Notice
from shiqiao.kernel.people import actions as people
from shiqiao.kernel.people.models import Post
from shiqiao.kernel.routing import reads
from shiqiao.kernel.routing.actions import publish_routing, raise_alarm
from shiqiao.kernel.routing.errors import NotRehearsed, RulesNotSound
from shiqiao.kernel.routing.models import RoutingAlarm, RoutingVersion
from shiqiao.kernel.routing.rules.table import parse
from shiqiao.testing.street import FIRST_GRID, MORNING, STREET, Street, later

BY = system("test", street=STREET)
NIGHT = later(MORNING, hours=12)
TABLE = """
rules:
  - name: gas_at_night
    title: {zh: 夜间燃气, en: Gas at night}
    if: {items: S0504, hours: out}
    to: {unit: emergency_office}
  - name: hurt
    title: {zh: 伤人, en: Somebody is hurt}
    if: {items: S0501, answers: {injured: yes}}
    to: {post: safety.handler1}
    urgent: true
  - name: second_community
    title: {zh: 二社区的垃圾, en: Rubbish in the second community}
    if: {items: "06010", communities: 370103003002}
    to: {role: community_head}
  - name: street_lights
    title: {zh: 路灯, en: Street lights}
    if: {items: "01037", channels: [phone, counter]}
    to: item_unit
  - name: officials
    title: {zh: 投诉工作人员, en: Complaints about officials}
    if: {items: L0903}
    to: {unit: supervision_office}
    place_needed: false
"""


def publish(text: str = TABLE, **more: Any) -> RoutingVersion:
    return publish_routing(
        street=STREET, text=text, channels=CHANNELS, by=BY, at=now(), **{"unrehearsed": True, **more}
    )


def steps(receipt: Any) -> list[str]:
    return [str(step.get("step") or step.get("code")) for step in receipt.why]


def post_of(receipt: Any) -> str:
    return Post.objects.get(pk=receipt.sheet.post).code


def close(code: str) -> None:
    people.close_post(post=Post.objects.get(code=code), by=BY, at=now())


# ── intake ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_rule_by_time_speaks_only_then_and_says_so(street: Street) -> None:
    publish()
    by_day = street.report("闻到煤气味", item="S0504")
    assert (post_of(by_day), steps(by_day)[:3]) == ("c1.safety", ["point", "item", "no_rule"])
    with held(NIGHT):
        by_night = street.report("闻到煤气味", item="S0504")
    assert (post_of(by_night), by_night.sheet.unrouted) == ("emergency.head", False)
    assert steps(by_night) == ["point", "item", "rule", "to_unit", "holder"]
    rule = by_night.why[2]
    assert (rule["version"], rule["rule"], rule["name"]) == (2, 1, "gas_at_night")
    line = JournalLine.objects.get(kind="matter", subject=by_night.id)
    assert line.data["why"] == list(by_night.why)


def test_holidays_and_make_up_workdays_count_as_the_calendar_says(street: Street) -> None:
    publish()
    with held(later(MORNING, days=-9)):  # 18 June 2018, a Monday: Dragon Boat Festival
        assert post_of(street.report("闻到煤气味", item="S0504")) == "emergency.head"
    with held(later(MORNING, days=94)):  # 29 September 2018, a Saturday worked in exchange
        assert post_of(street.report("闻到煤气味", item="S0504")) == "c1.safety"


def test_an_answer_of_the_form_decides_and_makes_urgent(street: Street) -> None:
    publish()
    calm = street.report("楼上扔烟头", item="S0501", form={"injured": "no"})
    hurt = street.report("楼上扔花盆砸伤人", item="S0501", form={"injured": "yes"})
    silent = street.report("楼上扔烟头", item="S0501")
    assert [post_of(one) for one in (calm, hurt, silent)] == ["c1.safety", "safety.handler1", "c1.safety"]
    assert [one.sheet.urgent for one in (calm, hurt, silent)] == [False, True, False]


def test_place_and_channel_decide(street: Street) -> None:
    publish()
    there = street.report("垃圾", lon=None, lat=None, grid=FIRST_GRID + 1000)
    assert (post_of(there), post_of(street.report("垃圾"))) == ("c2.head", "c1.g1")
    assert post_of(street.report("路灯不亮", item="01037")) == "city.head"
    assert post_of(street.report("路灯不亮", item="01037", channel="resident")) == "c1.g1"


def test_without_a_place_a_rule_leads_but_the_list_still_knows(street: Street) -> None:
    publish()
    lamp = street.report("路灯不亮", item="01037", lon=None, lat=None)
    assert (post_of(lamp), lamp.sheet.unrouted, lamp.sheet.grid) == ("city.head", True, 0)
    complaint = street.report("态度差", item="L0903", lon=None, lat=None)
    assert (post_of(complaint), complaint.sheet.unrouted) == ("supervision.head", False)


def test_a_street_without_rules_goes_by_responsibility_alone(street: Street) -> None:
    assert reads.routing_for(STREET + 1) is None
    assert reads.routing_for(STREET, 99) is None


def test_intake_asks_the_database_nothing_about_rules(street: Street, django_assert_num_queries: Any) -> None:
    publish()
    from shiqiao.kernel.catalogue.reads import catalogue
    from shiqiao.kernel.matters.report import Report
    from shiqiao.kernel.matters.routing import route

    report = Report(STREET, "t", "1", "phone", "S0504", "漏气", lon=116.98307, lat=36.65529)
    item = catalogue(STREET).item("S0504")
    route(report, item, NIGHT)
    with django_assert_num_queries(0):
        route(report, item, NIGHT)


# ── a target that is gone ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_closed_post_never_swallows_a_matter(street: Street) -> None:
    publish()
    close("safety.handler1")
    hurt = street.report("楼上扔花盆砸伤人", item="S0501", form={"injured": "yes"})
    assert (post_of(hurt), hurt.sheet.unrouted, hurt.sheet.urgent) == ("c1.safety", True, True)
    assert steps(hurt)[2:6] == ["rule", "to_post", "post_closed", "rule_failed"]
    assert [(one.number, one.why[-1]["code"]) for one in standing_unrouted(STREET)] == [(hurt.number, "holder")]
    assert ("closed_post", "safety.handler1") in {
        (one.code, one.what) for one in reads.problems_of(parse(TABLE), STREET, now(), CHANNELS)
    }


def test_a_post_on_leave_without_deputy_fails_loudly_and_with_one_does_not(street: Street) -> None:
    publish()
    account = people.Account.objects.get(username="safety2")
    people.take_leave(account=account, start=date(2018, 6, 27), end=date(2018, 6, 29), by=BY, at=now())
    deputy = street.report("砸伤人", item="S0501", form={"injured": "yes"})
    assert (post_of(deputy), deputy.sheet.unrouted) == ("safety.handler1", False)
    people.end_deputyship(post=Post.objects.get(code="safety.handler1"), on=date(2018, 6, 27), by=BY, at=now())
    nobody = street.report("砸伤人", item="S0501", form={"injured": "yes"})
    assert (post_of(nobody), nobody.sheet.unrouted) == ("c1.safety", True)
    assert {"on_leave", "no_deputy", "rule_failed"} <= set(steps(nobody))


def test_a_unit_without_its_head_falls_to_its_first_handler(street: Street) -> None:
    publish()
    close("city.head")
    assert post_of(street.report("路灯不亮", item="01037")) == "city.handler1"


def test_a_correction_goes_by_the_same_rules_and_ends_the_alarm(street: Street) -> None:
    publish()
    receipt = street.report("一堆东西", lon=None, lat=None)
    assert receipt.sheet.unrouted
    dispatcher = street.actor("dispatch1")
    do = {"matter": receipt.id, "by": dispatcher, "at": now(), "reason": "核实"}
    sheet = actions.correct_matter(**do, grid=FIRST_GRID + 1000)
    assert (Post.objects.get(pk=sheet.post).code, sheet.unrouted) == ("c2.head", False)
    sheet = actions.correct_matter(**do, item="01037")
    assert Post.objects.get(pk=sheet.post).code == "city.head"
    why = JournalLine.objects.filter(kind="matter", subject=receipt.id).order_by("-seq").first().data["why"]
    assert [step.get("name") for step in why if step.get("step") == "rule"] == ["street_lights"]


def test_a_dispatch_ends_unrouted(street: Street) -> None:
    receipt = street.report("没有地点的事", lon=None, lat=None)
    sheet = actions.dispatch_matter(matter=receipt.id, handler="city.handler1", by=street.actor("dispatch1"), at=now())
    assert (sheet.unrouted, sheet.grid) == (False, 0)


# ── publishing ─────────────────────────────────────────────────────────────────────────────────────────────────────


def tried(text: str) -> None:
    table = parse(text)
    note(rehearse(table, street=STREET, span=Span(), at=now()), street=STREET, by=BY, at=now())


def test_only_what_was_rehearsed_against_the_rules_in_force_is_published(street: Street) -> None:
    with pytest.raises(NotRehearsed):
        publish(unrehearsed=False)
    tried(TABLE)
    with pytest.raises(NotRehearsed):
        publish(TABLE.replace("S0504", "S0503"), unrehearsed=False)
    row = publish("# the comment does not count\n" + TABLE, unrehearsed=False)
    assert (row.version, row.published_by) == (2, "system.test")
    assert publish(unrehearsed=False).version == 2  # unchanged rules keep their version
    other = TABLE.replace("S0504", "S0503")
    tried(other)
    assert publish(other, unrehearsed=False).version == 3
    with pytest.raises(NotRehearsed):  # it was rehearsed against version 1
        publish(unrehearsed=False)
    codes = JournalLine.objects.filter(code__startswith="routing.").values_list("code", flat=True)
    assert set(codes) == {"routing.published", "routing.rehearsed"}


def test_only_an_administrator_publishes(street: Street) -> None:
    for login in ("dispatch1", "leader1", "c1g1"):
        with pytest.raises(Forbidden):
            publish_routing(
                street=STREET, text=TABLE, channels=CHANNELS, by=street.actor(login), at=now(), unrehearsed=True
            )
    tried(TABLE)
    admin = street.actor("admin1")
    assert publish_routing(street=STREET, text=TABLE, channels=CHANNELS, by=admin, at=now()).published_by == admin.code


def test_rules_with_mistakes_are_refused_by_rule_and_change_nothing(street: Street) -> None:
    bad = TABLE.replace("safety.handler1", "nobody.here").replace("items: L0903", 'items: "99999"')
    with pytest.raises(RulesNotSound) as refused:
        publish(bad)
    assert set(refused.value.fields) == {"rules.2.unknown_post", "rules.5.unknown_item"}
    assert "nobody.here" in refused.value.fields["rules.2.unknown_post"]
    with pytest.raises(Invalid):
        publish("rules: [")
    assert RoutingVersion.objects.count() == 1


def test_a_published_version_never_changes(street: Street) -> None:
    row = publish()
    for change in ({"text": "x"}, {"table": {}}):
        with pytest.raises(DatabaseError), transaction.atomic():
            RoutingVersion.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        RoutingVersion.objects.filter(pk=row.pk).delete()


def test_another_streets_rules_are_behind_the_fence(street: Street) -> None:
    street.fence(370103004)
    assert not RoutingVersion.objects.exists()
    street.fence(0, 999_999_999)


# ── rehearsal ──────────────────────────────────────────────────────────────────────────────────────────────────────


def some_past(street: Street) -> None:
    for text, more in (
        ("垃圾", {}), ("路灯", {"item": "01037"}), ("煤气", {"item": "S0504"}), ("没地方", {"lon": None, "lat": None}),
        ("砸伤人", {"item": "S0501", "form": {"injured": "yes"}}), ("态度差", {"item": "L0903", "lon": None, "lat": None}),
    ):  # fmt: skip
        street.report(text, **more)


def test_rules_rehearsed_against_themselves_change_nothing(street: Street) -> None:
    publish()
    some_past(street)
    for then in (False, True):
        found = rehearse(parse(TABLE), street=STREET, span=Span(), at=NIGHT, then=then)
        assert (found.matters, found.changed, found.moved) == (6, 0, {})
        assert found.unrouted == found.unrouted_now == Matter.objects.filter(unrouted=True).count()


def test_a_rehearsal_tells_who_gets_what_and_which_rules_were_never_used(street: Street) -> None:
    some_past(street)
    before = list(Matter.objects.order_by("id").values())
    found = rehearse(parse(TABLE), street=STREET, span=Span(), at=now())
    moved = {(people_code(a), people_code(b)): line.count for (a, b), line in found.moved.items()}
    assert moved == {("c1.g1", "city.head"): 1, ("emergency.head", "safety.handler1"): 1}
    assert [name for _, name in found.never_used] == ["gas_at_night", "second_community"]
    assert (found.matters, found.changed, found.against) == (6, 2, 1)
    assert list(Matter.objects.order_by("id").values()) == before
    assert rehearse(parse(TABLE), street=STREET, span=Span(last=2), at=now()).matters == 2
    assert rehearse(parse(TABLE), street=STREET, span=Span(until=MORNING), at=now()).matters == 0


def people_code(post: int) -> str:
    return Post.objects.get(pk=post).code if post else ""


def test_a_rehearsal_goes_by_the_people_of_now_or_of_then(street: Street) -> None:
    some_past(street)
    with held(later(MORNING, days=3)):
        close("safety.handler1")
        draft = parse(TABLE)
        today = rehearse(draft, street=STREET, span=Span(), at=now())
        assert today.unrouted == today.unrouted_now + 1
        assert [(key, line.count) for key, line in today.failing.items() if key[0]] == [
            ((2, "post_closed", "safety.handler1"), 1)
        ]


# ── alarms ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def told(code: str) -> set[str]:
    return {Post.objects.get(pk=post).code for post in Notice.objects.filter(kind=code).values_list("post", flat=True)}


def test_the_list_alarms_once_then_upwards_and_is_over_when_somebody_has_it(street: Street) -> None:
    receipt = street.report("没有地点的事", lon=None, lat=None)
    assert scan_unrouted(at=now()) == 1
    assert scan_unrouted(at=now()) == 0
    assert told("routing.alarmed") == {"centre.head", "centre.dispatch"}
    with held(later(MORNING, minutes=59)):
        assert scan_unrouted(at=now()) == 0
    with held(later(MORNING, minutes=60)):
        assert scan_unrouted(at=now()) == 1
        assert scan_unrouted(at=now()) == 0
        leaders = told("routing.escalated")
        assert leaders >= {"street.secretary", "street.director"}
        assert all(code.startswith("street.") for code in leaders)
        actions.dispatch_matter(matter=receipt.id, handler="c1.g1", by=street.actor("dispatch1"), at=now())
        assert scan_unrouted(at=now()) == 1
    assert RoutingAlarm.objects.get().cleared_at == later(MORNING, minutes=60)
    assert Notice.objects.filter(kind__startswith="routing.").count() == 2 + len(leaders)
    codes = JournalLine.objects.filter(kind="routing_alarm").order_by("seq").values_list("code", flat=True)
    assert list(codes) == ["routing.alarmed", "routing.escalated", "routing.cleared"]


def test_a_working_hour_ends_in_the_next_office_hours(street: Street) -> None:
    with held(later(MORNING, hours=7, minutes=20)):  # 17:20, ten minutes before the close
        street.report("没有地点的事", lon=None, lat=None)
        scan_unrouted(at=now())
    assert RoutingAlarm.objects.get().escalate_at == later(MORNING, days=1, minutes=-40)  # 09:20 tomorrow


def test_a_matter_that_is_lost_again_alarms_again(street: Street) -> None:
    publish()
    receipt = street.report("没有地点的事", lon=None, lat=None)
    scan_unrouted(at=now())
    do = {"matter": receipt.id, "by": street.actor("dispatch1"), "at": now(), "reason": "核实"}
    actions.correct_matter(**do, grid=FIRST_GRID)
    scan_unrouted(at=now())
    close("safety.handler1")
    assert RoutingAlarm.objects.filter(cleared_at=None).count() == 0
    actions.correct_matter(**do, item="S0501")
    assert not scan_unrouted(at=now())  # nobody is hurt, so no rule failed
    Matter.objects.filter(pk=receipt.id).update(unrouted=True)
    assert scan_unrouted(at=now()) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        raise_alarm(matter=receipt.id, street=STREET, by=BY, at=now())
    Matter.objects.filter(pk=receipt.id).update(unrouted=False)


def test_closed_matters_and_imported_history_do_not_alarm(street: Street) -> None:
    receipt = street.report("没有地点的事", lon=None, lat=None)
    actions.decline_matter(
        matter=receipt.id, outcome="beyond_duty", answer="不属于职责范围", by=street.actor("dispatch1"), at=now()
    )
    assert scan_unrouted(at=now()) == 0


def test_the_worker_scans_for_unrouted_matters() -> None:
    from shiqiao.config.worker import ROUNDS

    (found,) = [one for one in ROUNDS if one.name == "unrouted"]
    assert found.load() is scan_unrouted
    assert found.every <= 10
