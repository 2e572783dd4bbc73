"""The demo's votes: one by name that a kind refuses, one secret with papers that were recounted, one that is open this morning.

Electors are invented and plainly so; every vote is given by the actions that people use.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people import rules as people_rules
from shiqiao.scenes.council.voting import casting
from shiqiao.scenes.council.voting.closing import close_poll, publish_poll
from shiqiao.scenes.council.voting.opening import Elector, make_links, open_poll
from shiqiao.scenes.council.voting.rules import Rule, Threshold
from shiqiao.scenes.council.voting.tables import Poll

KINDS = {"core": 5, "members": 5, "teams": 3, "units": 6, "residents": 12}
NAMES = {
    "core": "党组织成员",
    "members": "党员代表",
    "teams": "专业团队代表",
    "units": "驻区单位代表",
    "residents": "居民代表",
}
HALF, THIRDS = Threshold.read(">1/2"), Threshold.read(">=2/3")


def load(street: int, report: Any = None) -> None:
    """Let what is not there yet happen; a second time changes nothing."""
    with scope.scoped(street):
        if Poll.objects.filter(street=street, invented=True).exists():
            return
        _named(street)
        _secret(street)
        _open(street)


def actor(code: str, street: int) -> Actor:
    """Return who acts for the post of a code now."""
    row = people.post_by_code(code, street)
    account = people.holder_of(row.id, now()).account or 0
    held_now = [one for one in people.acting_posts(account, now()) if one.post.id == row.id]
    return Actor(
        "account", row.code, account=account, post=row.id, street=street, roles=people_rules.roles_of(held_now),
        reach=people_rules.reach_of(people.book(), held_now),
    )  # fmt: skip


def moment(text: str) -> datetime:
    """Return a local moment."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


def electors(first: Actor | None = None) -> list[Elector]:
    """Return thirty-one invented electors of five kinds; `first` sits on the first seat and is proxy of the second."""
    rows: list[Elector] = []
    for kind, many in KINDS.items():
        rows += [Elector(len(rows) + n, kind, f"{NAMES[kind]}{n}（虚构）") for n in range(1, many + 1)]
    if first is not None:
        rows[0] = Elector(1, "core", f"{NAMES['core']}1（虚构）", account=first.account or 0)
        rows[1] = Elector(
            2, "core", f"{NAMES['core']}2（虚构）", present=False, proxy_seat=1, proxy_title=rows[0].title
        )
    return rows


def _opened(by: Actor, title: str, question: str, rule: Rule, *, secret: bool, first: Actor | None = None) -> Poll:
    about = Ref("community", (by.street or 0) * 1000)
    return open_poll(
        street=by.street or 0, about=about, title=title, question=question, secret=secret, electors=electors(first),
        rule=rule, by=by, at=now(), invented=True,
    )  # fmt: skip


def _cast(row: Poll, by: Actor, choices: dict[int, str], most: int) -> None:
    resident = Actor(kind="resident", code="resident", street=row.street)
    for seat, slip in enumerate([one for one in make_links(poll=row.pk, by=by, at=now()) if not one.proxy][:most], 1):
        casting.cast_by_link(secret=slip.secret, choice=choices.get(seat, "for"), by=resident, at=now())


def _named(street: int) -> None:
    """By name: most are for it, the professional teams are not, and each kind has to agree."""
    with held(moment("2018-05-17 15:00")):
        by = actor("c4.head", street)
        row = _opened(
            by,
            "物业费分档收取办法（虚构）",
            "是否同意自2018年7月起按楼栋分档收取物业费？",
            Rule(kind=HALF, second=HALF),
            secret=False,
        )
        _cast(row, by, {11: "against", 12: "against", 13: "against", 20: "abstain", 21: "against"}, 29)
    with held(moment("2018-05-17 16:10")):
        close_poll(poll=row.pk, by=by, at=now())
        publish_poll(poll=row.pk, by=by, at=now())


def _secret(street: int) -> None:
    """Secret: twenty-six on the screen, five on paper, counted twice until both agree."""
    with held(moment("2018-06-12 15:00")):
        by, other = actor("c1.head", street), actor("street.secretary", street)
        row = _opened(
            by,
            "楼道照明改造方案（虚构）",
            "是否同意按方案二更换全部楼道灯并由公共收益出资？",
            Rule(kind=HALF, quorum=THIRDS),
            secret=True,
        )
        _cast(row, by, {7: "against", 12: "abstain", 16: "against", 22: "against", 24: "abstain"}, 26)
        for seat in range(27, 32):
            casting.mark_paper(poll=row.pk, seat=seat, by=by, at=now())
    with held(moment("2018-06-12 16:30")):
        counts = ({"for": 4, "against": 1}, {"for": 3, "against": 2}, {"for": 4, "against": 1})
        for who, found in zip((by, other, by), counts, strict=True):
            casting.count_papers(poll=row.pk, counts={"residents": found}, by=who, at=now())
        casting.count_papers(poll=row.pk, counts={"residents": counts[0]}, by=other, at=now())
        close_poll(poll=row.pk, by=by, at=now())
        publish_poll(poll=row.pk, by=by, at=now())


def _open(street: int) -> None:
    """Open this morning: the head of the community sits on the first seat and is proxy of the second."""
    with held(moment("2018-06-27 09:10")):
        by = actor("c1.head", street)
        row = _opened(
            by,
            "小区停车位夜间共享公约（虚构）",
            "是否同意驻区单位停车场夜间向居民开放的公约？",
            Rule(base="present"),
            secret=True,
            first=by,
        )
        resident = Actor(kind="resident", code="resident", street=row.street)
        for slip in make_links(poll=row.pk, by=by, at=now())[3:15]:
            casting.cast_by_link(secret=slip.secret, choice="for", by=resident, at=now())
        casting.mark_paper(poll=row.pk, seat=30, by=by, at=now())
