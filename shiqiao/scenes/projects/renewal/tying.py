"""Tying a file to the household and dwelling of the registry; whoever ties must see them there."""

from datetime import datetime

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
def tie(*, file: int, home: str, by: Actor, at: datetime) -> RenewalFile:
    """Tie a file to the one household that lives at an address. Raises Invalid where none or several do, OnFileAlready."""
    rights.refuse(by, rights.WORKS)
    with scope.scoped(*scope.of(by)):
        row = lock_file(file, by)
        found = homes_found(by, written(home, "home", "Write the address."), limit=3)
        if len(found) != 1:
            told = (
                "Several households fit; write building, unit and room."
                if found
                else "No household of the registry fits."
            )
            raise Invalid(fields={"home": told})
        row.household, row.dwelling = found[0].pk, found[0].dwelling_id
        try:
            with transaction.atomic():
                row.save(update_fields=["household", "dwelling"])
        except IntegrityError:
            raise OnFileAlready from None
        note("projects.file_tied", Ref(FILE, row.pk), row.street, by, at, household=row.household)
        return row
