"""The units of a street with their telephones: whom one calls, for every official; who organises enters them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Unit
from shiqiao.kernel.people.powers import may
from shiqiao.kernel.people.units import PHONE, set_unit_phone
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.kit.forms import KitForm

KINDS = {
    "street_office": gettext_noop("street office"), "department": gettext_noop("department"),
    "community": gettext_noop("community"), "grid_station": gettext_noop("grid work station"),
    "service_station": gettext_noop("service station"),
}  # fmt: skip
COLUMNS = (
    Column("Unit", width=30), Column("Kind", width=16), Column("Community", width=18), Column("Telephone", width=18),
    Column("Code", width=20),
)  # fmt: skip


@dataclass(frozen=True)
class UnitShown:
    """A unit in the list; `url` leads to its form, for those who may."""

    title: str
    kind: str
    community: str
    phone: str
    code: str
    url: str


def units(actor: Actor, text: str = "") -> list[UnitShown]:
    """Return the units of the actor's street: the office and its departments first, then by community."""
    order, edits = list(KINDS), may("organise", actor.roles)
    rows = sorted(people.units(actor.street or 0), key=lambda row: (row.community, order.index(row.kind), row.code))
    found = [
        UnitShown(
            words.in_language(row.title_zh, row.title_en), _(KINDS[row.kind]),
            territory.title(row.community) if row.community else "", row.phone, row.code,
            reverse("desk:unit", args=[row.id]) if edits else "",
        )
        for row in rows
    ]  # fmt: skip
    return [row for row in found if text.lower() in f"{row.title} {row.code} {row.phone}".lower()]


class UnitPhoneForm(KitForm):
    """Where a unit is called."""

    phone = forms.RegexField(
        PHONE, label=gettext_lazy("Telephone"), required=False, max_length=20,
        error_messages={"invalid": gettext_lazy("The telephone number has a wrong form. Use digits only.")},
        help_text=gettext_lazy("The number of the office, not of a person. All officials see it. Empty removes it."),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip

    def take(self, unit: Unit, by: Actor) -> bool:
        """Enter it; False when something is wrong, which then stands in the form."""
        if not self.is_valid():
            return False
        try:
            set_unit_phone(unit=unit, phone=self.cleaned_data["phone"].strip(), by=by, at=now())
        except ShiqiaoError as error:
            self.add_action_error(error)
        return not self.errors


def unit_rows(actor: Actor, params: Mapping[str, str]) -> Iterator[Sequence[Any]]:
    """Yield the units of the street who fit the words searched."""
    for row in units(actor, params.get("q", "")[:60]):
        yield row.title, row.kind, row.community, row.phone, row.code


ALL = (ListExport("units", "Units and telephones", "desk:units", COLUMNS, unit_rows),)
