"""Publishing a street's catalogue."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid
from shiqiao.base.snapshots import touch
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.catalogue.models import CatalogueVersion
from shiqiao.kernel.catalogue.rules import Item, fingerprint, merge, parse, parse_outcomes
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
    grounds = parse_outcomes(read_yaml(outcomes, name="outcomes"), where="outcomes")
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
