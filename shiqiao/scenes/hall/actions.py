"""Affairs at the counters: each action asks who may, locks the affair, decides (`acts`) and writes, in one transaction."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import localtime

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.text import clean
from shiqiao.kernel.clocks.reads import clocks_of
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.registry import rules as registry_rules
from shiqiao.kernel.registry import sealing
from shiqiao.kernel.registry.bycode import organisation_with
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.hall import acts, confirming, rights
from shiqiao.scenes.hall.acts import Application, Came
from shiqiao.scenes.hall.counters import counters, post_of, serving, staff_of
from shiqiao.scenes.hall.definitions import Guide, GuideTable
from shiqiao.scenes.hall.errors import NotSo
from shiqiao.scenes.hall.models import OPEN, Affair, AffairEntry, HeldDocument, Trip
from shiqiao.scenes.hall.publishing import guides_of, version_of
from shiqiao.scenes.hall.rules import CHANNELS, ERRANDS, MANNERS, RATED_FOR
from shiqiao.scenes.hall.work import KIND, Work, hand_to, seal

NAME_MOST, TEXT_MOST, OUTSIDE_MOST = 60, 500, 40


@transaction.atomic
def take_in(*, application: Application, by: Actor, at: datetime) -> Affair:
    """Take an affair in at a counter at which the actor works. Raises Invalid naming each field, Forbidden.

    Papers that are known are confirmed; what is missing is said once, as a list; when nothing is, the term begins.
    """
    street = by.street or 0
    with scope.scoped(*scope.of(by)):
        rights.refuse_elsewhere(by, street, application.station)
        table = guides_of(street)
        guide = check(application, table, street, at)
        work = begin(application, guide, table, street, at, by=by)
        owner = bytes(work.row.identity_blind) if work.row.identity_blind else None
        held = known_papers(street, owner, at)
        work.row.numbered(*next_serial(street, at))  # from here on nobody else of the street takes one in
        application = replace(application, another=_another(work.row, application))
        acts.take_in(work, application, held, by=by, at=at)
        row = work.write()
        confirming.confirm(row, application, by=by, at=at)
        return row


def check(application: Application, table: GuideTable, street: int, at: datetime) -> Guide:
    """Return the guide of an application; raises Invalid naming each field."""
    guide, wrong = table.guide(application.item), dict[str, str]()
    if guide is None:
        raise Invalid(fields={"item": "Choose the item."})
    wrong |= _who(application, street, at) | _manner(application, guide) | _where(application, guide, street)
    if wrong:
        length = len(registry_rules.squeeze_number(application.identity))
        raise Invalid(fields=wrong, name_most=NAME_MOST, length=length)
    return guide


def _who(application: Application, street: int, at: datetime) -> dict[str, str]:
    wrong = {}
    if not application.name.strip() or len(application.name) > NAME_MOST:
        wrong["name"] = "Give the name, in at most {name_most} characters."
    identity, today = registry_rules.squeeze_number(application.identity), localtime(at).date()
    if identity and (told := registry_rules.wrong_identity(identity, born=None, sex=0, today=today)):
        wrong["identity"] = told
    if told := wrong_credit(application.credit, street):
        wrong["credit"] = told
    for name in ("phone", "proxy_phone"):
        value = getattr(application, name)
        if value and (told := registry_rules.wrong_phone(value)):
            wrong[name] = told
    return wrong


def wrong_credit(credit: str, street: int) -> str:
    """Return what is wrong with the credit code of the firm that applies, as a sentence with its remedy."""
    code = registry_rules.squeeze_number(credit)
    if not code or organisation_with(street, code):
        return ""
    return "No firm of this street is on file with this credit code. Compare it with the licence, or leave it empty."


def _where(application: Application, guide: Guide, street: int) -> dict[str, str]:
    wrong = {}
    if application.station not in serving(guide, street) and application.channel != "online":
        wrong["item"] = (
            "This counter does not serve the item; choose another item, or send the applicant to one that does."
        )
    if application.community and application.community not in {int(one.code) for one in communities(street)}:
        wrong["community"] = "Choose a community of this street."
    return wrong


def _manner(application: Application, guide: Guide) -> dict[str, str]:
    wrong = {}
    if application.manner not in MANNERS:
        wrong["manner"] = "Choose who applies."
    if application.channel not in CHANNELS or (application.channel == "online" and "online" not in guide.at):
        wrong["channel"] = "Choose how the application came."
    if application.channel == "online" and not application.outside.strip():
        wrong["outside"] = (
            "Give the number that the city's site gave the application; residents cannot apply on-line here."
        )
    if application.manner == "proxy" and not guide.proxy:
        wrong["manner"] = "This item is applied for in person; our people can go to the applicant."
    if application.manner == "proxy" and not application.proxy_name.strip():
        wrong["proxy_name"] = "Give the name of the proxy."
    return wrong


def begin(
    application: Application, guide: Guide, table: GuideTable, street: int, at: datetime, *, by: Actor | None = None
) -> Work:
    """Return a new affair, not written yet, with whom it concerns sealed and where that person lives."""
    one = application
    identity = registry_rules.squeeze_number(one.identity)
    lives = registry.whereabouts(street, identity) if identity else None
    name, phone = clean(one.name).strip(), registry_rules.phone_digits(one.phone)
    row = Affair(
        street=street, item=guide.code, guides=version_of(street), channel=one.channel, manner=one.manner, year=0, serial=0,
        station=one.station, taken_at=at, state="handling", outside_number=clean(one.outside).strip()[:OUTSIDE_MOST],
        person=lives.person if lives else 0, ticket=one.ticket,
        organisation=organisation_with(street, registry_rules.squeeze_number(one.credit)),
        community=(lives.community if lives else 0) or one.community, grid=(lives.grid if lives else 0) or one.grid,
        name=seal(name), name_blind=sealing.name_blind(name), phone=seal(phone), invented=one.invented,
        phone_blind=sealing.phone_blind(phone) if phone else None, identity=seal(identity),
        identity_blind=sealing.number_blind(identity) if identity else None,
        proxy_name=seal(clean(one.proxy_name).strip()), proxy_phone=seal(registry_rules.phone_digits(one.proxy_phone)),
    )  # fmt: skip
    hand_to(row, one.station, post_of(counters(street)[one.station], street, by), at)
    return Work(row, guide, table)


def open_affair(street: int, item: str, owner: bytes | None) -> Affair | None:
    """Return the open affair of a person for an item, by the keyed identity number; the newest."""
    rows = (
        Affair.objects.filter(OPEN, street=street, item=item, identity_blind=owner) if owner else Affair.objects.none()
    )
    return rows.order_by("-id").first()


def _another(row: Affair, application: Application) -> bool:
    """Tell whether it is another one beside an open one; refuses what another helper has taken in, unless it is meant so.

    `row` is not written yet; the numbers of the street are locked, so that nobody takes the same in meanwhile.
    """
    found = open_affair(row.street, row.item, bytes(row.identity_blind) if row.identity_blind else None)
    if found is not None and not application.another:
        there = people.unit(found.at)
        told = "This person has the same item open: affair {number}, at {counter}. Go on there, or tick this."
        raise Invalid(fields={"another": told}, number=found.number, counter=there.title_zh)
    return found is not None


def known_papers(street: int, owner: bytes | None, at: datetime) -> set[str]:
    """Return the papers of a person that were handed in once and are still good."""
    if not owner:
        return set()
    rows = HeldDocument.objects.filter(street=street, owner=owner, valid_until__gte=localtime(at).date())
    return set(rows.values_list("kind", flat=True))


def next_serial(street: int, at: datetime) -> tuple[int, int]:
    """Return the year and the next serial number of a street's affairs; holds a lock until the transaction ends."""
    year = localtime(at).year
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"hall {street} {year}"])
    last = Affair.objects.filter(street=street, year=year).order_by("-serial").values_list("serial", flat=True).first()
    return year, (last or 0) + 1


