"""Front teams: forming one, members by dates, charges, dissolving it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.kernel.registry.subjects import show
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.party.fronts import rights
from shiqiao.scenes.party.fronts.errors import ChargeThere, LeaderThere, MemberThere, TeamEnded
from shiqiao.scenes.party.fronts.tables import FIELDS, KINDS, FrontCharge, FrontMember, FrontTeam
from shiqiao.scenes.party.leading import accounts_of, note, seal, written

TEAM = "front_team"
NOT_YOURS = "Only a leader, who formed the team, or its leader does this."


@dataclass(frozen=True, slots=True)
class TeamGiven:
    """What a team is: title, kind, field, its front (a record, or a name), where (0: the whole street), leader, first day."""

    title: str
    kind: str
    field: str
    leader: int
    since: date
    front: Ref | None = None
    front_name: str = ""
    community: int = 0
    aim: str = ""
    invented: bool = False


@transaction.atomic
def form_team(*, given: TeamGiven, by: Actor, at: datetime) -> FrontTeam:
    """Form a team with its leader. Raises Invalid, Forbidden."""
    if not rights.forms(by):
        raise Forbidden(fields={"post": "A leader or the head of a department forms a team."})
    street = by.street or 0
    with scope.scoped(*scope.of(by)):
        title = written(given.title, "title", "Write what the team is called.", 60)
        name = written(given.front_name, "front_name", "" if given.front else "Write which front it is at.", 80)
        _check(given, by, localdate(at))
        row = FrontTeam.objects.create(
            street=street, number=_next_number(street, given.since.year), title=title, kind=given.kind, field=given.field,
            front_kind=given.front.kind if given.front else "", front_id=given.front.id if given.front else 0,
            front_name=name, community=given.community, aim=seal(written(given.aim, "aim")), since=given.since,
            formed_by=by.account or 0, formed_at=at, invented=given.invented,
        )  # fmt: skip
        note("party.front_formed", Ref(TEAM, row.pk), street, by, at, number=row.number, kind=row.kind, field=row.field,
             front=str(given.front) if given.front else None, since=given.since.isoformat())  # fmt: skip
        _join(row, given.leader, "leader", given.since, by, at)
    return row


def _next_number(street: int, year: int) -> str:
    """Return the next number of a year; holds a lock until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"front team {street}"])
    begins = f"G{year}-"
    last = FrontTeam.objects.filter(street=street, number__startswith=begins).order_by("-number").first()
    return f"{begins}{int(last.number[len(begins) :]) + 1 if last else 1:03}"


def _check(given: TeamGiven, by: Actor, today: date) -> None:
    wrong: dict[str, Any] = {}
    if given.kind not in KINDS:
        wrong["kind"] = "Choose what kind of team it is."
    if given.field not in FIELDS:
        wrong["field"] = "Choose the field of work."
    if given.since > today:
        wrong["since"] = "The team begins today at the latest; correct the day."
    if given.community and given.community not in {one.code for one in communities(by.street or 0)}:
        wrong["community"] = "Choose a community of the street."
    if given.front and not show(by, [given.front]):
        wrong["front"] = "Name a record that is there and that you may see."
    if wrong:
        raise Invalid(fields=wrong)


def lock(team: int, by: Actor) -> FrontTeam:
    """Lock a team that the actor sees and that is not dissolved; raises NotFound, TeamEnded."""
    condition = rights.seen(by)
    row = None if condition is None else FrontTeam.objects.select_for_update().filter(condition, pk=team).first()
    if row is None:
        raise NotFound
    if row.ended is not None:
        raise TeamEnded
    return row


def _managed(team: int, by: Actor, at: datetime) -> FrontTeam:
    row = lock(team, by)
    if not rights.manages(by, row, localdate(at)):
        raise Forbidden(fields={"post": NOT_YOURS})
    return row


def _join(row: FrontTeam, account: int, role: str, since: date, by: Actor, at: datetime) -> FrontMember:
    if account not in accounts_of(row.street, at):
        raise Invalid(fields={"account": "Choose a person of the office."})
    if FrontMember.objects.filter(team=row.pk, account=account, during__overlap=(since, None)).exists():
        raise MemberThere
    try:
        with transaction.atomic():
            made = FrontMember.objects.create(
                street=row.street, team=row.pk, account=account, role=role, during=(since, None)
            )
    except IntegrityError as error:
        raise LeaderThere from error
    note(
        "party.front_joined", Ref(TEAM, row.pk), row.street, by, at, account=account, role=role, since=since.isoformat()
    )
    return made


