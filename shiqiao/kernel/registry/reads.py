"""Finding and showing the registry. One indexed predicate decides what an actor sees: the territory of the posts held.

Absent and not yours are the same NotFound. Persons are seen by roles that work with them (`rules.BROWSES`), buildings,
dwellings and organisations by every role with a territory; who works for a unit alone browses neither.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.db.models import Q, QuerySet

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db.reach import within
from shiqiao.base.errors import NotFound
from shiqiao.base.paging import Page, cut
from shiqiao.base.text import find_identifiers, mask_name
from shiqiao.kernel.registry import rules, sealing
from shiqiao.kernel.registry.fields import field_of, known_fields
from shiqiao.kernel.registry.models import (
    Building,
    Contact,
    Dwelling,
    Fact,
    Household,
    Membership,
    Merge,
    Organisation,
    Pair,
    Person,
    Record,
)  # fmt: skip

PAGE = 50
WALKED = 400  # candidates of a name that are looked at; more means: say more of the name
PERSONAL = (Person, Household)
KINDS: dict[str, type[Record]] = {kind.KIND: kind for kind in (Building, Dwelling, Household, Person, Organisation)}
R = TypeVar("R", bound=Record)


# ── access ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def seen(actor: Actor, kind: type[Record]) -> Q | None:
    """Return the condition under which an actor sees records of a kind, served by one index; None for nothing."""
    allowed = rules.BROWSES if kind in PERSONAL else rules.PLACES
    if actor.has("system"):
        return Q() if actor.street is None else Q(street=actor.street)
    if not actor.roles & allowed or actor.reach.span is None:
        return None
    return within(*actor.reach.span)


def may_see(actor: Actor, row: Record) -> bool:
    """Tell whether an actor sees a record: the same predicate, judged on one row."""
    allowed = rules.BROWSES if isinstance(row, PERSONAL) else rules.PLACES
    if actor.has("system"):
        return actor.street in (None, row.street)
    return bool(actor.roles & allowed) and covers(actor, place_of(row))


def place_of(row: Any) -> int:
    """Return the 15-digit territory number of a record: its grid, its community or its street."""
    return int(row.grid or row.community * 1_000 or row.street * 1_000_000)


def covers(actor: Actor, place: int) -> bool:
    """Tell whether a place lies in the actor's territory. What lies nowhere is the whole street's."""
    span = actor.reach.span
    if actor.has("system"):
        return True
    return span is not None and span[0] <= place <= span[1] and (place % 1_000_000 > 0 or span[0] % 1_000_000 == 0)


def rows_of(actor: Actor, kind: type[R]) -> QuerySet[R]:
    """Return the records of a kind that an actor sees; merged ones are left out."""
    condition = seen(actor, kind)
    rows = kind._default_manager.all()
    rows = rows.none() if condition is None else rows.filter(condition)
    return rows.filter(merged_into=0) if kind in (Person, Organisation) else rows


def get(actor: Actor, kind: type[R], number: int) -> R:
    """Return one record that an actor sees; one that was merged away leads to the one it was merged into."""
    row = kind._default_manager.filter(pk=number).first()
    while row is not None and (into := merged_into(row)):
        row = kind._default_manager.filter(pk=into).first()
    if row is None or not may_see(actor, row):
        raise NotFound()
    return row


def merged_into(row: Any) -> int:
    """Return what a person or organisation was merged into, 0 for one that stands."""
    return int(getattr(row, "merged_into", None) or 0)


def resolve(ref: Ref) -> Ref:
    """Return what a reference means today: a person or organisation that was merged is the one it was merged into."""
    if ref.kind not in ("person", "organisation"):
        return ref
    table: Any = KINDS[ref.kind]
    number = ref.id
    while into := table.objects.filter(pk=number).values_list("merged_into", flat=True).first():
        number = into
    return Ref(ref.kind, number)


def resolved(kind: str, numbers: Iterable[int]) -> dict[int, int]:
    """Return for each record the one it was merged into, itself for one that stands; one query a generation."""
    table: Any = KINDS[kind]
    found = {number: number for number in numbers}
    level = set(found)
    while level:
        into = dict(table.objects.filter(pk__in=level).exclude(merged_into=0).values_list("pk", "merged_into"))
        found = {number: into.get(owner, owner) for number, owner in found.items()}
        level = set(into.values())
    return found


def merged_ids(kind: str, numbers: Iterable[int]) -> dict[int, list[int]]:
    """Return for each record its own number and those of all that were merged into it, in one query a generation."""
    table: Any = KINDS[kind]
    found = {number: [number] for number in numbers}
    owner = {number: number for number in found}
    level = list(found)
    while level:
        pairs = list(table.objects.filter(merged_into__in=level).values_list("pk", "merged_into"))
        for number, into in pairs:
            owner[number] = owner[into]
            found[owner[into]].append(number)
        level = [number for number, _ in pairs]
    return found


# ── lists and search ───────────────────────────────────────────────────────────────────────────────────────────────


def records(
    actor: Actor, kind: str, *, grid: int = 0, community: int = 0, after: str = "", limit: int = PAGE, **narrowed: Any
) -> Page[Any]:
    """Return a page of the records of a kind in a territory, in the order of ids."""
    rows = rows_of(actor, KINDS[kind])
    if grid:
        rows = rows.filter(grid=grid)
    elif community:
        rows = rows.filter(community=community)
    if narrowed:
        rows = rows.filter(**narrowed)
    if after.isdigit():
        rows = rows.filter(pk__gt=int(after))
    return cut(list(rows.order_by("id")[: limit + 1]), limit, lambda row: row.pk)


def find_persons(actor: Actor, text: str, *, limit: int = PAGE) -> list[Person]:
    """Find persons by name (two characters or more), telephone, identity number, or number on file.

    One index each; no text is compared in clear. What lies outside the actor's territory is not found.
    """
    rows = rows_of(actor, Person)
    exact = _by_number(text)
    if exact is not None:
        return list(_live(rows.filter(exact).order_by("id")[:limit], actor))
    query = sealing.name_query(text)
    if not query:
        return []
    # The index on names goes first: what it finds is then judged by place.
    found = Person.objects.extra(where=["name_terms @@ %s::tsquery"], params=[query]).values_list("pk", flat=True)
    ids = list(found[:WALKED])
    mine = rows.filter(pk__in=ids)
    if len(ids) == WALKED:  # a frequent name: let the place narrow it as well
        mine = rows.extra(where=["name_terms @@ %s::tsquery"], params=[query])
    return list(mine.order_by("id")[:limit])


def _live(rows: Iterable[Person], actor: Actor) -> list[Person]:
    found = {resolve(Ref("person", row.pk)).id for row in rows}
    return list(rows_of(actor, Person).filter(pk__in=found).order_by("id"))


def _by_number(text: str) -> Q | None:
    found = find_identifiers(text)
    if len(found) == 1 and len(found[0].value) >= len(text.replace(" ", "")) - 4:
        blind = crypto.blind(found[0].value)
        return Q(identity_blind=blind) if found[0].kind == "identity" else Q(phone_blind=sealing.phone_blind(text))
    plain = text.replace(" ", "").replace("-", "")
    if plain.isascii() and plain.isdigit() and 7 <= len(plain) <= 12:
        return Q(phone_blind=sealing.phone_blind(plain))
    return None


def find_organisations(actor: Actor, text: str, *, limit: int = PAGE) -> list[Organisation]:
    """Find organisations by credit code or by words of their name."""
    rows = rows_of(actor, Organisation)
    code = rules.squeeze_number(text)
    if len(code) == 18 and code.isascii() and code.isalnum():
        return list(rows.filter(code=code)[:limit])
    query = sealing.text_query(text)
    return list(rows.extra(where=["terms @@ %s::tsquery"], params=[query]).order_by("id")[:limit]) if query else []


def find_buildings(actor: Actor, text: str, *, limit: int = 20) -> list[Building]:
    """Find buildings by words of their name."""
    query = sealing.text_query(text)
    rows = rows_of(actor, Building)
    return list(rows.extra(where=["terms @@ %s::tsquery"], params=[query]).order_by("id")[:limit]) if query else []


# ── what belongs together ──────────────────────────────────────────────────────────────────────────────────────────


def dwellings_of(building: Building) -> list[Dwelling]:
    """Return the dwellings of a building the actor sees, by floor, unit and room."""
    return list(Dwelling.objects.filter(building=building).order_by("-floor", "unit", "room"))


def households_in(dwellings: Iterable[int]) -> dict[int, list[Household]]:
    """Return the present households of dwellings, in one query."""
    found: dict[int, list[Household]] = {}
    for row in Household.objects.filter(dwelling__in=list(dwellings), ended=None).order_by("id"):
        found.setdefault(row.dwelling_id or 0, []).append(row)
    return found


def members_of(household: int) -> list[Membership]:
    """Return who belongs to a household, present ones first, each with its person; those merged away are left out."""
    rows = Membership.objects.filter(household=household, person__merged_into=0).select_related("person")
    return sorted(rows, key=lambda row: (row.during.upper is not None, row.role != "head", row.pk))


def memberships_of(person: int) -> list[Membership]:
    """Return where a person lives, is registered, and lived before; the newest first."""
    rows = Membership.objects.filter(person=person).select_related("household")
    return sorted(rows, key=lambda row: (row.during.upper is None, row.during.lower), reverse=True)


def contacts_of(organisation: int) -> list[Contact]:
    """Return whom to ask at an organisation, present ones first, each with its person."""
    rows = Contact.objects.filter(organisation=organisation).select_related("person")
    return sorted(rows, key=lambda row: (row.during.upper is not None, row.pk))


def organisations_of(person: int) -> list[Contact]:
    """Return where a person is a contact, each with its organisation."""
    return list(Contact.objects.filter(person=person).select_related("organisation").order_by("id"))


def facts_of(actor: Actor, ref: Ref, *, ended: bool = False) -> list[Fact]:
    """Return what is known of a subject; sensitive fields only for roles that need them. The subject is seen already."""
    rows = Fact.objects.filter(kind=ref.kind, subject=ref.id)
    rows = rows.exclude(ended_at=None).order_by("-ended_at") if ended else rows.filter(ended_at=None)
    known, sensitive = known_fields(), bool(actor.roles & rules.SENSITIVE)
    order = list(known)
    shown = [row for row in rows if row.key in known and (sensitive or known[row.key].data_class != "sensitive")]
    return shown if ended else sorted(shown, key=lambda row: order.index(row.key))


class Whereabouts(NamedTuple):
    """Where a person on file lives: number on file, community and grid (0 unknown)."""

    person: int
    community: int
    grid: int


def whereabouts(street: int, identity: str) -> Whereabouts | None:
    """Find a person of a street by the identity number that the person gave; None when nobody is on file with it."""
    rows = Person.objects.filter(street=street, identity_blind=sealing.number_blind(identity), merged_into=0)
    found = rows.values_list("pk", "community", "grid").first() if identity else None
    return Whereabouts(*found) if found else None


def masked_name(person: int) -> str:
    """Return the masked name of a person whose identity number somebody has just given; empty for nobody."""
    row = Person.objects.filter(pk=person).first()
    return mask_name(sealing.open_name(row)) if row else ""


def agrees(person: int, name: str, phone: str) -> tuple[bool, bool]:
    """Tell whether name and telephone that a person gave are those on file; neither is shown to anybody."""
    row = Person.objects.filter(pk=person).first()
    found = sealing.open_person(row) if row else None
    return (found.name == name, found.phone == phone) if found else (False, False)


def values_of(kind: str, key: str, subjects: Iterable[int]) -> dict[int, str]:
    """Return what one field says of several subjects, in one query; who may know it is decided before."""
    rows = Fact.objects.filter(kind=kind, key=key, subject__in=list(subjects), ended_at=None)
    return {row.subject: sealing.value_of(row) for row in rows}


def first_values_of(kind: str, key: str, subjects: Iterable[int]) -> dict[int, str]:
    """Return what one field said of several subjects when it was first stated, whatever was learned since; in one query."""
    rows = Fact.objects.filter(kind=kind, key=key, subject__in=list(subjects)).order_by("subject", "id")
    return {row.subject: sealing.value_of(row) for row in rows.distinct("subject")}


def members_at(households: Iterable[int]) -> list[Person]:
    """Return who lives in some households now, in one query; who may see them is decided before."""
    return list(Person.objects.filter(household__in=list(households), merged_into=0, state="present").order_by("id"))


def phone_marks(person: int) -> list[bytes]:
    """Return by what a person's telephone numbers are found in other parts, those of merged records included."""
    ids = merged_ids("person", [person])[person]
    found = Person.objects.filter(pk__in=ids, phone_blind__isnull=False).values_list("phone_blind", flat=True)
    return [bytes(value) for value in found if value]


