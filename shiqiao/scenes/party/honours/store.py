"""What the actions of honours and learning share: who can hold an honour, and its check."""

from dataclasses import dataclass
from datetime import datetime

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.subjects import show
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.party.leading import accounts_of

HONOUR, PURSUIT, THEME, MEETING = "honour", "honour_pursuit", "study_theme", "party_meeting"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds an honour: the street, a community by its code, a unit or official by number, or another record."""

    kind: str
    id: int = 0
    ref_kind: str = ""

    @property
    def ref(self) -> Ref | None:
        """The record of another field that holds it, None for others."""
        return Ref(self.ref_kind, self.id) if self.kind == "other" else None


def check_holder(holder: Holder, by: Actor, at: datetime) -> Holder:
    """Return a holder that is there; raises Invalid."""
    street = by.street or 0
    there = {
        "street": lambda: holder.id == 0, "other": lambda: bool(holder.ref and show(by, [holder.ref])),
        "community": lambda: holder.id in {one.code for one in communities(street)},
        "unit": lambda: holder.id in {one.id for one in people.units(street)},
        "account": lambda: holder.id in accounts_of(street, at),
    }  # fmt: skip
    if holder.kind not in there or not there[holder.kind]():
        raise Invalid(fields={"holder": "Choose who holds it."})
    return holder
