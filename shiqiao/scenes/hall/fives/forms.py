"""Forms of 5S: marks of an area, a finding with its photo, putting right, looking again, proposals, windows."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.kernel.files.rules import PICTURES
from shiqiao.scenes.hall.counters import Counter
from shiqiao.scenes.hall.fives import deciding, findings, walking, words
from shiqiao.scenes.hall.fives.checklists import Area
from shiqiao.scenes.hall.fives.findings import Seen, posts_at
from shiqiao.scenes.hall.fives.grounds import Proposed
from shiqiao.scenes.hall.fives.publishing import five_s_of, publish_five_s
from shiqiao.scenes.hall.fives.rules import BEST, SENSES
from shiqiao.scenes.hall.fives.store import TEXT_MOST, holder
from shiqiao.scenes.hall.fives.tables import FiveSFinding, FiveSMark, FiveSRound
from shiqiao.surfaces.desk import actforms
from shiqiao.surfaces.desk.uploads import KeepsFiles
from shiqiao.surfaces.desk.words import in_language, person_name, post_title, said, term
from shiqiao.surfaces.kit.forms import KitForm


def long_text(label: Any, *, required: bool = True, hint: Any = "") -> forms.CharField:
    """Return a field for a sentence or two."""
    widget = forms.Textarea(attrs={"rows": "3"})
    return forms.CharField(label=label, required=required, max_length=TEXT_MOST, help_text=hint, widget=widget)


def one_of(label: Any, *, required: bool = True, hint: Any = "") -> forms.ChoiceField:
    """Return a field of which one is chosen."""
    return forms.ChoiceField(label=label, required=required, widget=forms.RadioSelect, help_text=hint)


def photo_field(label: Any) -> forms.FileField:
    """Return a field for a photo, taken with the telephone's camera or chosen; what was sent stays when it is refused."""
    widget = forms.FileInput(attrs={"accept": PICTURES, "capture": "environment", "data-photos": ""})
    return forms.FileField(label=label, required=False, widget=widget)


class ActForm(KeepsFiles, actforms.ActForm):
    """What can be done; pictures are kept when the form is refused."""

    purposes: Mapping[str, str] = {}
    sent = forms.CharField(required=False, widget=forms.HiddenInput)


MARK = [(str(n), str(n)) for n in range(BEST + 1)]


class AreaForm(KitForm):
    """The five marks of an area."""

    sort = forms.ChoiceField(choices=MARK, widget=forms.RadioSelect)
    arrange = forms.ChoiceField(choices=MARK, widget=forms.RadioSelect)
    sweep = forms.ChoiceField(choices=MARK, widget=forms.RadioSelect)
    keep = forms.ChoiceField(choices=MARK, widget=forms.RadioSelect)
    smile = forms.ChoiceField(choices=MARK, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, row: FiveSRound, area: Area, mark: FiveSMark | None) -> None:
        self.row, self.area = row, area
        super().__init__(data, initial={code: getattr(mark, code) for code in SENSES} if mark else None)
        for code, name in words.senses(five_s_of(row.street, row.version)):
            self.fields[code].label = name

    def act(self, by: Actor, at: datetime) -> FiveSMark:
        """Give the marks."""
        marks = {code: int(self.cleaned_data[code]) for code in SENSES}
        return walking.mark_area(round=self.row.pk, area=self.area.code, marks=marks, by=by, at=at)


def post_choices(counter: Counter, street: int) -> list[tuple[str, str]]:
    """Return the posts that can put something right at a counter, with who holds them."""
    return [
        (str(post), f"{post_title(post)} {person_name(holder(post, now()))}".strip())
        for post in posts_at(counter, street)
    ]


class FoundForm(ActForm):
    """Record what was found."""

    purposes = {"photo": "before"}
    photo = photo_field(gettext_lazy("Photo of what you found"))
    area = one_of(gettext_lazy("Area"))
    sense = one_of(gettext_lazy("Which of the five"))
    words = long_text(gettext_lazy("What you found"))
    term = forms.ChoiceField(label=gettext_lazy("To be put right within"), required=False)
    post = one_of(gettext_lazy("Puts it right"))

    def __init__(self, data: Any = None, files: Any = None, *, actor: Actor, counter: Counter) -> None:
        street = actor.street or 0
        table, posts = five_s_of(street), post_choices(counter, street)
        terms = [("", _("as the area asks")), *((one, term(one)) for one in words.TERMS)]
        super().__init__(data, files, offers={
            "area": [(one.code, said(one.title)) for one in table.areas_at(counter.hall)], "sense": words.senses(table),
            "term": terms, "post": posts,
        })  # fmt: skip
        self.initial["post"] = posts[0][0] if posts else ""

    def act(self, row: tuple[Counter, int], by: Actor, at: datetime) -> FiveSFinding:
        """Record it."""
        said_, (counter, number) = self.cleaned_data, row
        seen = Seen(
            counter.unit, said_["area"], said_["sense"], said_["words"], tuple(self.kept), said_["term"], int(said_["post"]),
            number,
        )  # fmt: skip
        return findings.record_finding(seen=seen, by=by, at=at)


