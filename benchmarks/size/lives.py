"""The pattern: matters of the model street lived through the product's own rules, from which all others are made."""

import random
from datetime import timedelta
from typing import Any

from benchmarks.drafts import points_inside
from benchmarks.many import cast, codes
from benchmarks.texts import STREET, reports

SOURCE = "size"
CLOSED, OPEN = 800, 200
ACT = {"dispatcher": "dispatch1", "checker": "check1", "caller": "callback1"}


def live(closed: int = CLOSED, waiting: int = OPEN) -> None:
    """Live a day's matters: the closed ones to their call-backs, the open ones part of the way; a tenth is late."""
    from shiqiao.base.time import now
    from shiqiao.kernel.matters.bulk import Life, write_lives
    from shiqiao.kernel.matters.report import Contact, Report
    from shiqiao.kernel.people.models import Account
    from shiqiao.kernel.people.reads import actor_for

    dice, people = random.Random(5), dict[Any, Any](cast())
    people |= {name: actor_for(Account.objects.get(username=login)) for name, login in ACT.items()}
    people |= {account: actor_for(Account.objects.get(pk=account)) for _, account, _ in people["handlers"]}
    day = now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    lives = []
    for number, given in enumerate(reports(closed + waiting, points_inside(500), items=codes())):
        at = day + timedelta(minutes=number * 1439 // (closed + waiting))
        contact = Contact(**given.pop("contact", {}))
        report = Report(
            street=STREET, source=SOURCE, source_id=str(number), contact=contact,
            channel=dice.choice(("phone", "resident", "hotline", "patrol")), **given,
        )  # fmt: skip
        life = Life(report, by=people["system"], at=at, recorded=now())
        lead(life, dice, people, at, done=number % (closed + waiting) < closed)
        lives.append(life)
    write_lives(lives, street=STREET, alarms=True)


def lead(life: Any, dice: random.Random, people: dict[Any, Any], at: Any, *, done: bool) -> None:
    """Move a life on: most go to departments, some stay with the grid; half of those closed are called back."""
    from shiqiao.kernel.matters.rules import Given

    slow = 60 if dice.random() < 0.1 else 1
    if dice.random() < 0.66:
        handler = dice.choice(people["handlers"])
        life.move("dispatch", Given(handler=handler), by=people["dispatcher"], at=at + timedelta(minutes=5 * slow))
        if not done:
            return
        life.move("finish", Given(result="已到现场处理完毕"), by=people[handler[1]], at=at + timedelta(hours=3 * slow))
        life.move("close", Given(), by=people["checker"], at=at + timedelta(hours=5 * slow))
    elif done:
        life.move("record", Given(answer="已到现场处理完毕"), by=people["system"], at=at + timedelta(hours=4 * slow))
    if done and dice.random() < 0.5:
        said = Given(responded=True, solved=dice.random() < 0.8, satisfied=dice.random() < 0.75)
        life.move("call_back", said, by=people["caller"], at=at + timedelta(hours=6 * slow))
