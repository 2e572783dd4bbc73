"""Green channel."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("enterprise", "0001_initial")]

    operations: ClassVar[list[object]] = []
