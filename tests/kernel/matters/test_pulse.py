"""What a screen shows of a street: figures that agree with the records, grids by light, what breaks next."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from shiqiao.base.time import held, now
from shiqiao.kernel.matters import actions, pulse
from shiqiao.kernel.matters.models import Matter
from shiqiao.surfaces.desk.forms import day_start
from shiqiao.testing.street import FIRST_GRID, MORNING, STREET, Street, later

CHANNELS = ("phone", "hotline")


def due(street: Street, number: int, **by: float) -> None:
    Matter.objects.filter(pk=street.report(f"第{number}处路灯不亮").id).update(next_due=now() + timedelta(**by))


def the_day() -> dict[str, object]:
    return {"begins": day_start(now()), "ends": day_start(now(), 1)}


def test_open_matters_are_counted_by_how_their_term_stands(street: Street) -> None:
    for number, by in enumerate(({"hours": -1}, {"hours": -30}, {"hours": 2}, {"days": 2}, {"days": 9}, {"days": 3})):
        due(street, number, **by)
    Matter.objects.filter(pk=street.report("挂账的").id).update(next_due=None, paused=True)
    found = pulse.open_now(STREET, at=now(), ends=day_start(now(), 1))
    assert (found.late, found.today, found.later, found.paused, found.all) == (2, 1, 3, 1, 7)


def test_a_grid_has_the_light_of_its_worst_matter_and_counts_no_further_than_it_must(street: Street) -> None:
    grids = [FIRST_GRID, FIRST_GRID + 1]

    def lights() -> dict[int, pulse.GridLight]:
        return dict(pulse.lights(grids, at=now(), ends=day_start(now(), 1)))

    assert [lights()[grid].light for grid in grids] == ["grey", "grey"]
    due(street, 1, days=3)
    assert lights()[FIRST_GRID] == pulse.GridLight(0, 0, 1)
    due(street, 2, hours=3)
    assert lights()[FIRST_GRID].light == "yellow"
    due(street, 3, minutes=-1)
    assert lights()[FIRST_GRID].light == "red"
    assert lights()[FIRST_GRID + 1].light == "grey"


def test_the_day_is_told_by_hours_and_an_echo_counts_on_the_day_itself(street: Street) -> None:
    with held(later(MORNING, hours=-1)):
        heard, silent = street.report("有人听的"), street.report("没人听的")
        street.report("巡查发现的", channel="patrol", by=street.actor("c1g1"))
    actions.answer_matter(matter=heard.id, answer="已联系，今天派人去看", by=street.actor("dispatch1"), at=now())
    found = pulse.today(STREET, channels=CHANNELS, **the_day())
    assert (found.owed, found.echoed) == (2, 1)
    assert found.reported[9] == 3
    assert sum(found.closed) == 0
    with held(later(MORNING, days=1)):
        actions.answer_matter(matter=silent.id, answer="昨天没来得及答复", by=street.actor("dispatch1"), at=now())
        assert pulse.today(STREET, channels=CHANNELS, **the_day()).owed == 0
    assert pulse.today(STREET, channels=CHANNELS, **the_day()).echoed == 1, "an echo of the next day is none of today"


def test_what_breaks_next_comes_nearest_first_without_a_word_of_the_report(street: Street) -> None:
    for number, hours in enumerate((5, 1, 3, -2)):
        due(street, number, hours=hours)
    found = pulse.next_to_break(STREET, at=now(), most=2)
    assert [round((one.due - now()).total_seconds() / 3600) for one in found] == [1, 3]
    assert "路灯" not in repr(found)
    assert found[0].community == FIRST_GRID // 1000


def test_the_questions_are_as_many_with_more_matters(street: Street) -> None:
    counts = []
    for many in (1, 8):
        for number in range(many):
            due(street, number, hours=number - 3)
        with CaptureQueriesContext(connection) as asked:
            pulse.open_now(STREET, at=now(), ends=day_start(now(), 1))
            pulse.lights([FIRST_GRID], at=now(), ends=day_start(now(), 1))
            pulse.today(STREET, channels=CHANNELS, **the_day())
            pulse.next_to_break(STREET, at=now(), most=6)
        counts.append(len(asked))
    assert counts == [8, 8]
