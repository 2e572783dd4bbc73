"""Writes about people. Each is one transaction with its journal line and refreshes the snapshot of all processes.

Days are local: `start` is the first day, `end` the first day after (None: until further notice). `at` is when it was
decided. Who may act is one table, `powers.MAY`; nobody decides about the own rights. Each function says where the person
itself may.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.crypto import decrypt, encrypt
from shiqiao.base.errors import Invalid
from shiqiao.kernel.people import hooks, passwords, signins
from shiqiao.kernel.people.hands import FACTORS, need_another_hand
from shiqiao.kernel.people.models import Account, Deputyship, Holding, Leave, Line, Post, Responsibility, Unit
from shiqiao.kernel.people.rules import LEAVE_REASONS, ROLE_REACH, UNIT_KINDS
from shiqiao.kernel.people.units import known_phone
from shiqiao.kernel.people.writing import (
    allow,
    close_row,
    covers,
    day_of,
    days,
    end_row,
    holders_from,
    known_code,
    known_line,
    lock_post,
    may_give,
    not_oneself,
    not_own_post,
    period,
    record,
    refusing,
    running,
    spare_door,
    spare_powers,
)

PHONE = "people.account.phone"  # context that binds the ciphertext to its column


@transaction.atomic
def add_line(*, code: str, title_zh: str, title_en: str, by: Actor, at: datetime) -> Line:
    """Add a line of work for all streets, or return the one that has the code."""
    allow(by, by.street or 0)
    line, new = Line.objects.get_or_create(code=code, defaults={"title_zh": title_zh, "title_en": title_en})
    if new:
        record("people.line_added", Ref("line", 0), by.street or 0, by, at, line=code)
    return line


@transaction.atomic
def add_unit(
    *, street: int, code: str, title_zh: str, title_en: str, kind: str, community: int = 0, parent: Unit | None = None,
    phone: str = "", by: Actor, at: datetime,
) -> Unit:  # fmt: skip
    """Add a unit; `community` is its 12-digit number, 0 for a unit of the whole street."""
    allow(by, street)
    known_code("kind", kind, UNIT_KINDS)
    known_phone(phone)
    with refusing(code=code):
        unit = Unit.objects.create(
            street=street,
            code=code,
            title_zh=title_zh,
            title_en=title_en,
            kind=kind,
            community=community,
            parent=parent,
            phone=phone,
        )
    record("people.unit_added", Ref("unit", unit.pk), street, by, at, unit=code, kind=kind, community=community)
    return unit


@transaction.atomic
def add_post(
    *, unit: Unit, code: str, title_zh: str, title_en: str, roles: Sequence[str], territory: int,
    lines: Sequence[str] = (), head_of: bool = False, by: Actor, at: datetime,
) -> Post:  # fmt: skip
    """Add a post to a unit; `territory` is the 15-digit number of street, community or grid, no `lines` means all."""
    allow(by, unit.street, "rights")
    post = Post(street=unit.street, unit=unit, code=code, title_zh=title_zh, title_en=title_en, head_of=head_of)
    return _save_post("people.post_added", post, roles, territory, lines, by, at)


@transaction.atomic
def change_post(
    *, post: Post, unit: Unit, title_zh: str, title_en: str, roles: Sequence[str], territory: int,
    lines: Sequence[str] = (), head_of: bool = False, by: Actor, at: datetime,
) -> Post:  # fmt: skip
    """Give a post new titles, rights or another unit; what it answers for stays. Locks the post."""
    allow(by, post.street, "rights")
    lock_post(post)
    if unit.street != post.street:
        raise Invalid(fields={"unit": "The unit belongs to another street."})
    not_own_post(by, post, at)
    post.unit, post.title_zh, post.title_en, post.head_of = unit, title_zh, title_en, head_of
    return _save_post("people.post_changed", post, roles, territory, lines, by, at)


def _save_post(
    code: str, post: Post, roles: Sequence[str], territory: int, lines: Sequence[str], by: Actor, at: datetime
) -> Post:
    for role in roles:
        known_code("roles", role, ROLE_REACH)
    for line in lines:
        known_line(line)
    post.roles, post.territory, post.lines = sorted(set(roles)), territory, sorted(set(lines))
    with refusing(code=post.code):
        post.save()
    facts = {"post": post.code, "roles": post.roles, "territory": territory, "lines": post.lines}
    record(code, Ref("post", post.pk), post.street, by, at, unit=post.unit.code, head_of=post.head_of, **facts)
    return post


@transaction.atomic
def close_post(*, post: Post, by: Actor, at: datetime) -> Post:
    """Take a post out of use; what it answered for falls to the head until it is assigned anew."""
    allow(by, post.street, "rights")
    post.active = False
    post.save(update_fields=["active"])
    record("people.post_closed", Ref("post", post.pk), post.street, by, at, post=post.code)
    return post


@transaction.atomic
def add_account(
    *, street: int, username: str, display_name: str, name_en: str = "", phone: str = "", password: str | None = None,
    must_change_password: bool = True, preferred_language: str = "zh-hans", by: Actor, at: datetime,
) -> Account:  # fmt: skip
    """Make an account; without a password nobody can log in until `set_password`. The phone is stored encrypted."""
    allow(by, street, "rights")
    with refusing(code=username):
        account = Account.objects.create_account(
            username, password, street=street, display_name=display_name, name_en=name_en, created_at=at,
            phone=encrypt(phone, context=PHONE) if phone else None, must_change_password=must_change_password,
            password_set_at=at if password else None, preferred_language=preferred_language,
        )  # fmt: skip
    record("people.account_added", Ref("account", account.pk), street, by, at)
    return account


@transaction.atomic
def set_password(*, account: Account, password: str, keep: str | None = None, by: Actor, at: datetime) -> Account:
    """Set a password: one's own for good, another's until it is changed. Raises Invalid for a weak or former one.

    Ends every sign-in of the account but the one with the key `keep`: whoever stole one is out.
    """
    own = by.account == account.pk
    if not own:
        allow(by, account.street, "rights")
        spare_door(account.pk, by)
        need_another_hand(account, FACTORS, by=by, at=at)
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Invalid(fields={"password": " ".join(error.messages)}) from error
    passwords.remember(account, account.password, at)
    account.set_password(password)
    account.must_change_password, account.password_set_at = not own, at
    account.save(update_fields=["password", "must_change_password", "password_set_at"])
    record("people.password_set", Ref("account", account.pk), account.street, by, at, own=own)
    signins.end_all(account=account, reason="password", keep=keep if own else None, by=by, at=at)
    return account


@transaction.atomic
def set_phone(*, account: Account, phone: str, by: Actor, at: datetime) -> Account:
    """Enter a person's telephone number, stored encrypted; the person itself may too. Empty removes it."""
    if by.account != account.pk:
        allow(by, account.street, "care")
    account.phone = encrypt(phone, context=PHONE) if phone else None
    account.save(update_fields=["phone"])
    record("people.phone_set", Ref("account", account.pk), account.street, by, at)
    return account


