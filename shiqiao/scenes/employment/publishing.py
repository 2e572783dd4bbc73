"""Publishing a street's file of employment, and reading the one that holds."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.employment.definitions import Table, fingerprint, parse
from shiqiao.scenes.employment.models import Claim, Excluding, Rules
from shiqiao.scenes.employment.store import day_of, note

MAY = frozenset({"admin", "leader", "system"})
_CLASH = (
    "By these exclusions benefits that are received now would exclude each other. End one of them first, or leave the "
    "exclusion out."
)


@transaction.atomic
def publish_rules(*, street: int, text: str, by: Actor, at: datetime) -> Rules:
    """Check a file and publish it; an unchanged one keeps its version. Raises Invalid naming each place, Forbidden.

    Exclusions bind at once, also what is received now: where that clashes nothing is published.
    """
    if not by.roles & MAY or by.street not in (None, street):
        raise Forbidden("The file of employment is published by an administrator or a leader of the street.")
    with scope.scoped(street):
        table, mark = parse(text), ""
        _known_office(table, street)
        mark = fingerprint(table)
        latest = Rules.objects.select_for_update().filter(street=street).order_by("-version").first()
        if latest and latest.fingerprint == mark:
            return latest
        row = Rules.objects.create(
            street=street, version=(latest.version if latest else 0) + 1, fingerprint=mark, text=text,
            table=table.model_dump(mode="json"), published_at=at,
        )  # fmt: skip
        _exclude(street, table, at)
        note(Ref("employment_rules", row.pk), street, "employment.rules_published", by=by, at=at, version=row.version,
             benefits=len(table.benefits), exclusions=len(table.exclusions), fingerprint=mark)  # fmt: skip
    return row


def _known_office(table: Table, street: int) -> None:
    try:
        if table.office:
            people.unit_by_code(table.office, street)
    except NotFound:
        raise Invalid(
            fields={"office": "There is no such unit in this street; give the code of one of its units."}
        ) from None


def _exclude(street: int, table: Table, at: datetime) -> None:
    """Write the pairs by which the database goes, and let it judge again what is received now or later."""
    Excluding.objects.filter(street=street).delete()
    Excluding.objects.bulk_create(_pairs(street, table))
    standing = Claim.objects.filter(street=street, state="approved", during__endswith__gt=day_of(at))
    try:
        with transaction.atomic():
            for claim in standing.order_by("pk"):
                claim.save(update_fields=["state"])
    except IntegrityError as error:
        if "employment_never_two" not in str(error):
            raise
        raise Invalid(fields={"exclusions": _CLASH}) from None


def _pairs(street: int, table: Table) -> list[Excluding]:
    """A pair with a benefit of households is one of households."""
    homes = {one.code for one in table.benefits if one.scope == "household"}
    found: dict[tuple[str, str], str] = {}
    for one in table.exclusions:
        first, second = sorted(one.between)
        wide = one.within == "household" or bool({first, second} & homes)
        found[first, second] = "household" if wide or found.get((first, second)) == "household" else "person"
    return [
        Excluding(street=street, first=first, second=second, scope=within) for (first, second), within in found.items()
    ]


def rules_of(street: int) -> Table:
    """Return what holds in a street; without a published file there are no benefits and no office."""
    latest = Rules.objects.filter(street=street).order_by("-version").values_list("pk", "fingerprint").first()
    return _read(*latest) if latest else Table()


@lru_cache(maxsize=256)
def _read(number: int, mark: str) -> Table:
    """Return a published version, read once; it is never changed."""
    return Table.model_validate(Rules.objects.values_list("table", flat=True).get(pk=number))


def take_over(street: int, text: str, *, by: Actor, at: datetime, say: Callable[[str], Any]) -> None:
    """Publish a locality's file as the first version; one that differs later is only named."""
    standing = Rules.objects.filter(street=street).order_by("-version").first()
    if standing is None:
        publish_rules(street=street, text=text, by=by, at=at)
    elif fingerprint(parse(text)) != standing.fingerprint:
        say(f"employment: the file differs from version {standing.version}; publish it from the desk")
