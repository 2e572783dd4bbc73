"""Tables of the door: former passwords and sign-ins. Like accounts they are asked before any street is known."""

from typing import Any

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from shiqiao.base.classes import holds


def _key(to: str) -> Any:
    return models.ForeignKey(to, on_delete=models.CASCADE, related_name="+")


@holds(hashed="password")
class FormerPassword(models.Model):
    """The hash of a password that an account had before, so that it is not taken again."""

    account = _key("people.Account")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "-id"], name="people_former_password")]

    def __str__(self) -> str:
        return f"account {self.account_id} {self.set_at}"


@holds(
    internal="key browser factor reason",
    sealed={"address": "people.signin.address"},
    shown="the person alone, on the own page",
)
class SignIn(models.Model):
    """One time that a person came in through the door: from where, how, until when. The key opens until it has ended."""

    account = _key("people.Account")
    key = models.CharField(max_length=40, null=True)
    """The key of the framework's session; None when the sign-in has ended."""
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    browser = models.CharField(max_length=60)
    address = models.BinaryField()
    """Ciphertext of the network address."""
    factor = models.CharField(max_length=20)
    """How the person was known besides the password: empty, totp, webauthn, recovery_codes."""
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=12)
    """Why it ended: left, idle, aged, revoked, replaced, password, reset, shut."""

    class Meta:
        constraints = [
            UniqueConstraint(fields=["key"], name="people_one_sign_in_a_key"),
            CheckConstraint(
                name="people_ended_opens_nothing",
                condition=Q(key=None, ended_at__isnull=False) | Q(key__isnull=False, ended_at=None),
            ),
        ]
        indexes = [
            models.Index(fields=["account"], condition=Q(ended_at=None), name="people_sign_in_runs"),
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="people_sign_in_ended"),
        ]

    def __str__(self) -> str:
        return f"account {self.account_id} {self.began_at}"
