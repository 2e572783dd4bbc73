"""Publishing a street's guides, and reading those that hold; an affair finishes by the version it began with."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.snapshots import snapshot, touch
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.hall.definitions import GuideTable, fingerprint, parse
from shiqiao.scenes.hall.models import GuideVersion

MAY = frozenset({"admin", "system"})
Say = Callable[[str], None]


@transaction.atomic
def publish_guides(*, street: int, text: str, by: Actor, at: datetime) -> GuideVersion:
    """Check guides written as YAML and publish them; unchanged ones keep their version. Raises Invalid naming each place."""
    if not by.roles & MAY or by.street not in (None, street):
        raise Forbidden("Only a system administrator of the street does this.")
    with scope.scoped(street):
        table = parse(text)
        _known_units(table, street)
        latest = GuideVersion.objects.select_for_update().filter(street=street).order_by("-version").first()
        mark = fingerprint(table)
        if latest and latest.fingerprint == mark:
            return latest
        row = GuideVersion.objects.create(
            street=street, version=(latest.version if latest else 0) + 1, fingerprint=mark,
            content=table.model_dump(mode="json"), published_at=at,
        )  # fmt: skip
        data = {"version": row.version, "items": len(table.items), "fingerprint": mark}
        write("hall.guides_published", subject=Ref("hall_guides", row.pk), street=street, by=by, at=at, data=data)
        touch("hall")
    return row


def _known_units(table: GuideTable, street: int) -> None:
    for name, code in [("hall", table.hall), *((f"places.{n}.unit", one.unit) for n, one in enumerate(table.places))]:
        try:
            if code:
                people.unit_by_code(code, street)
        except NotFound:
            told = "There is no such unit in this street; give the code of one of its units."
            raise Invalid(fields={name: told}) from None


def take_over(street: int, text: str, *, by: Actor, at: datetime, say: Say) -> None:
    """Publish a locality's file as the first version; a file that differs later is only named."""
    latest = latest_of(street)
    if latest is None:
        publish_guides(street=street, text=text, by=by, at=at)
    elif fingerprint(parse(text)) != latest[1]:
        say(f"service_items: the file differs from version {latest[0]}; publish it from the desk")


def latest_of(street: int) -> tuple[int, str] | None:
    """Return the number and fingerprint of a street's latest version."""
    rows = GuideVersion.objects.filter(street=street).order_by("-version")
    return rows.values_list("version", "fingerprint").first()


@snapshot("hall")
def _held() -> dict[tuple[int, int], GuideTable]:
    with scope.whole():
        rows = list(GuideVersion.objects.order_by("street", "version"))
    found = {(row.street, row.version): GuideTable.model_validate(row.content) for row in rows}
    found |= {(row.street, 0): found[row.street, row.version] for row in rows}  # 0: the latest
    return found


def guides_of(street: int, version: int = 0) -> GuideTable:
    """Return a street's guides, from memory: the latest, or a version; without published ones there are none."""
    return _held().get((street, version), GuideTable())


def version_of(street: int) -> int:
    """Return the number of the latest version, 0 without one."""
    return max((version for at, version in _held() if at == street), default=0)


def with_terms(street: int) -> dict[str, tuple[str, str]]:
    """Return the items of a street that have a promised term, with their titles, for rules that shorten terms."""
    return {one.code: (one.title.zh, one.title.en) for one in guides_of(street).items if one.promised}