@transaction.atomic
def join_team(*, team: int, account: int, role: str = "member", since: date, by: Actor, at: datetime) -> FrontMember:
    """Enter a member from a day on. Raises Invalid, Forbidden, MemberThere, LeaderThere. Locks the team."""
    with scope.scoped(*scope.of(by)):
        row = _managed(team, by, at)
        if role not in ("leader", "member"):
            raise Invalid(fields={"role": "Choose leader or member."})
        if not row.since <= since <= localdate(at):
            raise Invalid(fields={"since": "The day lies between the team's first day and today."})
        return _join(row, account, role, since, by, at)


@transaction.atomic
def leave_team(*, team: int, account: int, until: date, by: Actor, at: datetime) -> FrontMember:
    """End a member's days; `until` is the last day of them. Raises NotFound, Invalid, Forbidden. Locks the team."""
    with scope.scoped(*scope.of(by)):
        row = _managed(team, by, at)
        member = FrontMember.objects.filter(team=row.pk, account=account, during__upper_inf=True).first()
        if member is None:
            raise NotFound
        if not member.during.lower <= until <= localdate(at):
            raise Invalid(fields={"until": "The last day lies between the first one and today."})
        member.during = (member.during.lower, until + timedelta(days=1))
        member.save(update_fields=["during"])
        note("party.front_left", Ref(TEAM, row.pk), row.street, by, at, account=account, until=until.isoformat())
        return member


@transaction.atomic
def give_charge(
    *, team: int, account: int, about: Ref | None = None, label: str = "", by: Actor, at: datetime
) -> FrontCharge:
    """Put a household or thing into a member's charge: a record that the actor may see, or a label. Locks the team."""
    with scope.scoped(*scope.of(by)):
        row = _managed(team, by, at)
        today = localdate(at)
        if not rights.standing(row.pk, account, today):
            raise Invalid(fields={"account": "Choose a member of the team."})
        text = written(label, "label", "" if about else "Write which household or thing it is.", 80)
        if about and not show(by, [about]):
            raise Invalid(fields={"about": "Name a record that is there and that you may see."})
        try:
            with transaction.atomic():
                made = FrontCharge.objects.create(
                    street=row.street, team=row.pk, account=account, label=seal(text), since=today,
                    about_kind=about.kind if about else "", about_id=about.id if about else 0,
                )  # fmt: skip
        except IntegrityError as error:
            raise ChargeThere from error
        note("party.front_charged", Ref(TEAM, row.pk), row.street, by, at, charge=made.pk, account=account,
             about=str(about) if about else None)  # fmt: skip
        return made


@transaction.atomic
def settle_charge(*, charge: int, done: bool, by: Actor, at: datetime) -> FrontCharge:
    """Say that a charge is done, by its member or who settles the team; or give it up. Locks the team and the charge."""
    with scope.scoped(*scope.of(by)):
        found = FrontCharge.objects.filter(pk=charge, street=by.street or 0).first()
        if found is None:
            raise NotFound
        row = lock(found.team, by)
        found = FrontCharge.objects.select_for_update().get(pk=charge)
        own = found.account == (by.account or -1)
        if not (own or rights.manages(by, row, localdate(at))):
            raise Forbidden(fields={"post": "Only who has the charge, or who settles the team, does this."})
        if found.done_at or found.dropped_at:
            raise TeamEnded("This charge is settled already; look at the team again.")
        if done:
            found.done_at, found.done_by = at, by.account or 0
        else:
            found.dropped_at = at
        found.save()
        code = "party.front_charge_done" if done else "party.front_charge_dropped"
        note(code, Ref(TEAM, row.pk), row.street, by, at, charge=found.pk, account=found.account)
        return found


@transaction.atomic
def end_team(*, team: int, by: Actor, at: datetime) -> FrontTeam:
    """Dissolve a team: its members' days end today, labels of households are erased, counts stay. Locks the team."""
    with scope.scoped(*scope.of(by)):
        row = _managed(team, by, at)
        today = localdate(at)
        for member in FrontMember.objects.filter(team=row.pk, during__upper_inf=True):
            member.during = (member.during.lower, today + timedelta(days=1))
            member.save(update_fields=["during"])
        FrontCharge.objects.filter(team=row.pk).update(label=None)
        row.ended = today
        row.save(update_fields=["ended"])
        note("party.front_ended", Ref(TEAM, row.pk), row.street, by, at, until=today.isoformat())
        return row
