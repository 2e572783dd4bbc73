"""5S: a finding with its photo is put right by the station, looked at again by another, and the month's score moves."""

from datetime import date

import pytest

from shiqiao.base.time import now
from shiqiao.kernel.notices.reads import inbox
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.hall.fives import findings, reads, scored, walking
from shiqiao.scenes.hall.fives.errors import FixedByYourself
from shiqiao.scenes.hall.fives.findings import Seen
from shiqiao.testing.street import STREET, Street

from .telling import Telling

JUNE = date(2018, 6, 1)
FIVE = dict.fromkeys(("sort", "arrange", "sweep", "keep", "smile"), 5)


def score(unit: int) -> int | None:
    """Return the score of June in tenths."""
    return scored.scores(STREET, [JUNE], now())[unit, JUNE].score


def test_a_finding_is_fixed_by_the_station_and_closed_by_another_and_the_score_moves(
    street: Street, tell: Telling
) -> None:
    unit = people.unit_by_code("c4_service_station", STREET).id
    checker, head, other = (street.actor(login) for login in ("check1", "c4s1", "check2"))
    # The checker walks through the station in the morning: bicycles stand on the ramp.
    with tell.at("2018-06-25 09:00"):
        row = walking.begin_round(station=unit, by=checker, at=now())
        for area in walking.areas_of(row):
            marks = {**FIVE, "arrange": 2} if area.code == "outside" else FIVE
            walking.mark_area(round=row.pk, area=area.code, marks=marks, by=checker, at=now())
        photo = street.photo(by=checker, purpose="before", colour="red")
        seen = Seen(unit, "outside", "arrange", "非机动车挡住无障碍坡道", (photo,), round=row.pk)
        found = findings.record_finding(seen=seen, by=checker, at=now())
        walking.finish_round(round=row.pk, by=checker, at=now())
        assert score(unit) == 956  # 122 of 125 points, less 2 for what is open
    assert [one.kind for one in inbox(head)][:1] == ["hall.finding_found"]
    # The head of the station has them moved and a line drawn, and shows it.
    with tell.at("2018-06-25 16:30"):
        photo = street.photo(by=head, purpose="after")
        findings.fix_finding(finding=found.pk, words="已移走，划线停放", photos=(photo,), by=head, at=now())
        assert score(unit) == 956
        with pytest.raises(FixedByYourself):
            findings.recheck_finding(finding=found.pk, good=True, by=head, at=now())
    # Another checker comes by the next day, sees the ramp free, and closes.
    with tell.at("2018-06-26 10:00"):
        found = findings.recheck_finding(finding=found.pk, good=True, words="坡道畅通", by=other, at=now())
        assert (found.state, found.late) == ("closed", False)
        assert found.checked_by not in (0, found.fixed_by)
        assert score(unit) == 976
    assert [one.purpose for one in reads.files_of(found)] == ["before", "after"]
    assert [one.kind for one in reads.entries_of(found)] == ["found", "fixed", "closed"]
