"""What the worker does again and again: forget which papers a person once handed in, as soon as they have run out."""

from datetime import datetime

from django.utils.timezone import localtime

from shiqiao.base.db import scope
from shiqiao.scenes.hall.models import HeldDocument

LIMIT = 1000  # of one round: what is left goes with the next


def forget_papers(*, at: datetime) -> int:
    """Delete known papers that are no longer good; returns how many. Over all streets."""
    with scope.whole():
        gone = HeldDocument.objects.filter(valid_until__lt=localtime(at).date()).values_list("pk", flat=True)[:LIMIT]
        return HeldDocument.objects.filter(pk__in=list(gone)).delete()[0]
