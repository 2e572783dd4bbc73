"""Where a span of territory codes lies, as a condition on rows that carry `street`, `community` and `grid`."""

from django.db.models import Q


def within(low: int, high: int) -> Q:
    """A grid, a community or a street is an equality, which keeps the index order; wider reach is a range."""
    if low == high:
        return Q(grid=low)
    if high - low == 999:
        return Q(community=low // 1000)
    if high - low == 999_999:
        return Q(street=low // 1_000_000)
    return Q(street__range=(low // 1_000_000, high // 1_000_000))
