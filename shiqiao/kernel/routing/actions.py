"""Publishing rules, noting rehearsals, raising alarms."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Forbidden
from shiqiao.base.snapshots import touch
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.clocks.rules import Term, due
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.routing import reads
from shiqiao.kernel.routing.errors import NotRehearsed, RulesNotSound
from shiqiao.kernel.routing.models import Rehearsal, RoutingAlarm, RoutingVersion
from shiqiao.kernel.routing.rules.checking import Problem
from shiqiao.kernel.routing.rules.sentences import say
from shiqiao.kernel.routing.rules.table import Table, fingerprint, parse, plain

ESCALATE_AFTER = "1wh"  # the leaders learn of a matter that nobody has after one working hour


@transaction.atomic
def publish_routing(
    *, street: int, text: str, channels: tuple[str, ...], by: Actor, at: datetime, unrehearsed: bool = False
) -> RoutingVersion:
    """Publish a street's routing rules from YAML text. Unchanged rules keep their version.

    `channels` are those that reports come by. Raises Invalid or RulesNotSound naming each place, and NotRehearsed
    unless exactly these rules were rehearsed against the version in force; `unrehearsed` is for setting a street up.
    """
    _may_publish(by)
    table = parse(text)
    refuse(reads.problems_of(table, street, at, channels))
    mark = fingerprint(table)
    latest = RoutingVersion.objects.select_for_update().filter(street=street).order_by("-version").first()
    if latest and latest.fingerprint == mark:
        return latest
    if not unrehearsed and reads.rehearsed(street, mark) is None:
        raise NotRehearsed()
    row = RoutingVersion.objects.create(
        street=street, version=(latest.version if latest else 0) + 1, fingerprint=mark, table=plain(table), text=text,
        published_at=at, published_by=by.code,
    )  # fmt: skip
    data = {"version": row.version, "rules": len(table.rules), "fingerprint": mark, "rehearsed": not unrehearsed}
    write("routing.published", subject=Ref("routing", row.id), street=street, by=by, at=at, data=data)
    touch("routing")
    return row


def _may_publish(by: Actor) -> None:
    if by.kind != "system" and not by.has("admin"):
        raise Forbidden("Only an administrator may publish routing rules.")


def refuse(problems: Collection[Problem]) -> None:
    """Raise RulesNotSound when a table has more than warnings, naming each rule with its remedy."""
    wrong = [problem for problem in problems if not problem.warning]
    if wrong:  # surfaces say the problems in the reader's language; here they stand as they were found
        raise RulesNotSound(fields={f"rules.{one.number}.{one.code}": say(one.code, one.what) for one in wrong})


@transaction.atomic
def note_rehearsal(
    *, street: int, table: Table, against: int, matters: int, changed: int, unrouted: int, by: Actor, at: datetime
) -> Rehearsal:
    """Note that a draft was tried on past matters, so that it may be published."""
    row = Rehearsal.objects.create(
        street=street, fingerprint=fingerprint(table), against=against, matters=matters, changed=changed,
        unrouted=unrouted, at=at, by=by.code,
    )  # fmt: skip
    data = {
        "fingerprint": row.fingerprint,
        "against": against,
        "matters": matters,
        "changed": changed,
        "unrouted": unrouted,
    }
    write("routing.rehearsed", subject=Ref("rehearsal", row.id), street=street, by=by, at=at, data=data)
    return row


# ── alarms ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def raise_alarm(*, matter: int, street: int, by: Actor, at: datetime) -> RoutingAlarm:
    """Tell the dispatchers of a matter that nobody has; a street without dispatchers tells its leaders."""
    later = due(calendar_for(street), at, Term.parse(ESCALATE_AFTER)).at
    row = RoutingAlarm.objects.create(street=street, matter=matter, raised_at=at, escalate_at=later)
    _tell("routing.alarmed", row, ("dispatcher",), by, at)
    return row


@transaction.atomic
def escalate_alarm(*, alarm: RoutingAlarm, by: Actor, at: datetime) -> None:
    """Tell the leaders, once, of a matter that nobody has taken within a working hour."""
    alarm.escalated_at = at
    alarm.save(update_fields=["escalated_at"])
    _tell("routing.escalated", alarm, ("leader",), by, at)


@transaction.atomic
def clear_alarm(*, alarm: RoutingAlarm, by: Actor, at: datetime) -> None:
    """End an alarm: somebody has the matter now."""
    alarm.cleared_at = at
    alarm.save(update_fields=["cleared_at"])
    subject, data = Ref("routing_alarm", alarm.id), {"of": str(Ref("matter", alarm.matter))}
    write("routing.cleared", subject=subject, street=alarm.street, by=by, at=at, data=data)


def _tell(code: str, alarm: RoutingAlarm, roles: tuple[str, ...], by: Actor, at: datetime) -> None:
    """Leave a notice with each post of the roles and write the alarm's own line: the matter's chain is not ours."""
    posts = people.posts(alarm.street, roles=roles) or people.posts(alarm.street, roles=("leader", "admin"))
    subject = Ref("matter", alarm.matter)
    for post in posts:
        notify(street=alarm.street, post=post.id, kind=code, subject=subject, at=at)
    data = {"of": str(subject), "posts": [post.id for post in posts]}
    write(code, subject=Ref("routing_alarm", alarm.id), street=alarm.street, by=by, at=at, data=data)
