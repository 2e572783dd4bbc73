"""The three powers: none gives itself another's, nobody raises oneself, nobody holds two at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Conflict, Forbidden, Invalid
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.people import actions, devices, handing, logins, portfolios, reads, tokens
from shiqiao.kernel.people.models import AccessToken, Account, Deputyship, Holding, Post
from shiqiao.kernel.people.powers import MAY, POWERS, may, powers_of

from .offices import AT, BY, GRIDS, NEW_YEAR, NEXT_STREET, STREET, Office, make_office, with_power

pytestmark = pytest.mark.django_db
TODAY = AT.date()
Act = Callable[[Actor], object]


def post_values(post: Post, **more: object) -> dict[str, object]:
    values = {
        "post": post, "unit": post.unit, "title_zh": post.title_zh, "title_en": post.title_en, "roles": post.roles,
        "territory": post.territory, "lines": post.lines, "head_of": post.head_of,
    }  # fmt: skip
    return {**values, **more}


def rights_acts(office: Office) -> dict[str, Act]:
    """What only a security administrator does, as acts of whoever."""
    person, post = office.people["g02"], office.posts["g02"]
    new = {"unit": office.unit, "code": "new", "title_zh": "新岗", "title_en": "New", "territory": STREET * 1_000_000}
    return {
        "add post": lambda by: actions.add_post(roles=["handler"], by=by, at=AT, **new),
        "change post": lambda by: actions.change_post(**post_values(post, roles=["dispatcher"]), by=by, at=AT),
        "close post": lambda by: actions.close_post(post=post, by=by, at=AT),
        "add account": lambda by: actions.add_account(street=STREET, username="n", display_name="新", by=by, at=AT),
        "lock": lambda by: actions.close_account(account=person, by=by, at=AT),
        "unlock": lambda by: actions.reopen_account(account=person, by=by, at=AT),
        "reset": lambda by: logins.reset_password(account=person, by=by, at=AT),
        "slips": lambda by: logins.issue_logins(street=STREET, by=by, at=AT),
        "token": lambda by: tokens.issue_token(name="x", post=post, by=by, at=AT),
    }


@pytest.mark.parametrize("act", ["add post", "change post", "close post", "add account", "lock", "unlock", "reset",
                                 "slips", "token"])  # fmt: skip
def test_only_a_security_administrator_of_the_street_gives_rights(office: Office, act: str) -> None:
    do = rights_acts(office)[act]
    others = [with_power(office, role) for role in ("admin", "auditor")]
    others += [reads.actor_for(office.people[name]) for name in ("leader", "head", "g01")]
    others.append(with_power(make_office(NEXT_STREET), "security_admin"))
    for by in others:
        with pytest.raises(Forbidden), transaction.atomic():
            do(by)
    do(with_power(office, "security_admin"))


def test_leaders_staff_ordinary_posts_and_only_security_administrators_those_with_power(office: Office) -> None:
    leader, security = reads.actor_for(office.people["leader"]), with_power(office, "security_admin")
    admin, target = with_power(office, "admin"), office.people["g02"]
    actions.appoint(post=office.posts["g01"], account=target, start=TODAY, by=leader, at=AT)
    for by in (leader, admin):
        acts: list[Callable[[], object]] = [
            lambda by=by: actions.appoint(post=office.posts["admin"], account=target, start=TODAY, by=by, at=AT),
            lambda by=by: actions.end_holding(post=office.posts["admin"], on=TODAY, by=by, at=AT),
            lambda by=by: actions.name_deputy(post=office.posts["admin"], deputy=target, start=TODAY, by=by, at=AT),
            lambda by=by: actions.close_account(account=office.people["security_admin"], by=by, at=AT),
            lambda by=by: handing.draft_hand_over(
                giver=office.people["admin"], starts_on=TODAY, by=by, at=AT,
                parts=[handing.Part(office.posts["admin"], office.posts["admin"], target)],
            ),
        ]  # fmt: skip
        for act in acts:
            with pytest.raises(Forbidden), transaction.atomic():
                act()
    with pytest.raises(Forbidden):
        actions.appoint(post=office.posts["g02"], account=office.people["g01"], start=TODAY, by=admin, at=AT)
    actions.appoint(post=office.posts["admin"], account=target, start=TODAY, by=security, at=AT)
    assert reads.actor_for(target).has("admin")


def test_an_administrator_organises_and_an_auditor_changes_nothing(office: Office) -> None:
    admin, auditor = with_power(office, "admin"), with_power(office, "auditor")
    security = with_power(office, "security_admin")
    actions.add_line(code="city", title_zh="城管", title_en="City", **BY)
    acts: dict[str, Act] = {
        "unit": lambda by: actions.add_unit(
            street=STREET, code="u", title_zh="u", title_en="u", kind="department", by=by, at=AT
        ),
        "duty": lambda by: actions.assign_responsibility(
            post=office.posts["g01"], grid=GRIDS[0], line="city", start=TODAY, by=by, at=AT
        ),
        "charge": lambda by: portfolios.put_in_charge(
            post=office.posts["leader"], line="city", start=TODAY, by=by, at=AT
        ),
        "screen": lambda by: devices.add_device(street=STREET, name="厅", kind="wall", by=by, at=AT),
    }
    for name, act in acts.items():
        with pytest.raises(Forbidden), transaction.atomic():
            act(auditor)
        if name != "screen":
            with pytest.raises(Forbidden), transaction.atomic():
                act(security)
        act(admin)
    for act in rights_acts(office).values():
        with pytest.raises(Forbidden), transaction.atomic():
            act(auditor)


def self_acts(office: Office, by: Actor, me: Account, mine: Post) -> dict[str, Callable[[], object]]:
    """Every way in which somebody could raise oneself."""
    dispatch, deputy_of = office.posts["dispatch"], office.posts["head"]
    own = handing.Part(office.posts["g02"], office.posts["g02"], me)
    only_work = handing.Part(office.posts["g02"], mine, me)
    return {
        "appoint": lambda: actions.appoint(post=dispatch, account=me, start=TODAY, by=by, at=AT),
        "appoint tomorrow": lambda: actions.appoint(
            post=dispatch, account=me, start=TODAY + timedelta(days=1), by=by, at=AT
        ),
        "own post": lambda: actions.change_post(
            **post_values(mine, roles=[*mine.roles, "dispatcher"]), by=by, at=AT
        ),
        "wider territory": lambda: actions.change_post(**post_values(mine, head_of=True), by=by, at=AT),
        "post stood in for": lambda: actions.change_post(
            **post_values(deputy_of, roles=["leader"]), by=by, at=AT
        ),
        "deputy by name": lambda: actions.name_deputy(post=dispatch, deputy=me, start=TODAY, by=by, at=AT),
        "deputy by post": lambda: actions.name_deputy(post=dispatch, deputy_post=mine, start=TODAY, by=by, at=AT),
        "hand-over of the post": lambda: handing.draft_hand_over(
            giver=office.people["g02"], parts=[own], starts_on=TODAY, by=by, at=AT
        ),
        "hand-over of the work": lambda: handing.draft_hand_over(
            giver=office.people["g02"], parts=[only_work], starts_on=TODAY, by=by, at=AT
        ),
    }  # fmt: skip


@pytest.mark.parametrize("who", ["security_admin", "leader"])
def test_nobody_raises_oneself_by_any_way(office: Office, who: str) -> None:
    if who == "security_admin":
        with_power(office, who)
    office.posts["dispatch"] = actions.add_post(
        unit=office.unit, code="dispatch", title_zh="派遣", title_en="Dispatch", roles=["dispatcher"],
        territory=STREET * 1_000_000, **BY,
    )  # fmt: skip
    actions.name_deputy(post=office.posts["head"], deputy_post=office.posts[who], start=NEW_YEAR, **BY)
    me, mine = office.people[who], office.posts[who]
    by = reads.actor_for(me)
    for name, act in self_acts(office, by, me, mine).items():
        with pytest.raises(Forbidden), transaction.atomic():
            act()
        assert reads.actor_for(me).roles == by.roles, name
        assert reads.actor_for(me).reach == by.reach, name


def test_a_draft_that_somebody_else_made_is_not_confirmed_for_oneself(office: Office) -> None:
    security, leader = with_power(office, "security_admin"), office.people["leader"]
    part = handing.Part(office.posts["g02"], office.posts["g02"], leader)
    draft = handing.draft_hand_over(giver=office.people["g02"], parts=[part], starts_on=TODAY, by=security, at=AT)
    with pytest.raises(Forbidden), transaction.atomic():
        handing.confirm_hand_over(hand_over=draft, by=reads.actor_for(leader), at=AT)
    handing.confirm_hand_over(hand_over=draft, by=security, at=AT)
    assert reads.holder_of(office.posts["g02"].pk, AT).account == leader.pk


def test_no_token_acts_with_a_power_and_no_password_opens_the_door_of_one(office: Office) -> None:
    security = with_power(office, "security_admin")
    for role in ("admin", "auditor"):
        with_power(office, role)
        with pytest.raises(Invalid) as refused:
            tokens.issue_token(name="x", post=office.posts[role], by=security, at=AT)
        assert set(refused.value.fields) == {"post"}
        with pytest.raises(Forbidden):
            logins.reset_password(account=office.people[role], by=security, at=AT)
        with pytest.raises(Forbidden):
            logins.issue_logins(street=STREET, usernames=[office.people[role].username], by=security, at=AT)
    drawn = {slip.username for slip in logins.issue_logins(street=STREET, by=security, at=AT)}
    assert drawn == {office.people[name].username for name in ("leader", "head", "g01", "g02")}
    assert not AccessToken.objects.exists()
    assert logins.reset_password(account=office.people["auditor"], **BY).password, "the operator of the server does"


def test_a_token_is_revoked_by_the_security_administrator_only(office: Office) -> None:
    security = with_power(office, "security_admin")
    secret = tokens.issue_token(name="x", post=office.posts["g01"], by=security, at=AT)
    row = AccessToken.objects.get()
    for by in (with_power(office, "admin"), reads.actor_for(office.people["leader"])):
        with pytest.raises(Forbidden):
            tokens.revoke_token(token=row, by=by, at=AT)
    assert tokens.bearer_of(secret)
    tokens.revoke_token(token=row, by=security, at=AT)
    assert tokens.bearer_of(secret) is None


def test_a_post_has_one_power_at_most(office: Office) -> None:
    with pytest.raises(Invalid) as caught:
        actions.add_post(
            unit=office.unit, code="two", title_zh="x", title_en="x", roles=["admin", "auditor"],
            territory=STREET * 1_000_000, **BY,
        )  # fmt: skip
    assert "roles" in caught.value.fields


@pytest.mark.parametrize("first", sorted(POWERS))
@pytest.mark.parametrize("second", sorted(POWERS))
def test_nobody_holds_two_powers_at_once_whichever_way(office: Office, first: str, second: str) -> None:
    with_power(office, first, "one")
    with_power(office, second, "two")
    me, other = office.people["one"], office.posts["two"]
    ways: list[Callable[[], object]] = [
        lambda: actions.appoint(post=other, account=me, start=TODAY, **BY),
        lambda: actions.name_deputy(post=other, deputy=me, start=TODAY, **BY),
        lambda: actions.name_deputy(post=other, deputy_post=office.posts["one"], start=TODAY, **BY),
        # through a plain post: its holder is deputy for the other power already
        lambda: _through(office, me, other),
        lambda: _by_change(office, me, second),
    ]
    for number, way in enumerate(ways):
        if first == second:
            with transaction.atomic():
                way()
                assert powers_of(reads.actor_for(me).roles) == {first}, number
                transaction.set_rollback(True)
            continue
        with pytest.raises(Conflict) as caught, transaction.atomic():
            way()
        assert "account" in caught.value.fields
        assert powers_of(reads.actor_for(me).roles) == {first}, number


def _through(office: Office, me: Account, other: Post) -> None:
    actions.name_deputy(post=other, deputy_post=office.posts["g02"], start=NEW_YEAR, **BY)
    actions.appoint(post=office.posts["g02"], account=me, start=TODAY, **BY)


def _by_change(office: Office, me: Account, power: str) -> None:
    actions.appoint(post=office.posts["g02"], account=me, start=TODAY, **BY)
    actions.change_post(**post_values(office.posts["g02"], roles=[power]), **BY)


def test_one_power_after_the_other_is_allowed(office: Office) -> None:
    with_power(office, "admin")
    with_power(office, "auditor")
    me = office.people["admin"]
    actions.end_holding(post=office.posts["admin"], on=TODAY, **BY)
    actions.appoint(post=office.posts["auditor"], account=me, start=TODAY, **BY)
    assert powers_of(reads.actor_for(me).roles) == {"auditor"}


def test_the_database_itself_refuses_a_query_that_gives_two_powers(office: Office) -> None:
    with_power(office, "admin")
    with_power(office, "auditor")
    me, during = office.people["admin"], DateRange(TODAY, None)
    Holding.objects.filter(post=office.posts["auditor"]).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.create(street=STREET, post=office.posts["auditor"], account=me, during=during)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deputyship.objects.create(street=STREET, post=office.posts["auditor"], deputy_account=me, during=during)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=office.posts["auditor"].pk).update(roles=["admin", "security_admin"])


def test_each_refusal_leaves_no_line_and_each_gift_one(office: Office) -> None:
    security, before = with_power(office, "security_admin"), JournalLine.objects.count()
    with pytest.raises(Forbidden), transaction.atomic():
        actions.appoint(
            post=office.posts["g01"], account=office.people["security_admin"], start=TODAY, by=security, at=AT
        )
    assert JournalLine.objects.count() == before
    actions.change_post(**post_values(office.posts["g01"], roles=["handler"]), by=security, at=AT)
    line = JournalLine.objects.get(code="people.post_changed")
    assert (line.data["roles"], line.actor) == (["handler"], "security_admin")


def test_no_power_does_what_another_does() -> None:
    for act in ("organise", "staff", "rights", "care", "screens"):
        assert not may(act, {"auditor"}), act
    assert not MAY["rights"] & {"admin", "leader", "auditor"}
    assert "security_admin" not in MAY["organise"]