def with_fact(actor: Actor, kind: str, key: str, value: str, *, after: str = "", limit: int = PAGE) -> Page[Any]:
    """Return a page of the subjects of which a field has a value (yes_no and choice): "who lives alone in my grid"."""
    spec = field_of(key, kind)
    condition = seen(actor, KINDS[kind])
    if condition is None or (spec.data_class == "sensitive" and not actor.roles & rules.SENSITIVE):
        return Page([])
    facts = Fact.objects.filter(
        condition, kind=kind, key=key, blind=sealing.value_blind(key, spec.read(value)), ended_at=None
    )
    if after.isdigit():
        facts = facts.filter(subject__gt=int(after))
    numbers = list(facts.order_by("subject").values_list("subject", flat=True)[: limit + 1])
    rows = rows_of(actor, KINDS[kind]).in_bulk(numbers[:limit])
    return Page(
        [rows[n] for n in numbers[:limit] if n in rows], str(numbers[limit - 1]) if len(numbers) > limit else ""
    )


def facts_due(actor: Actor, at: datetime, *, after: str = "", limit: int = PAGE) -> Page[Any]:
    """Return a page of what has expired in the actor's territory and wants confirming, the longest first."""
    condition = seen(actor, Person)
    if condition is None:
        return Page([])
    known = [
        key for key, spec in known_fields().items() if spec.data_class != "sensitive" or actor.roles & rules.SENSITIVE
    ]
    facts = Fact.objects.filter(condition, ended_at=None, valid_until__lte=at, key__in=known)
    when, _, number = after.partition("/")
    if when and number.isdigit():
        moment = datetime.fromisoformat(when)
        facts = facts.filter(Q(valid_until__gt=moment) | Q(valid_until=moment, pk__gt=int(number)))
    rows = list(facts.order_by("valid_until", "id")[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], f"{last.valid_until.isoformat()}/{last.pk}" if last and last.valid_until else "")


