"""Discipline: rung after rung, each with evidence, heard before it is decided; seen by few; erased after its time."""

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.actor import Ref, system
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.people.models import Post
from shiqiao.kernel.retention import hooks
from shiqiao.scenes.supervision import discipline, discipline_reads, exports
from shiqiao.scenes.supervision.models import RUNGS, DisciplineMatter, DisciplineStep
from shiqiao.testing.street import Street


@pytest.fixture
def opened(street: Street, given: Receipt) -> DisciplineMatter:
    """A matter about the first handler of city management, invented."""
    return discipline.open_discipline(
        post=Post.objects.get(code="city.handler1").pk, fault="slow_work", reason="两次催办未动",
        refs=[Ref("matter", given.id)], invented=True, by=street.actor("leader1"), at=now(),
    )  # fmt: skip


def heard(street: Street, step: DisciplineStep, *, impose: bool = True, by: str = "leader4") -> None:
    discipline.answer_step(step=step.id, answer="已整改", by=street.actor("city2"), at=now())
    discipline.decide_step(step=step.id, impose=impose, reason="情况属实", by=street.actor(by), at=now())


def test_the_ladder_is_climbed_rung_by_rung(street: Street, given: Receipt, opened: DisciplineMatter) -> None:
    leader, refs = street.actor("leader1"), [Ref("matter", given.id)]
    heard(street, DisciplineStep.objects.get(matter=opened.id))
    with pytest.raises(Invalid) as skipped:
        discipline.propose_step(matter=opened.id, rung="red_card", reason="又拖", refs=refs, by=leader, at=now())
    assert set(skipped.value.fields) == {"rung"}
    for rung in RUNGS[1:]:
        heard(
            street, discipline.propose_step(matter=opened.id, rung=rung, reason="又拖", refs=refs, by=leader, at=now())
        )
    imposed = DisciplineStep.objects.filter(matter=opened.id, state="imposed").order_by("id")
    assert tuple(imposed.values_list("rung", flat=True)) == RUNGS


def test_a_step_that_was_dropped_may_be_proposed_again_and_the_next_may_not(
    street: Street, given: Receipt, opened: DisciplineMatter
) -> None:
    leader, refs = street.actor("leader1"), [Ref("matter", given.id)]
    heard(street, DisciplineStep.objects.get(matter=opened.id), impose=False)
    with pytest.raises(Invalid):
        discipline.propose_step(matter=opened.id, rung="order", reason="拖", refs=refs, by=leader, at=now())
    again = discipline.propose_step(matter=opened.id, rung="reminder", reason="拖", refs=refs, by=leader, at=now())
    assert again.state == "proposed"


def test_one_step_at_a_time_and_each_rests_on_a_record(
    street: Street, given: Receipt, opened: DisciplineMatter
) -> None:
    leader = street.actor("leader1")
    with pytest.raises(Conflict):
        discipline.propose_step(
            matter=opened.id, rung="reminder", reason="拖", refs=[Ref("matter", given.id)], by=leader, at=now()
        )
    heard(street, DisciplineStep.objects.get(matter=opened.id))
    for refs in ([], [Ref("matter", 10**9)]):
        with pytest.raises(Invalid) as nothing:
            discipline.propose_step(matter=opened.id, rung="order", reason="拖", refs=refs, by=leader, at=now())
        assert set(nothing.value.fields) == {"refs"}
    with pytest.raises(IntegrityError), transaction.atomic():
        DisciplineStep.objects.filter(matter=opened.id).update(refs=[])


def test_who_proposed_does_not_decide_even_by_the_database(street: Street, opened: DisciplineMatter) -> None:
    step = DisciplineStep.objects.get(matter=opened.id)
    discipline.answer_step(step=step.id, answer="已整改", by=street.actor("city2"), at=now())
    with pytest.raises(Forbidden):
        discipline.decide_step(step=step.id, impose=True, reason="属实", by=street.actor("leader1"), at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        DisciplineStep.objects.filter(pk=step.id).update(decided_by=street.actor("leader1").account)


@pytest.mark.parametrize(
    ("login", "sees"),
    [("leader1", True), ("leader5", True), ("city2", True), ("city1", False), ("supervision1", False), ("auditor1", False),
     ("admin1", False), ("security1", False), ("dispatch1", False), ("life1", False)],
)  # fmt: skip
def test_only_leaders_and_the_person_see_it(street: Street, opened: DisciplineMatter, login: str, sees: bool) -> None:
    actor = street.actor(login)
    assert bool(discipline_reads.matters(actor).rows) is sees
    if not sees:
        with pytest.raises(NotFound):
            discipline_reads.access_matter(actor, opened.id)
        with pytest.raises((Forbidden, NotFound)):
            discipline.answer_step(step=DisciplineStep.objects.get().id, answer="x", by=actor, at=now())


def test_whom_a_leader_names_sees_it_and_changes_nothing(street: Street, opened: DisciplineMatter) -> None:
    named = street.actor("supervision1")
    discipline.name_reader(matter=opened.id, account=named.account or 0, by=street.actor("leader1"), at=now())
    assert discipline_reads.access_matter(named, opened.id).id == opened.id
    with pytest.raises(Forbidden):
        discipline.close_discipline(matter=opened.id, by=named, at=now())
    with pytest.raises(Invalid):
        discipline.name_reader(matter=opened.id, account=10**9, by=street.actor("leader1"), at=now())


def test_what_is_invented_says_so_in_the_export(street: Street, opened: DisciplineMatter) -> None:
    rows = list(exports.discipline_rows(street.actor("leader1"), {}))
    assert [row[-1] for row in rows] == ["虚构"] or [row[-1] for row in rows] == ["invented"]


def test_the_journal_holds_no_words_about_the_person(street: Street, opened: DisciplineMatter) -> None:
    lines = JournalLine.objects.filter(kind="discipline", subject=opened.id)
    assert "催办" not in str(list(lines.values_list("data", flat=True)))


def test_texts_are_erased_after_the_time_of_keeping_and_rungs_stay(street: Street, opened: DisciplineMatter) -> None:
    holding = hooks.holding("discipline")
    assert holding is not None
    assert holding.stops([opened.id], now())
    heard(street, DisciplineStep.objects.get(matter=opened.id))
    discipline.close_discipline(matter=opened.id, by=street.actor("leader1"), at=now())
    assert holding.stops([opened.id], now()) == {}
    order = hooks.Order(Ref("discipline", opened.id), hooks.TEXTS, "rule", system("test"), now())
    assert holding.erase(order) == {"texts": 2}
    assert holding.erase(order) == {}
    step = DisciplineStep.objects.get(matter=opened.id)
    assert (step.answer, step.decision, step.rung, step.state) == (None, None, "reminder", "imposed")
