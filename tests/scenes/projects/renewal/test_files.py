"""Household files along the table of moves; what must never happen is refused by the database too."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.time import held, now
from shiqiao.scenes.projects.renewal import fairness, filing, measures, planning, progress, signing
from shiqiao.scenes.projects.renewal.errors import FileNotSo, FlatTaken, NotTheTime, OnFileAlready, SignedByYourself
from shiqiao.scenes.projects.renewal.filing import Chosen, Surveyed
from shiqiao.scenes.projects.renewal.publishing import publish_terms, terms_of
from shiqiao.scenes.projects.renewal.tables import Flat, Renewal, RenewalFile, Signature
from shiqiao.testing.street import Street

from .conftest import Begin, Open


def refused(**values: object) -> None:
    """The database refuses a change of the only project."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Renewal.objects.update(**values)


def test_thirty_days_and_the_hearing_are_kept_by_the_database(street: Street, begin: Begin) -> None:
    row, by = begin(draft=True, old_town=True), street.actor("leader1")
    given = {"renewal": row.pk, "by": by, "at": now()}
    with pytest.raises(Invalid) as told:
        planning.consult(first=date(2018, 4, 1), last=date(2018, 4, 30), **given)
    assert "last" in told.value.fields
    refused(consult_from=date(2018, 4, 1), consult_until=date(2018, 4, 30))
    planning.consult(first=date(2018, 4, 1), last=date(2018, 5, 1), **given)
    planning.count_answers(asked=20, objecting=11, **given)
    with pytest.raises(Invalid):
        planning.decide_renewal(day=date(2018, 5, 1), **given)  # the consultation still runs
    with pytest.raises(Invalid):
        planning.decide_renewal(day=date(2018, 5, 10), **given)  # no hearing
    refused(decided_on=date(2018, 5, 10))
    planning.hear(day=date(2018, 4, 20), **given)
    planning.decide_renewal(day=date(2018, 5, 10), **given)
    with pytest.raises(Invalid):
        planning.open_signing(first=date(2018, 6, 1), bonus=date(2018, 5, 30), last=date(2018, 7, 1), **given)
    refused(sign_from=date(2018, 6, 1), bonus_until=date(2018, 5, 30), sign_until=date(2018, 7, 1))


