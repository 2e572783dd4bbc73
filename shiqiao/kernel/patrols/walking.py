"""Which squares were walked in some days: for reports of a time that is over."""

from collections.abc import Mapping
from datetime import date

from shiqiao.kernel.patrols.coverage import squares_of
from shiqiao.kernel.patrols.models import Square


def walked_between(street: int, opens: date, closes: date) -> Mapping[int, int]:
    """Return by grid how many of its squares were walked on days opens..closes, as far back as squares are kept."""
    known = squares_of(street)
    rows = Square.objects.filter(street=street, day__gte=opens, day__lte=closes).order_by()
    walked = set(rows.values_list("grid", "square").distinct())
    return {grid: sum((grid, one) in walked for one in squares) for grid, squares in known.items()}
