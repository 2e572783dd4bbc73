"""Forms of discipline."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.supervision import discipline, words
from shiqiao.scenes.supervision.forms import ActForm, long_text, numbers, post_choices
from shiqiao.scenes.supervision.models import SupervisionOrder
from shiqiao.scenes.supervision.store import KIND as ORDER
from shiqiao.surfaces.desk.pickers import PickerSelect
from shiqiao.surfaces.desk.words import person_name, post_title

ORDER_NUMBER = re.compile(r"督?[〔\[(（【]?([0-9]{4})[〕\])）】-]([0-9]{1,6})号?")


def evidence_field() -> forms.CharField:
    """Return the field for numbers of matters and orders."""
    return forms.CharField(
        label=gettext_lazy("Evidence: numbers of matters or of supervision orders"), max_length=400,
        help_text=gettext_lazy("As they are written there, separated by blanks: 180612000123 督〔2018〕12号"),
    )  # fmt: skip


def records(text: str, street: int) -> list[Ref]:
    """Read numbers of matters and of orders, as 督〔2018〕12号 or 2018-12, into references."""
    found, others = [], []
    for part in text.replace("，", " ").replace(",", " ").replace("、", " ").split()[:20]:
        row, told = None, ORDER_NUMBER.fullmatch(part)
        if told:
            row = SupervisionOrder.objects.filter(street=street, year=int(told[1]), serial=int(told[2])).first()
        if row is None:
            others.append(part)
        else:
            found.append(Ref(ORDER, row.id))
    return [*found, *numbers(" ".join(others))]


class StepForm(ActForm):
    """Propose the next step."""

    rung = forms.ChoiceField(label=gettext_lazy("Rung"))
    reason = long_text(gettext_lazy("Why"))
    refs = evidence_field()

    def __init__(
        self, data: Any = None, files: Any = None, *, street: int, rungs: Sequence[str] = (),
        offers: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.street = street
        super().__init__(data, files, offers=offers or {"rung": [(rung, _(words.RUNGS[rung][0])) for rung in rungs]})

    def clean_refs(self) -> list[Ref]:
        """Read the numbers."""
        return records(self.cleaned_data["refs"], self.street)

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Propose it."""
        said = self.cleaned_data
        given = {"rung": said["rung"], "reason": said["reason"], "refs": said["refs"]}
        return discipline.propose_step(matter=row.id, by=by, at=at, **given)


class OpenForm(StepForm):
    """Open a matter of discipline with its first step."""

    field_order = ("post", "fault", "reason", "refs")
    rung = None  # it begins with the reminder
    post = forms.ChoiceField(label=gettext_lazy("Who holds the post"), widget=PickerSelect)
    fault = forms.ChoiceField(label=gettext_lazy("What it is about"))

    def __init__(self, data: Any = None, files: Any = None, *, street: int) -> None:
        posts = [("", _("Choose")), *post_choices(street)]
        faults = [("", _("Choose")), *((code, _(title)) for code, title in words.FAULTS.items())]
        super().__init__(data, files, street=street, offers={"post": posts, "fault": faults})

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Open it."""
        said = self.cleaned_data
        given = {"fault": said["fault"], "reason": said["reason"], "refs": said["refs"]}
        return discipline.open_discipline(post=int(said["post"]), by=by, at=at, **given)


class AnswerForm(ActForm):
    """The answer of the person concerned."""

    answer = long_text(gettext_lazy("Your answer"), hint=gettext_lazy("Leaders read this before they decide."))

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Answer."""
        return discipline.answer_step(step=row.step, answer=self.cleaned_data["answer"], by=by, at=at)


class DecideForm(ActForm):
    """A leader's decision."""

    impose = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    reason = long_text(gettext_lazy("Reason of the decision"))

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, offers={"impose": [("yes", _("Impose it")), ("no", _("Drop it"))]})

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Decide."""
        said = self.cleaned_data
        return discipline.decide_step(
            step=row.step, impose=said["impose"] == "yes", reason=said["reason"], by=by, at=at
        )


class ReaderForm(ActForm):
    """Name a person who may see the matter."""

    account = forms.ChoiceField(label=gettext_lazy("Who may see it as well"), widget=PickerSelect)

    def __init__(self, data: Any = None, files: Any = None, *, street: int) -> None:
        own = {post.id for post in people.posts(street)}
        held = [(one.account, one.post) for one in people.book().holdings if one.during.end is None and one.post in own]
        shown = sorted((f"{person_name(account)} {post_title(post)}", str(account)) for account, post in held)
        people_of = [("", _("Choose")), *((account, title) for title, account in shown)]
        super().__init__(data, files, offers={"account": people_of})

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Name the person."""
        discipline.name_reader(matter=row.id, account=int(self.cleaned_data["account"]), by=by, at=at)
        return row


class CloseForm(ActForm):
    """Close the matter."""

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Close it."""
        return discipline.close_discipline(matter=row.id, by=by, at=at)


FORMS: Mapping[str, Callable[..., ActForm]] = {
    "propose": StepForm, "answer": AnswerForm, "decide": DecideForm, "name": ReaderForm, "close": CloseForm,
}  # fmt: skip
NEED_STREET = frozenset({"propose", "name"})
