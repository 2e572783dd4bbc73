"""Which firms belong together: nothing is proposed within one family of firms, and the database refuses it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.kernel.registry import reads as registry
from shiqiao.scenes.enterprise.exchange import falling, rights
from shiqiao.scenes.enterprise.exchange.rules import OPEN_STATES
from shiqiao.scenes.enterprise.exchange.store import hold, note
from shiqiao.scenes.enterprise.exchange.tables import Listing, Match, ParentFirm

FIRM = "organisation"
DEEPEST = 12  # parents above each other


def standing(organisation: int) -> int:
    """Return the number under which a firm stands today: merged ones are the one they were merged into."""
    return registry.resolve(Ref(FIRM, organisation)).id


def family_of(organisation: int) -> int:
    """Return the head of the family of a firm, the firm itself for one alone."""
    number = standing(organisation)
    for _ in range(DEEPEST):
        above = ParentFirm.objects.filter(organisation=number).values_list("parent", flat=True).first()
        if above is None:
            break
        number = standing(above)
    return number


@transaction.atomic
def enter_parent(*, organisation: int, parent: int, by: Actor, at: datetime) -> ParentFirm:
    """Enter that a firm belongs to another. Open matches within the family that comes of it fall. Raises Forbidden, Invalid."""
    if not rights.enters(by):
        raise Forbidden
    with scope.scoped(*scope.of(by)):
        hold(f"families {by.street}")
        firm, above = standing(organisation), standing(parent)
        if firm == above or family_of(above) == firm:
            raise Invalid(fields={"parent": "A firm is not its own parent, and not one of those below it."})
        before = family_of(firm)
        row, _made = ParentFirm.objects.update_or_create(
            street=by.street, organisation=firm, defaults={"parent": above, "post": by.post or 0, "at": at}
        )
        note("enterprise.parent_entered", Ref("parent_firm", row.pk), row.street, by=by, at=at)
        regroup(street=row.street, families=(before,), by=by, at=at)
        return row


def regroup(*, street: int, families: tuple[int, ...], by: Actor, at: datetime) -> int:
    """Reckon some families of listings anew after firms were joined or merged; what is within one family now falls."""
    rows = Listing.objects.filter(street=street, family__in=families)
    changed = 0
    for firm, old in sorted(set(rows.values_list("organisation", "family"))):
        new = family_of(firm)
        if new == old:
            continue
        changed += 1
        _fall_within(firm, new, by, at)
        Listing.objects.filter(street=street, organisation=firm).update(family=new)
        Match.objects.filter(offer_firm=firm).update(offer_family=new)
        Match.objects.filter(ask_firm=firm).update(ask_family=new)
    return changed


def _fall_within(firm: int, family: int, by: Actor, at: datetime) -> None:
    inside = Q(offer_firm=firm, ask_family=family) | Q(ask_firm=firm, offer_family=family)
    for row in Match.objects.select_for_update().filter(inside, state__in=OPEN_STATES).order_by("id"):
        falling.fall(row, "one_family", by=by, at=at)