def phone_of(account: Account) -> str:
    """Return the telephone number in clear, empty when there is none; whoever shows it writes the read log."""
    return decrypt(account.phone, context=PHONE) if account.phone else ""


@transaction.atomic
def close_account(*, account: Account, leaving: bool = False, by: Actor, at: datetime) -> Account:
    """Shut an account; the posts held count as vacant from now on, so hand the work over first (`handing`).

    What is left open falls to the heads, and each of them is told. `leaving`: at the end of a hand-over, which those
    may make who staff the posts.
    """
    allow(by, account.street, "rights" if not leaving else "staff")
    spare_powers(account.pk, by)
    account.is_active = False
    account.save(update_fields=["is_active"])
    signins.end_all(account=account, reason="shut", by=by, at=at)
    record("people.account_closed", Ref("account", account.pk), account.street, by, at)
    for row in Holding.objects.filter(account=account, during__contains=day_of(at)).select_related("post"):
        hooks.tell_left_open(row.post.pk, row.post.street, account.pk, at)
    return account


@transaction.atomic
def reopen_account(*, account: Account, by: Actor, at: datetime) -> Account:
    """Let a person in again whose account was shut; the posts still held count again."""
    allow(by, account.street, "rights")
    not_oneself(by, account)
    account.is_active = True
    account.save(update_fields=["is_active"])
    record("people.account_reopened", Ref("account", account.pk), account.street, by, at)
    return account


