"""Forms of meetings, items and resolutions."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.territory.reads import grids
from shiqiao.scenes.council import deciding, evaluating, meetings, polls, resolving, words
from shiqiao.scenes.council.evaluating import Back
from shiqiao.scenes.council.forms import Choices, long_text, offered, one_of
from shiqiao.scenes.council.meeting_tables import CouncilAgendaItem, CouncilMeeting
from shiqiao.scenes.council.meetings import Planned
from shiqiao.scenes.council.presence import present_seats, sat
from shiqiao.scenes.council.resolution_tables import CouncilResolution
from shiqiao.scenes.council.resolving import ITEMS, TaskGiven
from shiqiao.scenes.council.tables import CouncilBody, CouncilSeat, CouncilTopic
from shiqiao.surfaces.desk.actforms import ActForm
from shiqiao.surfaces.desk.words import item_title


def moment_field(label: Any) -> forms.DateTimeField:
    """Return a field for a local moment."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])


class ConveneForm(ActForm):
    """Convene a meeting of a body."""

    title = forms.CharField(label=gettext_lazy("What the meeting is called"), max_length=80)
    place = forms.CharField(label=gettext_lazy("Where it is held"), max_length=80)
    planned_at = moment_field(gettext_lazy("When"))
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Topics of the agenda"), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Topics in depth that wait for a meeting."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, body: CouncilBody) -> None:
        rows = CouncilTopic.objects.filter(body=body.pk, state="accepted", grade="depth").order_by("due_at", "pk")[:30]
        super().__init__(data, offers={"topics": [(str(one.pk), f"{one.number} {one.title}") for one in rows]})

    def act(self, body: CouncilBody, by: Actor, at: datetime) -> Any:
        """Convene it."""
        told = self.cleaned_data
        wanted = tuple(int(one) for one in told["topics"])
        planned = Planned(body.pk, told["title"], told["place"], told["planned_at"], wanted)
        return meetings.convene(planned=planned, by=by, at=at)


class MeetingForm(ActForm):
    """Something done with a meeting; a button alone asks nothing."""

    action: Any = None

    def __init__(self, data: Any = None, *, row: CouncilMeeting, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)

    def act(self, row: CouncilMeeting, by: Actor, at: datetime) -> Any:
        """Do it."""
        return type(self).action(meeting=row.pk, by=by, at=at)


class OpenForm(MeetingForm):
    """Open a meeting."""

    action = staticmethod(meetings.open_meeting)


class FailForm(MeetingForm):
    """Enter that it failed for want of a quorum."""

    action = staticmethod(meetings.fail_meeting)


class CloseForm(MeetingForm):
    """Close a meeting."""

    action = staticmethod(meetings.close_meeting)


class AgainForm(MeetingForm):
    """Convene a second time."""

    place = forms.CharField(label=gettext_lazy("Where it is held"), max_length=80)
    planned_at = moment_field(gettext_lazy("When"))

    def __init__(self, data: Any = None, *, row: CouncilMeeting) -> None:
        super().__init__(data, row=row)
        self.initial.setdefault("place", row.place)
        self.initial.setdefault("planned_at", row.planned_at + timedelta(days=1))

    def act(self, row: CouncilMeeting, by: Actor, at: datetime) -> Any:
        """Convene it."""
        told = self.cleaned_data
        return meetings.convene_again(
            meeting=row.pk, place=told["place"], planned_at=told["planned_at"], by=by, at=at
        ).meeting


class MinutesForm(MeetingForm):
    """Write the minutes."""

    text = long_text(gettext_lazy("Minutes"), most=6000, rows="14")

    def act(self, row: CouncilMeeting, by: Actor, at: datetime) -> Any:
        """Write them."""
        return deciding.draft_minutes(meeting=row.pk, text=self.cleaned_data["text"], by=by, at=at)


class SignForm(MeetingForm):
    """Enter who signed for a kind."""

    seat = forms.ChoiceField(label=gettext_lazy("Who signed"))

    def __init__(self, data: Any = None, *, row: CouncilMeeting) -> None:
        signed, there = deciding.signings_of(row.pk), sat(row.pk)
        waits = [number for number, one in there.items() if one.kind not in signed]
        super().__init__(data, row=row, offers={"seat": [("", "—"), *seat_choices(waits)]})

    def act(self, row: CouncilMeeting, by: Actor, at: datetime) -> Any:
        """Enter it."""
        return deciding.sign_minutes(meeting=row.pk, seat=int(self.cleaned_data["seat"]), by=by, at=at)


