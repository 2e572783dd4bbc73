"""Writes about people. Each is one transaction with its journal line and refreshes the snapshot of all processes.

Days are local: `start` is the first day, `end` the first day after (None: until further notice). `at` is when it was
decided. Only an administrator or street leader (or the system) acts here; each function says where others may.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model, QuerySet

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.crypto import decrypt, encrypt
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.snapshots import touch
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people.errors import REMEDIES
from shiqiao.kernel.people.models import Account, Deputyship, Holding, Leave, Line, Post, Responsibility, Unit
from shiqiao.kernel.people.rules import LEAVE_REASONS, ROLE_REACH, UNIT_KINDS

MANAGERS = ("admin", "leader", "system")
PHONE = "people.account.phone"  # context that binds the ciphertext to its column
Dated = TypeVar("Dated", Holding, Responsibility, Deputyship, Leave)


@transaction.atomic
def add_line(*, code: str, title_zh: str, title_en: str, by: Actor, at: datetime) -> Line:
    """Add a line of work for all streets, or return the one that has the code."""
    _allow(by, by.street or 0)
    line, new = Line.objects.get_or_create(code=code, defaults={"title_zh": title_zh, "title_en": title_en})
    if new:
        _record("people.line_added", Ref("line", 0), by.street or 0, by, at, line=code)
    return line


@transaction.atomic
def add_unit(
    *, street: int, code: str, title_zh: str, title_en: str, kind: str, community: int = 0, parent: Unit | None = None,
    by: Actor, at: datetime,
) -> Unit:  # fmt: skip
    """Add a unit; `community` is its 12-digit number, 0 for a unit of the whole street."""
    _allow(by, street)
    _known("kind", kind, UNIT_KINDS)
    with refusing(code=code):
        unit = Unit.objects.create(
            street=street,
            code=code,
            title_zh=title_zh,
            title_en=title_en,
            kind=kind,
            community=community,
            parent=parent,
        )
    _record("people.unit_added", Ref("unit", unit.pk), street, by, at, unit=code, kind=kind, community=community)
    return unit


@transaction.atomic
def add_post(
    *, unit: Unit, code: str, title_zh: str, title_en: str, roles: Sequence[str], territory: int,
    lines: Sequence[str] = (), head_of: bool = False, by: Actor, at: datetime,
) -> Post:  # fmt: skip
    """Add a post to a unit; `territory` is the 15-digit number of street, community or grid, no `lines` means all."""
    _allow(by, unit.street)
    post = Post(street=unit.street, unit=unit, code=code, title_zh=title_zh, title_en=title_en, head_of=head_of)
    return _save_post("people.post_added", post, roles, territory, lines, by, at)


@transaction.atomic
def change_post(
    *, post: Post, unit: Unit, title_zh: str, title_en: str, roles: Sequence[str], territory: int,
    lines: Sequence[str] = (), head_of: bool = False, by: Actor, at: datetime,
) -> Post:  # fmt: skip
    """Give a post new titles, rights or another unit; what it answers for stays. Locks the post."""
    _allow(by, post.street)
    _lock(post)
    if unit.street != post.street:
        raise Invalid(fields={"unit": "The unit belongs to another street."})
    if "admin" in post.roles:
        _may_give("admin", by)
    post.unit, post.title_zh, post.title_en, post.head_of = unit, title_zh, title_en, head_of
    return _save_post("people.post_changed", post, roles, territory, lines, by, at)


def _save_post(
    code: str, post: Post, roles: Sequence[str], territory: int, lines: Sequence[str], by: Actor, at: datetime
) -> Post:
    for role in roles:
        _known("roles", role, ROLE_REACH)
        _may_give(role, by)
    for line in lines:
        _line(line)
    post.roles, post.territory, post.lines = sorted(set(roles)), territory, sorted(set(lines))
    with refusing(code=post.code):
        post.save()
    facts = {"post": post.code, "roles": post.roles, "territory": territory, "lines": post.lines}
    _record(code, Ref("post", post.pk), post.street, by, at, unit=post.unit.code, head_of=post.head_of, **facts)
    return post


def _may_give(role: str, by: Actor) -> None:
    if role == "admin" and not (by.has("system") or by.has("admin")):
        raise Forbidden(fields={"roles": "Only an administrator gives or takes the role of administrator."})


@transaction.atomic
def close_post(*, post: Post, by: Actor, at: datetime) -> Post:
    """Take a post out of use; what it answered for falls to the head until it is assigned anew."""
    _allow(by, post.street)
    post.active = False
    post.save(update_fields=["active"])
    _record("people.post_closed", Ref("post", post.pk), post.street, by, at, post=post.code)
    return post


@transaction.atomic
def add_account(
    *, street: int, username: str, display_name: str, name_en: str = "", phone: str = "", password: str | None = None,
    must_change_password: bool = True, preferred_language: str = "zh-hans", by: Actor, at: datetime,
) -> Account:  # fmt: skip
    """Make an account; without a password nobody can log in until `set_password`. The phone is stored encrypted."""
    _allow(by, street)
    with refusing(code=username):
        account = Account.objects.create_account(
            username, password, street=street, display_name=display_name, name_en=name_en, created_at=at,
            phone=encrypt(phone, context=PHONE) if phone else None, must_change_password=must_change_password,
            preferred_language=preferred_language,
        )  # fmt: skip
    _record("people.account_added", Ref("account", account.pk), street, by, at)
    return account


@transaction.atomic
def set_password(*, account: Account, password: str, by: Actor, at: datetime) -> Account:
    """Set a password: one's own for good, another's until it is changed. Raises Invalid for a weak one."""
    own = by.account == account.pk
    if not own:
        _allow(by, account.street)
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Invalid(fields={"password": " ".join(error.messages)}) from error
    account.set_password(password)
    account.must_change_password = not own
    account.save(update_fields=["password", "must_change_password"])
    _record("people.password_set", Ref("account", account.pk), account.street, by, at, own=own)
    return account


@transaction.atomic
def set_phone(*, account: Account, phone: str, by: Actor, at: datetime) -> Account:
    """Enter a person's telephone number, stored encrypted; the person itself may too. Empty removes it."""
    if by.account != account.pk:
        _allow(by, account.street)
    account.phone = encrypt(phone, context=PHONE) if phone else None
    account.save(update_fields=["phone"])
    _record("people.phone_set", Ref("account", account.pk), account.street, by, at)
    return account


