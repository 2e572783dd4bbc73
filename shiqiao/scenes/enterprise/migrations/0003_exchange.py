"""Ecosystem exchange."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("enterprise", "0002_green")]

    operations: ClassVar[list[object]] = []