def seat_choices(numbers: list[int]) -> Choices:
    """Return seats as choices, in the order of their numbers."""
    return [
        (str(one.pk), words.seat_title(one))
        for one in CouncilSeat.objects.filter(pk__in=numbers).order_by("kind", "serial")
    ]


MEETING_FORMS: dict[str, type[MeetingForm]] = {
    "open": OpenForm, "fail": FailForm, "close": CloseForm, "again": AgainForm, "minutes": MinutesForm, "sign": SignForm,
}  # fmt: skip


# ── items ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class ItemForm(ActForm):
    """Something done with an agenda item."""

    def __init__(self, data: Any = None, *, row: CouncilAgendaItem, at: datetime, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)


class SayForm(ItemForm):
    """Enter the opinion of seats that are present: several at once that say the same."""

    seats = forms.MultipleChoiceField(label=gettext_lazy("Which seats"), widget=forms.CheckboxSelectMultiple)
    stance = one_of(gettext_lazy("How they stand"))
    text = long_text(gettext_lazy("In their words"), required=False)

    def __init__(self, data: Any = None, *, row: CouncilAgendaItem, at: datetime) -> None:
        there = [(str(one.seat), one.title) for one in present_seats(row.meeting, at)]
        super().__init__(data, row=row, at=at, offers={"seats": there, "stance": offered(words.STANCES)})

    def act(self, row: CouncilAgendaItem, by: Actor, at: datetime) -> Any:
        """Enter them."""
        told = self.cleaned_data
        for seat in told["seats"]:
            deciding.say(item=row.pk, seat=int(seat), stance=told["stance"], text=told["text"], by=by, at=at)
        return row


class WriteForm(ItemForm):
    """Write what was said of an item."""

    text = long_text(gettext_lazy("What was said"), most=2000, rows="6")

    def act(self, row: CouncilAgendaItem, by: Actor, at: datetime) -> Any:
        """Write it."""
        return deciding.write_item(item=row.pk, text=self.cleaned_data["text"], by=by, at=at)


class AdoptForm(ItemForm):
    """Adopt a resolution."""

    how = one_of(
        gettext_lazy("How it passed"),
        hint=gettext_lazy(
            "A consensus needs more than half of those present to have spoken for it and nobody against it."
        ),
    )
    title = forms.CharField(label=gettext_lazy("Title of the resolution"), max_length=80, required=False)
    text = long_text(
        gettext_lazy("What is decided"), most=2000, rows="5", hint=gettext_lazy("Everybody may read it on the portal.")
    )

    def __init__(self, data: Any = None, *, row: CouncilAgendaItem, at: datetime) -> None:
        super().__init__(data, row=row, at=at, offers={"how": offered(words.HOW)})
        self.initial.setdefault("title", row.title)

    def act(self, row: CouncilAgendaItem, by: Actor, at: datetime) -> Any:
        """Adopt it."""
        told = self.cleaned_data
        return resolving.adopt(item=row.pk, how=told["how"], text=told["text"], title=told["title"], by=by, at=at)


class RejectForm(ItemForm):
    """Enter that an item did not pass."""

    words = long_text(gettext_lazy("Why it did not pass"))

    def act(self, row: CouncilAgendaItem, by: Actor, at: datetime) -> Any:
        """Enter it."""
        return deciding.reject_item(item=row.pk, words=self.cleaned_data["words"], by=by, at=at)


class PollForm(ItemForm):
    """Put an item to the vote of the seats that are present now."""

    question = long_text(gettext_lazy("Question put to the vote"))
    secret = forms.BooleanField(
        label=gettext_lazy("Vote without names"), required=False,
        help_text=gettext_lazy("Whether it is secret is fixed when it opens. Those present at this moment may vote."),
    )  # fmt: skip

    def act(self, row: CouncilAgendaItem, by: Actor, at: datetime) -> Any:
        """Open it."""
        told = self.cleaned_data
        return polls.put_to_vote(item=row.pk, question=told["question"], secret=told["secret"], by=by, at=at)


ITEM_FORMS: dict[str, type[ItemForm]] = {
    "say": SayForm, "write": WriteForm, "poll": PollForm, "adopt": AdoptForm, "reject": RejectForm,
}  # fmt: skip


# ── resolutions ────────────────────────────────────────────────────────────────────────────────────────────────────


class ResolutionForm(ActForm):
    """Something done with a resolution."""

    def __init__(self, data: Any = None, *, row: CouncilResolution, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)


