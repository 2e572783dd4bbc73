"""Forms of bodies, seats and topics: each asks what an action needs and calls it. Those of meetings: `meetingforms`."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.council import moves, reads, rights, seating, topics, words
from shiqiao.scenes.council.publishing import publish_council_rules, rules_of
from shiqiao.scenes.council.seating import Sits
from shiqiao.scenes.council.tables import CouncilBody, CouncilTopic
from shiqiao.scenes.council.topics import Given, Proposed
from shiqiao.surfaces.desk.actforms import ActForm
from shiqiao.surfaces.desk.words import post_title, said
from shiqiao.surfaces.kit.forms import KitForm

Choices = list[tuple[str, str]]


def long_text(
    label: Any, *, required: bool = True, hint: Any = "", most: int = 500, rows: str = "3"
) -> forms.CharField:
    """Return a field for a sentence or more."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=most, help_text=hint, widget=widget)


def one_of(label: Any, *, required: bool = True, hint: Any = "") -> forms.ChoiceField:
    """Return a field of which one is chosen."""
    return forms.ChoiceField(label=label, required=required, widget=forms.RadioSelect, help_text=hint)


def day_field(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date", "placeholder": "2018-06-27"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=hint)


def offered(table: Any) -> Choices:
    """Return the choices of a table of words; pairs lose their tone."""
    return [(code, _(said if isinstance(said, str) else said[0])) for code, said in table.items()]


class ProposeForm(ActForm):
    """Propose a topic."""

    body = forms.ChoiceField(label=gettext_lazy("To which council"))
    title = forms.CharField(
        label=gettext_lazy("What is to be talked over"), max_length=80,
        help_text=gettext_lazy("A few words that everybody may read: no names, no telephone numbers."),
    )  # fmt: skip
    text = long_text(gettext_lazy("What should be talked over"), most=2000, rows="5")

    def __init__(
        self, data: Any = None, *, bodies: list[CouncilBody], origin: Ref | None = None, **kwargs: Any
    ) -> None:
        self.origin = origin
        super().__init__(data, offers={"body": [("", "—"), *((str(one.pk), one.title) for one in bodies)]}, **kwargs)

    def act(self, row: Any, by: Actor, at: datetime) -> CouncilTopic:
        """Propose it."""
        told, source = self.cleaned_data, self.origin.kind if self.origin else "office"
        proposed = Proposed(int(told["body"]), told["title"], told["text"], source, self.origin)
        return topics.propose_topic(proposed=proposed, by=by, at=at).topic


class TopicForm(ActForm):
    """A move of a topic; subclasses name the move and ask more."""

    do = ""

    def __init__(self, data: Any = None, *, row: CouncilTopic, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)

    def act(self, row: CouncilTopic, by: Actor, at: datetime) -> CouncilTopic:
        """Make the move."""
        told = self.cleaned_data
        given = Given(told.get("words", ""), told.get("grade", ""), int(told.get("into") or 0))
        return topics.move_topic(topic=row.pk, do=self.do, given=given, by=by, at=at)


class AcceptForm(TopicForm):
    """Accept a topic and grade it."""

    do = "accept"
    grade = one_of(
        gettext_lazy("Grade"),
        hint=gettext_lazy(
            "A quick talk is answered within 48 hours; in depth, a meeting is convened in five working days."
        ),
    )
    words = long_text(gettext_lazy("Words to it"), required=False)

    def __init__(self, data: Any = None, *, row: CouncilTopic) -> None:
        super().__init__(data, row=row, offers={"grade": offered(words.GRADES)})


class MergeForm(TopicForm):
    """Merge a topic into another one of the same body."""

    do = "merge"
    into = forms.ChoiceField(label=gettext_lazy("Into which topic"))
    words = long_text(gettext_lazy("Words to it"), required=False)

    def __init__(self, data: Any = None, *, row: CouncilTopic) -> None:
        rows = reads.open_beside(row)
        offers: Choices = [("", "—"), *((str(one.pk), f"{one.number} {one.title}") for one in rows)]
        super().__init__(data, row=row, offers={"into": offers})


def _worded(name: str, label: Any) -> type[TopicForm]:
    """Return the form of a move that needs words alone."""
    return type(f"{name.title()}Form", (TopicForm,), {"do": name, "words": long_text(label)})


class RecommendForm(TopicForm):
    """Recommend what to do with a topic; who decides may decide otherwise."""

    advice = one_of(gettext_lazy("What do you recommend?"))
    words = long_text(gettext_lazy("Why"))

    def __init__(self, data: Any = None, *, row: CouncilTopic) -> None:
        super().__init__(data, row=row, offers={"advice": offered(words.ADVICE)})

    def act(self, row: CouncilTopic, by: Actor, at: datetime) -> CouncilTopic:
        """Recommend it."""
        told = self.cleaned_data
        return topics.recommend(topic=row.pk, advice=told["advice"], words=told["words"], by=by, at=at)


TOPIC_FORMS: dict[str, type[TopicForm]] = {
    "accept": AcceptForm, "merge": MergeForm, "recommend": RecommendForm,
    "return": _worded("return", gettext_lazy("Why it is returned and what is needed")),
    "refuse": _worded("refuse", gettext_lazy("Why it is not taken up")),
    "answer": _worded("answer", gettext_lazy("The answer, which residents read")),
    "deepen": _worded("deepen", gettext_lazy("Why it needs a meeting")),
    "resubmit": _worded("resubmit", gettext_lazy("What has changed")),
}  # fmt: skip


# ── bodies and seats ───────────────────────────────────────────────────────────────────────────────────────────────


class FoundForm(ActForm):
    """Found a body."""

    community = forms.ChoiceField(label=gettext_lazy("Of which place"))
    title = forms.CharField(label=gettext_lazy("What the council is called"), max_length=80)
    convener = forms.ChoiceField(label=gettext_lazy("The core that convenes"))

    def __init__(self, data: Any = None, *, street: int) -> None:
        places: Choices = [("0", _("whole street")), *((str(one.code), one.title) for one in communities(street))]
        posts = people.posts(street, roles=("leader", "department_head", "community_head"))
        offers = {"community": places, "convener": [("", "—"), *((str(row.id), post_title(row.id)) for row in posts)]}
        super().__init__(data, offers=offers)

    def act(self, row: Any, by: Actor, at: datetime) -> CouncilBody:
        """Found it."""
        told = self.cleaned_data
        return seating.found_body(
            community=int(told["community"]), title=told["title"], convener=int(told["convener"]), by=by, at=at
        )


class SeatForm(ActForm):
    """Begin somebody's term on a seat."""

    role = one_of(gettext_lazy("Holder or substitute"))
    holder_kind = one_of(gettext_lazy("Who sits"))
    post = forms.ChoiceField(label=gettext_lazy("Post"), required=False)
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"), required=False, max_length=80,
        help_text=gettext_lazy("Its name or credit code exactly as the registry has it."),
    )  # fmt: skip
    name = forms.CharField(
        label=gettext_lazy("Name of the person"), required=False, max_length=40,
        help_text=gettext_lazy("Kept sealed and shown masked."),
    )  # fmt: skip
    phone = forms.CharField(label=gettext_lazy("Telephone number"), required=False, max_length=20)
    since = day_field(gettext_lazy("First day"))
    until = day_field(gettext_lazy("Last day"), required=False, hint=gettext_lazy("Empty: until further notice."))

    def __init__(self, data: Any = None, *, street: int) -> None:
        posts: Choices = [("", "—"), *((str(row.id), post_title(row.id)) for row in people.posts(street))]
        roles = [("holder", _("holder")), ("substitute", _("substitute, who may sit in for the holder"))]
        super().__init__(data, offers={"role": roles, "holder_kind": offered(words.HOLDERS), "post": posts})
        self.initial.setdefault("role", "holder")
        self.initial.setdefault("holder_kind", "resident")

    def act(self, seat: int, by: Actor, at: datetime) -> Any:
        """Begin the term."""
        told = self.cleaned_data
        firm = _firm(by, told["organisation"]) if told["holder_kind"] == "organisation" else 0
        sits = Sits(
            told["holder_kind"], told["since"], told["until"], told["role"], int(told["post"] or 0), firm, told["name"],
            told["phone"],
        )  # fmt: skip
        return seating.seat_person(seat=seat, sits=sits, by=by, at=at)