def test_a_file_goes_to_its_new_home(street: Street, begin: Begin, offered: Open) -> None:
    row, by, checker = begin(), street.actor("leader1"), street.actor("check1")
    planning.add_flats(renewal=row.pk, flats=[("1-101", "60", 6000), ("1-102", "60", 6000)], by=by, at=now())
    one = offered(row, choice="exchange", area=3000)[0]
    assert one.supplement == one.value // 2  # 30 m² are counted as 45
    first, second = Flat.objects.order_by("code")
    with pytest.raises(FlatTaken):
        signing.sign(file=one.pk, by=by, at=now())
    filing.reserve_flat(file=one.pk, flat=first.pk, by=by, at=now())
    filing.reserve_flat(file=one.pk, flat=second.pk, by=by, at=now())
    assert Flat.objects.get(pk=first.pk).state == "free"
    one = signing.sign(file=one.pk, by=by, at=now())
    assert (one.number, one.agreement, one.state) == (1, "chalujie-0001", "signed")
    with pytest.raises(IntegrityError), transaction.atomic():
        Flat.objects.filter(pk=first.pk).update(state="signed", file=one.pk)  # one household, one flat
    with pytest.raises(SignedByYourself):
        signing.audit(file=one.pk, good=True, by=by, at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        RenewalFile.objects.filter(pk=one.pk).update(state="audited", audited_at=now(), audited_by=one.signed_by)
    one = signing.audit(file=one.pk, good=True, by=checker, at=now())
    filing.dispute(file=one.pk, words="过渡期房租补助有异议", by=by, at=now())
    with pytest.raises(FileNotSo):
        signing.advance(file=one.pk, do="vacate", by=by, at=now())
    filing.settle(file=one.pk, words="按公布标准核对无误", by=by, at=now())
    for do, state in (("vacate", "vacated"), ("pay", "paid"), ("house", "housed")):
        assert signing.advance(file=one.pk, do=do, by=by, at=now()).state == state
    assert Flat.objects.get(pk=second.pk).state == "signed"
    with pytest.raises(FileNotSo):
        signing.void(file=one.pk, words="晚了", by=checker, at=now())


def test_numbers_stay_when_a_signature_is_void(street: Street, begin: Begin, signed: Open) -> None:
    row, by = begin(), street.actor("leader1")
    files = signed(row, 3)
    with pytest.raises(Invalid):
        signing.void(file=files[1].pk, words=" ", by=street.actor("check1"), at=now())
    signing.void(file=files[1].pk, words="产权人尚未到场", by=street.actor("check1"), at=now())
    again = signing.sign(file=files[1].pk, by=by, at=now())
    assert again.number == 4
    assert list(Signature.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]
    assert Signature.objects.get(number=2).voided_at is not None
    with pytest.raises(IntegrityError), transaction.atomic():  # a gap
        Signature.objects.create(street=row.street, renewal=row.pk, number=6, before=5, file=99, at=now())
    with pytest.raises(Exception, match=r"numbers stay|permission denied"), transaction.atomic():
        Signature.objects.filter(number=4).delete()
    assert measures.of_renewal(Renewal.objects.get(pk=row.pk))["void_signatures"] == (1, 4)


def test_the_bonus_counts_as_of_the_day_of_signing(street: Street, begin: Begin, offered: Open) -> None:
    row, by = begin(), street.actor("leader1")
    early, late, never = offered(row, 3)
    assert "in_time" in early.items
    assert signing.sign(file=early.pk, by=by, at=now()).total == early.total
    with held(now() + timedelta(days=10)):
        assert "in_time" not in signing.sign(file=late.pk, by=by, at=now()).items
    with pytest.raises(NotTheTime):
        signing.decide(file=never.pk, words="市中补决〔2018〕1号", by=by, at=now())
    with held(now() + timedelta(days=20)):
        with pytest.raises(NotTheTime):
            signing.sign(file=never.pk, by=by, at=now())
        decided = signing.decide(file=never.pk, words="市中补决〔2018〕1号", by=by, at=now())
        assert (decided.state, decided.number) == ("decided", None)
        assert signing.advance(file=never.pk, do="vacate", by=by, at=now()).state == "vacated"
    assert progress.whole(progress.standings(row.pk)).signed == 2  # who was decided upon has not signed


def test_like_flats_have_like_terms_or_a_reason(street: Street, begin: Begin, offered: Open) -> None:
    row, by, checker = begin(), street.actor("leader1"), street.actor("check1")
    files = offered(row, 5)
    filing.offer_files(offers={files[0].pk: Chosen("money", 500_000, "重病困难家庭，经集体研究")}, by=by, at=now())
    RenewalFile.objects.filter(pk=files[1].pk).update(value=files[1].value * 12 // 10)
    with pytest.raises(Invalid):
        filing.offer_files(offers={files[2].pk: Chosen("money", 1)}, by=by, at=now())
    changed = terms_of(row.street, row.pk).model_dump_json().replace('"amount":2000', '"amount":2500')
    publish_terms(renewal=row.pk, text=changed, by=by, at=now())
    filing.offer_files(offers={files[4].pk: Chosen("money")}, by=by, at=now())
    row.refresh_from_db()
    told = fairness.deviations(row).rows
    assert [(one.measure, one.file.pk, bool(one.reason)) for one in told] == [
        ("price", files[1].pk, False), ("terms", files[4].pk, False), ("extra", files[0].pk, True),
    ]  # fmt: skip
    filing.explain(file=files[1].pk, measure="price", words="临街，评估报告第12页", by=checker, at=now())
    assert fairness.deviations(row).open == sum(not one.reason for one in fairness.deviations(row).rows) == 1


def test_a_dwelling_has_one_file_and_lines_are_named(street: Street, begin: Begin) -> None:
    row, by = begin(), street.actor("leader1")
    filing.survey(renewal=row.pk, found=[Surveyed("A", "dwelling", 5000, dwelling=7)], by=by, at=now())
    with pytest.raises(OnFileAlready):
        filing.survey(renewal=row.pk, found=[Surveyed("B", "dwelling", 5000, dwelling=7)], by=by, at=now())
    with pytest.raises(Invalid) as told:
        filing.survey(
            renewal=row.pk, found=[Surveyed("A", "dwelling", 1), Surveyed("Z", "dwelling", 1)], by=by, at=now()
        )
    assert told.value.params["line"] == 2
    assert RenewalFile.objects.count() == 1
    with pytest.raises(Conflict):
        begin()


def test_who_may_not_work_on_it_cannot(street: Street, begin: Begin, signed: Open) -> None:
    row = begin()
    one = signed(row)[0]
    with pytest.raises(Forbidden):
        signing.audit(file=one.pk, good=True, by=street.actor("c1g1"), at=now())
    with pytest.raises(NotFound):
        signing.correct(file=one.pk, words="已改", by=street.actor("c4head"), at=now())  # another community
    with pytest.raises(Forbidden):
        planning.publish_result(renewal=row.pk, by=street.actor("c1head"), at=now())
    with pytest.raises(FileNotSo):
        signing.correct(file=one.pk, words="已改", by=street.actor("c1head"), at=now())