class TaskForm(ResolutionForm):
    """Make a task a matter."""

    title = forms.CharField(label=gettext_lazy("What the task is"), max_length=80)
    text = long_text(gettext_lazy("In detail"), most=1000)
    grid = forms.ChoiceField(label=gettext_lazy("In which grid"))
    item = one_of(gettext_lazy("Term of the task"))
    weight = forms.IntegerField(
        label=gettext_lazy("Weight"), min_value=1, max_value=100, initial=1,
        help_text=gettext_lazy("How much it counts in the progress of the resolution."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, row: CouncilResolution) -> None:
        known = catalogue(row.street).items
        places = [one for one in grids(row.street) if not row.community or one.code // 1000 == row.community]
        offers = {
            "grid": [("", "—"), *((str(one.code), one.title) for one in places)],
            "item": [(code, item_title(row.street, code)) for code in ITEMS if code in known],
        }
        super().__init__(data, row=row, offers=offers)
        self.initial.setdefault("item", ITEMS[1])

    def act(self, row: CouncilResolution, by: Actor, at: datetime) -> Any:
        """Make it."""
        told = self.cleaned_data
        task = TaskGiven(told["title"], told["text"], int(told["grid"]), told["item"], told["weight"])
        return resolving.add_task(resolution=row.pk, task=task, by=by, at=at)


class BeginForm(ResolutionForm):
    """Put it on public notice and begin to carry it out."""

    def act(self, row: CouncilResolution, by: Actor, at: datetime) -> Any:
        """Begin."""
        return resolving.begin(resolution=row.pk, by=by, at=at)


class EvaluateForm(ResolutionForm):
    """Open a round of evaluation."""

    def act(self, row: CouncilResolution, by: Actor, at: datetime) -> Any:
        """Open it."""
        return evaluating.open_evaluation(resolution=row.pk, by=by, at=at)


class ScoreForm(ResolutionForm):
    """Enter the score of one who sat."""

    seat = forms.ChoiceField(label=gettext_lazy("Who scores"))
    score = one_of(gettext_lazy("Mark from 1 to 5"))
    text = long_text(gettext_lazy("In their words"), required=False)

    def __init__(self, data: Any = None, *, row: CouncilResolution) -> None:
        one = evaluating.open_round(row.pk)
        given = {each.seat for each in evaluating.scores_of(one.pk)} if one else set()
        waits = [seat for seat in sat(row.meeting) if seat not in given]
        super().__init__(data, row=row, offers={"seat": [("", "—"), *seat_choices(waits)], "score": score_choices()})

    def act(self, row: CouncilResolution, by: Actor, at: datetime) -> Any:
        """Enter it."""
        told = self.cleaned_data
        seat, mark = int(told["seat"]), int(told["score"])
        return evaluating.score(resolution=row.pk, seat=seat, score=mark, text=told["text"], by=by, at=at)


def score_choices() -> Choices:
    """Return the scores, the best first."""
    return [
        ("5", _("5 – very well done")), ("4", _("4 – well done")), ("3", _("3 – passable")), ("2", _("2 – poorly done")),
        ("1", _("1 – not done")),
    ]  # fmt: skip


class FinishForm(ResolutionForm):
    """Close a round of evaluation."""

    words = long_text(gettext_lazy("What follows from it"))
    tasks = forms.MultipleChoiceField(
        label=gettext_lazy("Tasks that go back"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Needed where the evaluation fails: their matters are taken up again."),
    )  # fmt: skip
    lacking = long_text(gettext_lazy("What is lacking in them"), required=False)

    def __init__(self, data: Any = None, *, row: CouncilResolution) -> None:
        tasks = resolving.counting(resolving.tasks_of([row.pk]).get(row.pk, []))
        super().__init__(data, row=row, offers={"tasks": [(str(one.row.pk), one.row.title) for one in tasks]})

    def act(self, row: CouncilResolution, by: Actor, at: datetime) -> Any:
        """Close it."""
        told = self.cleaned_data
        back = tuple(Back(int(one), told["lacking"]) for one in told["tasks"])
        return evaluating.close_evaluation(resolution=row.pk, words=told["words"], back=back, by=by, at=at)


RESOLUTION_FORMS: dict[str, type[ResolutionForm]] = {
    "task": TaskForm, "begin": BeginForm, "evaluate": EvaluateForm, "score": ScoreForm, "finish": FinishForm,
}  # fmt: skip
