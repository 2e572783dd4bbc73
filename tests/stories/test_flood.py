"""A heavy-rain night from Ⅳ to Ⅱ: two do not answer, reports are missed, a house is evacuated, and the review tells it."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from shiqiao.base.time import now
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.notices.models import Notice
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.duty.emergency import alarms, hazards, manning, moving, piles, responding, stocking, zero
from shiqiao.scenes.duty.emergency.calltables import AlarmCall, AlarmTelling, ZeroReport
from shiqiao.scenes.duty.emergency.figures import figures
from shiqiao.scenes.duty.emergency.groundtables import Hazard, Relocation, Shelter, Stock
from shiqiao.scenes.duty.emergency.hazards import Checked, HazardGiven
from shiqiao.scenes.duty.emergency.moving import HouseholdGiven
from shiqiao.scenes.duty.emergency.responding import Order
from shiqiao.scenes.duty.emergency.stocking import StockMove
from shiqiao.scenes.duty.emergency.tables import Response, ResponsePost
from shiqiao.testing.street import STREET, Street
from tests.stories.telling import Telling

C2 = STREET * 1000 + 2
SILENT = ("c3.head", "c6.head")  # of the ten that are called at Ⅱ anew these two do not answer


@pytest.fixture
def tell(street: Street) -> Telling:
    return Telling(street)


class Night:
    """What happens in one night, told step by step; times are local, of 26 and 27 June 2018."""

    def __init__(self, tell: Telling) -> None:
        self.tell, self.street = tell, tell.street

    def moment(self, time: str) -> str:
        return f"2018-06-{'26' if time > '12' else '27'} {time}"

    def worker(self, first: str, last: str) -> None:
        """Let the worker make its rounds each ten minutes between two moments."""
        at, end = (datetime.fromisoformat(self.moment(one) + "+08:00") for one in (first, last))
        while at <= end:
            with self.tell.at(at.strftime("%Y-%m-%d %H:%M")):
                alarms.tell_again(at=now())
                zero.remind_missing(at=now())
            at += timedelta(minutes=10)

    def login(self, code: str) -> str:
        return {
            "emergency.head": "emergency1",
            "city.head": "city1",
            "safety.head": "safety1",
            "livelihood.head": "life1",
        }.get(code, code.replace(".", "").replace("safety", "safe"))

    def answer(self, row: Response, *, but: tuple[str, ...] = ()) -> int:
        """Let all who are called answer, but some; returns how many did."""
        done = 0
        for one in AlarmCall.objects.filter(response=row.pk, next_at__isnull=False).order_by("pk"):
            code = people.post(one.post).code
            if code not in but:
                alarms.answer_call(call=one.pk, by=self.street.actor(self.login(code)), at=now())
                done += 1
        return done

    def order(self, level: int, trigger: str) -> Order:
        return Order(level, trigger, people.post_by_code("street.director", STREET).id)

    def raise_to(self, row: Response, level: int, trigger: str) -> None:
        by = self.street.actor("leader2")
        responding.change_level(response=row.pk, order=self.order(level, trigger), by=by, at=now())

    def man(self, row: Response, code: str, login: str) -> None:
        one = ResponsePost.objects.get(response=row.pk, code=code, until=None)
        manning.man_post(place=one.pk, by=self.street.actor(login), at=now())

    def report(self, row: Response, *, but: tuple[str, ...] = ()) -> None:
        for one in ZeroReport.objects.filter(response=row.pk, sent_at=None, due_at__gt=now()):
            code = people.post(one.post).code
            if code not in but:
                figures_ = {"flooded": 1, "moved": 5} if code == "c2.head" else {}
                zero.send_report(report=one.pk, figures=figures_, by=self.street.actor(self.login(code)), at=now())


def test_a_heavy_rain_night_from_four_to_two_with_two_who_do_not_answer(tell: Telling) -> None:
    night = Night(tell)
    row, point = before_the_rain(night)
    silent_are_relieved(night, row)
    the_house_is_evacuated(night, row, point)
    reports_are_missed(night, row)
    morning_comes(night, row)


def before_the_rain(night: Night) -> tuple[Response, Hazard]:
    office = night.street.actor("emergency1")
    with night.tell.at("2018-06-26 17:00"):
        stocking.move_stock(move=StockMove("office_store", "sandbag", "in", 600), by=office, at=now())
        head = people.post_by_code("c2.head", STREET).id
        given = HazardGiven("危01", "dangerous_house", "聚善里平房", "聚善里平房", head, "苗石英")
        point = hazards.add_hazard(given=given, by=office, at=now())
    with night.tell.at("2018-06-26 19:00"):
        row = responding.start_response(kind="flood", order=night.order(4, "蓝色预警（虚构）"), by=office, at=now())
    with night.tell.at("2018-06-26 19:05"):
        assert night.answer(row) == 10
        night.man(row, "command", "emergency1")
    with night.tell.at("2018-06-26 22:00"):
        night.raise_to(row, 3, "六小时雨量 55 毫米（虚构）")
        assert night.answer(row) == 10
    with night.tell.at("2018-06-26 22:20"):
        night.man(row, "underpass", "city2")
        night.man(row, "cottages", "c2safe")
        move = StockMove("office_store", "sandbag", "out", 250, "岔路街片区", response=row.pk)
        stocking.move_stock(move=move, by=office, at=now())
    return row, point


def silent_are_relieved(night: Night, row: Response) -> None:
    """Two do not answer: they are told again, then their deputies, then the leader, who puts others in their place."""
    with night.tell.at("2018-06-26 23:30"):
        night.raise_to(row, 2, "三小时雨量 62 毫米（虚构）")
    with night.tell.at("2018-06-26 23:34"):
        assert night.answer(row, but=SILENT) == 10
    night.worker("23:40", "23:59")
    calls = list(AlarmCall.objects.filter(response=row.pk, next_at__isnull=False).order_by("pk"))
    assert [people.post(one.post).code for one in calls] == list(SILENT)
    assert [(one.told, one.stage) for one in calls] == [(3, 1), (3, 1)]
    assert Notice.objects.filter(kind="duty.emergency_unanswered").count() == 0
    night.worker("00:00", "00:20")
    told = AlarmTelling.objects.filter(call=calls[0].pk, stage=2)
    assert [people.post(one.post).code for one in told] == ["street.director", "street.director"]
    leader = night.street.actor("leader2")
    with night.tell.at("2018-06-27 00:25"):
        shown = board(row, "leader2")
        assert "2人未应答" in shown
        for one, code in zip(calls, ("c3.g1", "c6.g1"), strict=True):
            post = people.post_by_code(code, STREET).id
            made = alarms.relieve_call(call=one.pk, post=post, by=leader, at=now())
            alarms.answer_call(call=made.pk, by=night.street.actor(code.replace(".", "")), at=now())
    night.worker("00:30", "01:00")
    assert not AlarmCall.objects.filter(response=row.pk, next_at__isnull=False).exists()
    assert AlarmTelling.objects.filter(call=calls[0].pk).latest("pk").at.isoformat().startswith("2018-06-26T16:20")


def the_house_is_evacuated(night: Night, row: Response, point: Hazard) -> None:
    head = night.street.actor("c2head")
    with night.tell.at("2018-06-27 00:40"):
        photo = night.street.photo(by=head, purpose="evidence")
        found = Checked("water", (photo,), 35, (), "墙体渗水，住户需立即转移", matter=True)
        one, _ = hazards.check_hazard(hazard=point.pk, found=found, by=head, at=now())
        assert Matter.objects.get(pk=one.matter).urgent
        given = HouseholdGiven(C2, 5, "聚善里平房", "苗石英", hazard=point.pk)
        home = moving.list_household(response=row.pk, given=given, by=head, at=now())
    with night.tell.at("2018-06-27 01:05"):
        shelter = Shelter.objects.get(response=row.pk, code="c2_station")
        moving.move_household(relocation=home.pk, shelter=shelter.pk, by=head, at=now())
        assert "苗石英" not in board(row, "leader2")


def reports_are_missed(night: Night, row: Response) -> None:
    """Reports of 01:30 come from all but two; one of these sends it late, the other never."""
    with night.tell.at("2018-06-27 01:20"):
        night.report(row, but=("c5.head", "c8.head"))
    night.worker("01:30", "01:50")
    assert {people.post(one.post or 0).code for one in Notice.objects.filter(kind="duty.emergency_report_missing")} == {
        "c5.head", "c8.head", "emergency.head",
    }  # fmt: skip
    with night.tell.at("2018-06-27 02:10"):
        assert [(one.icon, one.tone) for one in piles.items(night.street.actor("c8head"), now())] == [("send", "red")]
        late = ZeroReport.objects.filter(response=row.pk, sent_at=None, due_at__lt=now())
        one = next(one for one in late if people.post(one.post).code == "c5.head")
        zero.send_report(report=one.pk, by=night.street.actor("c5head"), at=now())
    with night.tell.at("2018-06-27 03:10"):
        night.report(row)


def morning_comes(night: Night, row: Response) -> None:
    leader, office = night.street.actor("leader2"), night.street.actor("emergency1")
    with night.tell.at("2018-06-27 03:20"):
        night.raise_to(row, 4, "雨势减弱（虚构）")
    with night.tell.at("2018-06-27 07:30"):
        move = StockMove("office_store", "sandbag", "back", 180, response=row.pk)
        stocking.move_stock(move=move, by=office, at=now())
        post = people.post_by_code("street.director", STREET).id
        responding.end_response(response=row.pk, leader=post, words="预警解除", by=leader, at=now())
        assert alarms.tell_again(at=now()) == 0
    with night.tell.at("2018-06-27 08:30"):
        home = row_of_household(row)
        moving.return_household(relocation=home, by=night.street.actor("c2head"), at=now())
        responding.review_response(response=row.pk, words="两人未应答，已换人；一次零报告漏报。", by=office, at=now())
        row.refresh_from_db()
        told = figures(row, now())
        assert [(one.level, one.minutes) for one in told.spans] == [(4, 180), (3, 90), (2, 230), (4, 250)]
        assert (told.called, told.answered, told.relieved, told.to_deputy, told.to_leader) == (34, 32, 2, 2, 2)
        assert (told.posts, told.manned) == (5, 3)
        assert (told.reports, told.in_time, told.late, told.missing) == (16, 14, 1, 1)
        assert (told.people.listed, told.people.moved, told.people.returned) == (5, 5, 5)
        assert (told.checks, told.dangers, told.matters) == (1, 1, 1)
        assert told.stock == (("沙袋", 70, "只"),)
        assert Stock.objects.get().balance == 530
        shown = board(row, "c1head")
        assert "两人未应答，已换人" in shown
        assert "14 / 16" in shown
        paper = client("leader2").get(reverse("desk:emergency:review-pdf", args=[row.pk]))
        assert paper.content.startswith(b"%PDF")


def row_of_household(row: Response) -> int:
    return Relocation.objects.get(response=row.pk).pk


def client(login: str) -> Client:
    found = Client()
    found.force_login(Account.objects.get(username=login))
    return found


def board(row: Response, login: str) -> str:
    return client(login).get(reverse("desk:emergency:board", args=[row.pk])).content.decode()
