"""A poll is created with its electors, started (the electorate is sealed), and opened once more in a second round."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.ids import new_secret, secret_hash
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.council.voting import naming, rights
from shiqiao.scenes.council.voting.errors import PollFrozen
from shiqiao.scenes.council.voting.rules import CHOICES, SMALLEST, Rule
from shiqiao.scenes.council.voting.sealing import new_key, seal
from shiqiao.scenes.council.voting.store import electorate_seal, electors_of, lock, note, written
from shiqiao.scenes.council.voting.tables import Poll, PollElector

FEW = "{kind} has fewer than three electors: counted apart, votes would show. Vote by name, or ask the whole only."  # msgid
MOST = 2000  # electors; beyond them another way of voting is meant


@dataclass(frozen=True, slots=True)
class Elector:
    """Who may vote: a seat with its kind and its name. `account` votes on the desk; `present` counts for that base.

    `proxy_seat` may vote for this seat once, when its holder does not: `proxy_title` is its name. One seat holds one proxy.
    """

    seat: int
    kind: str
    title: str
    account: int = 0
    present: bool = True
    proxy_seat: int = 0
    proxy_title: str = ""


@transaction.atomic
def create_poll(
    *, street: int, about: Ref, title: str, question: str, options: Sequence[str] = CHOICES,
    electors: Iterable[Elector], secret: bool, rule: Rule, by: Actor, at: datetime, invented: bool = False,
) -> Poll:  # fmt: skip
    """Create a poll about something, with its electors; it starts later. Raises Forbidden, Invalid.

    `options` are `for`, `against` and, where it may be given, `abstain`. Whether it is secret is fixed here for good.
    """
    rights.refuse_unless(rights.opens(by) and by.street in (street, None))
    with scope.scoped(street):
        rows = list(electors)
        _look(street, rows, options, secret, rule)
        row = Poll.objects.create(
            street=street, about_kind=about.kind, about_id=about.id, secret=secret, rule=rule.plain(), options=list(options),
            title=written(title, "title", "Give the poll a title.", 120), invented=invented, created_at=at,
            question=written(question, "question", "Write what is asked.", 500), account=by.account or 0,
            post=by.post or 0, unit=people.post(by.post).unit if by.post else 0, salt=secrets.token_hex(16),
        )  # fmt: skip
        _enrol(row, rows)
        note(
            "council.poll_created", row, by, at, about=str(about), secret=secret, electors=len(rows), rule=rule.plain()
        )
        return row


def _look(street: int, rows: Sequence[Elector], options: Sequence[str], secret: bool, rule: Rule) -> None:
    """Refuse electors and options that make no poll. Raises Invalid."""
    seats, proxies = [one.seat for one in rows], [one.proxy_seat for one in rows if one.proxy_seat]
    accounts = [one.account for one in rows if one.account]
    wrong = {
        "electors": "" if 0 < len(rows) <= MOST else "Give 1 to {most} electors.",
        "seat": "One seat is named twice." if len(set(seats)) < len(seats) else "",
        "account": "One person has two seats; a proxy votes for the other." if len(set(accounts)) < len(accounts) else "",
        "proxy": "One seat holds one proxy only, and none for itself."
        if len(set(proxies)) < len(proxies) or any(one.proxy_seat == one.seat for one in rows) else "",
        "options": "" if tuple(options) in (CHOICES, CHOICES[:2]) else "Choose: for, against, and abstain or not.",
        "secret": FEW
        if secret and rule.kind and (small := _small(rows)) else "",
    }  # fmt: skip
    if found := {name: said for name, said in wrong.items() if said}:
        raise Invalid(fields=found, most=MOST, kind=naming.kind(street, small) if "secret" in found else "")


def _small(rows: Sequence[Elector]) -> str:
    kinds = [one.kind for one in rows]
    return next((kind for kind in dict.fromkeys(kinds) if kinds.count(kind) < SMALLEST), "")


def _enrol(row: Poll, electors: Iterable[Elector]) -> None:
    PollElector.objects.bulk_create([
        PollElector(
            street=row.street, poll=row.pk, seat=one.seat, kind=one.kind, account=one.account, present=one.present,
            proxy_seat=one.proxy_seat, title=seal(written(one.title, "title", "Name each elector.", 80)),
            proxy_title=seal(one.proxy_title[:80]),
        )
        for one in electors
    ])  # fmt: skip


@transaction.atomic
def change_poll(*, poll: int, title: str, question: str, rule: Rule, by: Actor, at: datetime) -> Poll:
    """Change what is asked, or the rule, before the start; never afterwards. Raises PollFrozen, Forbidden, Invalid."""
    with scope.scoped(*scope.of(by)):
        row = Poll.objects.select_for_update().filter(pk=poll, street=by.street or 0).first()
        if row is None:
            raise NotFound
        rights.refuse_unless(rights.runs(by, row))
        if row.state != "created":
            raise PollFrozen
        row.title = written(title, "title", "Give the poll a title.", 120)
        row.question = written(question, "question", "Write what is asked.", 500)
        row.rule = rule.plain()
        row.save()
        note("council.poll_changed", row, by, at, rule=row.rule)
        return row


@transaction.atomic
def start_poll(*, poll: int, by: Actor, at: datetime) -> Poll:
    """Start a poll: the electorate is frozen and sealed, a secret one gets its key. Locks the poll. Raises Forbidden."""
    with scope.scoped(*scope.of(by)):
        row = lock(poll, by, "created")
        rights.refuse_unless(rights.runs(by, row))
        if row.secret:
            row.public_key, row.key, row.key_file = new_key()
        row.electorate = electorate_seal(row)
        row.state, row.started_at = "started", at
        row.save()
        note("council.poll_started", row, by, at, electorate=row.electorate, electors=len(electors_of(row)))
        return row


@transaction.atomic
def open_poll(
    *, street: int, about: Ref, title: str, question: str, options: Sequence[str] = CHOICES,
    electors: Iterable[Elector], secret: bool, rule: Rule, by: Actor, at: datetime, invented: bool = False,
) -> Poll:  # fmt: skip
    """Create a poll and start it at once, as a meeting does. Raises what `create_poll` raises."""
    row = create_poll(
        street=street, about=about, title=title, question=question, options=options, electors=electors, secret=secret,
        rule=rule, by=by, at=at, invented=invented,
    )  # fmt: skip
    return start_poll(poll=row.pk, by=by, at=at)


@transaction.atomic
def open_second(*, poll: int, electors: Iterable[Elector], by: Actor, at: datetime) -> Poll:
    """Open the second round of a poll that did not pass, by the lower thresholds of its rule. Raises Invalid, Forbidden."""
    with scope.scoped(*scope.of(by)):
        first = lock(poll, by, "finished", "published")
        rights.refuse_unless(rights.runs(by, first))
        rule = Rule.read(first.rule)
        wrong = ""
        if first.turn != 1 or Poll.objects.filter(first=first.pk).exists():
            wrong = "There are two rounds at most."
        elif first.result and first.result["passed"]:
            wrong = "The first round has passed; a second one is not needed."
        elif rule.second is None and rule.second_quorum is None:
            wrong = "The rule of this poll knows no second round."
        if wrong:
            raise Invalid(fields={"poll": wrong})
        rows = list(electors)
        _look(first.street, rows, first.options, first.secret, rule)
        row = Poll.objects.create(
            street=first.street, about_kind=first.about_kind, about_id=first.about_id, secret=first.secret, rule=first.rule,
            options=first.options, title=first.title, question=first.question, invented=first.invented, created_at=at,
            account=by.account or 0, post=first.post, unit=first.unit, salt=secrets.token_hex(16), turn=2, first=first.pk,
        )  # fmt: skip
        _enrol(row, rows)
        note("council.poll_created", row, by, at, about=f"{row.about_kind}:{row.about_id}", secret=row.secret,
             electors=len(rows), rule=row.rule, first=first.pk)  # fmt: skip
        return start_poll(poll=row.pk, by=by, at=at)


@dataclass(frozen=True, slots=True)
class Slip:
    """A one-time link on paper: whose it is, and whether it votes as a proxy. The secret is shown this once."""

    title: str
    kind: str
    secret: str
    proxy: bool = False


@transaction.atomic
def make_links(*, poll: int, by: Actor, at: datetime) -> list[Slip]:
    """Make a one-time link for each elector who has not voted, and for proxies; those made before open nothing any more."""
    from shiqiao.scenes.council.voting.sealing import unseal

    with scope.scoped(*scope.of(by)):
        row = lock(poll, by, "started")
        rights.refuse_unless(rights.runs(by, row))
        slips = []
        for one in PollElector.objects.select_for_update().filter(poll=row.pk, has_voted=False).order_by("seat"):
            own, proxy = new_secret(), new_secret() if one.proxy_seat else ""
            one.link, one.proxy_link = secret_hash(own), secret_hash(proxy) if proxy else None
            one.save(update_fields=["link", "proxy_link"])
            slips.append(Slip(unseal(one.title), one.kind, own))
            slips += [Slip(unseal(one.title), one.kind, proxy, True)] if proxy else []
        note("council.slips_made", row, by, at, slips=len(slips))
        return slips
