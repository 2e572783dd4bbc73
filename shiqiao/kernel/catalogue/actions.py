"""Publishing a street's catalogue."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Conflict, Forbidden, Invalid
from shiqiao.base.snapshots import touch
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.catalogue.models import CatalogueVersion
from shiqiao.kernel.catalogue.rules import Item, Outcome, fingerprint, merge, parse, parse_item, parse_outcomes
from shiqiao.kernel.flows.reads import latest as flows
from shiqiao.kernel.journal.actions import write


@transaction.atomic
def publish_catalogue(
    *, street: int, texts: Mapping[str, str], outcomes: str, by: Actor, at: datetime
) -> CatalogueVersion:
    """Publish a street's catalogue from YAML texts by file name (`outcomes` is one too).

    An unchanged catalogue keeps its version. Raises Invalid. Running matters keep the version they began with:
    nothing of them is touched here.
    """
    items = merge(parse(read_yaml(text, name=name), where=name) for name, text in texts.items())
    return _publish(street, items, parse_outcomes(read_yaml(outcomes, name="outcomes"), where="outcomes"), by, at)


@transaction.atomic
def change_item(*, street: int, text: str, former: int, by: Actor, at: datetime) -> CatalogueVersion:
    """Publish a version in which one item, written as YAML, takes the place of that with its code, or is added.

    `former` is the version that was looked at. Raises Invalid naming each wrong place, Conflict when another version
    was published meanwhile, Forbidden to who does not keep the ground of the street.
    """
    if not by.roles & {"admin", "system"} or by.street not in (None, street):
        raise Forbidden("Only a system administrator of the street does this.")
    item = parse_item(text)
    latest = CatalogueVersion.objects.select_for_update().filter(street=street).order_by("-version").first()
    if latest is None or latest.version != former:
        raise Conflict("The catalogue was changed meanwhile; look at it again and change what is still to be changed.")
    known = [Item.model_validate(raw) for raw in latest.items]
    items = [item if one.code == item.code else one for one in known]
    if item not in items:
        items.append(item)
    return _publish(street, items, [Outcome.model_validate(raw) for raw in latest.outcomes], by, at)


def _publish(street: int, items: list[Item], grounds: list[Outcome], by: Actor, at: datetime) -> CatalogueVersion:
    _check_flows(items)
    mark = fingerprint(items, grounds)
    latest = CatalogueVersion.objects.filter(street=street).order_by("-version").first()
    if latest and latest.fingerprint == mark:
        return latest
    row = CatalogueVersion.objects.create(
        street=street, version=(latest.version if latest else 0) + 1, fingerprint=mark,
        items=[item.model_dump(mode="json", exclude_defaults=True) for item in items],
        outcomes=[ground.model_dump(mode="json") for ground in grounds], published_at=at,
    )  # fmt: skip
    write("catalogue.published", subject=Ref("catalogue", row.id), street=street, by=by, at=at,
          data={"version": row.version, "items": len(items), "fingerprint": mark})  # fmt: skip
    touch("catalogue")
    return row


def _check_flows(items: Iterable[Item]) -> None:
    published = {flow.code for flow in flows()}
    wrong = {
        item.code: "Its flow is not published; publish the flow first." for item in items if item.flow not in published
    }
    if wrong:
        raise Invalid("The catalogue has mistakes.", fields=wrong)
