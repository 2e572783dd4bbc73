"""Who must decide a request or answer supervision, and the notices that tell them."""

from datetime import datetime

from shiqiao.base.actor import Actor
from shiqiao.kernel.clocks.actions import recipients
from shiqiao.kernel.clocks.alarms import HEAD
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters import asking, store
from shiqiao.kernel.matters.accused import tellable, touches
from shiqiao.kernel.matters.intake import sheet_of
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.rules import Sheet, code_of
from shiqiao.kernel.notices.actions import notify, withdraw
from shiqiao.kernel.notices.following import tell_followers
from shiqiao.kernel.notices.rules import TOLD
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.rows import PostRow
from shiqiao.kernel.people.rules import span_of

LEADERS = ("leader",)
DECIDERS = ("dispatcher", "department_head")


def deciders(sheet: Sheet, at: datetime) -> list[int]:
    """Return the posts that may decide the open request: neither who asked nor who has the matter is among them."""
    if not asking.needs_leader(sheet, at) and (found := _reaching(sheet, DECIDERS, at)):
        return found
    return _reaching(sheet, LEADERS, at)


def _reaching(sheet: Sheet, roles: tuple[str, ...], at: datetime) -> list[int]:
    posts = [post for post in people.posts(sheet.street, roles=roles) if _reaches(post, sheet)]
    return [
        post.id
        for post in posts
        if (holder := people.holder_of(post.id, at).account) not in {sheet.asked_holder, sheet.holder}
        and not touches(post.id, holder or 0, sheet.accused, at)
    ]


def _reaches(post: PostRow, sheet: Sheet) -> bool:
    if post.id in {sheet.asked_by, sheet.post}:
        return False
    if "department_head" in post.roles and post.unit == sheet.unit and sheet.asked != asking.RETURN:
        return True
    low, high = span_of(post.territory)
    here = low <= (sheet.grid or sheet.street * 1_000_000) <= high
    return here and bool(post.roles & {"dispatcher", "leader"}) and (not post.lines or sheet.line in post.lines)


def tell(matter: int, before: Sheet, after: Sheet, do: str, *, seq: int, by: Actor, at: datetime) -> None:
    """Leave notices for those whom a move concerns; each names the journal line, so that it goes when that is undone."""
    if before.asked and not after.asked:
        forget_asked(matter, by=by, at=at)
    posts = [post for post in _concerned(matter, before, after, do, at) if post and post != by.post]
    for post in dict.fromkeys(posts):
        notify(
            street=after.street, post=post, kind=code_of(do), subject=store.subject(matter), params={"line": seq}, at=at
        )


def tell_reporter(matter: int, sheet: Sheet, do: str, *, seq: int, by: Actor, at: datetime) -> None:
    """Put off what tells a resident who chose a means that the own report went on; only residents choose one."""
    if sheet.channel == "resident" and do in TOLD:
        tell_followers(
            street=sheet.street, subject=store.subject(matter), kind=TOLD[do], number=sheet.number, line=seq, by=by, at=at
        )  # fmt: skip


def forget_asked(matter: int, *, by: Actor, at: datetime) -> None:
    """Take back the unread notices of a request that has ended: nothing waits for those whom they told."""
    withdraw(subject=store.subject(matter), kinds=[code_of(do) for do in asking.ASKS], by=by, at=at)


def _concerned(matter: int, before: Sheet, after: Sheet, do: str, at: datetime) -> list[int]:
    if do in asking.ASKS:
        return deciders(after, at)
    found = []
    if before.asked and not after.asked:
        found.append(before.asked_by)
    if do in ("supervise", "resume"):
        found.append(after.post)
    if asking.running(before, "supervise") and not asking.running(after, "supervise"):
        found.append(_who_supervised(matter, after.street))
    return found


def _who_supervised(matter: int, street: int) -> int:
    lines = lines_of(store.subject(matter))
    code = next((line.actor for line in reversed(lines) if line.code == code_of("supervise")), "")
    return next((post.id for post in people.posts(street) if post.code == code), 0)


def alarmed(subject: int, name: str, level: int, at: datetime) -> list[int] | None:
    """Return whom a clock warns where they are not the usual ones (else None).

    The clock of a review warns those who must decide, at last the leaders too; no clock warns the accused unit.
    """
    row = Matter.objects.filter(pk=subject).first()
    if row is None or not (row.accused or name == "review"):
        return None
    if name != "review":
        return tellable(recipients(row.post, level, at, line=row.line), row.accused, at)
    clocks = tuple(clock.state() for clock in Clock.objects.filter(kind=store.KIND, subject=subject, stopped_at=None))
    sheet = sheet_of(row, clocks)
    higher = _reaching(sheet, LEADERS, at) if level >= HEAD else []
    return list(dict.fromkeys([*deciders(sheet, at), *higher])) or None
