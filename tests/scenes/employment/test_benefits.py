"""Benefits: another decides, two that exclude each other are never received in one period, who is left out is listed."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from shiqiao.base.time import now
from shiqiao.scenes.employment import granting, reads
from shiqiao.scenes.employment.errors import EmploymentRefused, Excluded, OfficeOnly, SamePerson
from shiqiao.scenes.employment.models import Claim, JobSeeker
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.registering import Wanted
from shiqiao.scenes.employment.rules import conflicts
from shiqiao.testing.jobseekers import Living, Register
from shiqiao.testing.street import STREET, Street

TODAY = date(2018, 6, 27)


def claim(street: Street, seeker: JobSeeker, benefit: str = "public_post", since: date = TODAY) -> Claim:
    return granting.claim_benefit(
        seeker=seeker.pk, benefit=benefit, since=since, proof="unemployment_card", by=street.actor("life2"), at=now()
    )


def test_another_decides_than_who_entered_it(street: Street, living: Living, register: Register) -> None:
    made = claim(street, register(living()))
    with pytest.raises(OfficeOnly):
        granting.approve_claim(claim=made.pk, by=street.actor("c1head"), at=now())
    row = granting.approve_claim(claim=made.pk, by=street.actor("life1"), at=now())
    assert (row.state, row.during.upper) == ("approved", date(2019, 6, 27))
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=made.pk).update(decided_by=made.made_by)
    own = granting.claim_benefit(
        seeker=register().pk, benefit="public_post", since=TODAY, proof="statement", by=street.actor("life1"), at=now()
    )
    with pytest.raises(SamePerson):
        granting.approve_claim(claim=own.pk, by=street.actor("life1"), at=now())


def test_what_the_records_do_not_show_needs_a_reason(street: Street, register: Register) -> None:
    made = claim(street, register(), "older_bridge")
    assert set(made.unmet) == {"before_pension", "registered_days"}
    with pytest.raises(EmploymentRefused):
        granting.approve_claim(claim=made.pk, by=street.actor("life1"), at=now())


def test_a_member_of_the_household_is_excluded_too(street: Street, living: Living, register: Register) -> None:
    by = street.actor("life1")
    first, second = register(living("桥一")), register(living("桥二", born=1980, sex=2))
    granting.approve_claim(claim=claim(street, first, "zero_family").pk, by=by, at=now())
    wanted = claim(street, JobSeeker.objects.get(pk=second.pk), "public_post")
    with pytest.raises(Excluded):
        granting.approve_claim(claim=wanted.pk, by=by, at=now())
    refused = granting.refuse_claim(
        claim=wanted.pk, why="excluded", remark="同户正在享受零就业家庭援助金", by=by, at=now()
    )
    assert refused.excluded_by == Claim.objects.get(benefit="zero_family").pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=wanted.pk).update(state="approved")


def test_who_is_entitled_and_does_not_receive_is_listed_until_it_is_received_or_excluded(
    street: Street, living: Living, register: Register
) -> None:
    by, table = street.actor("leader1"), rules_of(STREET)
    row = register(living(), wanted=Wanted(categories=("disabled",)))

    def left_out() -> dict[int, list[str]]:
        return {one.pk: codes for one, codes in reads.entitled(by, table, TODAY).rows}

    assert left_out() == {row.pk: ["public_post", "zero_family"]}
    granting.approve_claim(claim=claim(street, row, "zero_family").pk, by=street.actor("life1"), at=now())
    assert left_out() == {}
    granting.end_claim(
        claim=Claim.objects.get().pk, on=TODAY, remark="户内有人就业", by=street.actor("life1"), at=now()
    )
    assert left_out() == {row.pk: ["public_post", "zero_family"]}


MONTHS = some.integers(0, 20)
ASKED = some.lists(
    some.tuples(
        some.integers(0, 2),
        some.sampled_from(["flexible_insurance", "public_post", "zero_family", "start_up", "older_bridge"]),
        MONTHS,
        some.integers(1, 8),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=ASKED)
def test_a_household_never_holds_two_excluding_benefits_in_one_period(
    street: Street, living: Living, register: Register, asked: list[tuple[int, str, int, int]]
) -> None:
    """Whatever is written, by whatever way: the database takes what may stand beside what stands, and refuses the rest."""
    table = rules_of(STREET)
    pairs = {frozenset(one.between): one.within for one in table.exclusions}
    homes = {one.code for one in table.benefits if one.scope == "household"}
    people = [(1001, 9001), (1002, 9001), (1003, 0)]  # person, household
    stands: list[tuple[int, int, str, tuple[date, date]]] = []
    with transaction.atomic():
        for who, code, first, length in asked:
            person, home = people[who]
            span = (_month(first), _month(first + length))
            may = not any(
                (code == other and (person == p or (code in homes and home and home == h)) and _meet(span, during))
                or (
                    conflicts([(other, during)], code, span, pairs)
                    and (person == p or (_wide(code, other, pairs, homes) and home and home == h))
                )
                for p, h, other, during in stands
            )
            taken = _put(person, home, code, code in homes, span)
            assert taken == may
            if taken:
                stands.append((person, home, code, span))
        transaction.set_rollback(True)


def _month(number: int) -> date:
    return date(2018 + number // 12, number % 12 + 1, 1)


def _meet(one: tuple[date, date], other: tuple[date, date]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _wide(code: str, other: str, pairs: dict[frozenset[str], str], homes: set[str]) -> bool:
    return pairs.get(frozenset({code, other})) == "household" or bool({code, other} & homes)


def _put(person: int, home: int, code: str, wide: bool, span: tuple[date, date]) -> bool:
    try:
        with transaction.atomic():
            Claim.objects.create(
                street=STREET, seeker=person, person=person, household=home, benefit=code, state="approved",
                scope="household" if wide else "person", during=DateRange(*span), proof="statement", at=now(),
            )  # fmt: skip
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError:
        return False
    return True