def phone_of(account: Account) -> str:
    """Return the telephone number in clear, empty when there is none; whoever shows it writes the read log."""
    return decrypt(account.phone, context=PHONE) if account.phone else ""


@transaction.atomic
def close_account(*, account: Account, by: Actor, at: datetime) -> Account:
    """Shut an account; the posts held count as vacant from now on, so end the holdings too."""
    _allow(by, account.street)
    account.is_active = False
    account.save(update_fields=["is_active"])
    _record("people.account_closed", Ref("account", account.pk), account.street, by, at)
    return account


@transaction.atomic
def appoint(*, post: Post, account: Account, start: date, end: date | None = None, by: Actor, at: datetime) -> Holding:
    """Give a post to a person from a day on; the former holding ends on that day. Locks the post.

    Raises Conflict when the post is given already on a later day, or to another person since that very day.
    """
    _allow(by, post.street)
    if account.street != post.street:
        raise Invalid(fields={"account": "The account belongs to another street. Make an account in this street."})
    _lock(post)
    during = _period(start, end)
    held = _running(Holding.objects.filter(post=post), during)
    if held and held.account_id == account.pk and _covers(held, during):
        return held
    with refusing(post=post.code, date=start):
        _close(held, start)
        row = Holding.objects.create(street=post.street, post=post, account=account, during=during)
    facts = {"post": post.code, "account": account.pk, **_days(during)}
    _record("people.appointed", Ref("post", post.pk), post.street, by, at, **facts)
    return row


