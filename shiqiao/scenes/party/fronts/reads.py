"""Front teams as an actor may see them, with what they brought; never a query a row."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.paging import Page, newest
from shiqiao.base.rows import the_one
from shiqiao.kernel.files.reads import attachment, attachments_of
from shiqiao.kernel.registry.subjects import Shown, show
from shiqiao.scenes.party.fronts import rights, rules
from shiqiao.scenes.party.fronts.actions import TEAM
from shiqiao.scenes.party.fronts.tables import FIELDS, FrontCharge, FrontEntry, FrontMember, FrontTeam

PAGE, TEAMS, PROBED = 20, 200, 120
FRONTS = ("renewal", "campaign", "project", "rectification", "supervision_order", "emergency")  # of other scenes, if on
TABS = ("standing", "ended", "mine", "all")


@dataclass(frozen=True, slots=True)
class Team:
    """A team with its members, charges and log, as far as they count."""

    row: FrontTeam
    members: Sequence[FrontMember]
    charges: Sequence[FrontCharge]
    lines: Sequence[rules.Line]

    @property
    def counted(self) -> list[rules.Charged]:
        """The charges that count: those given up do not."""
        return [rules.Charged(one.account, one.done_at is not None) for one in self.charges if one.dropped_at is None]

    @property
    def brought(self) -> rules.Brought:
        """What the team brought."""
        return rules.brought(self.lines, self.counted)

    def leader(self, day: date) -> int:
        """Return the account of the leader on a day, or of the last one."""
        found = [one for one in self.members if one.role == "leader"]
        now = [one for one in found if one.during.lower <= day and (one.during.upper is None or day < one.during.upper)]
        return (now or found)[-1].account if found else 0

    def here(self, day: date) -> list[FrontMember]:
        """Return the members of a day."""
        return [
            one for one in self.members
            if one.during.lower <= day and (one.during.upper is None or day < one.during.upper)
        ]  # fmt: skip


def teams_of(actor: Actor) -> QuerySet[FrontTeam]:
    """Return the teams that an actor sees."""
    condition = rights.seen(actor)
    return FrontTeam.objects.none() if condition is None else FrontTeam.objects.filter(condition)


def teams(actor: Actor, *, tab: str = "standing", field: str = "", limit: int = TEAMS) -> list[Team]:
    """Return the teams of a tab, with all that counts, in four queries; the oldest first, as they are numbered."""
    rows = teams_of(actor)
    if tab in ("standing", "ended"):
        rows = rows.filter(ended__isnull=tab == "standing")
    if tab == "mine":
        own = FrontMember.objects.filter(account=actor.account or -1, during__upper_inf=True)
        rows = rows.filter(pk__in=own.values_list("team", flat=True), ended=None)
    if field in FIELDS:
        rows = rows.filter(field=field)
    return known(rows.order_by("number")[:limit])


def known(rows: Iterable[FrontTeam]) -> list[Team]:
    """Return teams with all that counts, in three queries."""
    found = list(rows)
    ids = [row.pk for row in found]
    members: dict[int, list[FrontMember]] = defaultdict(list)
    charges: dict[int, list[FrontCharge]] = defaultdict(list)
    lines: dict[int, list[rules.Line]] = defaultdict(list)
    for member in FrontMember.objects.filter(team__in=ids).order_by("during", "pk"):
        members[member.team].append(member)
    for charge in FrontCharge.objects.filter(team__in=ids).order_by("pk"):
        charges[charge.team].append(charge)
    told = FrontEntry.objects.filter(team__in=ids).values_list("team", "account", "day", "done", "times")
    for team, account, day, done, times in told:
        lines[team].append(rules.Line(account, day, done, times))
    return [Team(row, members[row.pk], charges[row.pk], lines[row.pk]) for row in found]


def access_team(actor: Actor, number: int) -> FrontTeam:
    """Return a team that the actor sees; absent and not yours are the same NotFound."""
    return the_one(teams_of(actor).filter(pk=number))


def access_charge(actor: Actor, number: int) -> FrontCharge:
    """Return a charge of a team that the actor sees; absent and not yours are the same NotFound."""
    row = the_one(FrontCharge.objects.filter(pk=number, street=actor.street or 0))
    access_team(actor, row.team)
    return row


def log_of(row: FrontTeam, *, after: str = "", limit: int = PAGE) -> Page[FrontEntry]:
    """Return a page of a team's day log, the newest first."""
    return newest(FrontEntry.objects.filter(team=row.pk), after, limit)


def files_of(row: FrontTeam) -> dict[str, Any]:
    """Return the pictures of a team by their hashes."""
    return {one.sha256: one for one in attachments_of(Ref(TEAM, row.pk))}


def file_of(actor: Actor, team: int, number: int) -> Any:
    """Return a picture of a team that the actor may see; raises NotFound."""
    return attachment(number, subject=Ref(TEAM, access_team(actor, team).pk))


def front_of(row: FrontTeam) -> Ref | None:
    """Return the record at which a team stands, None for a front that only has a name."""
    return Ref(row.front_kind, row.front_id) if row.front_id else None


def fronts_shown(actor: Actor, rows: Iterable[FrontTeam]) -> dict[Ref, Shown]:
    """Return how the records at which teams stand are shown, in one query a kind."""
    return show(actor, {ref for row in rows if (ref := front_of(row))})


def fronts_there(actor: Actor) -> dict[Ref, Shown]:
    """Return records that a team may be bound to: what the scenes that are on show of their first hundred or so."""
    return show(actor, [Ref(kind, number) for kind in FRONTS for number in range(1, PROBED + 1)])


def without_a_line(actor: Actor, day: date) -> list[FrontTeam]:
    """Return the standing teams in which the actor is a member today and wrote nothing on a day."""
    own = FrontMember.objects.filter(account=actor.account or -1, during__contains=day).values_list("team", flat=True)
    written = FrontEntry.objects.filter(account=actor.account or -1, day=day).values_list("team", flat=True)
    return list(teams_of(actor).filter(pk__in=own, ended=None).exclude(pk__in=written)[:20])
