"""First passwords: one for a person who forgot, or slips for many. Each is told once and never kept in clear."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from secrets import choice

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX as NONE_YET
from django.db import transaction
from django.db.models import Q

from shiqiao.base.actor import Actor
from shiqiao.base.cells import as_text
from shiqiao.base.errors import NotFound
from shiqiao.kernel.people.actions import set_password
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.people.passwords import WANTED, classes_of
from shiqiao.kernel.people.reads import acting_posts
from shiqiao.kernel.people.writing import allow, has_power

# Nothing to confuse on paper or read out: no 0 O, 1 I L, U V. 12 of 27 letters are 57 random bits.
LETTERS = "ABCDEFGHJKMNPQRSTWXYZ346789"
COLUMNS = ("姓名", "登录名", "首次密码", "岗位")


@dataclass(frozen=True, slots=True)
class Slip:
    """What is handed to one person on paper; the password must be changed at the first sign-in."""

    name: str
    username: str
    password: str
    posts: str


def new_password() -> str:
    """Return a fresh password that can be read out: three groups of four, such as K7PQ-3WXM-9RTA, with a digit."""
    while True:
        secret = "-".join("".join(choice(LETTERS) for _ in range(4)) for _ in range(3))
        if classes_of(secret) >= WANTED:
            return secret


def first_door(account: Account) -> bool:
    """Tell whether nobody has given the account a password yet."""
    return account.password.startswith(NONE_YET)


@transaction.atomic
def reset_password(*, account: Account, by: Actor, at: datetime) -> Slip:
    """Give a person a new password that is told once and must be changed at the next sign-in; ends the running ones.

    By a security administrator; of a holder of one of the three powers only by the operator of the server. It is never
    sent by mail or notice: the person is told face to face.
    """
    secret = new_password()
    set_password(account=account, password=secret, by=by, at=at)
    if not account.must_change_password:  # one's own is chosen, not drawn
        account.must_change_password = True
        account.save(update_fields=["must_change_password"])
    return _slip(account, secret, at)


@transaction.atomic
def issue_logins(
    *, street: int, usernames: Collection[str] = (), again: bool = False, by: Actor, at: datetime,
    progress: Callable[[int], None] = lambda count: None,
) -> list[Slip]:  # fmt: skip
    """Give first passwords to all of a street who have none, or to the named ones; returns a slip for each.

    `again` takes those in, too, who never signed in with theirs: their slips are lost. Who has signed in keeps the own
    password, unless named. Shut accounts get none. Holders of the three powers get theirs at the server: when somebody
    else draws for all they are left out, named they are refused. Raises NotFound naming the logins that the street does
    not have.
    """
    allow(by, street, "rights")
    rows = Account.objects.filter(street=street, is_active=True).order_by("username")
    if usernames:
        rows = rows.filter(username__in=usernames)
        if missing := sorted(set(usernames) - {row.username for row in rows}):
            raise NotFound("The street has no such logins: {names}. Correct them.", names="、".join(missing))
    else:
        wanted = Q(password__startswith=NONE_YET)
        rows = rows.filter(wanted | Q(last_login=None, must_change_password=True) if again else wanted)
    slips = []
    for row in rows:
        if not usernames and not by.has("system") and has_power(row.pk):
            continue
        slips.append(reset_password(account=row, by=by, at=at))
        progress(len(slips))
    return slips


def _slip(account: Account, secret: str, at: datetime) -> Slip:
    held = [one.post.title_zh for one in acting_posts(account.pk, at) if one.by == "holder"]
    return Slip(account.display_name, account.username, secret, "、".join(held))


def workbook(slips: Collection[Slip]) -> bytes:
    """Return slips as a spreadsheet (xlsx): it holds passwords in clear, so print it, hand it out, and delete it."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "登录条"
    sheet.append(COLUMNS)
    for slip in slips:
        sheet.append([as_text(one) for one in (slip.name, slip.username, slip.password, slip.posts)])
    for column, width in zip("ABCD", (14, 16, 20, 44), strict=True):
        sheet.column_dimensions[column].width = width
    out = BytesIO()
    book.save(out)
    return out.getvalue()
