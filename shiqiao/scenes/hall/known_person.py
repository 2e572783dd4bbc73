"""What is known at a counter once an identity number is typed: who it is, papers that need not be asked, an open affair."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime

from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.registry import rules as registry_rules
from shiqiao.kernel.registry import sealing
from shiqiao.kernel.territory.reads import title as place_title
from shiqiao.scenes.hall import shown
from shiqiao.scenes.hall.actions import open_affair
from shiqiao.scenes.hall.definitions import GuideTable
from shiqiao.scenes.hall.models import HeldDocument
from shiqiao.scenes.hall.publishing import guides_of
from shiqiao.surfaces.desk.words import said


@dataclass(frozen=True, slots=True)
class Known:
    """Who it is as far as the registry knows (masked; empty for nobody), papers with "known until", the open affair."""

    name: str
    community: str
    papers: tuple[tuple[str, date], ...]
    open: shown.AffairRow | None
    wrong: bool = False


def known_of(street: int, item: str, typed: str, at: datetime) -> Known | None:
    """Return what is known of the person whom an identity number names, for an item; None without a number."""
    number, today = registry_rules.squeeze_number(typed), localtime(at).date()
    if not number:
        return None
    if registry_rules.wrong_identity(number, born=None, sex=0, today=today):
        return Known("", "", (), None, wrong=True)
    owner, lives = sealing.number_blind(number), registry.whereabouts(street, number)
    found = open_affair(street, item, owner)
    return Known(
        registry.masked_name(lives.person) if lives else "", place_title(lives.community) if lives else "",
        _papers(street, guides_of(street), item, owner, today), shown.rows_of([found], at)[0] if found else None,
    )  # fmt: skip


def _papers(street: int, table: GuideTable, item: str, owner: bytes, today: date) -> tuple[tuple[str, date], ...]:
    guide = table.guide(item)
    asked = {one.document for one in guide.materials} if guide else set()
    rows = HeldDocument.objects.filter(street=street, owner=owner, kind__in=asked, valid_until__gte=today)
    return tuple(
        (said(table.title("documents", kind)), until)
        for kind, until in rows.order_by("kind").values_list("kind", "valid_until")
    )
