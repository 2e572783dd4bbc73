"""Stationed units, three lists, service projects and double reporting."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = []

    operations: ClassVar[list[object]] = []
