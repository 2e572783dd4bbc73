"""A new token for a machine, and how those that were given out are shown."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import AccessToken
from shiqiao.kernel.people.persons import post_row
from shiqiao.kernel.people.powers import POWERS
from shiqiao.kernel.people.scopes import SCOPES
from shiqiao.kernel.people.tokens import issue_token, state_of
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.forms import with_choices
from shiqiao.surfaces.kit.forms import KitForm

LASTING = [("90", _("three months")), ("365", _("a year")), ("1096", _("three years"))]
STATES = {
    "good": (gettext_noop("in force"), "green", "circle-check"),
    "ending": (gettext_noop("ends soon"), "yellow", "clock"),
    "endless": (gettext_noop("without an end: replace it"), "yellow", "infinity"),
    "expired": (gettext_noop("expired"), "grey", "clock-off"),
    "revoked": (gettext_noop("ended"), "red", "ban"),
}


class TokenForm(KitForm):
    """A new token."""

    name = forms.CharField(
        label=_("What is it for?"), max_length=60, help_text=_("The system that calls, such as “City platform, test”.")
    )
    post = forms.ChoiceField(label=_("It acts from this post"))
    scopes = forms.MultipleChoiceField(label=_("It may"), widget=forms.CheckboxSelectMultiple)
    lasts = forms.ChoiceField(label=_("It ends after"), choices=LASTING, initial="365", widget=forms.RadioSelect)
    networks = forms.CharField(
        label=_("Only from these addresses"), required=False, max_length=500,
        help_text=_("Addresses or networks with spaces between them, such as 10.1.0.0/16; empty: from anywhere."),
    )  # fmt: skip

    def __init__(self, street: int, *args: Any, **kwargs: Any) -> None:
        posts = [post for post in people.posts(street) if not POWERS & post.roles]
        offers = {
            "post": [("", gettext("please choose")), *((str(one.id), words.post_title(one.id)) for one in posts)],
            "scopes": [(code, gettext(title)) for code, title in SCOPES.items()],
        }
        self.base_fields = with_choices(self.base_fields, offers)
        super().__init__(*args, **kwargs)

    def issue(self, by: Actor) -> str:
        """Give the token out and return its secret; empty when something is wrong, which then stands in the form."""
        if not self.is_valid():
            return ""
        given = self.cleaned_data
        try:
            return issue_token(
                name=given["name"], post=post_row(by, int(given["post"])), scopes=given["scopes"],
                lasts=timedelta(days=int(given["lasts"])), networks=given["networks"].replace(",", " ").split(), by=by,
                at=now(),
            )  # fmt: skip
        except ShiqiaoError as error:
            self.add_action_error(error)
            return ""


def shown(row: AccessToken) -> dict[str, Any]:
    """Return a token as the list shows it."""
    title, tone, icon = STATES[state_of(row)]
    return {
        "row": row, "post": words.post_title(row.post), "state": gettext(title), "tone": tone, "icon": icon,
        "scopes": [gettext(SCOPES.get(code, code)) for code in row.scopes],
    }  # fmt: skip
