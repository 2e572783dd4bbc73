"""How good suggested items are, in words, from what was measured when the house learnt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.kernel.suggesting.models import Lesson

SOURCES = {"dictionary": gettext_noop("titles and synonyms"), "learnt": gettext_noop("with what was learnt")}
AMONG = {
    "first": gettext_noop("the first one"),
    "three": gettext_noop("among the first three"),
    "five": gettext_noop("among the first five"),
}


@dataclass(frozen=True)
class LessonShown:
    """What was learnt and how often it was right."""

    at: datetime
    matters: int
    items: int
    asked: int
    used: bool
    first: str
    sources: Sequence[tuple[str, object]]
    shares: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    bins: Sequence[tuple[str, int, str]]


def shown(row: Lesson) -> LessonShown:
    """Return a lesson in words."""
    by, asked = row.measured, row.measured["learnt"]["asked"]
    sources = [(_(title), by[name]) for name, title in SOURCES.items()]
    shares = [
        (_(title), [(source, share(one[key], one["asked"])) for source, one in sources]) for key, title in AMONG.items()
    ]
    rows = by["learnt"]["by_confidence"]
    ends = [one["from"] for one in rows[1:]] + [1.0]
    bins = [
        (f"{one['from']:.0%}–{end:.0%}", one["said"], share(one["right"], one["said"]))
        for one, end in zip(rows, ends, strict=True)
    ]
    return LessonShown(
        row.learnt_at, row.matters, row.items, asked, row.used, shares[0][1][-1][1], sources, shares, bins
    )


def share(part: int, whole: int) -> str:
    """Return a share in per cent with its base, a dash for an empty base."""
    return f"{part / whole:.0%} ({part}/{whole})" if whole else "—"
