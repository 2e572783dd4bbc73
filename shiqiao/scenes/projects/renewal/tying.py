"""Tying a file to the household and dwelling of the registry; whoever ties must see them there."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.kernel.registry.reads import homes_found
from shiqiao.scenes.projects.renewal import rights
from shiqiao.scenes.projects.renewal.errors import OnFileAlready
from shiqiao.scenes.projects.renewal.store import FILE, lock_file, note, written
from shiqiao.scenes.projects.renewal.tables import RenewalFile


@transaction.atomic
def tie(*, file: int, home: str, room: str, by: Actor, at: datetime) -> RenewalFile:
    """Tie a file to the one household that lives in a room of a building; `room` as 402, or 2-402 with its unit.

    Raises Invalid where none or several do, OnFileAlready.
    """
    rights.refuse(by, rights.WORKS)
    with scope.scoped(*scope.of(by)):
        row = lock_file(file, by)
        rows = homes_found(by, written(home, "home", "Write the name of the building."), limit=400)
        found = [one for one in rows if room.strip() in _rooms(one)]
        if len(found) != 1:
            told = "Several households fit; write the room with its unit, like 2-402." if found else NOBODY
            raise Invalid(fields={"room": told})
        row.household, row.dwelling = found[0].pk, found[0].dwelling_id
        try:
            with transaction.atomic():
                row.save(update_fields=["household", "dwelling"])
        except IntegrityError:
            raise OnFileAlready from None
        note("projects.file_tied", Ref(FILE, row.pk), row.street, by, at, household=row.household)
        return row


NOBODY = "No household of the registry fits."  # msgid


def _rooms(one: Any) -> tuple[str, ...]:
    return (one.dwelling.room, f"{one.dwelling.unit}-{one.dwelling.room}") if one.dwelling else ()
