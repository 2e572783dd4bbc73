"""What a street's closed matters taught: one immutable row a lesson, the latest speaks."""

from django.db import models

from shiqiao.base.classes import holds


@holds(internal="weights measured")
class Lesson(models.Model):
    """Weights of character sequences by item, and how often they were right on matters not learnt from."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    learnt_at = models.DateTimeField()
    matters = models.IntegerField()
    items = models.IntegerField()
    used = models.BooleanField()
    measured = models.JSONField()
    weights = models.BinaryField()

    class Meta:
        db_table = "suggesting_lesson"
        indexes = [models.Index(fields=["street", "-id"], name="lesson_of_street")]

    def __str__(self) -> str:
        return f"{self.street} {self.learnt_at}"
