"""Flow versions: a changed file becomes a new version, matters finish on theirs."""

from django.db import models

from shiqiao.base.classes import holds


@holds(public="code fingerprint table")
class FlowVersion(models.Model):
    """One published version of a flow; never changed afterwards."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=40)
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    # As text: the order of states, which jsonb would lose, is the order in which people read them.
    table = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "flows_version"
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="flow_one_version"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"
