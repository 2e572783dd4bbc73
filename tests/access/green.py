"""A street's rule of the green channel, in the world that every way in is asked in."""

from datetime import timedelta

from django.utils.timezone import localtime

from shiqiao.base.time import now
from shiqiao.kernel.people import reads
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.enterprise.green.granting import Grant, grant_rule
from shiqiao.scenes.enterprise.green.items import known_items


def build(street: int, text: str, leader: Account) -> dict[str, int]:
    """Grant a rule by the leader of a street, for every firm, as from today."""
    today, item = localtime(now()).date(), min(known_items(street))
    grant = Grant(text[:40], "firms", (item,), today, today + timedelta(days=30), text, share=50)
    return {"green": grant_rule(grant=grant, by=reads.actor_for(leader), at=now()).pk}