@transaction.atomic
def end_holding(*, post: Post, on: date, by: Actor, at: datetime) -> None:
    """End the holding that runs on a day: from `on` the post is vacant. One that would begin then is called off."""
    _allow(by, post.street)
    _lock(post)
    row = _end(Holding.objects.filter(post=post), on)
    facts = {"post": post.code, "account": row.account_id, "on": on.isoformat()}
    _record("people.holding_ended", Ref("post", post.pk), post.street, by, at, **facts)


@transaction.atomic
def assign_responsibility(
    *, post: Post, grid: int, line: str, start: date, end: date | None = None, by: Actor, at: datetime
) -> Responsibility:
    """Let a post answer for a grid (15 digits) on a line from a day on; the former assignment ends on that day.

    Raises Conflict when the grid and line are assigned already on a later day, or otherwise since that very day.
    """
    _allow(by, post.street)
    _line(line)
    if post.lines and line not in post.lines:
        raise Invalid(fields={"line": "The post {post} does not work on this line."}, post=post.code)
    during = _period(start, end)
    former = _running(Responsibility.objects.filter(grid=grid, line=line), during)
    if former and former.post_id == post.pk and _covers(former, during):
        return former
    with refusing(grid=grid, line=line, date=start):
        _close(former, start)
        row = Responsibility.objects.create(street=post.street, grid=grid, line_id=line, post=post, during=during)
    facts = {"post": post.code, "grid": grid, "line": line, **_days(during)}
    _record("people.assigned", Ref("post", post.pk), post.street, by, at, **facts)
    return row