@transaction.atomic
def set_language(*, account: Account, language: str, by: Actor, at: datetime) -> Account:
    """Remember the language in which a person reads; only the person's own choice."""
    if by.account != account.pk:
        allow(by, account.street, "care")
    known_code("language", language, ("zh-hans", "en"))
    account.preferred_language = language
    account.save(update_fields=["preferred_language"])
    record("people.language_set", Ref("account", account.pk), account.street, by, at, language=language)
    return account


@transaction.atomic
def appoint(
    *,
    post: Post,
    account: Account,
    start: date,
    end: date | None = None,
    pass_work: bool = True,
    by: Actor,
    at: datetime,
) -> Holding:
    """Give a post to a person from a day on; the former holding ends on that day. Locks the post.

    When the day has come, open work of the post passes to the person, who is told (`pass_work`; a hand-over passes it
    itself, with a list to be seen). Raises Conflict when the post is given already on a later day, or to another person
    since that very day.
    """
    allow(by, post.street, "staff")
    may_give(post.roles, by)
    not_oneself(by, account)
    if account.street != post.street:
        raise Invalid(fields={"account": "The account belongs to another street. Make an account in this street."})
    lock_post(post)
    during = period(start, end)
    held = running(Holding.objects.filter(post=post), during)
    if held and held.account_id == account.pk and covers(held, during):
        return held
    with refusing(post=post.code, date=start):
        close_row(held, start)
        row = Holding.objects.create(street=post.street, post=post, account=account, during=during)
    facts = {"post": post.code, "account": account.pk, **days(during)}
    record("people.appointed", Ref("post", post.pk), post.street, by, at, **facts)
    if pass_work and start <= day_of(at):
        hooks.pass_on(post.pk, post.street, account.pk, by, at)
    return row


@transaction.atomic
def end_holding(*, post: Post, on: date, by: Actor, at: datetime) -> None:
    """End the holding that runs on a day: from `on` the post is vacant. One that would begin then is called off.

    Work that is still open at the post falls to the head, who is told; to pass it on use `handing`.
    """
    allow(by, post.street, "staff")
    may_give(post.roles, by)
    lock_post(post)
    row = end_row(Holding.objects.filter(post=post), on)
    facts = {"post": post.code, "account": row.account_id, "on": on.isoformat()}
    record("people.holding_ended", Ref("post", post.pk), post.street, by, at, **facts)
    hooks.tell_left_open(post.pk, post.street, row.account_id, at)


@transaction.atomic
def assign_responsibility(
    *, post: Post, grid: int, line: str, start: date, end: date | None = None, by: Actor, at: datetime
) -> Responsibility:
    """Let a post answer for a grid (15 digits) on a line from a day on; the former assignment ends on that day.

    Raises Conflict when the grid and line are assigned already on a later day, or otherwise since that very day.
    """
    allow(by, post.street)
    known_line(line)
    if post.lines and line not in post.lines:
        raise Invalid(fields={"line": "The post {post} does not work on this line."}, post=post.code)
    during = period(start, end)
    former = running(Responsibility.objects.filter(grid=grid, line=line), during)
    if former and former.post_id == post.pk and covers(former, during):
        return former
    with refusing(grid=grid, line=line, date=start):
        close_row(former, start)
        row = Responsibility.objects.create(street=post.street, grid=grid, line_id=line, post=post, during=during)
    facts = {"post": post.code, "grid": grid, "line": line, **days(during)}
    record("people.assigned", Ref("post", post.pk), post.street, by, at, **facts)
    return row


