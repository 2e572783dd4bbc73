"""Stewards of firms (金管家): named, handed over with what is open, seen by who comes, listed in a post's hand-over."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.hooks import OpenItem
from shiqiao.kernel.registry import reads as registry
from shiqiao.scenes.enterprise import rights
from shiqiao.scenes.enterprise.errors import FirmRefused, NotSoNow
from shiqiao.scenes.enterprise.firms import ids_of, live_of
from shiqiao.scenes.enterprise.models import FirmFile
from shiqiao.scenes.enterprise.publishing import rules_of
from shiqiao.scenes.enterprise.rules import SETTLED
from shiqiao.scenes.enterprise.store import FIRM, day_of, hold, note, seal, written
from shiqiao.scenes.enterprise.tables import FirmNeed, FirmPromise, FirmSteward


def name_steward(*, organisation: int, post: int, facts: str = "", by: Actor, at: datetime) -> FirmSteward:
    """Make a post the steward of a firm from now on; the former term ends, and what is open is listed for the new one.

    Raises FirmRefused for a post that nobody holds or that has the firm already, Forbidden, NotFound without a file.
    """
    said = written(facts, "facts")
    with scope.scoped(*scope.of(by)), transaction.atomic():
        live = live_of(by, organisation)
        rights.refuse_others(by, live.street)
        row = file_of(live.pk)
        chosen = people.post(post)
        if chosen.street != live.street or people.holder_of(post, at).account is None:
            raise FirmRefused(fields={"post": "Nobody holds this post now; choose another or appoint someone."})
        return _begin(row, live.pk, post, said, by, at)


def file_of(organisation: int) -> FirmFile:
    """Return the file of a firm that stands; raises NotFound."""
    rows = list(FirmFile.objects.filter(organisation__in=ids_of(organisation)))
    if not rows:
        raise NotFound
    return min(rows, key=lambda row: row.organisation != organisation)


def present(organisations: Iterable[int]) -> dict[int, FirmSteward]:
    """Return the present terms of firms that stand, the own number before those that were merged into it."""
    found: dict[int, FirmSteward] = {}
    merged = registry.merged_ids("organisation", organisations)
    owner = {one: live for live, those in merged.items() for one in those}
    for row in FirmSteward.objects.filter(organisation__in=owner, ended_at=None).order_by("pk"):
        live = owner[row.organisation]
        if live not in found or row.organisation == live:
            found[live] = row
    return found


def _begin(row: FirmFile, live: int, post: int, facts: str, by: Actor, at: datetime) -> FirmSteward:
    hold(f"steward {live}")
    former = present([live]).get(live)
    if former is not None and former.post == post:
        raise FirmRefused(fields={"post": "This post is the firm's steward already; choose another."})
    for term in FirmSteward.objects.select_for_update().filter(organisation__in=ids_of(live), ended_at=None):
        term.during, term.ended_at = DateTimeTZRange(term.during.lower, at), at
        term.save(update_fields=["during", "ended_at"])
    promises, needs = open_promises(live), open_needs(live)
    made = FirmSteward.objects.create(
        street=row.street, organisation=live, post=post, during=DateTimeTZRange(at, None), account=by.account or 0,
        former=former.post if former else 0, promises=[one.pk for one in promises], needs=[one.pk for one in needs],
        next_visit=next_visit(row, at), facts=seal(facts),
    )  # fmt: skip
    FirmPromise.objects.filter(pk__in=made.promises).update(post=post)
    note("enterprise.steward_named", Ref(FIRM, row.pk), row.street, by, at, post=post, former=made.former,
         promises=made.promises, needs=made.needs)  # fmt: skip
    _tell(made, row, at)
    return made


def _tell(term: FirmSteward, row: FirmFile, at: datetime) -> None:
    params = {"promises": len(term.promises), "needs": len(term.needs)}
    notify(
        street=row.street,
        post=term.post,
        kind="enterprise.steward_named",
        subject=Ref(FIRM, row.pk),
        params=params,
        at=at,
    )


def open_promises(organisation: int) -> list[FirmPromise]:
    """Return what a firm was promised and is still open, the earliest first."""
    rows = FirmPromise.objects.filter(organisation__in=ids_of(organisation), kept_at=None, broken_at=None)
    return list(rows.order_by("due", "pk"))


def open_needs(organisation: int) -> list[FirmNeed]:
    """Return what a firm needs and is not settled, the oldest first."""
    rows = FirmNeed.objects.filter(organisation__in=ids_of(organisation)).exclude(state__in=SETTLED)
    return list(rows.order_by("pk"))


def next_visit(row: FirmFile, at: datetime) -> date:
    """Return the day by which a firm is to be visited next: it follows from its tier and the last visit."""
    return day_of(row.visited_at or row.opened_at) + timedelta(days=rules_of(row.street).tier(row.tier).visit_days)


def see_hand_over(*, organisation: int, by: Actor, at: datetime) -> FirmSteward:
    """Say that the holder has read what was handed over. Raises NotSoNow when it was, NotFound for others."""
    with scope.scoped(*scope.of(by)), transaction.atomic():
        live = live_of(by, organisation)
        term = present([live.pk]).get(live.pk)
        if term is None or term.post not in by.reach.posts:
            raise NotFound
        if term.seen_at is not None:
            raise NotSoNow
        term.seen_at, term.seen_account = at, by.account or 0
        term.save(update_fields=["seen_at", "seen_account"])
        note("enterprise.hand_over_seen", Ref(FIRM, file_of(live.pk).pk), live.street, by, at, post=term.post)
        return term


# ── what a post's hand-over lists ──────────────────────────────────────────────────────────────────────────────────


def held_by(post: int, at: datetime) -> list[OpenItem]:
    """Return the firms of which a post is steward, the next visit that is due first."""
    terms = FirmSteward.objects.filter(post=post, ended_at=None)
    live = registry.resolved("organisation", [term.organisation for term in terms])
    files = [file_of(number) for number in sorted(set(live.values()))]
    return [item for item in _items(files, at) if item.post == post]


def shown(identifiers: Sequence[int], at: datetime) -> dict[int, OpenItem]:
    """Return how the firms of a hand-over stand now."""
    return {item.subject.id: item for item in _items(FirmFile.objects.filter(pk__in=list(identifiers)), at)}


def _items(rows: Iterable[FirmFile], at: datetime) -> list[OpenItem]:
    files = list(rows)
    live = registry.resolved("organisation", [row.organisation for row in files])
    terms, table = present(set(live.values())), cast(Any, registry.KINDS["organisation"])
    names = dict(table._default_manager.filter(pk__in=set(live.values())).values_list("pk", "name"))
    return [_item(row, live[row.organisation], terms, names, at) for row in files]


def _item(row: FirmFile, number: int, terms: dict[int, FirmSteward], names: dict[int, str], at: datetime) -> OpenItem:
    term, due = terms.get(number), next_visit(row, at)
    post = term.post if term else 0
    by_day = datetime.combine(due + timedelta(days=1), datetime.min.time(), at.tzinfo)
    return OpenItem(
        subject=Ref(FIRM, row.pk), number=str(len(open_promises(number))), title=names.get(number, ""), post=post,
        holder=people.holder_of(post, at).account or 0 if post else 0, state="led", due_at=by_day, late=by_day < at,
    )  # fmt: skip


def hand_over(subjects: Sequence[int], post: int, to_post: int, holder: int, by: Actor, at: datetime) -> list[int]:
    """Pass firms that a post leads to a holder, at the same post or another, each with its protocol and line."""
    passed = []
    for row in FirmFile.objects.filter(pk__in=list(subjects)).order_by("pk"):
        live = registry.resolve(Ref("organisation", row.organisation)).id
        term = present([live]).get(live)
        if term is None or term.post != post:
            continue
        if to_post == post:
            _again(term, row, live, holder, by, at)
        else:
            _begin(row, live, to_post, "", by, at)
        passed.append(row.pk)
    return passed


def _again(term: FirmSteward, row: FirmFile, live: int, holder: int, by: Actor, at: datetime) -> None:
    """The post stays, its holder changes: what is open is listed anew, and waits to be seen."""
    promises, needs = [one.pk for one in open_promises(live)], [one.pk for one in open_needs(live)]
    term.promises, term.needs, term.next_visit = promises, needs, next_visit(row, at)
    term.seen_at, term.seen_account = None, 0
    term.save(update_fields=["promises", "needs", "next_visit", "seen_at", "seen_account"])
    note("enterprise.firm_passed_on", Ref(FIRM, row.pk), row.street, by, at, post=term.post, holder=holder,
         promises=promises, needs=needs)  # fmt: skip


# ── alarms ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def problems(street: int, at: datetime) -> list[str]:
    """Return what `shiqiao check` says: firms without a steward, and stewards' posts that nobody holds."""
    rows = list(FirmFile.objects.filter(street=street).order_by("pk")[:2000])
    live = registry.resolved("organisation", [row.organisation for row in rows])
    terms = present(set(live.values()))
    without = sum(number not in terms for number in set(live.values()))
    vacant = {term.post for term in terms.values() if people.holder_of(term.post, at).account is None}
    found = [f"Firms: {without} have no steward; name one on their pages."] if without else []
    return found + [
        f"Firms: nobody holds the steward's post {people.post(post).code}; appoint someone." for post in sorted(vacant)
    ]
