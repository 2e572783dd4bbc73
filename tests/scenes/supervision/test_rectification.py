"""Environmental cases: every step rests on its papers, who rectified decides nothing, publicity has an end."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.matters.actions import Given, Receipt, Report, move_matter
from shiqiao.kernel.matters.errors import ConditionNotMet
from shiqiao.scenes.supervision import dossier, rectify, rectify_reads
from shiqiao.scenes.supervision.models import Rectification
from shiqiao.testing.street import FIRST_GRID, Street
from tests.stories.telling import Telling

DAY = date(2018, 6, 27)


@pytest.fixture
def case(street: Street) -> Receipt:
    """A case that city management has."""
    report = Report(
        street=street.number, source="test", source_id=uuid4().hex, channel="office", item="H0102", text="烧烤店油烟直排",
        grid=FIRST_GRID,
    )  # fmt: skip
    given = rectify.CaseGiven("D370000201806270012", "省环保督察组（演示）", "provincial", DAY, date(2018, 7, 27))
    return rectify.take_in_case(report=report, given=given, by=street.actor("dispatch1"), at=now())


def paper(street: Street, case: Receipt, kind: str, login: str, **more: object) -> None:
    by = street.actor(login)
    files = () if kind == dossier.OBJECTION else (street.photo(by=by, purpose="document", colour="white"),)
    rectify.file_paper(matter=case.id, kind=kind, dated=DAY, files=files, by=by, at=now(), **more)  # type: ignore[arg-type]


def move(street: Street, case: Receipt, do: str, login: str, **given: object) -> str:
    return move_matter(matter=case.id, do=do, given=Given(**given), by=street.actor(login), at=now()).state  # type: ignore[arg-type]


def rectified(street: Street, case: Receipt) -> None:
    paper(street, case, "assignment", "dispatch1")
    matters.dispatch_matter(matter=case.id, handler="city.handler1", by=street.actor("dispatch1"), at=now())
    move(street, case, "accept", "city2")
    for kind in ("ledger", "plan", "rectified"):
        paper(street, case, kind, "city2")
    proof = (street.photo(by=street.actor("city2"), purpose="document"),)
    assert move(street, case, "finish", "city2", result="已安装净化设施", evidence=proof) == "checking"


def test_a_case_goes_all_the_way_and_its_file_is_complete(street: Street, case: Receipt, tell: Telling) -> None:
    rectified(street, case)
    paper(street, case, "district_acceptance", "supervision1")
    assert move(street, case, "accept_result", "check1", result="区级验收合格") == "publicising"
    since, until = DAY, date(2018, 7, 4)
    rectify.make_public(
        matter=case.id, since=since, until=until, where="区政府网站", by=street.actor("city2"), at=now()
    )
    paper(street, case, "publicity", "city2")
    paper(street, case, "objection", "city2", text="夜间仍有油烟")
    with tell.at("2018-07-04 17:00"), pytest.raises(ConditionNotMet, match="not over"):
        move(street, case, "end_publicity", "dispatch1", result="无异议")
    with tell.at("2018-07-05 09:00"):
        with pytest.raises(ConditionNotMet, match="not settled"):
            move(street, case, "end_publicity", "dispatch1", result="无异议")
        objection = next(one for one in rectify_reads.papers_of(case.id) if one.kind == "objection")
        rectify.settle_objection(paper=objection.id, answer="已复测达标", by=street.actor("city2"), at=now())
        assert move(street, case, "end_publicity", "dispatch1", result="异议已处理") == "signing"
        paper(street, case, "signature", "leader1")
        assert move(street, case, "sign", "leader1", result="同意上报") == "reviewing"
        paper(street, case, "city_review", "supervision1")
        paper(street, case, "strike_off", "supervision1")
        assert move(street, case, "close", "check1", result="市级复核通过") == "closed"
    assert dossier.still_wanted(one.kind for one in rectify_reads.papers_of(case.id)) == []


@pytest.mark.parametrize(("do", "login"), [("accept", "dispatch1")])
def test_a_step_without_its_paper_is_kept_back_with_the_remedy(
    street: Street, case: Receipt, do: str, login: str
) -> None:
    with pytest.raises(ConditionNotMet, match="hands the case on"):
        move(street, case, do, login)


def test_who_rectified_neither_accepts_nor_files_the_decision(street: Street, case: Receipt) -> None:
    rectified(street, case)
    with pytest.raises(Forbidden):
        paper(street, case, "district_acceptance", "city2")
    paper(street, case, "district_acceptance", "supervision1")
    with pytest.raises(Forbidden):
        move(street, case, "accept_result", "city2", result="合格")


def test_a_number_is_on_file_once_also_by_the_database(street: Street, case: Receipt) -> None:
    report = Report(
        street=street.number,
        source="test",
        source_id=uuid4().hex,
        channel="office",
        item="H0101",
        text="扬尘",
        grid=FIRST_GRID,
    )
    given = rectify.CaseGiven("D370000201806270012", "组", "city", DAY, DAY)
    with pytest.raises(Conflict):
        rectify.take_in_case(report=report, given=given, by=street.actor("dispatch1"), at=now())
    row = Rectification.objects.get(matter=case.id)
    row.matter += 1
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_what_is_wrong_with_a_case_is_named_by_field(street: Street) -> None:
    report = Report(
        street=street.number, source="t", source_id="1", channel="office", item="H0101", text="扬尘", grid=FIRST_GRID
    )
    given = rectify.CaseGiven("", " ", "moon", DAY, date(2018, 6, 1))
    with pytest.raises(Invalid) as wrong:
        rectify.take_in_case(report=report, given=given, by=street.actor("dispatch1"), at=now())
    assert set(wrong.value.fields) == {"upstream", "team", "source", "rectify_by"}


def test_a_matter_is_tied_once_and_only_one_that_is_seen(street: Street, case: Receipt, given: Receipt) -> None:
    by = street.actor("dispatch1")
    for _again in range(2):
        rectify.tie_record(matter=case.id, subject=Ref("matter", given.id), by=by, at=now())
    assert rectify_reads.ties_of(case.id) == [Ref("matter", given.id)]
    with pytest.raises(Invalid):
        rectify.tie_record(matter=case.id, subject=Ref("matter", 10**9), by=by, at=now())


@pytest.mark.parametrize(
    ("login", "sees"),
    [
        ("leader1", True),
        ("dispatch1", True),
        ("supervision1", True),
        ("c1head", True),
        ("c2head", False),
        ("life1", False),
    ],
)
def test_who_sees_a_case(street: Street, case: Receipt, login: str, sees: bool) -> None:
    actor = street.actor(login)
    assert bool(rectify_reads.cases(actor).rows) is sees
    if not sees:
        with pytest.raises(NotFound):
            rectify_reads.access_case(actor, case.number)
