"""Tables of devices: screens of the office, and phones and tablets on which an official's work goes on without a network."""

from typing import Any

from django.db import models
from django.db.models import CheckConstraint, Q

from shiqiao.base.classes import holds


def _account(**options: Any) -> Any:
    return models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+", **options)


@holds(
    internal="name",
    public="public_key notice",
    sealed={"half": "people.fielddevice.half"},
    shown="the device that it belongs to",
)
class FieldDevice(models.Model):
    """A phone or tablet of one official that may keep work without a network; it is known by its key."""

    street = models.IntegerField()
    account = _account()
    name = models.CharField(max_length=60)
    public_key = models.BinaryField(unique=True)
    """The point on P-256 (65 bytes) whose secret half never leaves the browser."""
    half = models.BinaryField(null=True)
    """Ciphertext: the server's half of the key to the device's store; gone with the revocation."""
    counter = models.BigIntegerField(default=0)
    """The highest counter that was accepted: an act that is sent again is refused."""
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    notice = models.BinaryField(null=True)
    """The mark by which the device knows that the revocation comes from this server."""

    class Meta:
        constraints = [
            CheckConstraint(
                name="people_revoked_field_device_has_no_half",
                condition=Q(revoked_at=None, half__isnull=False, notice=None)
                | Q(revoked_at__isnull=False, half=None, notice__isnull=False),
            ),
            CheckConstraint(name="people_field_device_counts_up", condition=Q(counter__gte=0)),
        ]
        indexes = [models.Index(fields=["account"], name="people_field_device_account")]

    def __str__(self) -> str:
        return self.name


@holds(internal="name kind", hashed="secret", keyed="code")
class Device(models.Model):
    """A screen of the office: wall, kiosk or queue display. It shows, and changes nothing; only hashes are kept."""

    street = models.IntegerField()
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    secret = models.BinaryField(unique=True, null=True)
    code = models.BinaryField(unique=True, null=True)
    """Keyed hash of the pairing code, until it is used or has expired."""
    code_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    paired_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(
                name="people_revoked_has_no_secret", condition=Q(revoked_at=None) | Q(secret=None, code=None)
            )
        ]

    def __str__(self) -> str:
        return self.name
