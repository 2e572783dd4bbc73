"""What an application confirms of a person on file: name, telephone and home, as a statement of the hall with its freshness."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.registry import rules as registry_rules
from shiqiao.kernel.registry.actions import change_person, confirm_person
from shiqiao.scenes.hall.acts import Application
from shiqiao.scenes.hall.models import Affair

SOURCE = "hall"


def confirm(row: Affair, asked: Application, *, by: Actor, at: datetime) -> None:
    """Confirm the record of whom the identity number found, when the form says the same name and gives a telephone.

    Another name confirms nothing, nor does a form without a telephone: the record is confirmed as a whole. Who may not write
    where the person lives takes the application in all the same.
    """
    phone = registry_rules.phone_digits(asked.phone)
    if not (row.person and phone) or (asked.community and asked.community != row.community):
        return
    named, same = registry.agrees(row.person, asked.name.strip(), phone)
    if not named:
        return
    with suppress(Forbidden, NotFound), transaction.atomic():
        if same:
            confirm_person(person=row.person, source=SOURCE, by=by, at=at)
        else:
            change_person(person=row.person, changes={"phone": phone}, source=SOURCE, by=by, at=at)
