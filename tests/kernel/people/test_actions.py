"""Appointing, assigning, leave and deputies: what the actions do and what the database refuses."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shiqiao.base import snapshots
from shiqiao.base.actor import Actor, system
from shiqiao.base.crypto import decrypt
from shiqiao.base.errors import Conflict, Forbidden, Invalid, ShiqiaoError
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.people import actions, reads
from shiqiao.kernel.people.models import Account, Holding, Post, Responsibility

from .offices import AT, BY, GRIDS, NEW_YEAR, NEXT_STREET, STREET, Office, make_office

pytestmark = pytest.mark.django_db
JUNE = date(2018, 6, 1)


def days(row: object) -> tuple[date, date | None]:
    during = type(row).objects.get(pk=row.pk).during  # type: ignore[attr-defined]
    return during.lower, during.upper


def test_a_new_appointment_ends_the_former_on_that_day(office: Office) -> None:
    former = Holding.objects.get(post=office.posts["g01"])
    new = actions.appoint(post=office.posts["g01"], account=office.people["g02"], start=JUNE, **BY)
    assert (days(former), days(new)) == ((NEW_YEAR, JUNE), (JUNE, None))
    assert reads.holder_of(office.posts["g01"].pk, AT).account == office.people["g02"].pk


def test_appointing_the_same_person_again_changes_nothing(office: Office) -> None:
    before = JournalLine.objects.count()
    again = actions.appoint(post=office.posts["g01"], account=office.people["g01"], start=JUNE, **BY)
    assert days(again) == (NEW_YEAR, None)
    assert JournalLine.objects.count() == before


def test_a_second_holder_since_the_same_day_is_refused_with_the_remedy(office: Office) -> None:
    with pytest.raises(Conflict) as caught:
        actions.appoint(post=office.posts["g01"], account=office.people["g02"], start=NEW_YEAR, **BY)
    assert "End that holding first" in caught.value.fields["start"]
    assert Holding.objects.filter(post=office.posts["g01"]).count() == 1


def test_an_appointment_that_runs_into_a_later_one_is_refused_and_nothing_is_half_written(office: Office) -> None:
    actions.appoint(post=office.posts["g01"], account=office.people["g02"], start=date(2018, 9, 1), **BY)
    with pytest.raises(Conflict):
        actions.appoint(post=office.posts["g01"], account=office.people["head"], start=JUNE, **BY)
    assert {days(row) for row in Holding.objects.filter(post=office.posts["g01"])} == {
        (NEW_YEAR, date(2018, 9, 1)),
        (date(2018, 9, 1), None),
    }
    limited = actions.appoint(
        post=office.posts["g01"], account=office.people["head"], start=JUNE, end=date(2018, 9, 1), **BY
    )
    assert days(limited) == (JUNE, date(2018, 9, 1))


def test_an_account_of_another_street_cannot_hold_a_post(office: Office) -> None:
    stranger = make_office(NEXT_STREET).people["g01"]
    with pytest.raises(Invalid) as caught:
        actions.appoint(post=office.posts["g01"], account=stranger, start=JUNE, **BY)
    assert "account" in caught.value.fields


def test_ending_a_holding_leaves_a_gap_that_falls_to_the_head(office: Office) -> None:
    assign(office, "g01")
    actions.end_holding(post=office.posts["g01"], on=JUNE, **BY)
    found = reads.responsible_for(GRIDS[0], "city", AT)
    assert (found.post_code, found.by, found.gap, found.reason) == ("head", "community_head", True, "no_holder")
    with pytest.raises(Conflict):
        actions.end_holding(post=office.posts["g01"], on=JUNE, **BY)


def test_an_appointment_is_called_off_before_it_begins(office: Office) -> None:
    actions.end_holding(post=office.posts["g01"], on=NEW_YEAR, **BY)
    assert not Holding.objects.filter(post=office.posts["g01"]).exists()


def assign(
    office: Office, code: str, grid: int = GRIDS[0], line: str = "city", start: date = NEW_YEAR
) -> Responsibility:
    return actions.assign_responsibility(post=office.posts[code], grid=grid, line=line, start=start, **BY)


def test_assigning_anew_ends_the_former_assignment(office: Office) -> None:
    former, new = assign(office, "g01"), assign(office, "g02", start=JUNE)
    assert (days(former), days(new)) == ((NEW_YEAR, JUNE), (JUNE, None))
    assert reads.responsible_for(GRIDS[0], "city", AT).post_code == "g02"
    assert assign(office, "g02", start=AT.date()) == new


def test_a_second_responsible_post_since_the_same_day_is_refused(office: Office) -> None:
    assign(office, "g01")
    with pytest.raises(Conflict) as caught:
        assign(office, "g02")
    assert caught.value.params["grid"] == GRIDS[0]


@pytest.mark.parametrize(
    ("grid", "line", "field"),
    [(370103004001001, "city", "grid"), (GRIDS[0], "nonsense", "line"), (GRIDS[0], "city", "line")],
)
def test_a_wrong_grid_or_line_is_named(office: Office, grid: int, line: str, field: str) -> None:
    if line == "city" and field == "line":
        office.posts["g01"].lines = ["safety"]
    with pytest.raises(Invalid) as caught:
        assign(office, "g01", grid, line)
    assert list(caught.value.fields) == [field]


def test_a_deputy_answers_during_leave_and_without_one_the_head_does(office: Office) -> None:
    assign(office, "g01")
    leave = {"account": office.people["g01"], "start": date(2018, 6, 25), "end": date(2018, 6, 30)}
    actions.take_leave(**leave, reason="annual", **BY)
    assert reads.responsible_for(GRIDS[0], "city", AT).reason == "no_deputy"
    actions.name_deputy(post=office.posts["g01"], deputy_post=office.posts["g02"], start=NEW_YEAR, **BY)
    found = reads.responsible_for(GRIDS[0], "city", AT)
    assert (found.post_code, found.account, found.by, found.gap) == ("g01", office.people["g02"].pk, "deputy", False)
    assert reads.ladder(office.posts["g01"].pk) == [office.posts[code].pk for code in ("g02", "head", "leader")]
    actions.end_leave(account=office.people["g01"], on=date(2018, 6, 27), **BY)
    assert reads.responsible_for(GRIDS[0], "city", AT).by == "holder"
    with pytest.raises(Conflict):
        actions.take_leave(**leave, **BY)


def test_the_reason_of_a_leave_does_not_enter_the_journal(office: Office) -> None:
    actions.take_leave(account=office.people["g01"], start=JUNE, reason="sick", **BY)
    line = JournalLine.objects.get(code="people.leave_taken")
    assert "sick" not in str(line.data)


def test_a_person_enters_the_own_leave_and_nobody_elses(office: Office) -> None:
    me = reads.actor_for(office.people["g01"])
    actions.take_leave(account=office.people["g01"], start=JUNE, by=me, at=AT)
    with pytest.raises(Forbidden):
        actions.take_leave(account=office.people["g02"], start=JUNE, by=me, at=AT)


def test_only_those_who_manage_people_appoint_and_only_in_their_street(office: Office) -> None:
    member, leader = reads.actor_for(office.people["g01"]), reads.actor_for(office.people["leader"])
    with pytest.raises(Forbidden):
        actions.appoint(post=office.posts["g02"], account=office.people["g01"], start=JUNE, by=member, at=AT)
    with pytest.raises(Forbidden):
        actions.add_account(street=NEXT_STREET, username="x", display_name="某", by=leader, at=AT)
    with pytest.raises(Forbidden):
        actions.add_post(
            unit=office.unit, code="root", title_zh="x", title_en="x", roles=["admin"],
            territory=STREET * 1_000_000, by=leader, at=AT,
        )  # fmt: skip


def test_phones_are_encrypted_and_the_journal_holds_no_names(office: Office) -> None:
    account = actions.add_account(street=STREET, username="zhao", display_name="赵某", phone="13800000001", **BY)
    stored = bytes(Account.objects.get(pk=account.pk).phone)
    assert b"13800000001" not in stored
    assert decrypt(stored, context=actions.PHONE) == "13800000001"
    texts = str(list(JournalLine.objects.values_list("data", "actor")))
    assert "赵某" not in texts
    assert "甲" not in texts


@pytest.mark.parametrize(("code", "field"), [("g01", "code"), ("x", "territory")])
def test_what_the_database_refuses_names_the_field(office: Office, code: str, field: str) -> None:
    territory = GRIDS[0] if field == "code" else NEXT_STREET * 1_000_000
    with pytest.raises(ShiqiaoError) as caught:
        actions.add_post(
            unit=office.unit, code=code, title_zh="x", title_en="x", roles=["handler"], territory=territory, **BY
        )
    assert list(caught.value.fields) == [field]
    with pytest.raises(Conflict) as taken:
        actions.add_account(street=STREET, username=office.people["g01"].username, display_name="x", **BY)
    assert list(taken.value.fields) == ["username"]


def test_a_weak_password_is_refused_and_another_persons_must_be_changed(office: Office) -> None:
    account = office.people["g01"]
    with pytest.raises(Invalid) as caught:
        actions.set_password(account=account, password="12345", **BY)
    assert "password" in caught.value.fields
    assert actions.set_password(account=account, password="long-enough-7", **BY).must_change_password
    mine = actions.set_password(account=account, password="my own phrase 7", by=reads.actor_for(account), at=AT)
    assert mine.check_password("my own phrase 7")
    assert not mine.must_change_password


def test_a_shut_account_is_a_gap(office: Office) -> None:
    assign(office, "g01")
    actions.close_account(account=office.people["g01"], **BY)
    assert reads.responsible_for(GRIDS[0], "city", AT).reason == "holder_inactive"
    assert reads.actor_for(office.people["g01"]).roles == frozenset()


def test_a_closed_post_is_a_gap(office: Office) -> None:
    assign(office, "g01")
    actions.close_post(post=office.posts["g01"], **BY)
    assert reads.responsible_for(GRIDS[0], "city", AT).reason == "post_closed"
    actions.end_responsibility(grid=GRIDS[0], line="city", on=JUNE, **BY)
    assert reads.responsible_for(GRIDS[0], "city", AT).reason == "no_responsibility"


RAW = {
    "people_holding": ("post_id, account_id", "{post}, {account}"),
    "people_responsibility": ("grid, line_id, post_id", f"{GRIDS[0]}, 'city', {{post}}"),
    "people_deputyship": ("post_id, deputy_account_id", "{post}, {account}"),
    "people_leave": ("account_id, reason", "{account}, 'other'"),
}


@pytest.mark.parametrize("table", RAW)
def test_the_database_itself_never_lets_two_stand_in_one_place(office: Office, table: str) -> None:
    columns, values = RAW[table]
    who = actions.add_account(street=STREET, username="new", display_name="新", **BY).pk
    empty = actions.add_post(
        unit=office.unit, code="new", title_zh="x", title_en="x", roles=["handler"], territory=GRIDS[0], **BY
    ).pk

    def insert(during: str) -> None:
        filled = values.format(post=empty, account=who)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (street, during, {columns}) VALUES ({STREET}, %s::daterange, {filled})", [during]
            )

    insert("[2018-01-01,2018-06-01)")
    insert("[2018-06-01,)")
    for overlap in ("[2018-05-31,2018-06-01)", "[2017-01-01,2018-01-02)", "[2019-01-01,)", "empty", "(,2017-01-01)"):
        with pytest.raises(IntegrityError):
            insert(overlap)


def test_the_fence_hides_the_posts_of_another_street_and_refuses_writes(office: Office, fenced: object) -> None:
    make_office(NEXT_STREET)
    fenced(NEXT_STREET)  # type: ignore[operator]
    assert set(Post.objects.values_list("street", flat=True)) == {NEXT_STREET}
    assert not Post.objects.filter(pk=office.posts["g01"].pk).update(title_zh="x")
    with pytest.raises(ShiqiaoError):
        actions.appoint(post=office.posts["g01"], account=office.people["g02"], start=JUNE, **BY)
    snapshots.drop()
    assert reads.post(office.posts["g01"].pk).code == "g01", "the snapshot is loaded over all streets"
    assert set(Post.objects.values_list("street", flat=True)) == {NEXT_STREET}, "and leaves the fence as it was"


def test_who_acts_for_a_post_is_an_actor_in_that_post_alone(office: Office) -> None:
    both, one = office.people["leader"], office.posts["g01"]
    actions.appoint(post=one, account=both, start=JUNE, **BY)
    actor = reads.actor_in(one.pk, AT)
    assert (actor.account, actor.post, actor.code, actor.street) == (both.pk, one.pk, one.code, STREET)
    assert actor.roles == frozenset(one.roles)


def test_an_actor_has_the_roles_of_the_chosen_post_or_of_all(office: Office) -> None:
    actions.appoint(post=office.posts["g02"], account=office.people["head"], start=JUNE, **BY)
    head = office.people["head"]
    both = reads.actor_for(head)
    assert (both.roles, both.street, both.code) == ({"community_head", "grid_member"}, STREET, "head")
    assert both.reach.span == (GRIDS[0] - 1, GRIDS[0] + 998)
    one = reads.actor_for(head, office.posts["g02"].pk)
    assert (one.roles, one.reach.span, one.post) == ({"grid_member"}, (GRIDS[1], GRIDS[1]), office.posts["g02"].pk)
    with pytest.raises(Forbidden):
        reads.actor_for(head, office.posts["g01"].pk)


def test_routing_asks_the_database_nothing(office: Office, django_assert_num_queries: object) -> None:
    assign(office, "g01")
    reads.responsible_for(GRIDS[0], "city", AT)
    with django_assert_num_queries(0):  # type: ignore[operator]
        for hours in range(48):
            reads.responsible_for(GRIDS[0], "safety", AT + timedelta(hours=hours))
            reads.actor_for(office.people["g01"])


def test_a_day_begins_at_local_midnight(office: Office) -> None:
    assign(office, "g01", start=date(2018, 6, 27))
    midnight = AT - timedelta(hours=10)
    assert not reads.responsible_for(GRIDS[0], "city", midnight).gap
    assert reads.responsible_for(GRIDS[0], "city", midnight - timedelta(seconds=1)).gap


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["appoint", "end_holding", "assign", "end_assignment", "leave", "back", "deputy"]),
        st.sampled_from(["g01", "g02"]),
        st.sampled_from(["g01", "g02", "head"]),
        st.integers(0, 30),
        st.integers(0, 15),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_sequence_of_acts_gives_two_accountable_or_hides_a_gap(office: Office, steps: list[tuple]) -> None:  # type: ignore[type-arg]
    point = transaction.savepoint()
    try:
        for step in steps:
            try:
                play(office, *step)
            except (Conflict, Invalid):
                continue
        judge(office)
    finally:
        transaction.savepoint_rollback(point)
        snapshots.drop()


def play(office: Office, act: str, code: str, who: str, first: int, length: int) -> None:
    post, person = office.posts[code], office.people[who]
    start = JUNE + timedelta(days=first)
    span = {"start": start, "end": start + timedelta(days=length) if length else None}
    {
        "appoint": lambda: actions.appoint(post=post, account=person, **span, **BY),
        "end_holding": lambda: actions.end_holding(post=post, on=start, **BY),
        "assign": lambda: actions.assign_responsibility(post=post, grid=GRIDS[0], line="city", **span, **BY),
        "end_assignment": lambda: actions.end_responsibility(grid=GRIDS[0], line="city", on=start, **BY),
        "leave": lambda: actions.take_leave(account=person, **span, **BY),
        "back": lambda: actions.end_leave(account=person, on=start, **BY),
        "deputy": lambda: actions.name_deputy(post=post, deputy=person, **span, **BY),
    }[act]()


def judge(office: Office) -> None:
    for number in range(-1, 50):
        at = AT.replace(day=1) + timedelta(days=number)
        day = reads.day_of(at)
        assigned = list(Responsibility.objects.filter(grid=GRIDS[0], line="city", during__contains=day))
        holders = list(Holding.objects.filter(post__in=[row.post_id for row in assigned], during__contains=day))
        assert len(assigned) <= 1
        assert len(holders) <= 1
        found = reads.responsible_for(GRIDS[0], "city", at)
        assert found.account is not None
        if not holders:
            assert found.gap, "a hole is never hidden"
        elif found.by == "holder":
            assert found.account == holders[0].account_id


def test_the_system_acts_without_a_street(office: Office) -> None:
    line = actions.add_line(code="green", title_zh="环保", title_en="Environment", by=system("demo"), at=AT)
    assert [row.code for row in reads.lines()] == ["city", "green", "livelihood", "safety"]
    assert actions.add_line(code="green", title_zh="x", title_en="x", by=system("demo"), at=AT) == line
    with pytest.raises(Forbidden):
        actions.add_line(code="x", title_zh="x", title_en="x", by=Actor("account", "x"), at=AT)


def test_the_posts_to_choose_from_are_titled_in_the_readers_language(office: Office) -> None:
    post = office.posts["g01"]
    titles = {"title_zh": "网格员", "title_en": "Grid member"}
    actions.change_post(post=post, unit=office.unit, roles=["grid_member"], territory=GRIDS[0], **titles, **BY)
    with override("zh-hans"):
        assert reads.posts_of(office.people["g01"]) == [(post.pk, "网格员")]
    with override("en"):
        assert reads.posts_of(office.people["g01"]) == [(post.pk, "Grid member")]
