"""Benefits: another decides, two that exclude each other are never received in one period, who is left out is listed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from shiqiao.base.actor import system
from shiqiao.base.time import now
from shiqiao.kernel.notices.reads import inbox
from shiqiao.kernel.registry import actions as registry
from shiqiao.scenes.employment import clashes, granting, moved, reads
from shiqiao.scenes.employment.definitions import Table
from shiqiao.scenes.employment.errors import EmploymentRefused, Excluded, OfficeOnly, SamePerson
from shiqiao.scenes.employment.models import Bar, Claim, JobSeeker
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.registering import Wanted
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


def moves(street: Street, person: int, home: int) -> None:
    """The registry learns that somebody lives elsewhere; the worker's round looks at it."""
    registry.move_in(person=person, household=home, on=TODAY, by=system("test", street=STREET), at=now())
    moved.reckon_zero(at=now())


def test_who_moves_together_with_an_excluding_benefit_is_a_clash_that_a_person_decides(
    street: Street, living: Living, register: Register, enter: Callable[[str], Client], home: int
) -> None:
    by = street.actor("life1")
    first, second = register(living("桥一")), register(living("桥二", born=1980, sex=2, at_home=False))
    aid, post = claim(street, first, "zero_family"), claim(street, second, "public_post")
    granting.approve_claim(claim=aid.pk, by=by, at=now())
    granting.approve_claim(claim=post.pk, remark="困难", by=by, at=now())
    assert enter("life1").get("/employment/benefits/clashes/").context["rows"] == []
    moves(street, second.person, home)
    post.refresh_from_db()
    assert (post.state, post.household) == ("approved", 0), "neither ends by itself"
    assert post.clashes_since is not None
    told = [one for one in inbox(by) if one.kind == "employment.claim_clashes"]
    assert [one.subject_id for one in told] == [post.pk]
    moved.reckon_zero(at=now())
    assert [one.kind for one in inbox(by)].count("employment.claim_clashes") == 1, "told once"
    page = enter("life1").get("/employment/benefits/clashes/").content.decode()
    for number in (aid.pk, post.pk):
        assert f"/employment/benefits/{number}/end/" in page
    assert "/employment/benefits/clashes/" in enter("life1").get("/employment/benefits/").content.decode()
    assert f"/employment/benefits/{aid.pk}/" in enter("life1").get(f"/employment/benefits/{post.pk}/").content.decode()
    granting.end_claim(claim=aid.pk, on=TODAY, remark="已合户", by=by, at=now())
    post.refresh_from_db()
    assert (post.household, post.clashes_since) == (home, None)
    assert enter("life1").get("/employment/benefits/clashes/").context["rows"] == []


def test_what_is_received_follows_the_person_into_and_out_of_a_household(
    street: Street, living: Living, register: Register, home: int
) -> None:
    by = street.actor("life1")
    row = register(living("桥三", at_home=False))
    made = claim(street, row)
    granting.approve_claim(claim=made.pk, remark="困难", by=by, at=now())
    moves(street, row.person, home)
    made.refresh_from_db()
    assert (made.household, made.clashes_since) == (home, None)
    bars = Bar.objects.filter(claim=made.pk, holder_kind="household").values_list("holder", flat=True)
    assert set(bars) == {home}
    registry.move_out(
        person=row.person, on=date(2018, 6, 28), state="present", by=system("test", street=STREET), at=now()
    )
    moved.reckon_zero(at=now())
    made.refresh_from_db()
    assert made.household == JobSeeker.objects.get(pk=row.pk).household == 0


MONTHS = some.integers(0, 20)
HOMES = (0, 9001, 9002)
CODES = ["flexible_insurance", "public_post", "zero_family", "start_up", "older_bridge"]
ASKED = some.lists(
    some.one_of(
        some.tuples(some.integers(0, 2), some.sampled_from(CODES), MONTHS, some.integers(1, 8)),
        some.tuples(some.integers(0, 2), some.just("move"), some.sampled_from(HOMES), some.just(0)),
    ),
    max_size=14,
)


@dataclass
class Stands:
    """A benefit as the model keeps it: the household that the database knows, and whether it clashes."""

    claim: int
    person: int
    home: int
    code: str
    span: tuple[date, date]
    clashes: bool = False


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=ASKED)
def test_a_household_never_holds_two_excluding_benefits_in_one_period(
    street: Street, living: Living, register: Register, asked: list[tuple[int, str, int, int]]
) -> None:
    """Whatever is written, by whatever way, whoever moves: the database takes what may stand beside what stands."""
    model = Model(rules_of(STREET))
    with transaction.atomic():
        for number in range(3):
            JobSeeker.objects.create(
                street=STREET, person=1001 + number, household=model.homes[number], state="registered", since=TODAY,
                registered_on=TODAY, at=now(),
            )  # fmt: skip
        rows = list(JobSeeker.objects.filter(person__in=(1001, 1002, 1003)).order_by("person"))
        for who, code, first, length in asked:
            if code == "move":
                model.move(who, first)
                JobSeeker.objects.filter(pk=rows[who].pk).update(household=first)
                clashes.follow(STREET, [rows[who].pk], system("test", street=STREET), now())
            else:
                one = Stands(0, who, model.homes[who], code, (_month(first), _month(first + length)))
                one.claim = _put(rows[who], one.home, code, code in model.wide, one.span)
                assert bool(one.claim) == model.may(one)
                if one.claim:
                    model.stands.append(one)
            kept = {row.pk: row for row in Claim.objects.all()}
            for one in model.stands:
                row = kept[one.claim]
                assert (row.household, row.clashes_since is not None) == (one.home, one.clashes)
        transaction.set_rollback(True)


class Model:
    """What may stand beside what, told a second time without a database."""

    def __init__(self, table: Table) -> None:
        self.pairs = {frozenset(one.between): one.within for one in table.exclusions}
        self.wide = {one.code for one in table.benefits if one.scope == "household"}
        self.homes = [9001, 9001, 0]
        self.stands: list[Stands] = []

    def may(self, new: Stands) -> bool:
        """Tell whether a benefit may stand beside the others."""
        return not any(self._bars(new, one) for one in self.stands if one is not new)

    def _bars(self, new: Stands, one: Stands) -> bool:
        if not _meet(new.span, one.span):
            return False
        same, at_home = new.person == one.person, bool(new.home) and new.home == one.home
        pair = frozenset({new.code, one.code})
        if len(pair) > 1 and pair not in self.pairs:
            return False
        wide = bool(pair & self.wide) or self.pairs.get(pair) == "household"
        return same or (wide and at_home)

    def move(self, who: int, home: int) -> None:
        """Somebody lives elsewhere: what is received today or later follows, unless that clashes."""
        self.homes[who] = home
        for one in self.stands:
            if one.person == who and one.span[1] > TODAY:
                before, one.home = one.home, home
                one.clashes = not self.may(one)
                if one.clashes:
                    one.home = before


def _month(number: int) -> date:
    return date(2018 + number // 12, number % 12 + 1, 1)


def _meet(one: tuple[date, date], other: tuple[date, date]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _put(seeker: JobSeeker, home: int, code: str, wide: bool, span: tuple[date, date]) -> int:
    """Write an approved claim past every action; 0 where the database refuses it."""
    try:
        with transaction.atomic():
            return Claim.objects.create(
                street=STREET, seeker=seeker.pk, person=seeker.person, household=home, benefit=code, state="approved",
                scope="household" if wide else "person", during=DateRange(*span), proof="statement", at=now(),
            ).pk  # fmt: skip
    except IntegrityError:
        return 0
