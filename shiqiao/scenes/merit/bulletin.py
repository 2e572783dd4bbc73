"""The monthly bulletin (月度通报): what was decided, corrections, first and last places; frozen when published.

Grids, communities and units are named; a person is told by the post held, never by name. A row of the ledger is told once:
what was taken back after a month's bulletin stands in the next one.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, NotFound
from shiqiao.kernel.flows.rules import Title
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.scoring import reads as scoring
from shiqiao.kernel.scoring.rules import next_month
from shiqiao.scenes.merit import store
from shiqiao.scenes.merit.models import Bulletin, BulletinEntry, Consequence, LedgerEntry, MonthLooked
from shiqiao.scenes.merit.publishing import published_titles
from shiqiao.surfaces.desk import words

PLACES = 3  # first and last
RANKED = ("grid", "community", "unit")
TOLD = frozenset({"department_head", "community_head"})
Content = dict[str, Any]
Both = dict[str, str]
Titles = Mapping[tuple[int, str], Title]


def fingerprint(content: Content) -> str:
    """Return the fingerprint of a bulletin's content."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def bulletin(street: int, month: date) -> Bulletin | None:
    """Return a month's published bulletin."""
    return Bulletin.objects.filter(street=street, month=month).first()


def bulletins(street: int) -> list[Bulletin]:
    """Return the published bulletins, the latest month first."""
    return list(Bulletin.objects.filter(street=street).order_by("-month")[:60])


def awaited(street: int) -> list[date]:
    """Return closed months that were looked at and have no bulletin, the earliest first."""
    done = Bulletin.objects.filter(street=street).values("month")
    return list(
        MonthLooked.objects.filter(street=street)
        .exclude(month__in=done)
        .order_by("month")
        .values_list("month", flat=True)
    )


def undecided(street: int, month: date) -> int:
    """Return how many proposals of a month are not decided."""
    return Consequence.objects.filter(street=street, month=month, state="proposed").count()


def drafted(street: int, month: date) -> tuple[Content, list[int]]:
    """Return what a month's bulletin would say now, and the rows of the ledger that it would tell."""
    told = BulletinEntry.objects.filter(street=street).values("entry")
    rows = list(LedgerEntry.objects.filter(street=street, month__lte=month).exclude(pk__in=told).order_by("id"))
    of = Consequence.objects.in_bulk({row.consequence for row in rows})
    fresh = [row for row in rows if row.month == month and row.turn == 1]
    later = [row for row in rows if not (row.month == month and row.turn == 1)]
    titles = published_titles(street)
    shown = [_shown(row, of[row.consequence], titles) for row in fresh]
    content: Content = {
        "month": f"{month:%Y-%m}",
        "rewards": [one for one in shown if _good(one)],
        "penalties": [one for one in shown if not _good(one)],
        "corrections": [_shown(row, of[row.consequence], titles) for row in later],
        "ranks": {kind: _ranks(street, kind, month) for kind in RANKED},
    }
    return content, [row.id for row in rows]


def _good(one: Content) -> bool:
    return one["card"] not in ("yellow_card", "red_card") and not one["points"].startswith("-")


def _shown(row: LedgerEntry, of: Consequence, titles: Titles) -> Content:
    return {
        "kind": row.kind, "who": named_publicly(row.kind, row.subject, of.decided_at), "rule": _rule(of, titles),
        "points": f"{row.points.normalize():f}", "card": row.card, "turn": row.turn, "month": f"{row.month:%Y-%m}",
        "entry": row.id, "invented": of.invented,
    }  # fmt: skip


def _rule(row: Consequence, titles: Titles) -> Both:
    if not row.rule:
        return {"zh": "", "en": ""}
    title = titles.get((row.version, row.rule))
    return title.model_dump() if title else {"zh": row.rule, "en": row.rule}


def named_publicly(kind: str, subject: int, at: datetime | None) -> Both:
    """Return what a subject is called where everybody reads it: a person by the first post held then."""
    if kind == "person":
        posts = [one.post for one in people.acting_posts(subject, at) if one.by == "holder"]
        return (
            {"zh": posts[0].title_zh, "en": posts[0].title_en or posts[0].title_zh} if posts else {"zh": "—", "en": "—"}
        )
    name = words.unit_title if kind == "unit" else words.place
    found: Both = {}
    for language, code in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(code):
            found[language] = name(subject)
    return found


def _ranks(street: int, kind: str, month: date) -> Content:
    ranked = [one for one in scoring.scores(street, kind, month, next_month(month)) if one.rank]
    rows = [
        {"rank": one.rank, "who": named_publicly(kind, one.subject, None), "total": str(one.total)}
        for one in ranked
        if store.known(kind, one.subject, street)
    ]
    many = min(PLACES, len(rows) // 2)
    return {"first": rows[:many], "last": rows[len(rows) - many :], "of": len(rows)}


def publish_bulletin(*, month: date, by: Actor, at: datetime) -> Bulletin:
    """Publish a month's bulletin: its content is frozen under a fingerprint, and the heads are told.

    Raises Forbidden, NotFound for a month that is not closed, Conflict while proposals wait, or when it is published.
    """
    street = by.street or 0
    account = store.lead(by, street)
    with scope.scoped(*scope.of(by)):
        if not MonthLooked.objects.filter(street=street, month=month).exists():
            raise NotFound("This month is not closed, or was not looked at yet.")
        if waiting := undecided(street, month):
            raise Conflict("Proposals of this month that are not decided: {n}. Decide them first.", n=waiting)
        content, entries = drafted(street, month)
        row = _create(street, month, content, account, at)
        BulletinEntry.objects.bulk_create(
            [BulletinEntry(street=street, bulletin=row.id, entry=entry) for entry in entries]
        )
        subject = Ref(store.BULLETIN, row.id)
        write("merit.bulletin_published", subject=subject, street=street, by=by, at=at,
              data={"month": str(month), "fingerprint": row.fingerprint, "entries": entries})  # fmt: skip
        for post in people.posts(street, roles=TOLD):
            notify(street=street, post=post.id, kind="merit.bulletin_published", subject=subject, at=at)
    return row


def _create(street: int, month: date, content: Content, account: int, at: datetime) -> Bulletin:
    try:
        with transaction.atomic():
            return Bulletin.objects.create(
                street=street, month=month, content=content, fingerprint=fingerprint(content), published_by=account,
                published_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        if "merit_one_bulletin" not in str(error):
            raise
        raise Conflict("The bulletin of this month is published already.") from None


def problems(street: int, at: datetime) -> list[str]:
    """Return what `shiqiao check` says: bulletins whose content is not what was published."""
    rows: Sequence[Bulletin] = bulletins(street)
    return [
        f"The bulletin of {row.month:%Y-%m} is not what was published: its fingerprint differs."
        for row in rows
        if fingerprint(row.content) != row.fingerprint
    ]
