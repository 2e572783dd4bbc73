"""Campaigns."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("projects", "0003_renewal")]

    operations: ClassVar[list[object]] = []
