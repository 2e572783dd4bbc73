"""Rules about rows of people that the database keeps, shared by several tables."""

from django.db.models import CheckConstraint, F, Q, Value

from shiqiao.kernel.people.roles import ABOVE

GRIDS_A_STREET = 1_000_000  # a 15-digit territory number is the 9-digit street followed by six digits


def begins(name: str) -> CheckConstraint:
    """A period begins on a day and is not empty."""
    return CheckConstraint(name=name, condition=Q(during__isempty=False, during__lower_inf=False))


def inside(name: str, field: str) -> CheckConstraint:
    """A territory number lies in the row's street, so that nobody steps over the fence by a number."""
    return CheckConstraint(name=name, condition=Q(street=F(field) / Value(GRIDS_A_STREET)))


def above_reads_only(name: str) -> CheckConstraint:
    """An office above the streets has posts that read and no others, and no post of a street reaches over several."""
    whole, reads = F("street") / Value(1000) * Value(1000), sorted(ABOVE)
    ordinary = Q(street__gt=whole) & ~Q(roles__contains=reads)
    return CheckConstraint(name=name, condition=ordinary | Q(street=whole, roles=reads))
