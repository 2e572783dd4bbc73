"""督办问责: a second red light raises an order, the answer comes late, a yellow card is proposed, answered and decided."""

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Conflict, Forbidden, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.clocks.actions import scan_alarms
from shiqiao.kernel.notices.reads import inbox
from shiqiao.scenes.supervision import actions, discipline, discipline_reads
from shiqiao.scenes.supervision.models import DisciplineMatter, DisciplineStep, SupervisionOrder
from shiqiao.scenes.supervision.rounds import propose_steps, raise_orders
from shiqiao.testing.street import Street

from .telling import Telling


def test_from_the_second_red_light_to_the_decided_yellow_card(street: Street, tell: Telling) -> None:
    with tell.at("2018-06-27 10:00"):
        receipt = street.report("下水管道堵塞", item="01002")
        tell.dispatch(receipt, "city.handler1")
    with tell.at("2018-07-09 17:00"):
        scan_alarms(at=now())
        assert raise_orders(at=now()) == 1
    order = SupervisionOrder.objects.get(rule="second_red_light")
    with tell.at("2018-07-12 09:00"):  # the term of one working day is long over
        assert propose_steps(at=now()) == 0
        late = actions.answer_order(
            order=order.id, answer="配件缺货，昨日到货，今日完工", refs=[Ref("matter", receipt.id)], by=street.actor("city2"),
            at=now(),
        )  # fmt: skip
        assert late.late
        actions.accept_order(order=order.id, by=street.actor("supervision1"), at=now())
        assert [propose_steps(at=now()) for _ in range(3)] == [1, 0, 0]
    matter, step = DisciplineMatter.objects.get(), DisciplineStep.objects.get(state="proposed")
    assert (matter.person, step.rung, step.refs) == (
        street.actor("city2").account,
        "yellow_card",
        [f"supervision_order:{order.id}"],
    )
    assert list(DisciplineStep.objects.filter(state="imposed").order_by("id").values_list("rung", flat=True)) == [
        "reminder",
        "order",
    ]
    assert "supervision.discipline_proposed" in {notice.kind for notice in inbox(street.actor("city2"))}
    with tell.at("2018-07-12 15:00"):
        decide = {"step": step.id, "impose": True, "reason": "逾期属实，已补救，给予黄牌"}
        with pytest.raises(Conflict, match="has not answered"):
            discipline.decide_step(by=street.actor("leader4"), at=now(), **decide)  # type: ignore[arg-type]
        with pytest.raises(IntegrityError), transaction.atomic():  # nor by the database
            DisciplineStep.objects.filter(pk=step.id).update(state="imposed")
        for other in ("city1", "life1", "supervision1", "auditor1", "admin1"):
            with pytest.raises(NotFound):
                discipline_reads.access_matter(street.actor(other), matter.id)
        discipline.answer_step(step=step.id, answer="配件采购延误，今后提前预警", by=street.actor("city2"), at=now())
    with tell.at("2018-07-13 09:00"):
        with pytest.raises(Forbidden):
            discipline.decide_step(by=street.actor("city2"), at=now(), **decide)  # type: ignore[arg-type]
        discipline.decide_step(by=street.actor("leader4"), at=now(), **decide)  # type: ignore[arg-type]
        assert "supervision.discipline_decided" in {notice.kind for notice in inbox(street.actor("city2"))}
        discipline.close_discipline(matter=matter.id, by=street.actor("leader4"), at=now())
        assert propose_steps(at=now()) == 0  # the same order carries no second card
    step.refresh_from_db()
    assert (step.state, step.decided_by) == ("imposed", street.actor("leader4").account)