@transaction.atomic
def end_responsibility(*, grid: int, line: str, on: date, by: Actor, at: datetime) -> None:
    """End the assignment that runs on a day; from `on` the grid and line are a gap until assigned anew."""
    _allow(by, grid // 1_000_000)
    row = _end(Responsibility.objects.filter(grid=grid, line=line).select_related("post"), on)
    facts = {"post": row.post.code, "grid": grid, "line": line, "on": on.isoformat()}
    _record("people.assignment_ended", Ref("post", row.post_id), row.street, by, at, **facts)


@transaction.atomic
def name_deputy(
    *, post: Post, deputy_post: Post | None = None, deputy: Account | None = None, start: date, end: date | None = None,
    by: Actor, at: datetime,
) -> Deputyship:  # fmt: skip
    """Name who stands in while the holder of a post is on leave: another post's holder or one person.

    Locks the post.
    """
    _allow(by, post.street)
    if (deputy_post is None) == (deputy is None) or deputy_post == post:
        raise Invalid(fields={"deputy": "Name another post or one person as deputy."})
    if (deputy_post or deputy).street != post.street:  # type: ignore[union-attr]
        raise Invalid(fields={"deputy": "The deputy belongs to another street."})
    _lock(post)
    during = _period(start, end)
    former = _running(Deputyship.objects.filter(post=post), during)
    if former and (former.deputy_post, former.deputy_account) == (deputy_post, deputy) and _covers(former, during):
        return former
    with refusing(post=post.code, date=start):
        _close(former, start)
        row = Deputyship.objects.create(
            street=post.street, post=post, deputy_post=deputy_post, deputy_account=deputy, during=during
        )
    who = {"deputy_post": deputy_post.code} if deputy_post else {"deputy": row.deputy_account_id}
    _record("people.deputy_named", Ref("post", post.pk), post.street, by, at, post=post.code, **who, **_days(during))
    return row


@transaction.atomic
def end_deputyship(*, post: Post, on: date, by: Actor, at: datetime) -> None:
    """End the deputyship of a post that runs on a day."""
    _allow(by, post.street)
    _lock(post)
    _end(Deputyship.objects.filter(post=post), on)
    _record("people.deputyship_ended", Ref("post", post.pk), post.street, by, at, post=post.code, on=on.isoformat())


@transaction.atomic
def take_leave(
    *, account: Account, start: date, end: date | None = None, reason: str = "other", by: Actor, at: datetime
) -> Leave:
    """Enter that a person is away from `start` until back on `end`. The person itself may enter it too."""
    if by.account != account.pk:
        _allow(by, account.street)
    _known("reason", reason, LEAVE_REASONS)
    during = _period(start, end)
    with refusing(date=start):
        row = Leave.objects.create(street=account.street, account=account, during=during, reason=reason)
    # The reason of a leave may tell about health: it stays in the table and out of the journal.
    _record("people.leave_taken", Ref("account", account.pk), account.street, by, at, **_days(during))
    return row


@transaction.atomic
def end_leave(*, account: Account, on: date, by: Actor, at: datetime) -> None:
    """Enter that a person is back on a day (or that the leave beginning then is called off)."""
    if by.account != account.pk:
        _allow(by, account.street)
    _end(Leave.objects.filter(account=account), on)
    _record("people.leave_ended", Ref("account", account.pk), account.street, by, at, on=on.isoformat())


@contextmanager
def refusing(**params: object) -> Iterator[None]:
    """Turn what the database refuses into an error that names field and remedy; the transaction stays usable."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
        if constraint not in REMEDIES:
            raise
        kind, name, sentence = REMEDIES[constraint]
        raise kind("", fields={name: sentence}, **params) from error


def _allow(by: Actor, street: int) -> None:
    if not any(by.has(role) for role in MANAGERS) or by.street not in (None, street):
        raise Forbidden


def _known(name: str, code: str, codes: Collection[str]) -> None:
    if code not in codes:
        raise Invalid(fields={name: "{code} is not known. Use one of: {codes}."}, code=code, codes=", ".join(codes))


def _line(code: str) -> None:
    _known("line", code, sorted(Line.objects.values_list("code", flat=True)))


def _period(start: date, end: date | None) -> "DateRange":
    if end is not None and end <= start:
        raise Invalid(fields={"end": "The end must come after the start."})
    return DateRange(start, end)


def _lock(post: Post) -> None:
    """Hold the post's row until the transaction ends: changes of one post come one after the other."""
    if not Post.objects.select_for_update().filter(pk=post.pk).exists():
        raise NotFound


def _running(rows: QuerySet[Dated], during: "DateRange") -> Dated | None:
    """Return, locked, the row that runs on the first day of a period."""
    return rows.select_for_update(of=("self",)).filter(during__contains=during.lower).first()


def _covers(row: Holding | Responsibility | Deputyship, during: "DateRange") -> bool:
    return row.during.upper is None or (during.upper is not None and during.upper <= row.during.upper)


def _close(row: Model | None, on: date) -> None:
    """End a row on a day; a row that began on that very day stays, and the constraint refuses its successor."""
    running: Any = row
    if running is not None and running.during.lower < on:
        running.during = DateRange(running.during.lower, on)
        running.save(update_fields=["during"])


def _end(rows: QuerySet[Dated], on: date) -> Dated:
    row = rows.select_for_update(of=("self",)).filter(during__contains=on).first()
    if row is None:
        raise Conflict(fields={"on": "Nothing runs on {date} that could be ended."}, date=on)
    if row.during.lower == on:
        key = row.pk
        row.delete()
        row.pk = key
    else:
        _close(row, on)
    return row


def _days(during: "DateRange") -> dict[str, Any]:
    return {"from": during.lower.isoformat(), "to": during.upper.isoformat() if during.upper else None}


def _record(code: str, subject: Ref, street: int, by: Actor, at: datetime, **data: Any) -> None:
    write(code, subject=subject, street=street, by=by, at=at, data=data)
    touch("people")