@transaction.atomic
def end_responsibility(*, grid: int, line: str, on: date, by: Actor, at: datetime) -> None:
    """End the assignment that runs on a day; from `on` the grid and line are a gap until assigned anew."""
    allow(by, grid // 1_000_000)
    row = end_row(Responsibility.objects.filter(grid=grid, line=line).select_related("post"), on)
    facts = {"post": row.post.code, "grid": grid, "line": line, "on": on.isoformat()}
    record("people.assignment_ended", Ref("post", row.post_id), row.street, by, at, **facts)


@transaction.atomic
def name_deputy(
    *, post: Post, deputy_post: Post | None = None, deputy: Account | None = None, start: date, end: date | None = None,
    by: Actor, at: datetime,
) -> Deputyship:  # fmt: skip
    """Name who stands in while the holder of a post is on leave: another post's holder or one person.

    Locks the post.
    """
    allow(by, post.street, "staff")
    may_give(post.roles, by)
    not_oneself(by, deputy, *holders_from(deputy_post, start))
    if (deputy_post is None) == (deputy is None) or deputy_post == post:
        raise Invalid(fields={"deputy": "Name another post or one person as deputy."})
    if (deputy_post or deputy).street != post.street:  # type: ignore[union-attr]
        raise Invalid(fields={"deputy": "The deputy belongs to another street."})
    lock_post(post)
    during = period(start, end)
    former = running(Deputyship.objects.filter(post=post), during)
    if former and (former.deputy_post, former.deputy_account) == (deputy_post, deputy) and covers(former, during):
        return former
    with refusing(post=post.code, date=start):
        close_row(former, start)
        row = Deputyship.objects.create(
            street=post.street, post=post, deputy_post=deputy_post, deputy_account=deputy, during=during
        )
    who = {"deputy_post": deputy_post.code} if deputy_post else {"deputy": row.deputy_account_id}
    record("people.deputy_named", Ref("post", post.pk), post.street, by, at, post=post.code, **who, **days(during))
    return row


@transaction.atomic
def end_deputyship(*, post: Post, on: date, by: Actor, at: datetime) -> None:
    """End the deputyship of a post that runs on a day."""
    allow(by, post.street, "staff")
    may_give(post.roles, by)
    lock_post(post)
    end_row(Deputyship.objects.filter(post=post), on)
    record("people.deputyship_ended", Ref("post", post.pk), post.street, by, at, post=post.code, on=on.isoformat())


@transaction.atomic
def take_leave(
    *, account: Account, start: date, end: date | None = None, reason: str = "other", by: Actor, at: datetime
) -> Leave:
    """Enter that a person is away from `start` until back on `end`. The person itself may enter it too."""
    if by.account != account.pk:
        allow(by, account.street, "care")
    known_code("reason", reason, LEAVE_REASONS)
    during = period(start, end)
    with refusing(date=start):
        row = Leave.objects.create(street=account.street, account=account, during=during, reason=reason)
    # The reason of a leave may tell about health: it stays in the table and out of the journal.
    record("people.leave_taken", Ref("account", account.pk), account.street, by, at, **days(during))
    return row


@transaction.atomic
def end_leave(*, account: Account, on: date, by: Actor, at: datetime) -> None:
    """Enter that a person is back on a day (or that the leave beginning then is called off)."""
    if by.account != account.pk:
        allow(by, account.street, "care")
    end_row(Leave.objects.filter(account=account), on)
    record("people.leave_ended", Ref("account", account.pk), account.street, by, at, on=on.isoformat())
