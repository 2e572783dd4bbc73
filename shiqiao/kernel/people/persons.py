"""Questions about persons for those who keep posts and accounts: the list, one person, and hand-overs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX as NONE_YET
from django.db.models import Q

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.rows import the_one
from shiqiao.kernel.people.hooks import OpenItem, open_work
from shiqiao.kernel.people.models import (
    Account,
    Deputyship,
    HandOver,
    HandOverPart,
    HandOverWork,
    Holding,
    Leave,
    Post,
    Responsibility,
    Unit,
)
from shiqiao.kernel.people.powers import may
from shiqiao.kernel.people.reads import day_of
from shiqiao.kernel.people.writing import allow

UNKNOWN, FIRST, USED, SHUT = "none", "first", "used", "shut"


@dataclass(frozen=True)
class Person:
    """An account with the posts held now and what state it is in: no password, a first one, in use, shut; on leave."""

    account: Account
    posts: Sequence[Post]
    state: str
    away: bool


def state_of(account: Account) -> str:
    """Return how far an account is in use."""
    if not account.is_active:
        return SHUT
    if account.password.startswith(NONE_YET):
        return UNKNOWN
    return FIRST if account.must_change_password else USED


def persons(actor: Actor, at: datetime, text: str = "") -> list[Person]:
    """Return the persons of the actor's street by login, those whose name, login or post holds `text`."""
    allow(actor, actor.street or 0, "look")
    day = day_of(at)
    held: dict[int, list[Post]] = {}
    for row in Holding.objects.filter(during__contains=day).select_related("post").order_by("post__code"):
        held.setdefault(row.account_id, []).append(row.post)
    away = set(Leave.objects.filter(during__contains=day).values_list("account", flat=True))
    rows = Account.objects.filter(street=actor.street or 0).order_by("-is_active", "username")
    found = [Person(row, held.get(row.pk, []), state_of(row), row.pk in away) for row in rows]
    return [one for one in found if _has(one, text.strip().lower())]


def _has(person: Person, text: str) -> bool:
    words = [person.account.display_name, person.account.name_en, person.account.username]
    words += [word for post in person.posts for word in (post.title_zh, post.title_en, post.code)]
    return not text or any(text in word.lower() for word in words)


def access_person(actor: Actor, number: int) -> Account:
    """Return an account of the actor's own street for a manager, or one's own; else NotFound, absent or not."""
    row = Account.objects.filter(pk=number, street=actor.street or 0).first()
    if row is None or not (row.pk == actor.account or may("look", actor.roles)):
        raise NotFound
    return row


@dataclass(frozen=True)
class Record:
    """What is known of a person's posts: held now, before and later, deputies, leaves, responsibilities, hand-overs."""

    now: Sequence[Holding]
    others: Sequence[Holding]
    deputies: Sequence[Deputyship]
    stands_in: Sequence[Deputyship]
    leaves: Sequence[Leave]
    duties: Sequence[Responsibility]
    hand_overs: Sequence[HandOver]


def record_of(account: Account, at: datetime) -> Record:
    """Return a person's record; the caller has been let to the account by `access_person`."""
    day = day_of(at)
    rows = list(Holding.objects.filter(account=account).select_related("post__unit").order_by("-during"))
    held = [row for row in rows if _runs(row, day)]
    posts = [row.post_id for row in held]
    running = Deputyship.objects.filter(during__contains=day).select_related("post", "deputy_post", "deputy_account")
    return Record(
        now=held,
        others=[row for row in rows if row not in held],
        deputies=list(running.filter(post__in=posts)),
        stands_in=list(running.filter(Q(deputy_account=account) | Q(deputy_post__in=posts))),
        leaves=list(Leave.objects.filter(account=account).order_by("-during")[:20]),
        duties=list(Responsibility.objects.filter(post__in=posts, during__contains=day).order_by("grid", "line")),
        hand_overs=list(HandOver.objects.filter(giver=account).order_by("-pk")[:10]),
    )


