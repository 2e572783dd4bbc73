"""A street's premises and a lead, in the world that every way in is asked in."""

from datetime import timedelta

from django.utils.timezone import localtime

from shiqiao.base.time import now
from shiqiao.kernel.people import reads
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.enterprise.investment import leading, offering
from shiqiao.scenes.enterprise.investment.leading import Found


def build(street: int, text: str, leader: Account) -> dict[str, int]:
    """Put premises with a floor on offer, and enter a lead, by the leader of a street."""
    by, day = reads.actor_for(leader), localtime(now()).date() + timedelta(days=7)
    row = offering.add_premises(name=text[:40], address=text, by=by, at=now())
    offering.add_floor(premises=row.pk, title="1", area=100, by=by, at=now())
    found = Found(firm=text, source="visit", next_step=text, next_on=day, premises=row.pk)
    return {"premises": row.pk, "lead": leading.add_lead(found=found, by=by, at=now()).pk}
