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
from shiqiao.kernel.people.factors import check_code
from shiqiao.surfaces.kit import lockout, passkeys
from shiqiao.surfaces.kit.forms import KitForm


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

    def enter(self) -> bool:
        """Check name and password and keep the account; too many wrong guesses close the door for a while."""
        if not self.is_valid():
            return False
        self.account, wrong = guess(self.request, **self.cleaned_data)
        if wrong:
            self.add_error(None, wrong)
        return self.account is not None


def guess(request: HttpRequest, username: str, password: str) -> tuple[Any, str]:
    """Try a password; returns the account, or None and a sentence that never tells whether there is such a name."""
    if lockout.locked(request, username):
        return None, lockout.sentence()
    account = authenticate(request, username=username, password=password)
    if account is not None:
        return account, ""
    if lockout.note(request, username):
        return None, lockout.sentence()
    return None, gettext("User name or password is wrong. Check both and mind upper and lower case.")


class CodeForm(KitForm):
    """The second step: a one-time code, a recovery code, or what a passkey answered."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        required=False,
        help_text=_("The six digits that your app shows now, or one of your recovery codes of eight digits."),
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": ""}),
    )
    credential = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, request: HttpRequest, account: Any, *args: Any, **kwargs: Any) -> None:
        self.request, self.account, self.factor = request, account, ""
        super().__init__(*args, **kwargs)

    def check(self) -> bool:
        """Check what was given; wrong ones count like wrong passwords."""
        name = self.account.username
        if not self.is_valid():
            return False
        if lockout.locked(self.request, name):
            self.add_error(None, lockout.sentence())
            return False
        self.factor = self._factor()
        if not self.factor:
            wrong = gettext("The code is wrong or was used already. Type the one that the app shows now.")
            self.add_error("code", lockout.sentence() if lockout.failed(self.request, name) else wrong)
        return bool(self.factor)

    def _factor(self) -> str:
        if answer := self.cleaned_data["credential"]:
            return passkeys.entered(self.request, self.account, answer)
        return check_code(self.account, self.cleaned_data["code"], now())


class AppForm(KitForm):
    """The first code of an app that was just given the secret."""

    code = forms.CharField(
        label=_("Code that the app shows"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PasskeyForm(KitForm):
    """A new passkey, and what its owner calls it."""

    name = forms.CharField(
        label=_("What do you call it?"), max_length=40, help_text=_("Such as “office computer” or “my telephone”.")
    )
    credential = forms.CharField(widget=forms.HiddenInput)


class ConfirmForm(KitForm):
    """The password once more, before the door itself is changed."""

    password = forms.CharField(
        label=_("Your password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": ""}),
    )

    def proves(self, request: HttpRequest) -> bool:
        """Tell whether it is the password of who is signed in."""
        if not self.is_valid():
            return False
        account, wrong = guess(request, request.user.get_username(), self.cleaned_data["password"])
        if account is None:
            shut = wrong == lockout.sentence()
            self.add_error("password", wrong if shut else gettext("The password is wrong. Mind upper and lower case."))
        return account is not None


class PasswordForm(KitForm):
    """A new password, twice."""

    new = forms.CharField(
        label=_("New password"),
        max_length=200,
        strip=False,
        help_text=_(
            "At least 10 characters of three kinds (small letters, capitals, digits, signs); neither a common one nor like "
            "your name, and none of your last five."
        ),
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

    def take(self, actor: Actor, account: Any, key: str | None) -> bool:
        """Set the account's own password and end all sign-ins but this one; a weak one is named beside its field."""
        if not self.is_valid():
            return False
        try:
            set_password(account=account, password=self.cleaned_data["new"], keep=key, by=actor, at=now())
        except Invalid as error:
            self.add_error("new", error.fields["password"])
        return not self.errors
