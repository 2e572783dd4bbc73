"""Who may be the same: candidates by equal name, telephone or code, judged by the rules, kept as pairs to decide."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from shiqiao.kernel.registry import rules, sealing
from shiqiao.kernel.registry.models import Household, Organisation, Pair, Person
from shiqiao.kernel.registry.rules import WEIGHTS, Match, Traits
from shiqiao.kernel.registry.store import new_id

MOST = 200  # candidates of one record that are compared


def traits_of(rows: Sequence[Person]) -> dict[int, Traits]:
    """Return what persons are compared by, with the dwellings they live in, in one query."""
    homes = Household.objects.filter(pk__in={row.household for row in rows if row.household})
    dwelling = dict(homes.values_list("pk", "dwelling"))
    return {row.pk: person_traits(row, dwelling.get(row.household) or 0) for row in rows}


def person_traits(row: Person, dwelling: int) -> Traits:
    """Return what one person is compared by."""
    opened = sealing.open_person(row)
    return Traits(opened.name, opened.identity, opened.phone, opened.born, row.sex, dwelling)


def organisation_traits(row: Organisation) -> Traits:
    """Return what one organisation is compared by."""
    return Traits(row.name, row.code, place=row.dwelling or row.building)


def candidates(rows: Sequence[Person]) -> list[Person]:
    """Return the persons of the same street that could reach the score of a pair with one of these.

    That needs more than a name, which hundreds may share: the telephone, or name and birth date, or the dwelling.
    """
    if not rows:
        return []
    live = Person.objects.filter(street__in={row.street for row in rows}, merged_into=0)
    phones = {bytes(row.phone_blind) for row in rows if row.phone_blind is not None}
    names = {bytes(row.name_blind) for row in rows}
    born = {bytes(row.born_blind) for row in rows if row.born_blind is not None}
    dwellings = Household.objects.filter(pk__in={row.household for row in rows if row.household}).values("dwelling")
    homes = list(Household.objects.filter(dwelling__in=dwellings).values_list("pk", flat=True))
    ways = (Q(phone_blind__in=phones), Q(born_blind__in=born, name_blind__in=names), Q(household__in=homes))
    found = {row.pk: row for way in ways for row in live.filter(way)}  # one index each
    return [found[number] for number in sorted(found)]


def suggest_persons(rows: Sequence[Person]) -> dict[int, int]:
    """Keep a pair for each of these persons that resembles another; returns {person: best score}. Judged ones stay so."""
    others = {row.pk: row for row in candidates(rows)}
    by_name, by_phone = _index(others.values(), "name_blind"), _index(others.values(), "phone_blind")
    known = traits_of([*others.values(), *(row for row in rows if row.pk not in others)])
    found: dict[tuple[int, int], tuple[int, Match]] = {}
    for row in rows:
        near = {*by_name.get(bytes(row.name_blind), ()), *by_phone.get(_bytes(row.phone_blind), ())} - {row.pk}
        for other in sorted(near)[:MOST]:
            like = rules.match(known[row.pk], known[other], WEIGHTS["person"])
            if like.level in ("likely", "possible"):
                found[min(row.pk, other), max(row.pk, other)] = (row.street, like)
    _keep("person", found)
    return _best(found)


def suggest_organisations(rows: Sequence[Organisation]) -> dict[int, int]:
    """Keep a pair for each of these organisations that resembles another; returns {organisation: best score}."""
    names = {row.name for row in rows}
    places = {row.dwelling for row in rows if row.dwelling}
    alike = Q(name__in=names) | Q(dwelling__in=places)
    streets = {row.street for row in rows}
    others = list(Organisation.objects.filter(alike, street__in=streets, merged_into=0).order_by("id"))
    found: dict[tuple[int, int], tuple[int, Match]] = {}
    for row in rows:
        for other in others:
            near = other.pk != row.pk and (other.name == row.name or (row.dwelling and other.dwelling == row.dwelling))
            if near:
                like = rules.match(organisation_traits(row), organisation_traits(other), WEIGHTS["organisation"])
                if like.level in ("likely", "possible"):
                    found[min(row.pk, other.pk), max(row.pk, other.pk)] = (row.street, like)
    _keep("organisation", found)
    return _best(found)


def _index(rows: Iterable[Person], name: str) -> Mapping[bytes, list[int]]:
    found: dict[bytes, list[int]] = {}
    for row in rows:
        if value := _bytes(getattr(row, name)):
            found.setdefault(value, []).append(row.pk)
    return found


def _bytes(value: Any) -> bytes:
    return bytes(value) if value is not None else b""


def _keep(kind: str, found: Mapping[tuple[int, int], tuple[int, Match]]) -> None:
    pairs = [
        Pair(id=new_id(), street=street, kind=kind, first=first, second=second, score=like.score,
             reasons=list(like.reasons), state="open", decided_by="")
        for (first, second), (street, like) in sorted(found.items())
    ]  # fmt: skip
    Pair.objects.bulk_create(pairs, ignore_conflicts=True)  # a pair that was judged is not suggested again


def _best(found: Mapping[tuple[int, int], tuple[int, Match]]) -> dict[int, int]:
    best: dict[int, int] = {}
    for pair, (_, like) in found.items():
        for one in pair:
            best[one] = max(best.get(one, 0), like.score)
    return best
