"""Scores of affairs: they follow the journal, from the affair's first day on, and open onto the affair."""

from datetime import date
from typing import Any

import pytest

from shiqiao.base.time import held, now
from shiqiao.kernel.scoring import actions as scoring
from shiqiao.kernel.scoring import following, reads
from shiqiao.scenes.hall import actions
from shiqiao.scenes.hall.acts import Came
from shiqiao.scenes.hall.models import Affair
from shiqiao.scenes.hall.work import KIND
from shiqiao.surfaces.desk.scoreopens import opened
from shiqiao.testing.street import STREET, Street, later

from .conftest import Take, station

COMMUNITY, JUNE, JULY = 370103003001, date(2018, 6, 1), date(2018, 7, 1)


def counted(code: str, kind: str = "community", subject: int = COMMUNITY) -> tuple[int, int]:
    """Return hits and counts of June."""
    return reads.counts(STREET, kind, JUNE, JULY).get(subject, {}).get(code, (0, 0))


def deliver(street: Street, row: Affair) -> Affair:
    """Decide and deliver an affair at its counter, on the spot."""
    by = street.actor("c1head")
    actions.decide(affair=row.pk, granted=True, by=by, at=now())
    came = Came("own", row.station)
    return actions.deliver(affair=row.pk, how="counter", station=row.station, came=came, by=by, at=now())


def test_a_line_of_the_journal_has_the_affair_counted_and_its_row_opens_onto_it(street: Street, take: Take) -> None:
    scoring.reckon(at=now())
    assert counted("done_at_once") == (0, 0)
    row = deliver(street, take())
    following.follow_all(STREET, {KIND: {row.pk}}, at=now())
    assert counted("done_at_once") == (1, 1)
    assert counted("zero_trip", "unit", station("c1")) == (0, 1)
    leader = street.actor("leader1")
    (behind,) = reads.behind(leader, "community", COMMUNITY, "done_at_once", JUNE, JULY, now())
    assert (behind.onto, behind.number) == (KIND, str(row.pk))
    page = opened(leader, behind.onto, [behind.number])[behind.number]
    assert page.url == f"/affairs/{row.pk}/"
    assert "办〔2018〕1号" in page.name
    assert opened(street.actor("city2"), KIND, [behind.number]) == {}, "who sees no affairs opens none"


def test_only_days_since_an_affair_was_taken_in_are_counted_anew(
    street: Street, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, date]] = []
    real = scoring.count_part

    def noted(street: int, span: Any, part: Any, **more: Any) -> None:
        done.append((part.source.onto, span.since))
        real(street, span, part, **more)

    first = take()
    with held(later(now(), days=5)):
        row = deliver(street, take(at="c1", identity="", name="春聚"))
        monkeypatch.setattr(scoring, "count_part", noted)
        following.follow_all(STREET, {KIND: {row.pk}}, at=now())
        assert {onto for onto, _ in done} == {KIND}
        assert min(since for _, since in done) == date(2018, 7, 2)
        done.clear()
        following.follow_all(STREET, {KIND: {row.pk, first.pk}}, at=now())
        assert min(since for _, since in done) == date(2018, 6, 27)
