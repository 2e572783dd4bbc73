"""Opening and changing the file of a firm: tier, size class, tags. What the registry keeps is changed there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.kernel.registry import reads as registry
from shiqiao.scenes.enterprise import rights
from shiqiao.scenes.enterprise.models import FirmFile
from shiqiao.scenes.enterprise.publishing import rules_of
from shiqiao.scenes.enterprise.rules import SIZES, FirmRules
from shiqiao.scenes.enterprise.store import FIRM, hold, note, one_of


@dataclass(frozen=True, slots=True)
class Filed:
    """What a firm's file says beside the registry."""

    tier: str
    size: str = ""
    tags: frozenset[str] = frozenset()


def open_file(*, organisation: int, filed: Filed, invented: bool = False, by: Actor, at: datetime) -> FirmFile:
    """Open the file of an organisation, or change the one it has; merged ones are those they were merged into.

    Raises FirmRefused naming each field, Forbidden, NotFound for an organisation that is not the street's.
    """
    with scope.scoped(*scope.of(by)), transaction.atomic():
        live = live_of(by, organisation)
        rights.refuse_others(by, live.street)
        values = _checked(filed, rules_of(live.street))
        hold(f"firm {live.pk}")
        standing = FirmFile.objects.select_for_update().filter(organisation__in=ids_of(live.pk)).order_by("-pk").first()
        if standing is None:
            standing = FirmFile.objects.create(
                street=live.street,
                organisation=live.pk,
                opened_at=at,
                account=by.account or 0,
                invented=invented,
                **values,
            )
            note("enterprise.file_opened", Ref(FIRM, standing.pk), live.street, by, at, tier=filed.tier,
                 organisation=live.pk)  # fmt: skip
            return standing
        changed = sorted(name for name, value in values.items() if getattr(standing, name) != value)
        if changed:
            for name, value in values.items():
                setattr(standing, name, value)
            standing.save(update_fields=["tier", "size", "tags"])
            note(
                "enterprise.file_changed", Ref(FIRM, standing.pk), live.street, by, at, changed=changed, tier=filed.tier
            )
        return standing


def _checked(filed: Filed, table: FirmRules) -> dict[str, Any]:
    one_of(filed.tier, (one.code for one in table.tiers), "tier")
    one_of(filed.size, ("", *SIZES), "size")
    known = [one.code for one in table.tags]
    for tag in filed.tags:
        one_of(tag, known, "tags")
    return {"tier": filed.tier, "size": filed.size, "tags": sorted(filed.tags)}


def live_of(by: Actor, organisation: int) -> Any:
    """Return an organisation of the actor's street, the one it was merged into; whoever asks was judged before."""
    number = registry.resolve(Ref("organisation", organisation)).id
    found = registry.KINDS["organisation"]._default_manager.filter(pk=number).first()
    if found is None or by.street not in (None, found.street):
        raise NotFound
    return found


def ids_of(organisation: int) -> list[int]:
    """Return the number of a firm and those of all that were merged into it: a firm's rows are read by all of them."""
    return registry.merged_ids("organisation", [organisation])[organisation]


def ids_of_all(organisations: Iterable[int]) -> dict[int, int]:
    """Return number → live number for firms and all that were merged into them, in a query a generation."""
    return {one: live for live, those in registry.merged_ids("organisation", organisations).items() for one in those}
