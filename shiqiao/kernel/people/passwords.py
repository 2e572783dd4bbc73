"""What a password must be: three of four classes of characters, none of the last five, changed now and then."""

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX as NONE_YET
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from shiqiao.kernel.people.doormodels import FormerPassword
from shiqiao.kernel.people.models import Account

REFUSED = 5  # the present password and those before it that may not come again
CLASSES = tuple(re.compile(one) for one in (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]"))
WANTED = 3


def classes_of(password: str) -> int:
    """Count the classes of characters: small letters, capitals, digits, others (Chinese characters count there)."""
    return sum(bool(one.search(password)) for one in CLASSES)


class ClassesValidator:
    """Refuse a password from fewer than three classes of characters."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raise ValidationError naming what to add."""
        if classes_of(password) < WANTED:
            raise ValidationError(
                gettext("Use characters of at least three kinds: small letters, capitals, digits, signs."),
                code="password_classes",
            )

    def get_help_text(self) -> str:
        """Say the rule."""
        return gettext("Use characters of at least three kinds: small letters, capitals, digits, signs.")


class FormerValidator:
    """Refuse the present password and the four before it."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raise ValidationError when the account had this password lately."""
        if user is None or not user.pk:
            return
        former = FormerPassword.objects.filter(account=user).order_by("-pk").values_list("password", flat=True)
        if any(check_password(password, one) for one in (user.password, *former[: REFUSED - 1])):
            raise ValidationError(
                gettext("This password was used before. Choose one that is none of your last five."),
                code="password_former",
            )

    def get_help_text(self) -> str:
        """Say the rule."""
        return gettext("This password was used before. Choose one that is none of your last five.")


def remember(account: Account, former: str, at: datetime) -> None:
    """Keep the hash of the password that `account` had until now, and forget the oldest ones."""
    if not former or former.startswith(NONE_YET):
        return
    FormerPassword.objects.create(account=account, password=former, set_at=account.password_set_at or at)
    kept = FormerPassword.objects.filter(account=account).order_by("-pk").values_list("pk", flat=True)[: REFUSED - 1]
    FormerPassword.objects.filter(account=account).exclude(pk__in=list(kept)).delete()


def change_due(account: Account) -> datetime | None:
    """Return when an account's password must be changed; None for never."""
    days = settings.PASSWORD_DAYS
    if not days or account.password_set_at is None:
        return None
    due: datetime = account.password_set_at + timedelta(days=days)
    return due


def must_change(account: Account, at: datetime) -> bool:
    """Tell whether a person comes no further than the page for a new password: given by the office, or too old."""
    due = change_due(account)
    return account.must_change_password or (due is not None and due <= at)
