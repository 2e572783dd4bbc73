"""What the registry holds of persons: found by exact numbers, opened for the person, taken out when its purpose is over."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shiqiao.base import crypto
from shiqiao.base.actor import Ref
from shiqiao.kernel.registry import reads, sealing
from shiqiao.kernel.registry.fields import known_fields
from shiqiao.kernel.registry.models import Contact, Fact, Household, Person
from shiqiao.kernel.registry.rules import PERSON_STATES
from shiqiao.kernel.registry.store import Writing, lock
from shiqiao.kernel.retention.hooks import (
    ANONYMISE,
    Asked,
    Found,
    Holding,
    Identify,
    Order,
    Piece,
    Sought,
    Stop,
    holdings,
    identify,
)

GONE = ("moved_away", "died")
LIVES = "The person lives here, and the office needs the record for its duties. Correct what is wrong in it."  # msgid
TABLES = ("registry_person", "registry_fact", "registry_membership", "registry_contact")
SOURCES = {
    "visit": "Stated at a visit", "hall": "Stated at the service hall", "import": "Taken over from a list",
    "matter": "Stated in a matter", "self": "Stated by the person", "office": "Written down by the office",
}  # fmt: skip
SEXES = {1: "男", 2: "女"}


def look(street: int, phone: str, identity: str) -> Sought:
    """Return whom exact numbers mean. A telephone alone means a person only if no other on file has it as well."""
    marks = {sealing.phone_blind(phone)} if phone else set()
    rows = Person.objects.filter(street=street)
    if identity:
        number = sealing.number_blind(identity)
        marks.add(number)
        mine = list(rows.filter(identity_blind=number).values_list("pk", flat=True))
    else:
        mine = list(rows.filter(phone_blind__in=marks).values_list("pk", flat=True)) if marks else []
    live = set(reads.resolved("person", mine).values())
    if not identity and len(live) > 1:
        live = set()
    ids = {number for some in reads.merged_ids("person", live).values() for number in some}
    for known in Person.objects.filter(pk__in=ids) if identity else ():
        marks |= {bytes(value) for value in (known.phone_blind, known.identity_blind) if value}
    return Sought(street, frozenset(ids), frozenset(marks))


def find(who: Sought) -> list[Found]:
    """Return the records of a person, those merged into it included."""
    rows = Person.objects.filter(street=who.street, pk__in=list(who.persons)).exclude(name=b"")
    return [Found(Ref("person", number)) for number in rows.order_by("pk").values_list("pk", flat=True)]


def stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which records are still needed: of whoever lives here. A merged record goes with the one it was merged into."""
    winners = reads.resolved("person", ids)
    states = dict(Person.objects.filter(pk__in=set(winners.values())).values_list("pk", "state"))
    return {number: Stop(LIVES) for number, winner in winners.items() if states.get(winner) not in (None, *GONE)}


def due(asked: Asked) -> list[int]:
    """Return persons last heard of before a moment, by the state they are in, that are not taken out yet."""
    rows = Person.objects.filter(street=asked.street, confirmed_at__lt=asked.before, pk__gt=asked.after)
    if asked.only:
        rows = rows.filter(state__in=asked.only)
    rows = rows.exclude(state__in=asked.but).exclude(name=b"")
    return list(rows.order_by("pk").values_list("pk", flat=True)[: asked.limit])


def erase(order: Order) -> Mapping[str, int]:
    """Take out who a person is: name, numbers, birth date, what was stated. The numbered record and its stays remain.

    Everything is bound anew under fresh salts, so the registry proves itself as before. Locks the record.
    """
    row = lock(Person, order.subject.id).get(order.subject.id)
    if row is None:
        return {}
    known = [*Fact.objects.filter(kind="person", subject=row.pk)]
    facts = [fact for fact in known if fact.sealed is not None or fact.value]
    if not row.name and not facts:
        return {}
    work = Writing(by=order.by, at=order.at)
    work.touch(row)
    counts = {"persons": int(bool(row.name)), "facts": len(facts)}
    _empty(row)
    for fact in facts:
        work.touch(fact)
        fact.value, fact.sealed, fact.blind, fact.salt = "", None, None, crypto.new_salt()
    gone = {name: count for name, count in counts.items() if count}
    work.tell("retention.erased", row, *facts, act=order.act, basis=order.basis, rule=order.rule, gone=gone)
    work.send()
    return counts


def _empty(row: Person) -> None:
    row.name, row.name_blind, row.name_terms = b"", b"", ""
    sealing.set_identity(row, "")
    sealing.set_phone(row, "")
    sealing.set_born(row, "")
    row.sex, row.mark, row.salt = 0, None, crypto.new_salt()


def show(ids: Sequence[int]) -> list[str]:
    """Name records by number and masked name."""
    rows = Person.objects.filter(pk__in=list(ids)).order_by("pk")
    return [f"{row.pk} {sealing.open_name(row)[:1]}*" for row in rows]


# ── what the person learns ─────────────────────────────────────────────────────────────────────────────────────────


def disclose(found: Sequence[Found]) -> list[Piece]:
    """Open the records of a person for that person; who else lives there is not named."""
    rows = Person.objects.in_bulk([one.subject.id for one in found])
    return [_piece(one, rows[one.subject.id]) for one in found if one.subject.id in rows]


def _piece(one: Found, row: Person) -> Piece:
    opened = sealing.open_person(row)
    values = [
        ("Full name", opened.name), ("Identity number", opened.identity), ("Telephone", opened.phone),
        ("Birth date", opened.born), ("Sex", SEXES.get(row.sex, "")), ("Home", _home(row.household)),
        ("Last confirmed", row.confirmed_at.isoformat()),
        *(("Contact at", contact.organisation.name) for contact in _contacts(row.pk)),
        *_facts(row.pk),
    ]  # fmt: skip
    purpose = "To know who lives in the street, for the duties of the office"
    source = SOURCES.get(row.source, "Written down by the office")
    return Piece(
        one.subject, "The registry's record of you", source, purpose, tuple(v for v in values if v[1]), row.state
    )


def _contacts(person: int) -> Sequence[Contact]:
    return reads.organisations_of(person)


def _home(household: int) -> str:
    row = Household.objects.select_related("dwelling__building").filter(pk=household).first()
    if row is None or row.dwelling is None:
        return ""
    flat = row.dwelling
    return f"{flat.building.name}{flat.unit}-{flat.room}" if flat.unit else f"{flat.building.name}{flat.room}"


def _facts(person: int) -> list[tuple[str, str]]:
    known = known_fields()
    rows = Fact.objects.filter(kind="person", subject=person, ended_at=None).order_by("pk")
    return [(known[row.key].title.zh if row.key in known else row.key, sealing.value_of(row)) for row in rows]


def fill() -> None:
    """Put the registry into the sockets of retention."""
    identify.fill("registry", Identify("registry", look))
    holdings.fill("registry", Holding(
        "person", "Persons on file", TABLES, frozenset({ANONYMISE}), frozenset({"last_seen"}), find, disclose, erase, due,
        show, stops, lambda street: frozenset(PERSON_STATES), on_request=ANONYMISE,
    ))  # fmt: skip
