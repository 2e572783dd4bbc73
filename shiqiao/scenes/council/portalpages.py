"""What the portal shows of deliberation, assembled: topics and resolutions of a community, without personal data."""

from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.base.ids import secret_hash
from shiqiao.base.rows import the_one
from shiqiao.base.text import masked
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.council import evaluating, meetings, meetingshown, moves, resolving, shown, topics, voices, words
from shiqiao.scenes.council.meeting_tables import CouncilCall, CouncilMeeting
from shiqiao.scenes.council.meetingforms import score_choices
from shiqiao.scenes.council.presence import sat
from shiqiao.scenes.council.resolution_tables import CouncilResolution
from shiqiao.scenes.council.store import code_of, unseal
from shiqiao.scenes.council.tables import CouncilBody, CouncilSeat, CouncilTopic
from shiqiao.scenes.council.topics import Proposed, Receipt
from shiqiao.surfaces.desk.actforms import ActForm

MOST = 40


def street_of(secret: str, at: datetime) -> int:
    """Return the street of the topic or call that a secret opens, 0 for none."""
    mark = secret_hash(secret[:60])
    with scope.whole():  # which street it is nobody knows yet
        row = (
            CouncilTopic.objects.filter(secret_hash=mark).first()
            or CouncilCall.objects.filter(secret_hash=mark).first()
        )
    return row.street if row else 0


