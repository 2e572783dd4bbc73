"""What a reporter says at the end: how it went, that it is not in order after all, that it shall be reviewed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shiqiao.kernel.files.rules import PICTURES, RECORDINGS
from shiqiao.kernel.matters.grades import GRADES, GROUNDS
from shiqiao.surfaces.kit.forms import KitForm
from shiqiao.surfaces.portal.forms import kept_file

# Grade -> (how it is said, its face). Words carry the meaning; the face helps who reads slowly.
FACES = {
    "satisfied": (_("Fully satisfied"), "mood-smile"),
    "basically": (_("Basically satisfied"), "mood-neutral"),
    "not": (_("Not satisfied"), "mood-sad"),
}
WHY = {
    "not_solved": _("It is not solved"), "came_back": _("It came back"), "slow": _("It took too long"),
    "unexplained": _("Nobody explained it to me"), "unfriendly": _("I was treated badly"), "other": _("Something else"),
}  # fmt: skip
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class RateForm(KitForm):
    """The reporter's verdict: solved or not, one of three grades, and why where something was wrong."""

    solved = forms.ChoiceField(
        label=_("Is it solved?"), choices=YES_NO, widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is solved.")},
    )  # fmt: skip
    satisfied = forms.ChoiceField(
        label=_("Are you satisfied with us?"), choices=[(code, FACES[code][0]) for code in GRADES],
        widget=forms.RadioSelect, error_messages={"required": _("Choose one of the three.")},
    )  # fmt: skip
    grounds = forms.MultipleChoiceField(
        required=False, label=_("What was not good?"), choices=[(code, WHY[code]) for code in GROUNDS],
        widget=forms.CheckboxSelectMultiple, help_text=_("Only when something was not good."),
    )  # fmt: skip
    words = forms.CharField(
        required=False, label=_("In your own words"), max_length=1000, help_text=_("Only the office reads this."),
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip

    def faces(self) -> list[dict[str, Any]]:
        """Return the three grades as the page draws them."""
        chosen = self["satisfied"].value()
        return [
            {"code": code, "said": word, "icon": icon, "chosen": code == chosen} for code, (word, icon) in FACES.items()
        ]


class ReopenForm(KitForm):
    """Why a matter must be taken up again, perhaps with a photo of how it looks now."""

    reason = forms.CharField(
        label=_("What is still wrong?"), max_length=1000, widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write the reason.")},
    )  # fmt: skip
    photo = forms.FileField(
        required=False, label=_("A photo of how it looks now, if you have one"),
        help_text=_("One file: a picture or sound of at most 20 MB, or a video of at most 100 MB."),
        widget=forms.FileInput(
            {"accept": f"{PICTURES},{RECORDINGS}", "data-photos": "", "data-choose": _("Choose or record")}
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.kept = ""
        self.refused = kwargs.pop("refused", False)  # whether too many files came from here
        super().__init__(*args, **kwargs)

    def clean_photo(self) -> None:
        """Check a file by its content and keep it."""
        self.kept = kept_file(self, self.refused)


class ReviewForm(KitForm):
    """Why a petition that was settled shall be reviewed by others."""

    reason = forms.CharField(
        label=_("Why do you not agree?"), max_length=2000, widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write the reason.")},
    )  # fmt: skip
