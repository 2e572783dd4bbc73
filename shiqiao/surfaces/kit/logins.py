"""The forms at the door: logging in, and a new password."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Invalid
from shiqiao.base.time import now
from shiqiao.kernel.people.actions import set_password
from shiqiao.surfaces.kit.forms import KitForm
from shiqiao.surfaces.kit.throttle import Throttle


class LoginForm(KitForm):
    """Name and password. It never tells which of the two was wrong."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        self.account: Any = None
        super().__init__(*args, **kwargs)

    def enter(self, guesses: Throttle, key: str) -> bool:
        """Check name and password and keep the account; too many wrong guesses for `key` close the door for a while."""
        if not self.is_valid():
            return False
        if guesses.blocked(key):
            self.add_error(None, gettext("Too many wrong attempts. Wait a quarter of an hour and try again."))
            return False
        self.account = authenticate(self.request, **self.cleaned_data)
        if self.account is None:
            guesses.fail(key)
            self.add_error(None, gettext("User name or password is wrong. Check both and mind upper and lower case."))
            return False
        guesses.forget(key)
        return True


class PasswordForm(KitForm):
    """A new password, twice."""

    new = forms.CharField(
        label=_("New password"),
        max_length=200,
        strip=False,
        help_text=_("At least 10 characters; neither a common one nor like your name."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse two that differ."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("new") != given.get("again"):
            self.add_error("again", gettext("The two differ; type the new password again."))
        return given

    def take(self, actor: Actor, account: Any) -> bool:
        """Set the account's own password; a weak one is named beside its field."""
        if not self.is_valid():
            return False
        try:
            set_password(account=account, password=self.cleaned_data["new"], by=actor, at=now())
        except Invalid as error:
            self.add_error("new", error.fields["password"])
        return not self.errors