# ── an affair that is there ────────────────────────────────────────────────────────────────────────────────────────


def lock(affair: int, by: Actor) -> Work:
    """Lock an affair that the actor sees, with all that belongs to it; absent and not yours are the same NotFound."""
    condition = rights.seen(by)
    row = Affair.objects.select_for_update().filter(condition, pk=affair).first() if condition is not None else None
    if row is None:
        raise NotFound
    return _work(row)


def _work(row: Affair) -> Work:
    table = guides_of(row.street, row.guides)
    guide = table.guide(row.item)
    if guide is None:
        raise NotFound
    trips, entries = Trip.objects.filter(affair=row.pk), AffairEntry.objects.filter(affair=row.pk)
    clocks = clocks_of(Ref(KIND, row.pk))
    state = clocks[-1].state() if clocks else None
    return Work(row, guide, table, list(trips.order_by("id")), list(entries.order_by("id")), state)


def _words(text: str) -> str:
    text = clean(text).strip()
    if len(text) > TEXT_MOST:
        told = "The text has {text_length} characters; shorten it to {text_most}."
        raise Invalid(fields={"words": told}, text_length=len(text), text_most=TEXT_MOST)
    return text


@transaction.atomic
def ask_papers(
    *, affair: int, papers: Collection[str], changed: bool = False, words: str = "", by: Actor, at: datetime
) -> Affair:
    """Ask for papers after the affair was taken in; what the one-time notice had not named is recorded as our fault."""
    with scope.scoped(*scope.of(by)):
        work = lock(affair, by)
        rights.refuse_others(by, work.row)
        acts.ask_papers(work, papers, changed=changed, words=_words(words), by=by, at=at)
        return work.write()


@transaction.atomic
def hand_in(*, affair: int, papers: Collection[str], came: Came | None = None, by: Actor, at: datetime) -> Affair:
    """Take missing papers in at any counter; without `came` they were sent, or fetched by our people."""
    with scope.scoped(*scope.of(by)):
        work = lock(affair, by)
        _at_counter(by, work.row, came)
        acts.hand_in(work, papers, came, by=by, at=at)
        return work.write()