def _runs(row: Holding, day: date) -> bool:
    return bool(row.during.lower <= day and (row.during.upper is None or day < row.during.upper))


def unit_row(actor: Actor, number: int) -> Unit:
    """Return a unit of the actor's street as its row; raises NotFound."""
    return the_one(Unit.objects.filter(pk=number, street=actor.street or 0))


def post_row(actor: Actor, number: int) -> Post:
    """Return a post of the actor's street as its row, for actions; raises NotFound."""
    return the_one(Post.objects.filter(pk=number, street=actor.street or 0, active=True).select_related("unit"))


# ── hand-overs ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class PartWork:
    """A part of a hand-over with its work as it stands now; `late` are those that were late when handed over."""

    part: HandOverPart
    items: Sequence[OpenItem]
    late: frozenset[Ref]


def access_hand_over(actor: Actor, number: int) -> HandOver:
    """Return a hand-over for a manager of the street, its giver, or one of its successors; else NotFound."""
    row = HandOver.objects.filter(pk=number, street=actor.street or 0).select_related("giver").first()
    mine = row is not None and (
        row.giver_id == actor.account or actor.account in {p.successor_id for p in parts_of(row)}
    )
    if row is None or not (mine or may("look", actor.roles)):
        raise NotFound
    return row


def access_part(actor: Actor, number: int) -> HandOverPart:
    """Return a part of a hand-over that the actor may see; else NotFound."""
    row = the_one(HandOverPart.objects.filter(pk=number, street=actor.street or 0).select_related("hand_over"))
    access_hand_over(actor, row.hand_over_id)
    return row


def parts_of(row: HandOver) -> list[HandOverPart]:
    """Return the parts of a hand-over in the order they were named."""
    rows = HandOverPart.objects.filter(hand_over=row).select_related("post", "to_post", "successor")
    return list(rows.order_by("post__code", "-rest", "pk"))


def work_handed(row: HandOver, at: datetime) -> list[PartWork]:
    """Return what each successor got, as it stands now, in one query a kind of work."""
    rows = list(HandOverWork.objects.filter(hand_over=row).order_by("pk"))
    shown: dict[Ref, OpenItem] = {}
    for kind in open_work:
        ids = [one.subject for one in rows if one.kind == kind.kind]
        shown |= {item.subject: item for item in kind.shown(ids, at).values()} if ids else {}
    found = []
    for part in parts_of(row):
        mine = [one for one in rows if one.part_id == part.pk]
        subjects = [Ref(one.kind, one.subject) for one in mine]
        late = frozenset(Ref(one.kind, one.subject) for one in mine if one.late)
        found.append(PartWork(part, [shown[one] for one in subjects if one in shown], late))
    return found


def unseen_by(actor: Actor) -> list[HandOverPart]:
    """Return the parts that were handed to the actor's person and wait to be seen."""
    if actor.account is None:
        return []
    rows = HandOverPart.objects.filter(successor=actor.account, seen_at=None, hand_over__handed_at__isnull=False)
    return list(rows.select_related("hand_over__giver", "post", "to_post").order_by("pk"))


def hand_overs(actor: Actor, limit: int = 50, before: int = 0) -> list[tuple[HandOver, list[HandOverPart]]]:
    """Return the newest hand-overs of the actor's street (those `before` one) with their parts, for managers."""
    allow(actor, actor.street or 0, "look")
    known = HandOver.objects.filter(street=actor.street or 0, **({"pk__lt": before} if before else {}))
    rows = list(known.select_related("giver").order_by("-pk")[:limit])
    parts: dict[int, list[HandOverPart]] = {row.pk: [] for row in rows}
    found = HandOverPart.objects.filter(hand_over__in=rows).select_related("successor", "post", "to_post")
    for part in found.order_by("pk"):
        parts[part.hand_over_id].append(part)
    return [(row, parts[row.pk]) for row in rows]
