"""One row or NotFound: what is absent and what is not yours are told alike, so the rows are narrowed before."""

from typing import Any, TypeVar

from django.db.models import QuerySet

from shiqiao.base.errors import NotFound

R = TypeVar("R")


def the_one(rows: QuerySet[Any, R]) -> R:
    """Return the first of the rows; raises NotFound when there is none."""
    row = rows.first()
    if row is None:
        raise NotFound
    return row