class FixForm(ActForm):
    """It is put right."""

    purposes = {"photo": "after"}
    photo = photo_field(gettext_lazy("Photo from after"))
    words = long_text(gettext_lazy("What was done"))

    def act(self, row: FiveSFinding, by: Actor, at: datetime) -> Any:
        """Say so."""
        given = {"words": self.cleaned_data["words"], "photos": tuple(self.kept)}
        return findings.fix_finding(finding=row.pk, by=by, at=at, **given)


class CloseForm(ActForm):
    """Looked at again: close it."""

    words = long_text(gettext_lazy("Note"), required=False)

    def act(self, row: FiveSFinding, by: Actor, at: datetime) -> Any:
        """Close it."""
        return findings.recheck_finding(finding=row.pk, good=True, words=self.cleaned_data["words"], by=by, at=at)


class SendBackForm(ActForm):
    """Looked at again: not right yet."""

    purposes = {"photo": "evidence"}
    photo = photo_field(gettext_lazy("Photo, if it helps"))
    words = long_text(gettext_lazy("What is still not right"))

    def act(self, row: FiveSFinding, by: Actor, at: datetime) -> Any:
        """Send it back."""
        given = {"words": self.cleaned_data["words"], "photos": tuple(self.kept)}
        return findings.recheck_finding(finding=row.pk, good=False, by=by, at=at, **given)


FORMS: Mapping[str, Callable[..., ActForm]] = {"fix": FixForm, "close": CloseForm, "send_back": SendBackForm}


class GroundsForm(ActForm):
    """Decide about what records propose."""

    keys = forms.MultipleChoiceField(label=gettext_lazy("Records"), widget=forms.CheckboxSelectMultiple)
    how = one_of(gettext_lazy("Decision"))
    words = long_text(
        gettext_lazy("What has to be put right, or why nothing has to"),
        hint=gettext_lazy("It stands on the finding, or with the dismissed records."),
    )
    term = forms.ChoiceField(label=gettext_lazy("To be put right within"), required=False)
    post = one_of(gettext_lazy("Puts it right"), required=False)

    def __init__(self, data: Any = None, *, actor: Actor, counter: Counter, group: Proposed) -> None:
        self.group, posts = group, post_choices(counter, actor.street or 0)
        super().__init__(data, offers={
            "keys": [(one.key, one.says or one.key) for one in group.rows],
            "how": [("accept", _("Make a finding of it")), ("dismiss", _("Dismiss, with the reason"))],
            "term": [("", _("as the area asks")), *((one, term(one)) for one in words.TERMS)], "post": posts,
        })  # fmt: skip
        self.initial |= {"keys": [one.key for one in group.rows], "how": "accept", "post": posts[0][0] if posts else ""}

    def act(self, row: Counter, by: Actor, at: datetime) -> FiveSFinding | None:
        """Decide; returns the finding that was made."""
        said_ = self.cleaned_data
        chosen = {"ground": self.group.kind.code, "station": row.unit, "keys": said_["keys"], "words": said_["words"]}
        if said_["how"] == "dismiss":
            deciding.dismiss_grounds(by=by, at=at, **chosen)
            return None
        return deciding.accept_grounds(term=said_["term"], post=int(said_["post"] or 0), by=by, at=at, **chosen)


class WindowForm(ActForm):
    """Decide about a window for a half-year."""

    awarded = one_of(gettext_lazy("Decision"))
    words = long_text(gettext_lazy("Reason"))

    def __init__(self, data: Any = None, *, proposed: bool) -> None:
        both = [("1", _("Award it")), ("0", _("Do not award it"))]
        super().__init__(data, offers={"awarded": both if proposed else both[1:]})
        self.initial["awarded"] = "1" if proposed else "0"

    def act(self, row: tuple[int, str], by: Actor, at: datetime) -> Any:
        """Decide."""
        station, half = row
        given = {"awarded": self.cleaned_data["awarded"] == "1", "words": self.cleaned_data["words"]}
        return deciding.decide_window(station=station, half=half, by=by, at=at, **given)


class PublishForm(KitForm):
    """Publish checklists from a file of the locality."""

    file = forms.FileField(label=gettext_lazy("File (YAML)"), widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}))

    def act(self, by: Actor, at: datetime) -> Any:
        """Publish."""
        text = self.cleaned_data["file"].read(1 << 20).decode(errors="replace")
        return publish_five_s(street=by.street or 0, text=text, by=by, at=at)


def counter_choices(found: Mapping[int, Counter]) -> list[tuple[str, str]]:
    """Return counters as choices."""
    return [(str(unit), in_language(one.title_zh, one.title_en)) for unit, one in found.items()]


class BeginForm(ActForm):
    """Choose through which counter the round leads."""

    station = one_of(gettext_lazy("Hall or station"))

    def __init__(self, data: Any = None, *, found: Mapping[int, Counter]) -> None:
        super().__init__(data, offers={"station": counter_choices(found)})

    def act(self, row: Any, by: Actor, at: datetime) -> FiveSRound:
        """Begin, or go on."""
        return walking.begin_round(station=int(self.cleaned_data["station"]), by=by, at=at)