@transaction.atomic
def record_coming(*, affair: int, came: Came, by: Actor, at: datetime) -> Affair:
    """Count that applicant or proxy came for an affair, and why again."""
    with scope.scoped(*scope.of(by)):
        work = lock(affair, by)
        _at_counter(by, work.row, came)
        acts.come(work, came, by=by, at=at)
        return work.write()


@transaction.atomic
def record_errand(*, affair: int, reason: str, station: int, by: Actor, at: datetime) -> Affair:
    """Count that our people went to somebody (倒跑腿)."""
    with scope.scoped(*scope.of(by)):
        work = lock(affair, by)
        rights.refuse_elsewhere(by, work.row.street, station)
        if reason not in ERRANDS:
            raise Invalid(fields={"reason": "Say what our people went for."})
        work.go("go")
        work.went(reason, station, by, at)
        return work.write()


def _at_counter(by: Actor, row: Affair, came: Came | None) -> None:
    if came is None:
        if not rights.works(by) and by.kind != "system":
            raise Forbidden(fields={"station": "You do not work at this counter; choose one of yours."})
        return
    rights.refuse_elsewhere(by, row.street, came.station)
    if came.who not in ("own", "proxy"):
        raise Invalid(fields={"who": "Say who came: the applicant, or somebody on the applicant's behalf."})


@transaction.atomic
def hand_over(*, affair: int, station: int, words: str = "", by: Actor, at: datetime) -> Affair:
    """Hand an affair over to another counter; its people are told, else who answers there."""
    with scope.scoped(*scope.of(by)):
        work = lock(affair, by)
        rights.refuse_others(by, work.row)
        if station not in serving(work.guide, work.row.street):
            raise Invalid(fields={"station": "This counter does not serve the item; choose another one."})
        there = counters(work.row.street)[station]
        post = post_of(there, work.row.street)
        acts.hand_over(work, station, post, words=_words(words), by=by, at=at)
        row = work.write()
        for told in [one.id for one in staff_of(there, row.street)] or [post] * (post > 0):
            notify(street=row.street, post=told, kind="hall.handed_over", subject=Ref(KIND, row.pk), at=at)
        return row


@transaction.atomic
def decide(*, affair: int, granted: bool, words: str = "", by: Actor, at: datetime) -> Affair:
    """Grant an affair, or decline it with its reason."""
    with scope.scoped(*scope.of(by)):
        work = lock(affair, by)
        rights.refuse_others(by, work.row)
        acts.decide(work, granted=granted, words=_words(words), by=by, at=at)
        return work.write()


@transaction.atomic
def deliver(*, affair: int, how: str, station: int, came: Came | None = None, by: Actor, at: datetime) -> Affair:
    """Deliver the result from a counter at which the actor works, which need not be the one that took it in."""
    with scope.scoped(*scope.of(by)):
        work = lock(affair, by)
        rights.refuse_elsewhere(by, work.row.street, station)
        acts.deliver(work, how, station, came, by=by, at=at)
        return work.write()


@transaction.atomic
def withdraw(*, affair: int, words: str, by: Actor, at: datetime) -> Affair:
    """End an affair because the applicant takes it back."""
    with scope.scoped(*scope.of(by)):
        work = lock(affair, by)
        _at_counter(by, work.row, None)
        acts.withdraw(work, words=_words(words), by=by, at=at)
        return work.write()


@transaction.atomic
def rate(*, affair: int, stars: int, way: str, words: str = "", by: Actor, at: datetime) -> Affair:
    """Enter what the applicant told by telephone or on paper (`way`), once. Raises RatedByOneself for who had a hand in it."""
    with scope.scoped(*scope.of(by)):
        work = lock(affair, by)
        _at_counter(by, work.row, None)
        if way not in RATED_FOR:
            raise Invalid(fields={"way": "Choose how the applicant told it."})
        acts.rate(work, stars, words=_words(words), way=way, by=by, at=at)
        return work.write()


@transaction.atomic
def rate_by_link(*, affair: int, stars: int, words: str = "", by: Actor, at: datetime) -> Affair:
    """Take the rating that the applicant gives by the affair's link, once; `by` is a resident who has shown the link."""
    with scope.scoped(*scope.of(by)):
        row = Affair.objects.select_for_update().filter(pk=affair, street=by.street).first()
        if row is None or by.kind != "resident":
            raise NotFound
        work = _work(row)
        acts.rate(work, stars, words=_words(words), way="link", by=by, at=at)
        return work.write()


def clock_moved(fact: Any, by: Actor, at: datetime) -> None:
    """Follow a calendar that moved the clock of an affair (same transaction)."""
    row = Affair.objects.select_for_update().filter(pk=fact.subject).first()
    if row is None:
        raise NotSo
    row.due_at = fact.after.due_at
    row.save(update_fields=["due_at"])
