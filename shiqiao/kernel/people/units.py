"""The telephone of a unit: where one calls a department. That of an office, not of a person."""

import re
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid
from shiqiao.kernel.people.models import Unit
from shiqiao.kernel.people.writing import allow, record

PHONE = re.compile(r"([+\d][\d -]{4,19})?")


def known_phone(phone: str, name: str = "phone") -> None:
    """Refuse what is no telephone number; empty is none."""
    if not PHONE.fullmatch(phone):
        raise Invalid(fields={name: "The telephone number has a wrong form. Use digits only."})


@transaction.atomic
def set_unit_phone(*, unit: Unit, phone: str, by: Actor, at: datetime) -> Unit:
    """Enter where a unit is called, for all officials of the street; empty removes it. Locks the unit."""
    allow(by, unit.street)
    known_phone(phone)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.phone != phone:
        unit.phone = phone
        unit.save(update_fields=["phone"])
        record("people.unit_phone_set", Ref("unit", unit.pk), unit.street, by, at, unit=unit.code)
    return unit
