"""Emergency."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("duty", "0001_initial")]

    operations: ClassVar[list[object]] = []
