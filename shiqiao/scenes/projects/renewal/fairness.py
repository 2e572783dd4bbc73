"""One measure for all (一把尺子): alike households are compared; what differs is listed with its reason.

The database compares: it knows the middle of each group and judges every household in one pass, by whole numbers alone,
and gives only a page of what differs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from shiqiao.base.paging import cut
from shiqiao.scenes.projects.renewal.publishing import terms_of
from shiqiao.scenes.projects.renewal.store import unseal
from shiqiao.scenes.projects.renewal.tables import Renewal, RenewalFile

COLUMNS = ("id", "street", "renewal", "plot", "serial", "kind", "choice", "area", "value", "terms", "extra", "state",
           "invented")  # fmt: skip
MEASURES = ("extra", "price", "terms")  # in this order where a household differs by several
PAGE = 25
# Fen a square metre are cut off, the middle is the lower one of two, of versions as frequent the earliest is the usual one.
_PRICES = """
SELECT kind, choice, count(*), min(price), percentile_disc(0.5) WITHIN GROUP (ORDER BY price), max(price)
FROM (SELECT kind, choice, value * 100 / area AS price FROM projects_renewal_file WHERE renewal = %s AND terms > 0) AS each
GROUP BY kind, choice"""
# A price lies apart as `rules.apart` reckons it (rounded down with its sign), without dividing. `place` is where a row stands:
# those without a reason first, then by serial and measure.
_DIFFERING = """
WITH offered AS MATERIALIZED (
  SELECT id, serial, kind, choice, extra, terms, value * 100 / area AS price FROM projects_renewal_file
  WHERE renewal = %(renewal)s AND terms > 0
), alike AS (
  SELECT kind, choice, percentile_disc(0.5) WITHIN GROUP (ORDER BY price) AS usual,
    mode() WITHIN GROUP (ORDER BY terms) AS version FROM offered GROUP BY kind, choice
), reasons AS (
  SELECT DISTINCT ON (e.file, e.code) e.file, e.code, e.text FROM projects_renewal_entry e JOIN offered o ON o.id = e.file
  WHERE e.kind IN ('explained', 'extra') ORDER BY e.file, e.code, e.id DESC
), judged AS MATERIALIZED (
  SELECT o.*, a.usual, a.version FROM offered o JOIN alike a USING (kind, choice)
), found AS (
  SELECT id, serial, 0 AS n, 'extra' AS measure, extra AS own, 0::bigint AS usual FROM judged WHERE extra <> 0
  UNION ALL SELECT id, serial, 1, 'price', price, usual FROM judged WHERE usual > 0
    AND ((price - usual) * 1000 >= (%(spread)s + 1) * usual OR (usual - price) * 1000 > %(spread)s * usual)
  UNION ALL SELECT id, serial, 2, 'terms', terms, version FROM judged WHERE terms <> version
), differing AS MATERIALIZED (
  SELECT f.id, f.n, f.own, f.usual, r.text, ((r.text IS NOT NULL)::int * 2147483648 + f.serial) * 3 + f.n AS place
  FROM found f LEFT JOIN reasons r ON r.file = f.id AND r.code = f.measure
), page AS (
  SELECT * FROM differing WHERE place > %(after)s ORDER BY place LIMIT %(many)s
)
SELECT open, id, n, own, usual, text, place
FROM (SELECT count(*) AS open FROM differing WHERE text IS NULL) AS counted LEFT JOIN page ON true ORDER BY place"""


@dataclass(frozen=True, slots=True)
class Deviation:
    """A household whose terms differ from those of the alike: `own` against `usual`; fen, or versions of the terms."""

    file: RenewalFile
    measure: str
    own: int
    usual: int
    reason: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Differing:
    """A page of what differs, and how much of all that differs has no reason yet."""

    rows: Sequence[Deviation]
    next: str
    open: int


def deviations(row: Renewal, *, after: str = "", limit: int = PAGE) -> Differing:
    """Return a page of the deviations of a project with their reasons, those without one first. Two queries."""
    place = min(int(after[:18]), 2**62) if after.isascii() and after.isdigit() else -1
    spread = terms_of(row.street, row.pk, row.terms).spread
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERING, {"renewal": row.pk, "spread": spread, "after": place, "many": limit + 1})
        found = cursor.fetchall()
    told = [one[1:] for one in found if one[1] is not None]
    files = RenewalFile.objects.only(*COLUMNS).in_bulk({one[0] for one in told})
    listed = [
        Deviation(files[number], MEASURES[n], own, usual, unseal(text), place) for number, n, own, usual, text, place in told
    ]  # fmt: skip
    page = cut(listed, limit, lambda one: one.place)
    return Differing(page.rows, page.next, found[0][0])


def prices(row: Renewal) -> list[tuple[str, str, int, int, int, int]]:
    """Return for each group of alike households: kind, choice, how many, least, usual and most fen a square metre."""
    with connection.cursor() as cursor:
        cursor.execute(_PRICES, [row.pk])
        return sorted(cursor.fetchall())
