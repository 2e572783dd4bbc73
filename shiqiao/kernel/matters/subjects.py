"""Matters as others show them, and what they tell on the page of a person or organisation."""

from functools import reduce
from operator import or_

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.sockets import Happened, SubjectKind, SubjectTimeline
from shiqiao.kernel.matters.models import Matter, Reporter
from shiqiao.kernel.matters.moves import item_of, roles_of
from shiqiao.kernel.matters.reads import LISTED, branches
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.registry.subjects import subjects, timelines

MOST = 50
# Who learns who reported: those who talk with the reporter, and the handler unless the matter is about the office itself.
TALKS = frozenset({"dispatcher", "callback"})
HANDLES = frozenset({"handler", "assigned"})


def sees_reporter(actor: Actor, row: Matter) -> bool:
    """Tell whether an actor learns who reported a matter (《信访工作条例》: the accused office does not)."""
    roles = roles_of(actor, row)
    return bool(roles & TALKS) or (bool(roles & HANDLES) and not item_of(row).about_office)


def _matters(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    ways = branches(actor)
    if not ways:
        return {}
    rows = Matter.objects.filter(reduce(or_, ways), pk__in=ids).only("id", "number", "title", "state")
    return {row.pk: (row.title, f"/matters/{row.number}/", row.state) for row in rows}


def _reported(actor: Actor, ref: Ref) -> list[Happened]:
    """Return the matters that a person reported, found by telephone, of which the actor may learn that."""
    marks, ways = registry.phone_marks(ref.id), branches(actor)
    if not marks or not ways:
        return []
    mine = Reporter.objects.filter(phone_blind__in=marks).order_by("-pk").values_list("matter", flat=True)[:MOST]
    rows = Matter.objects.filter(reduce(or_, ways), pk__in=list(mine)).only(*LISTED)
    return [
        Happened(
            row.reported_at, _("Reported a matter"), row.title, f"/matters/{row.number}/", "message-plus", _tone(row)
        )
        for row in rows
        if sees_reporter(actor, row)
    ]


def _tone(row: Matter) -> str:
    return "green" if row.done else "blue"


def fill() -> None:
    """Put matters into the sockets of subjects."""
    subjects.fill("matters", SubjectKind("matter", _matters))
    timelines.fill("matters", SubjectTimeline("matters", "Matters", frozenset({"person"}), _reported))
