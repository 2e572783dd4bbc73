"""One measure for all (一把尺子): alike households are compared; what differs is listed with its reason."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shiqiao.scenes.projects.renewal import rules
from shiqiao.scenes.projects.renewal.publishing import terms_of
from shiqiao.scenes.projects.renewal.store import unseal
from shiqiao.scenes.projects.renewal.tables import Renewal, RenewalEntry, RenewalFile

Groups = Mapping[tuple[str, str], Sequence["RenewalFile"]]
COLUMNS = ("id", "street", "renewal", "plot", "serial", "kind", "choice", "area", "value", "terms", "extra", "state",
           "invented")  # fmt: skip
MEASURES = ("price", "extra", "terms")


@dataclass(frozen=True, slots=True)
class Deviation:
    """A household whose terms differ from those of the alike: `own` against `usual`; fen, or versions of the terms."""

    file: RenewalFile
    measure: str
    own: int
    usual: int
    reason: str = ""


def alike(rows: Iterable[RenewalFile]) -> dict[tuple[str, str], list[RenewalFile]]:
    """Return offered households by kind of dwelling and choice."""
    found: dict[tuple[str, str], list[RenewalFile]] = defaultdict(list)
    for row in rows:
        if row.terms:
            found[row.kind, row.choice].append(row)
    return found


def differing(rows: Sequence[RenewalFile], spread: int) -> list[tuple[RenewalFile, str, int, int]]:
    """Return what differs among alike households: unit price beyond the spread, an amount by hand, other terms."""
    prices = {row.pk: rules.unit_price(row.value, row.area) for row in rows}
    usual = rules.middle(list(prices.values()))
    version = Counter(row.terms for row in rows).most_common(1)[0][0] if rows else 0
    found = []
    for row in rows:
        if abs(rules.apart(prices[row.pk], usual)) > spread:
            found.append((row, "price", prices[row.pk], usual))
        if row.extra:
            found.append((row, "extra", row.extra, 0))
        if row.terms != version:
            found.append((row, "terms", row.terms, version))
    return found


def offered(row: Renewal) -> dict[tuple[str, str], list[RenewalFile]]:
    """Return the households of a project that have an offer, by kind of dwelling and choice. One query."""
    return alike(RenewalFile.objects.filter(renewal=row.pk, terms__gt=0).only(*COLUMNS).order_by("serial"))


def deviations(row: Renewal, groups: Groups | None = None) -> list[Deviation]:
    """Return all deviations of a project with their reasons, those without one first."""
    groups = offered(row) if groups is None else groups
    spread = terms_of(row.street, row.pk, row.terms).spread
    found = [each for rows in groups.values() for each in differing(rows, spread)]
    said = _reasons({one[0].pk for one in found})
    listed = [
        Deviation(file, measure, own, usual, said.get((file.pk, measure), "")) for file, measure, own, usual in found
    ]
    return sorted(listed, key=lambda one: (bool(one.reason), one.file.serial, one.measure))


def _reasons(files: set[int]) -> dict[tuple[int, str], str]:
    rows = RenewalEntry.objects.filter(file__in=sorted(files), kind__in=("explained", "extra")).order_by("id")
    return {(row.file, row.code): unseal(row.text) for row in rows}


def prices(groups: Groups) -> list[tuple[str, str, int, int, int, int]]:
    """Return for each group of alike households: kind, choice, how many, least, usual and most fen a square metre."""
    found = []
    for (kind, choice), rows in sorted(groups.items()):
        each = [rules.unit_price(one.value, one.area) for one in rows]
        found.append((kind, choice, len(each), min(each), rules.middle(each), max(each)))
    return found
