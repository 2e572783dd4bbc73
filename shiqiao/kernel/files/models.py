"""Attachments: one row for each file of a subject. The bytes lie on disk under their hash; the name is encrypted."""

from django.db import models

from shiqiao.base import crypto
from shiqiao.base.actor import Ref
from shiqiao.base.classes import holds
from shiqiao.kernel.files.rules import BY_CODE, CLASSES, PURPOSES

NAME = "files.name"  # binds the encrypted name to its column


@holds(
    internal="subject_kind purpose sha256 kind data_class created_by",
    sealed={"name_sealed": "files.name"},
    shown="pages of what it belongs to; papers, the portal and whoever may not see the original get the covered copy",
)
class Attachment(models.Model):
    """A file of a subject (`subject_kind:subject_id`). `sha256` is that of the stored bytes, in hexadecimal.

    `size` is in bytes, `width` and `height` in pixels (0 for what is no picture). `created_by` is the code of the
    actor (a post, never a person), `taken_at` what the camera wrote.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    purpose = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=12)
    size = models.IntegerField()
    width = models.IntegerField()
    height = models.IntegerField()
    name_sealed = models.BinaryField()
    data_class = models.CharField(max_length=12)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "files_attachment"
        constraints = [
            # The same bytes sent again for the same purpose are the same attachment.
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "purpose", "sha256"], name="files_once_a_subject"
            ),
            models.CheckConstraint(condition=models.Q(purpose__in=PURPOSES), name="files_known_purpose"),
            models.CheckConstraint(condition=models.Q(data_class__in=CLASSES), name="files_known_class"),
            models.CheckConstraint(condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="files_whole_hash"),
        ]
        indexes = [models.Index(fields=["sha256"], name="files_by_hash")]

    def __str__(self) -> str:
        return f"{self.subject} {self.purpose} {self.sha256[:12]}"

    @property
    def subject(self) -> Ref:
        """Return what the file belongs to."""
        return Ref(self.subject_kind, self.subject_id)

    @property
    def name(self) -> str:
        """Return the name that its sender gave it: personal, for the page only, never for a URL or a log."""
        return crypto.decrypt(self.name_sealed, context=NAME)

    @property
    def mime(self) -> str:
        """Return the media type to serve it with."""
        return BY_CODE[self.kind].mime

    @property
    def is_picture(self) -> bool:
        """Tell whether it may be shown in a page; everything else is served as download only."""
        return BY_CODE[self.kind].picture
