"""A job seeker with deliveries, and a vacancy, in each of the two streets."""

from datetime import timedelta

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.scenes.employment.delivering import record_round
from shiqiao.scenes.employment.matching import Offered, post_vacancy
from shiqiao.scenes.employment.models import Delivery
from shiqiao.scenes.employment.publishing import publish_rules, rules_of
from shiqiao.scenes.employment.registering import Wanted, register_seeker
from shiqiao.scenes.employment.rules import TOPICS, Said
from shiqiao.scenes.employment.store import day_of

FILE = "occupations: [{code: property, title: {zh: 物业保洁, en: Cleaning}}]"


def build(street: int, person: int, text: str, by: Actor) -> dict[str, int]:
    """Put a person on the register, bring the five, post a vacancy; texts carry the street's secret words."""
    if not rules_of(street).occupations:
        publish_rules(street=street, text=FILE, by=by, at=now())
    row = register_seeker(person=person, wanted=Wanted(wishes=text), proof="statement", remark=text, by=by, at=now())
    said = {topic: Said("offered", text) for topic in TOPICS}
    made = record_round(seeker=row.pk, channel="station", said=said, remark=text, by=by, at=now())
    offer = post_vacancy(
        street=street, offered=Offered(text, text, "property", 2000, 3000, 2, day_of(now()) + timedelta(days=30)), by=by,
        at=now(),
    )  # fmt: skip
    return {"seeker": row.pk, "vacancy": offer.pk, "delivery": Delivery.objects.filter(round=made.pk)[0].pk}
