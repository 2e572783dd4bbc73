"""Rosters of leader and officer, swaps, hand-over log and check-in."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = []

    operations: ClassVar[list[object]] = []
