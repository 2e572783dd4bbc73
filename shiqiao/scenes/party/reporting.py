"""Double reporting (双报到): organisations and in-service members report in, claim services, serve hours that are confirmed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.text import clean
from shiqiao.kernel.registry import rules as registry_rules
from shiqiao.kernel.registry import sealing
from shiqiao.scenes.party import rights
from shiqiao.scenes.party.errors import HoursNotSo, OwnHours, ReportedAlready
from shiqiao.scenes.party.publishing import rules_of
from shiqiao.scenes.party.rules import REPORT_SIDES
from shiqiao.scenes.party.servicetables import MEMBER_SEAL, ReportedIn, ServiceClaim, ServiceHours
from shiqiao.scenes.party.store import REPORTED, day_of, locked, note, one_of, refuse, seal, words, written
from shiqiao.scenes.party.tables import StationedUnit
from shiqiao.scenes.party.units import communities

NAME_MOST = 30
LATE = timedelta(days=60)  # until when hours are written down


@dataclass(frozen=True, slots=True)
class Who:
    """Who reports in: a unit, or a member with name and telephone, who may belong to one."""

    side: str
    unit: int = 0
    name: str = ""
    phone: str = ""


@transaction.atomic
def report_in(*, who: Who, community: int, invented: bool = False, by: Actor, at: datetime) -> ReportedIn:
    """Enter that an organisation or a member reports in at a community. Raises Forbidden, EntryRefused, ReportedAlready."""
    with scope.scoped(*scope.of(by)):
        street = by.street or 0
        one_of("community", community, communities(street))
        rights.refuse(rights.heads(by, community) or (who.side == "unit" and rights.acts(by, community)))
        one_of("side", who.side, REPORT_SIDES)
        row = ReportedIn(
            street=street, community=community, side=who.side, unit=who.unit, reported_on=day_of(at), at=at,
            account=by.account or 0, invented=invented,
        )  # fmt: skip
        if (who.unit or who.side == "unit") and not StationedUnit.objects.filter(street=street, pk=who.unit).exists():
            refuse({"unit": "Choose one of those offered."})
        if who.side == "member":
            _named(row, who)
        written(lambda: row.save(force_insert=True), ReportedAlready)
        note("party.reported_in", REPORTED, row, by=by, at=at, side=row.side, unit=row.unit, community=community)
        return row


def _named(row: ReportedIn, who: Who) -> None:
    wrong, name = dict[str, str](), clean(who.name).strip()
    if not 0 < len(name) <= NAME_MOST:
        wrong["name"] = "Give the name, shortly."
    if told := registry_rules.wrong_phone(who.phone):
        wrong["phone"] = told
    refuse(wrong)
    digits = registry_rules.phone_digits(who.phone)
    row.name, row.phone = seal(name, MEMBER_SEAL), seal(digits, MEMBER_SEAL)
    row.phone_blind = sealing.phone_blind(digits)


@transaction.atomic
def sign_off(*, reported: int, by: Actor, at: datetime) -> ReportedIn:
    """End a report; its claims end with it, its confirmed hours stay. Locks it. Raises Forbidden, HoursNotSo."""
    with scope.scoped(*scope.of(by)):
        row = locked(ReportedIn, reported, by.street)
        rights.refuse(rights.heads(by, row.community))
        if row.ended_at is not None:
            raise HoursNotSo
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        ServiceClaim.objects.filter(reported=row.pk, ended_on=None).update(ended_on=day_of(at))
        note("party.signed_off", REPORTED, row, by=by, at=at)
        return row


@transaction.atomic
def claim_service(*, reported: int, service: str, by: Actor, at: datetime) -> ServiceClaim:
    """Enter that somebody who reported in claims a class of service. Locks the report. Raises Forbidden, ReportedAlready."""
    with scope.scoped(*scope.of(by)):
        row = locked(ReportedIn, reported, by.street)
        rights.refuse(_works(by, row))
        one_of("service", service, (one.code for one in rules_of(row.street).services))
        if row.ended_at is not None:
            raise HoursNotSo
        made = ServiceClaim(
            street=row.street, community=row.community, reported=row.pk, service=service, claimed_on=day_of(at)
        )
        written(lambda: made.save(force_insert=True), ReportedAlready)
        note("party.service_claimed", REPORTED, row, by=by, at=at, service=service)
        return made


def _works(by: Actor, row: ReportedIn) -> bool:
    return rights.heads(by, row.community) or (row.side == "unit" and rights.writes_hours(by, row.community))


@transaction.atomic
def write_hours(*, claim: int, served_on: date, minutes: int, what: str, by: Actor, at: datetime) -> ServiceHours:
    """Write down service on a day under a claim; it counts once confirmed. Locks the claim. Raises EntryRefused, HoursNotSo."""
    with scope.scoped(*scope.of(by)):
        row = locked(ServiceClaim, claim, by.street)
        report = ReportedIn.objects.get(pk=row.reported)
        rights.refuse(rights.heads(by, row.community) or rights.writes_hours(by, row.community))
        today, wrong = day_of(at), {}
        if not max(row.claimed_on, today - LATE) <= served_on <= today:
            wrong["served_on"] = "Choose a day since the claim, within the last 60 days."
        if not 15 <= minutes <= 720:
            wrong["minutes"] = "Give from a quarter of an hour to twelve hours."
        refuse(wrong)
        made = ServiceHours(
            street=row.street, community=row.community, claim=row.pk, reported=report.pk, unit=report.unit,
            served_on=served_on, minutes=minutes, what=words(60, what=what)["what"], at=at, account=by.account or 0,
        )  # fmt: skip
        written(lambda: made.save(force_insert=True), HoursNotSo)
        note("party.hours_written", REPORTED, report, by=by, at=at, hours=made.pk, day=served_on, minutes=minutes)
        return made


@transaction.atomic
def judge_hours(*, hours: int, confirmed: bool, why: str = "", by: Actor, at: datetime) -> ServiceHours:
    """Confirm hours, or refuse them with a reason; never by who wrote them. Locks the row. Raises OwnHours, HoursNotSo."""
    with scope.scoped(*scope.of(by)):
        row = locked(ServiceHours, hours, by.street)
        rights.refuse(rights.heads(by, row.community))
        if row.state != "waiting":
            raise HoursNotSo
        if not by.account or by.account == row.account:
            raise OwnHours
        row.state, row.why = ("confirmed", "") if confirmed else ("refused", words(120, why=why)["why"])
        row.judged_at, row.judge = at, by.account
        row.save(update_fields=["state", "why", "judged_at", "judge"])
        report = ReportedIn.objects.get(pk=row.reported)
        note("party.hours_confirmed" if confirmed else "party.hours_refused", REPORTED, report, by=by, at=at,
             hours=row.pk, minutes=row.minutes)  # fmt: skip
        return row