def _firm(by: Actor, text: str) -> int:
    """Return the organisation on file that a text names exactly; raises Invalid."""
    text = text.strip()
    rows = registry.find_organisations(by, text) if len(text) > 1 else []
    found = [row for row in rows if text in (row.name, getattr(row, "code", ""))]
    if len(found) != 1:
        raise Invalid(fields={"organisation": "Write the name exactly as the registry has it, or the credit code."})
    return int(found[0].pk)


class EndForm(ActForm):
    """End a term."""

    last = day_field(gettext_lazy("Last day"))

    def act(self, term: int, by: Actor, at: datetime) -> Any:
        """End it."""
        return seating.end_term(term=term, last=self.cleaned_data["last"], by=by, at=at)


class AddSeatForm(ActForm):
    """Add a seat of a kind."""

    kind = one_of(gettext_lazy("Kind of seat"))

    def __init__(self, data: Any = None, *, street: int) -> None:
        super().__init__(data, offers={"kind": [(one.code, said(one.title)) for one in rules_of(street).kinds]})

    def act(self, body: int, by: Actor, at: datetime) -> Any:
        """Add it."""
        return seating.add_seat(body=body, kind=self.cleaned_data["kind"], by=by, at=at)


class PublishForm(KitForm):
    """Publish rules from a file of the locality."""

    file = forms.FileField(label=gettext_lazy("File (YAML)"), widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}))

    def act(self, by: Actor, at: datetime) -> Any:
        """Publish."""
        text = self.cleaned_data["file"].read(1 << 20).decode(errors="replace")
        return publish_council_rules(street=by.street or 0, text=text, by=by, at=at)


def origin_of(text: str) -> Ref | None:
    """Read the record of which a topic is made from an address; None without one. Raises NotFound for what is none."""
    if not text:
        return None
    try:
        found = Ref.parse(text)
    except ValueError as error:
        raise NotFound from error
    if found.kind not in topics.ORIGINS:
        raise NotFound
    return found


def may(actor: Actor, do: str, row: CouncilTopic, body: CouncilBody) -> bool:
    """Tell whether an actor may make a move of a topic now."""
    if do == "recommend":
        return row.state == "submitted" and rights.proposes(actor)
    return moves.allowed(do, row.state, row.grade) is not None and rights.keeps(actor, body)
