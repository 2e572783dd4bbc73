"""Learning: themes of the months, and meetings (三会一课) kept light."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Invalid
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.subjects import show
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.party.honours import rights
from shiqiao.scenes.party.honours.publishing import rules_of
from shiqiao.scenes.party.honours.store import MEETING, THEME
from shiqiao.scenes.party.honours.tables import PartyMeeting, StudyTheme
from shiqiao.scenes.party.leading import Files, note, seal, take_files, written

MOST = 2000  # people at a meeting


@dataclass(frozen=True, slots=True)
class ThemeGiven:
    """A theme: its month (any day of it), title, leading post, and the line of the work plan that it serves."""

    month: date
    title: str
    lead: int
    plan: Ref | None = None
    plan_label: str = ""
    invented: bool = False


@transaction.atomic
def plan_theme(*, given: ThemeGiven, by: Actor, at: datetime) -> StudyTheme:
    """Put a theme into the study plan. Raises Invalid, Forbidden, Conflict for a theme that is there."""
    rights.refuse(by)
    with scope.scoped(*scope.of(by)):
        street = by.street or 0
        title = written(given.title, "title", "Write the theme.", 80)
        label = written(given.plan_label, "plan_label", most=80)
        if given.lead not in {one.id for one in people.posts(street)}:
            raise Invalid(fields={"lead": "Choose who leads the theme."})
        if given.plan and not show(by, [given.plan]):
            raise Invalid(fields={"plan": "Name a record that is there and that you may see."})
        plan = {"plan_kind": given.plan.kind, "plan_id": given.plan.id} if given.plan else {}
        try:
            with transaction.atomic():
                row = StudyTheme.objects.create(
                    street=street, month=given.month.replace(day=1), title=title, lead=given.lead, plan_label=label,
                    planned_by=by.account or 0, planned_at=at, invented=given.invented, **plan,
                )  # fmt: skip
        except IntegrityError as error:
            raise Conflict("This theme is in the plan of the month already.") from error
        note("party.theme_planned", Ref(THEME, row.pk), street, by, at, month=row.month.isoformat(), lead=row.lead,
             plan=str(given.plan) if given.plan else None)  # fmt: skip
        return row


@dataclass(frozen=True, slots=True)
class MeetingGiven:
    """A meeting: kind, day, whose (a community, a unit, or the street's), how many came of how many, about what."""

    kind: str
    day: date
    expected: int
    came: int
    matter: str
    names: str = ""
    community: int = 0
    unit: int = 0
    theme: int = 0
    files: Files = ()
    invented: bool = False


@transaction.atomic
def record_meeting(*, given: MeetingGiven, by: Actor, at: datetime) -> PartyMeeting:
    """Enter a meeting with its photo. Raises Invalid, Forbidden."""
    rights.refuse(by)
    with scope.scoped(*scope.of(by)):
        street = by.street or 0
        _check(given, street, localdate(at))
        matter = written(given.matter, "matter", "Write what it was about.")
        names = written(given.names, "names", most=600)
        row = PartyMeeting.objects.create(
            street=street, kind=given.kind, day=given.day, community=given.community, unit=given.unit, theme=given.theme,
            expected=given.expected, came=given.came, names=seal(names), matter=seal(matter), recorded_by=by.account or 0,
            recorded_at=at, invented=given.invented,
        )  # fmt: skip
        row.files = take_files(given.files, Ref(MEETING, row.pk), street, by, at)
        row.save(update_fields=["files"])
        note("party.meeting_recorded", Ref(MEETING, row.pk), street, by, at, of=row.kind, day=row.day.isoformat(),
             came=row.came, expected=row.expected, theme=row.theme or None, files=row.files)  # fmt: skip
        return row


def _check(given: MeetingGiven, street: int, today: date) -> None:
    wrong = {}
    if given.kind not in {one.code for one in rules_of(street).meetings}:
        wrong["kind"] = "Choose what kind of meeting it was."
    if given.day > today:
        wrong["day"] = "The day of the meeting is today at the latest."
    if not 1 <= given.expected <= MOST:
        wrong["expected"] = "Write how many were expected."
    elif not 1 <= given.came <= given.expected:
        wrong["came"] = "Write how many came: at least one, and not more than were expected."
    if not _whose(given, street):
        wrong["whose"] = "Choose whose meeting it was."
    if given.theme and not StudyTheme.objects.filter(pk=given.theme, street=street).exists():
        wrong["theme"] = "Choose a theme of the plan."
    if wrong:
        raise Invalid(fields=wrong)


def _whose(given: MeetingGiven, street: int) -> bool:
    """Tell whether the community or unit of a meeting is there; neither: it was the street's."""
    if given.community:
        return given.community in {one.code for one in communities(street)}
    return not given.unit or given.unit in {one.id for one in people.units(street)}
