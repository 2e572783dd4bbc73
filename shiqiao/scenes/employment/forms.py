"""Forms of the register: each asks what its act needs, and does it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.scenes.employment import delivering, registering, words
from shiqiao.scenes.employment.definitions import Table
from shiqiao.scenes.employment.formparts import (
    ActForm,
    choice_field,
    choose,
    day_field,
    document_field,
    long_text,
    named,
    number_field,
    occupations,
    several_field,
    short_text,
    titles,
)
from shiqiao.scenes.employment.models import Delivery, JobSeeker
from shiqiao.scenes.employment.persons import categories_of
from shiqiao.scenes.employment.publishing import publish_rules
from shiqiao.scenes.employment.registering import Wanted
from shiqiao.scenes.employment.rules import ANSWERS, NEXT, OVER, PROOFS, TOPICS, Said
from shiqiao.scenes.employment.store import unseal
from shiqiao.surfaces.kit.forms import KitForm

MANUAL = ("registered", *OVER)
HAND_PROOFS = [code for code in PROOFS if code not in ("record", "enrolment")]


class WantedForm(ActForm):
    """What a job seeker wants, and the categories of hardship."""

    occupations = several_field(gettext_lazy("Occupations wanted"), hint=gettext_lazy("None: any occupation"))
    wage = number_field(
        gettext_lazy("Least wage a month, yuan"), 0, registering.WAGE_MOST, required=False,
        hint=gettext_lazy("Left empty: any wage"),
    )  # fmt: skip
    hours = choice_field(gettext_lazy("Working hours"))
    schooling = choice_field(gettext_lazy("Schooling"))
    categories = several_field(
        gettext_lazy("Categories of hardship"), hint=gettext_lazy("Stored encrypted; who keeps the register sees them.")
    )
    wishes = long_text(gettext_lazy("Wishes and skills in words"), required=False)

    def __init__(
        self, data: Any = None, files: Any = None, *, table: Table, initial: Any = None, **offers: Any
    ) -> None:
        given = {
            "occupations": occupations(table), "categories": named(table.categories), "hours": titles(words.HOURS),
            "schooling": titles(words.SCHOOLED),
        }  # fmt: skip
        super().__init__(
            data, files, offers=given | offers, initial={"hours": "any", "schooling": "none", **(initial or {})}
        )

    @property
    def wanted(self) -> Wanted:
        """Return what was entered."""
        told = self.cleaned_data
        return Wanted(
            tuple(told["categories"]), tuple(told["occupations"]), told["wage"] or 0, told["hours"], told["schooling"],
            told["wishes"],
        )  # fmt: skip

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Change it."""
        return registering.change_seeker(seeker=row.pk, wanted=self.wanted, by=by, at=at)


def wanted_before(row: JobSeeker) -> dict[str, Any]:
    """Return what stands on the register, for the form."""
    return {
        "occupations": row.occupations, "wage": row.wage or "", "hours": row.hours, "schooling": row.schooling,
        "categories": list(categories_of(row)), "wishes": unseal(row.wishes),
    }  # fmt: skip


class RegisterForm(WantedForm):
    """Put a person on the register."""

    purposes = {"document": "document"}
    field_order = (
        "proof",
        "on",
        "document",
        "occupations",
        "wage",
        "hours",
        "schooling",
        "categories",
        "wishes",
        "note",
    )
    proof = choice_field(gettext_lazy("By what evidence"))
    on = day_field(gettext_lazy("Registered on"))
    document = document_field()
    note = long_text(gettext_lazy("Note"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, table: Table, today: str) -> None:
        super().__init__(
            data, files, table=table, initial={"on": today}, proof=choose(titles(words.PROOFS, HAND_PROOFS))
        )

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Register the person."""
        told = self.cleaned_data
        return registering.register_seeker(
            person=row, wanted=self.wanted, proof=told["proof"], on=told["on"], remark=told["note"], files=self.documents,
            by=by, at=at,
        )  # fmt: skip


class StatusForm(ActForm):
    """Write the next line of the status history by hand."""

    state = choice_field(gettext_lazy("New status"), radio=True)
    proof = choice_field(gettext_lazy("By what evidence"))
    on = day_field(gettext_lazy("Since"))
    note = long_text(
        gettext_lazy("Note"), required=False, hint=gettext_lazy("Needed when somebody leaves the register.")
    )

    def __init__(self, data: Any = None, files: Any = None, *, row: JobSeeker, today: str) -> None:
        states = [code for code in MANUAL if code in NEXT[row.state]]
        offers = {"state": titles(words.STATES, states), "proof": choose(titles(words.PROOFS, HAND_PROOFS))}
        super().__init__(data, files, offers=offers, initial={"on": today})

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Write it."""
        told = self.cleaned_data
        return registering.set_status(
            seeker=row.pk, state=told["state"], proof=told["proof"], on=told["on"], remark=told["note"], by=by, at=at
        )


class RoundForm(ActForm):
    """One visit, five deliveries."""

    channel = choice_field(gettext_lazy("Where"), radio=True)
    policy = choice_field(gettext_lazy("1. Policy"), radio=True)
    policy_reason = short_text(gettext_lazy("Policy: why not"), 200, required=False)
    post = choice_field(gettext_lazy("2. Post"), radio=True)
    post_reason = short_text(gettext_lazy("Post: why not"), 200, required=False)
    start_up = choice_field(gettext_lazy("3. Start-up guidance"), radio=True)
    start_up_reason = short_text(gettext_lazy("Start-up: why not"), 200, required=False)
    training = choice_field(gettext_lazy("4. Training"), radio=True)
    training_reason = short_text(gettext_lazy("Training: why not"), 200, required=False)
    aid = choice_field(gettext_lazy("5. Hardship aid"), radio=True)
    aid_reason = short_text(gettext_lazy("Aid: why not"), 200, required=False)
    note = long_text(gettext_lazy("Note"), required=False)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        answers = titles(words.ANSWERS, ANSWERS)
        offers: dict[str, Any] = {topic: answers for topic in TOPICS}
        offers["channel"] = titles(words.CHANNELS, ("station", "phone"))
        super().__init__(data, files, offers=offers, initial={"channel": "station"})

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Record the five."""
        told = self.cleaned_data
        answers = {topic: Said(told[topic], told[f"{topic}_reason"]) for topic in TOPICS}
        return delivering.record_round(
            seeker=row.pk, channel=told["channel"], said=answers, remark=told["note"], by=by, at=at
        )


class FollowForm(ActForm):
    """What came of a delivery."""

    outcome = long_text(gettext_lazy("What came of it"))

    def act(self, row: Delivery, by: Actor, at: datetime) -> Any:
        """Say it."""
        return delivering.follow_up(delivery=row.pk, outcome=self.cleaned_data["outcome"], by=by, at=at)


def find_hint(found: list[Any], text: str, *, asked: bool = True) -> str:
    """Say why nobody was found, or what to search for."""
    if asked and len("".join(text.split())) < 2:
        return _("Enter two characters of the name or more, or the whole telephone or identity number.")
    if found or not text:
        return ""
    return _(
        "Nobody was found. Search the whole telephone or identity number, or put the person on file in the registry."
    )


class PublishForm(KitForm):
    """Publish the rules of employment from a file of the locality."""

    file = forms.FileField(label=gettext_lazy("File (YAML)"), widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}))

    def act(self, by: Actor, at: datetime) -> Any:
        """Publish."""
        text = self.cleaned_data["file"].read(1 << 20).decode(errors="replace")
        return publish_rules(street=by.street or 0, text=text, by=by, at=at)
