"""Forms of renewal: the project's calendar, its plots, households and flats; each act on a household's file."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Invalid
from shiqiao.kernel.territory import reads as territory
from shiqiao.scenes.projects.reads import projects_of as key_projects
from shiqiao.scenes.projects.renewal import filing, planning, publishing, reads, rules, signing, words
from shiqiao.scenes.projects.renewal.filing import Chosen, Surveyed
from shiqiao.scenes.projects.renewal.planning import Planned
from shiqiao.scenes.projects.renewal.store import TEXT_MOST
from shiqiao.scenes.projects.renewal.tables import Renewal, RenewalFile
from shiqiao.scenes.projects.renewal.tying import tie
from shiqiao.surfaces.desk.actforms import ActForm

PARTS = re.compile(r"[\t,，;；]")
LINES = 2000


def line(label: Any, *, required: bool = True, most: int = 60, hint: Any = "") -> forms.CharField:
    """Return a field for a line of text."""
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, required=required, max_length=most, help_text=hint, widget=widget)


def long_text(
    label: Any, *, required: bool = True, hint: Any = "", most: int = TEXT_MOST, rows: int = 3
) -> forms.CharField:
    """Return a field for some sentences, or lines."""
    widget = forms.Textarea(attrs={"rows": str(rows)})
    return forms.CharField(label=label, required=required, max_length=most, help_text=hint, widget=widget)


def day(label: Any) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def money(label: Any, hint: Any = "", *, required: bool = True, least: int | None = 0) -> forms.DecimalField:
    """Return a field for yuan."""
    return forms.DecimalField(
        label=label, help_text=hint, required=required, min_value=least, max_digits=13, decimal_places=2
    )


def fen(amount: Decimal | None) -> int:
    """Return an amount in fen."""
    return int((amount or Decimal(0)) * 100)


def pieces(text: str, name: str, least: int, sentence: str) -> list[list[str]]:
    """Split lines of a list into their parts; raises Invalid naming the first line that has too few."""
    found = [[part.strip() for part in PARTS.split(one)] for one in text.splitlines() if one.strip()]
    if len(found) > LINES:
        raise Invalid(fields={name: "At most {most} lines at a time; enter the rest afterwards."}, most=LINES)
    for n, parts in enumerate(found, 1):
        if len(parts) < least:
            raise Invalid(fields={name: sentence}, line=n)
    return found


def hundredths(text: str, name: str, number: int) -> int:
    """Read square metres; raises Invalid naming the line."""
    try:
        value = Decimal(text)
        if not 0 < value <= 1_000_000:
            raise InvalidOperation
    except InvalidOperation:
        raise Invalid(fields={name: "Line {line}: {text} is no area; write square metres like 45.30."}, line=number,
                      text=text[:20]) from None  # fmt: skip
    return int(value * 100)


# ── the project ────────────────────────────────────────────────────────────────────────────────────────────────────


class BeginForm(ActForm):
    """Begin a project."""

    code = forms.RegexField(r"^[a-z][a-z0-9_-]{1,19}$", label=gettext_lazy("Code of the project"),
                            help_text=gettext_lazy("Small letters and digits; agreements are numbered by it."))  # fmt: skip
    title = line(gettext_lazy("Title of the project"))
    community = forms.ChoiceField(label=gettext_lazy("Community"))
    plots = long_text(
        gettext_lazy("Plots of the project"),
        hint=gettext_lazy("A plot a line: its code, its title. A, north side"),
        most=2000,
    )
    old_town = forms.BooleanField(label=gettext_lazy("Renewal of an old town: a hearing is held where most object"),
                                  required=False)  # fmt: skip

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        places = [(str(one.code), one.title) for one in territory.communities(actor.street or 0)]
        super().__init__(data, offers={"community": places})

    def act(self, row: Any, by: Actor, at: datetime) -> Renewal:
        """Begin it."""
        told = self.cleaned_data
        lines = pieces(told["plots"], "plots", 2, "Line {line}: write the code of the plot, a comma, its title.")
        for n, parts in enumerate(lines, 1):
            if not re.fullmatch(r"[A-Z0-9]{1,6}", parts[0]):
                raise Invalid(
                    fields={"plots": "Line {line}: the code has up to six capital letters and digits."}, line=n
                )
        plots = tuple((parts[0], parts[1]) for parts in lines)
        planned = Planned(told["code"], told["title"], int(told["community"]), plots, told["old_town"])
        return planning.begin_renewal(planned=planned, by=by, at=at)


class ConsultForm(ActForm):
    """Open the consultation."""

    first = day(gettext_lazy("Made public on"))
    last = day(gettext_lazy("Consultation until"))

    def act(self, row: Renewal, by: Actor, at: datetime) -> Any:
        """Open it."""
        return planning.consult(renewal=row.pk, by=by, at=at, **self.cleaned_data)


class AnswersForm(ActForm):
    """Count the answers."""

    asked = forms.IntegerField(label=gettext_lazy("Households asked"), min_value=0, max_value=1_000_000)
    objecting = forms.IntegerField(label=gettext_lazy("Households that object"), min_value=0, max_value=1_000_000)

    def act(self, row: Renewal, by: Actor, at: datetime) -> Any:
        """Enter them."""
        return planning.count_answers(renewal=row.pk, by=by, at=at, **self.cleaned_data)


class HearForm(ActForm):
    """A hearing was held."""

    day = day(gettext_lazy("Day of the hearing"))

    def act(self, row: Renewal, by: Actor, at: datetime) -> Any:
        """Enter it."""
        return planning.hear(renewal=row.pk, by=by, at=at, **self.cleaned_data)


class DecideForm(ActForm):
    """It was decided to expropriate."""

    day = day(gettext_lazy("Day of the decision"))

    def act(self, row: Renewal, by: Actor, at: datetime) -> Any:
        """Enter it."""
        return planning.decide_renewal(renewal=row.pk, by=by, at=at, **self.cleaned_data)


class SigningForm(ActForm):
    """Set the term of signing."""

    first = day(gettext_lazy("Signing from"))
    bonus = day(gettext_lazy("Bonus until"))
    last = day(gettext_lazy("Signing until"))

    def act(self, row: Renewal, by: Actor, at: datetime) -> Any:
        """Set it."""
        return planning.open_signing(renewal=row.pk, by=by, at=at, **self.cleaned_data)


class ResultForm(ActForm):
    """Make the result public."""

    sure = forms.BooleanField(
        label=gettext_lazy("Numbers, areas and amounts of audited agreements become public, without names")
    )

    def act(self, row: Renewal, by: Actor, at: datetime) -> Any:
        """Publish it."""
        return planning.publish_result(renewal=row.pk, by=by, at=at)


class TermsForm(ActForm):
    """Publish terms from a file: of a project, or (no row) those with which projects begin."""

    text = long_text(gettext_lazy("Terms (YAML)"), most=60_000, rows=24)

    def act(self, row: Renewal | None, by: Actor, at: datetime) -> Any:
        """Publish them."""
        given = {"text": self.cleaned_data["text"], "by": by, "at": at}
        if row is None:
            return publishing.publish_default(street=by.street or 0, **given)
        return publishing.publish_terms(renewal=row.pk, **given)


class FlatsForm(ActForm):
    """Add flats."""

    flats = long_text(gettext_lazy("Flats of the stock"), most=60_000, rows=12,
                      hint=gettext_lazy("A flat a line: its number, its type, square metres. 3-1-502, 80, 79.60"))  # fmt: skip

    def act(self, row: Renewal, by: Actor, at: datetime) -> Any:
        """Add them."""
        sentence = "Line {line}: write number, type and square metres, with commas between."
        lines = pieces(self.cleaned_data["flats"], "flats", 3, sentence)
        flats = [(one[0], one[1], hundredths(one[2], "flats", n)) for n, one in enumerate(lines, 1)]
        return planning.add_flats(renewal=row.pk, flats=flats, by=by, at=at)


class TieProjectForm(ActForm):
    """Say which key project it is."""

    project = forms.ChoiceField(label=gettext_lazy("As a key project"))

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        found = key_projects(actor).order_by("-pk")[:300]
        super().__init__(data, offers={"project": [("0", "—"), *((str(one.pk), one.title) for one in found)]})

    def act(self, row: Renewal, by: Actor, at: datetime) -> Any:
        """Tie it."""
        return planning.tie_project(renewal=row.pk, project=int(self.cleaned_data["project"]), by=by, at=at)


class VoidFlatForm(ActForm):
    """Take a free flat out of the stock."""

    flat = forms.ChoiceField(label=gettext_lazy("Free flat"))

    def __init__(self, data: Any = None, *, row: Renewal) -> None:
        free = reads.flats(row, "free", limit=500).rows
        super().__init__(data, offers={"flat": [(str(one.pk), one.code) for one in free]})

    def act(self, row: Renewal, by: Actor, at: datetime) -> Any:
        """Take it out."""
        return planning.void_flat(flat=int(self.cleaned_data["flat"]), by=by, at=at)


class SurveyForm(ActForm):
    """Open files, one household a line."""

    found = long_text(gettext_lazy("Households of the project"), most=200_000, rows=12, hint=gettext_lazy(
        "A household a line: plot, kind, square metres, name of the owner. A, Dwelling, 45.30, name"))  # fmt: skip

    def act(self, row: Renewal, by: Actor, at: datetime) -> Any:
        """Open them."""
        sentence = "Line {line}: write plot, kind and square metres, with commas between."
        lines = pieces(self.cleaned_data["found"], "found", 3, sentence)
        found = [
            Surveyed(one[0], one[1], hundredths(one[2], "found", n), one[3] if len(one) > 3 else "")
            for n, one in enumerate(lines, 1)
        ]
        try:
            return filing.survey(renewal=row.pk, found=found, by=by, at=at)
        except Invalid as error:
            again = Invalid(fields={"found": next(iter(error.fields.values()), "")})
            again.params = error.params
            raise again from None


# Act on a project → form, title, icon, roles by name (see rights).
PROJECT: Mapping[str, tuple[Callable[..., ActForm], str]] = {
    "consult": (ConsultForm, "LEADS"), "answers": (AnswersForm, "LEADS"), "hear": (HearForm, "LEADS"),
    "decide": (DecideForm, "LEADS"), "signing": (SigningForm, "LEADS"), "result": (ResultForm, "LEADS"),
    "terms": (TermsForm, "LEADS"), "survey": (SurveyForm, "WORKS"), "flats": (FlatsForm, "WORKS"),
    "void_flat": (VoidFlatForm, "WORKS"), "tie_project": (TieProjectForm, "LEADS"),
}  # fmt: skip


# ── a household's file ─────────────────────────────────────────────────────────────────────────────────────────────


class ValueForm(ActForm):
    """Enter the value."""

    value = money(gettext_lazy("Value by the appraisal, yuan"))

    def act(self, row: RenewalFile, by: Actor, at: datetime) -> Any:
        """Enter it."""
        return filing.value_files(values={row.pk: fen(self.cleaned_data["value"])}, by=by, at=at)[0]


class OfferForm(ActForm):
    """Make an offer by the terms in force."""

    choice = forms.ChoiceField(label=gettext_lazy("Choice of the household"), widget=forms.RadioSelect)
    extra = money(gettext_lazy("Amount by hand, yuan"), gettext_lazy("Beside the terms; it needs its reason and is listed."),
                  required=False, least=None)  # fmt: skip
    reason = long_text(gettext_lazy("Reason for the amount by hand"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, offers={"choice": [(code, _(words.CHOICES[code])) for code in rules.CHOICES]})

    def act(self, row: RenewalFile, by: Actor, at: datetime) -> Any:
        """Make it."""
        told = self.cleaned_data
        chosen = Chosen(told["choice"], fen(told["extra"]), told["reason"])
        return filing.offer_files(offers={row.pk: chosen}, by=by, at=at)[0]


class ReserveForm(ActForm):
    """Reserve a flat."""

    flat = forms.ChoiceField(label=gettext_lazy("Free flat"))

    def __init__(self, data: Any = None, *, row: RenewalFile) -> None:
        free = [(str(one.pk), f"{one.code} · {words.square(one.area)} m²") for one in reads.free_flats(row)]
        super().__init__(data, offers={"flat": free})

    def act(self, row: RenewalFile, by: Actor, at: datetime) -> Any:
        """Reserve it."""
        return filing.reserve_flat(file=row.pk, flat=int(self.cleaned_data["flat"]), by=by, at=at)


class SignForm(ActForm):
    """Sign."""

    agreement = line(gettext_lazy("Number of the agreement"), required=False, most=30,
                     hint=gettext_lazy("Left out, it is made of the project's code and the number of the series."))  # fmt: skip

    def act(self, row: RenewalFile, by: Actor, at: datetime) -> Any:
        """Sign it."""
        return signing.sign(file=row.pk, agreement=self.cleaned_data["agreement"], by=by, at=at)


class TieForm(ActForm):
    """Tie the file to a household of the registry."""

    home = line(gettext_lazy("Building as the registry names it"), most=80)
    room = line(gettext_lazy("Room, with its unit if need be"), most=20)

    def act(self, row: RenewalFile, by: Actor, at: datetime) -> Any:
        """Tie it."""
        return tie(file=row.pk, by=by, at=at, **self.cleaned_data)


class SureForm(ActForm):
    """An act that asks for nothing."""

    def __init__(self, data: Any = None, *, do: str) -> None:
        self.do = do
        super().__init__(data)

    def act(self, row: RenewalFile, by: Actor, at: datetime) -> Any:
        """Do it."""
        return signing.advance(file=row.pk, do=self.do, by=by, at=at)


class WordsForm(ActForm):
    """An act that asks for words."""

    words = long_text(gettext_lazy("In words"), required=False)

    def __init__(self, data: Any = None, *, do: str) -> None:
        self.do = do
        super().__init__(data)

    def act(self, row: RenewalFile, by: Actor, at: datetime) -> Any:
        """Do it."""
        given = {"file": row.pk, "words": self.cleaned_data["words"], "by": by, "at": at}
        return DOES[self.do](**given)


class ExplainForm(ActForm):
    """Write why terms differ."""

    measure = forms.ChoiceField(label=gettext_lazy("What differs"), widget=forms.RadioSelect)
    words = long_text(gettext_lazy("Reason for other terms"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, offers={"measure": [(code, _(title)) for code, title in words.MEASURES.items()]})

    def act(self, row: RenewalFile, by: Actor, at: datetime) -> Any:
        """Write it."""
        return filing.explain(file=row.pk, by=by, at=at, **self.cleaned_data)


DOES: Mapping[str, Callable[..., Any]] = {
    "pass_audit": lambda **given: signing.audit(good=True, **given),
    "fail_audit": lambda **given: signing.audit(good=False, **given),
    "correct": signing.correct, "void": signing.void, "decide": signing.decide, "dispute": filing.dispute,
    "settle": filing.settle,
}  # fmt: skip
FILE: Mapping[str, Callable[..., ActForm]] = {
    "value": ValueForm, "offer": OfferForm, "reserve": ReserveForm, "sign": SignForm, "explain": ExplainForm, "tie": TieForm,
}  # fmt: skip


def file_form(do: str, row: RenewalFile, data: Any) -> ActForm | None:
    """Return the form of an act on a file, None for none."""
    if do in DOES:
        return WordsForm(data, do=do)
    if do in signing.LATER:
        return SureForm(data, do=do)
    if do == "reserve":
        return ReserveForm(data, row=row)
    return FILE[do](data) if do in FILE else None
