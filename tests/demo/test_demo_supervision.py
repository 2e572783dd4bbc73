"""The demo's supervision: orders in every state, a case with a full file, one with an empty one, two matters of discipline."""

from shiqiao.base.time import held
from shiqiao.demo.plot import CUT
from shiqiao.scenes.supervision import demo, dossier, rectify_reads
from shiqiao.scenes.supervision.discipline_reads import steps_of
from shiqiao.scenes.supervision.models import DisciplineMatter, OrderEntry, Rectification, SupervisionOrder
from shiqiao.testing.street import STREET, Street


def test_the_morning_shows_orders_cases_and_discipline_in_their_states(street: Street) -> None:
    with held(CUT):
        demo.load(STREET)
        counts = _counts()
        demo.load(STREET)
    assert _counts() == counts, "a second time changes nothing"
    assert set(SupervisionOrder.objects.values_list("state", flat=True)) >= {"raised", "answered", "closed"}
    done, running = Rectification.objects.order_by("handed_on")
    assert list(dossier.still_wanted([one.kind for one in rectify_reads.papers_of(done.matter)])) == []
    assert list(dossier.still_wanted([one.kind for one in rectify_reads.papers_of(running.matter)])) != []
    proposed, opened = DisciplineMatter.objects.order_by("opened_at")
    assert [(one.rung, one.state) for one in steps_of([proposed.pk])][-1] == ("yellow_card", "imposed")
    assert [(one.rung, one.state) for one in steps_of([opened.pk])] == [("reminder", "proposed")]


def test_all_of_it_is_marked_as_invented(street: Street) -> None:
    with held(CUT):
        demo.load(STREET)
    by_hand = SupervisionOrder.objects.exclude(raised_by=0)
    for rows in (by_hand, Rectification.objects.all(), DisciplineMatter.objects.all()):
        assert rows.exists()
        assert not rows.filter(invented=False).exists()


def _counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (SupervisionOrder, OrderEntry, Rectification, DisciplineMatter))