# ── doubles, merges, the log ───────────────────────────────────────────────────────────────────────────────────────


def open_pairs(actor: Actor, kind: str, *, after: Pair | None = None, limit: int = PAGE) -> list[Pair]:
    """Return the pairs that wait for a decision and of which the actor sees both, the most alike first."""
    mine = rows_of(actor, KINDS[kind]).values("pk")
    rows = Pair.objects.filter(kind=kind, state="open", first__in=mine, second__in=mine)
    if after is not None:
        rows = rows.filter(Q(score__lt=after.score) | Q(score=after.score, pk__gt=after.pk))
    return list(rows.order_by("-score", "id")[:limit])


def pairs_of(actor: Actor, ref: Ref) -> list[tuple[Pair, Any]]:
    """Return who may be the same as a record: the pair and the other one, as far as the actor sees it."""
    pairs = list(
        Pair.objects.filter(Q(first=ref.id) | Q(second=ref.id), kind=ref.kind, state="open").order_by("-score")
    )
    others = rows_of(actor, KINDS[ref.kind]).in_bulk([pair.first + pair.second - ref.id for pair in pairs])
    return [(pair, others[n]) for pair in pairs if (n := pair.first + pair.second - ref.id) in others]


def merges_of(ref: Ref) -> list[Merge]:
    """Return what was merged into a record, and parted again; the newest first."""
    return list(Merge.objects.filter(kind=ref.kind, winner=ref.id).order_by("-pk"))


# ── for pages ──────────────────────────────────────────────────────────────────────────────────────────────────────


def homes_of(households: Iterable[int]) -> dict[int, Household]:
    """Return households with their dwellings and buildings, in one query; who may see the members is decided before."""
    return Household.objects.select_related("dwelling__building").in_bulk(list(households))


def homes_found(actor: Actor, text: str, *, limit: int = 60) -> list[Household]:
    """Return the present households in the buildings that a text names, for a choice."""
    buildings = [row.pk for row in find_buildings(actor, text, limit=5)]
    rows = rows_of(actor, Household).filter(dwelling__building__in=buildings, ended=None)
    return list(rows.select_related("dwelling__building").order_by("dwelling__unit", "dwelling__room", "id")[:limit])


def dwelling_of(row: Household) -> Dwelling | None:
    """Return the dwelling of a household, with its building."""
    return Dwelling.objects.select_related("building").filter(pk=row.dwelling_id or 0).first()


def get_fact(number: int) -> Ref:
    """Return the subject of a fact, for the way back to its page; raises NotFound."""
    found = Fact.objects.filter(pk=number).values_list("kind", "subject").first()
    if found is None:
        raise NotFound()
    return Ref(*found)