class PublicProposeForm(ActForm):
    """Propose a topic as a resident."""

    body = forms.ChoiceField(label=gettext_lazy("To which council"))
    title = forms.CharField(
        label=gettext_lazy("What is to be talked over"), max_length=80,
        help_text=gettext_lazy("A few words that everybody may read: no names, no telephone numbers."),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("What should be talked over"), max_length=2000, widget=forms.Textarea({"rows": 5})
    )
    name = forms.CharField(label=gettext_lazy("Your name"), required=False, max_length=40)
    phone = forms.CharField(
        label=gettext_lazy("Your telephone number"), required=False, max_length=20,
        help_text=gettext_lazy("Only for questions of the community; it is never shown in public."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, street: int, **kwargs: Any) -> None:
        rows = CouncilBody.objects.filter(street=street, ended_at=None).order_by("community", "pk")
        offers = {"body": [("", "—"), *((str(one.pk), one.title) for one in rows)]}
        super().__init__(data, offers=offers, **kwargs)

    def act(self, row: Any, by: Actor, at: datetime) -> Receipt:
        """Propose it."""
        told = self.cleaned_data
        proposed = Proposed(int(told["body"]), told["title"], told["text"], "portal", None, told["name"], told["phone"])
        return topics.propose_topic(proposed=proposed, by=by, at=at)


class CommentForm(ActForm):
    """Say something to a topic."""

    text = forms.CharField(
        label=gettext_lazy("What do you say to it?"), max_length=voices.COMMENT_MOST, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("It is shown after somebody of the community let it through. No names, please."),
    )  # fmt: skip

    def act(self, topic: int, browser: str, by: Actor, at: datetime) -> Any:  # type: ignore[override]
        """Say it."""
        return voices.comment(topic=topic, text=self.cleaned_data["text"], browser=browser, by=by, at=at)


class PublicScoreForm(ActForm):
    """Evaluate a resolution by the link of one's call."""

    score = forms.ChoiceField(label=gettext_lazy("How well was it carried out?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("In your words"), required=False, max_length=500, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, offers={"score": score_choices()}, **kwargs)

    def act(self, resolution: int, seat: int, by: Actor, at: datetime) -> Any:  # type: ignore[override]
        """Give it."""
        told = self.cleaned_data
        return evaluating.score(
            resolution=resolution, seat=seat, score=int(told["score"]), text=told["text"], by=by, at=at
        )


def home_page(street: int, community: int, at: datetime) -> dict[str, Any]:
    """Return topics to speak on, topics that have ended, and resolutions with how far they are, of a community."""
    rows = CouncilTopic.objects.filter(street=street, shown=True).exclude(state="merged")
    decided = CouncilResolution.objects.filter(street=street)
    if community:
        rows, decided = rows.filter(community=community), decided.filter(community=community)
    open_ones = list(rows.filter(state__in=moves.OPEN).order_by("-pk")[:MOST])
    resolutions = list(decided.order_by("-pk")[:MOST])
    far, liked = resolving.progress_of([one.pk for one in resolutions]), voices.supports([one.pk for one in open_ones])
    return {
        "topics": [(_topic(one), liked.get(one.pk, 0)) for one in open_ones], "community": str(community or ""),
        "ended": [_topic(one) for one in rows.exclude(state__in=moves.OPEN).order_by("-pk")[:12]],
        "resolutions": [_resolution(one, far[one.pk]) for one in resolutions],
        "communities": [("", _("All communities")), *((str(one.code), one.title) for one in communities(street))],
    }  # fmt: skip


def _topic(row: CouncilTopic) -> dict[str, Any]:
    state, tone = words.pair(words.STATES, row.state)
    return {
        "row": row, "url": reverse("portal:council:topic", args=[row.pk]), "place": shown.place_of(row.community),
        "state": state, "tone": tone, "grade": _(words.GRADES[row.grade]) if row.grade else "",
    }  # fmt: skip


def _resolution(row: CouncilResolution, percent: int) -> dict[str, Any]:
    one = meetingshown.resolution_row(row, percent)
    return {**one, "url": reverse("portal:council:resolution", args=[row.pk])}


def topic_page(row: CouncilTopic, at: datetime) -> dict[str, Any]:
    """Return a topic for everybody: its way, what happened in public words, what residents say. No personal data."""
    resolution = CouncilResolution.objects.filter(topic=row.pk).first()
    return {
        "one": _topic(row), "topic": row, "path": shown.path(row), "supports": voices.supports([row.pk]).get(row.pk, 0),
        "comments": [(masked(unseal(one.text)), one.at) for one in voices.comments_of(row.pk, "shown")],
        "history": history(row), "open": row.shown and row.state in moves.OPEN,
        "meetings": [(one, words.pair(words.MEETINGS, one.state)[0]) for one in _meetings(row)],
        "resolution": _resolution(resolution, resolving.progress_of([resolution.pk])[resolution.pk]) if resolution else None,
    }  # fmt: skip


def _meetings(row: CouncilTopic) -> list[CouncilMeeting]:
    from shiqiao.scenes.council.reads import meetings_on

    return meetings_on(row.pk)


def history(row: CouncilTopic) -> list[dict[str, Any]]:
    """Return what happened to a topic in public, the newest first; that it was refused after all stands among it."""
    return [
        {
            "at": one.at, "title": _(words.HAPPENED[code_of(one.kind)][0]), "text": masked(unseal(one.text)),
            "tone": words.HAPPENED[code_of(one.kind)][2],
        }
        for one in reversed(topics.entries_of(row.pk))
        if one.shown
    ]  # fmt: skip


def public_topic(street: int, number: int) -> CouncilTopic:
    """Return a topic that is shown in public; raises NotFound."""
    return the_one(CouncilTopic.objects.filter(pk=number, street=street, shown=True))


def own_topic(secret: str, street: int) -> CouncilTopic:
    """Return the topic that a secret opens; raises NotFound."""
    return the_one(CouncilTopic.objects.filter(secret_hash=secret_hash(secret[:60]), street=street))


def receipt_page(made: Receipt) -> dict[str, Any]:
    """Return what a receipt shows this once: the number, and the secret by which one follows the topic."""
    return {"topic": made.topic, "secret": made.secret, "link": reverse("portal:council:own", args=[made.secret])}


def resolution_page(street: int, number: int, at: datetime) -> dict[str, Any]:
    """Return a resolution for everybody: how each kind stood, tasks and how far they are, evaluation by numbers."""
    row = the_one(CouncilResolution.objects.filter(pk=number, street=street))
    tasks = resolving.counting(resolving.tasks_of([row.pk]).get(row.pk, []))
    topic = CouncilTopic.objects.filter(pk=row.topic).first()
    return {
        "one": _resolution(row, resolving.percent_of(tasks)), "resolution": row, "tasks": tasks,
        "kinds": meetingshown.kinds_said(street, row.kinds), "topic": _topic(topic) if topic and topic.shown else None,
        "noticed": row.notice_until is not None and at < row.notice_until,
        "rounds": [{key: one[key] for key in ("row", "outcome", "average")} for one in meetingshown.rounds(row)],
    }  # fmt: skip


def call_page(secret: str, street: int, at: datetime) -> dict[str, Any]:
    """Return what the link of a call shows: the meeting, its agenda, what one answered, and what waits for a score."""
    call = meetings.called_by(secret)
    row = the_one(CouncilMeeting.objects.filter(pk=call.meeting, street=street))
    seat = the_one(CouncilSeat.objects.filter(pk=call.seat))
    return {
        "call": call, "meeting": row, "seat": words.seat_title(seat), "items": meetings.items_of(row.pk),
        "answer": words.pair(words.ANSWERS, call.answer), "running": row.state == "convened", "waits": to_score(call),
        "state": words.pair(words.MEETINGS, row.state)[0], "secret": secret,
    }  # fmt: skip


def to_score(call: CouncilCall) -> list[CouncilResolution]:
    """Return the resolutions of a meeting that wait for the score of a called seat that sat."""
    if call.seat not in sat(call.meeting):
        return []
    rows = CouncilResolution.objects.filter(meeting=call.meeting, state="evaluating")
    found = []
    for row in rows:
        one = evaluating.open_round(row.pk)
        if one and not any(each.seat == call.seat for each in evaluating.scores_of(one.pk)):
            found.append(row)
    return found


def resolution_to_score(call: CouncilCall, number: int) -> CouncilResolution:
    """Return a resolution that waits for the score of a called seat; raises NotFound."""
    row = next((one for one in to_score(call) if one.pk == number), None)
    if row is None:
        raise NotFound
    return row
